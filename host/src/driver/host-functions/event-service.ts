// The host function of the permission event: numbered for each driver, no more than a flood's worth, handed on to whoever listens.
import { DriverStatusError, type HostEvent } from "@holdfast/sdk";
import type { Clock } from "../../clock.ts";
import type { HostService } from "./services.ts";

/** An event as it is handed on. */
export interface DriverEvent {
  readonly kind: string;
  readonly driver: string;
  /** Counts this driver's events since the host started, refused ones too: a gap means that some were lost. */
  readonly sequence: number;
  readonly name: string;
  readonly subject?: string;
  readonly data?: string;
}

export interface EventOptions {
  readonly clock: Clock;
  /** Events of one driver in a second; more are refused. */
  readonly perSecondMax?: number;
  /** Must not throw and not wait. */
  readonly onEvent: (event: DriverEvent) => void;
}

interface Teller {
  sequence: number;
  left: number;
  filledAtMs: number;
}

const PER_SECOND_MAX = 20;
const NAME = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/;

export function eventService({ clock, onEvent, perSecondMax = PER_SECOND_MAX }: EventOptions): HostService {
  const tellers = new Map<string, Teller>();
  return (_name, input, { kind, driver }) => {
    const event = input as HostEvent;
    if (!NAME.test(event.name))
      throw new DriverStatusError("invalid_argument", "an event's name has words of a-z, 0-9 and _, joined by dots");
    const place = `${kind}/${driver}`;
    const nowMs = clock.monotonicMs();
    const teller = tellers.get(place) ?? { sequence: 0, left: perSecondMax, filledAtMs: nowMs };
    tellers.set(place, teller);
    const earned = ((nowMs - teller.filledAtMs) * perSecondMax) / 1000;
    teller.left = Math.min(perSecondMax, teller.left + earned);
    teller.filledAtMs = nowMs;
    teller.sequence += 1;
    if (teller.left < 1)
      throw new DriverStatusError(
        "resource_exhausted",
        `more than ${perSecondMax} events in a second; this one is not told`,
      );
    teller.left -= 1;
    const { name, subject, data } = event;
    const told = { kind, driver, sequence: teller.sequence, name };
    onEvent({ ...told, ...(subject === undefined ? {} : { subject }), ...(data === undefined ? {} : { data }) });
    return { sequence: teller.sequence };
  };
}
