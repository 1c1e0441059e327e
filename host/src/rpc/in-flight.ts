// The calls that a server works on: bounded, and readable while they last.
import type { Clock } from "../clock.ts";
import type { Ending } from "../context.ts";
import { HostError } from "../errors.ts";
import { Slots } from "./slots.ts";

/** A call as it is shown. `abandoned` when nobody waits for it any more but its work has not ended. */
export interface InFlightCall {
  readonly method: string;
  readonly requestId: string;
  readonly ageMs: number;
  readonly abandoned: boolean;
}

export interface InFlightEntry {
  readonly method: string;
  readonly requestId: string;
  readonly startMs: number;
  readonly ending: Ending;
}

export class InFlight {
  readonly #entries = new Slots<InFlightEntry>();
  readonly #waiting = new Set<() => void>();
  readonly #clock: Clock;
  readonly #max: number;

  constructor(clock: Clock, max: number) {
    this.#clock = clock;
    this.#max = max;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Takes a call in and answers its place, or throws RESOURCE_EXHAUSTED: what cannot be worked on is refused, not queued. */
  add(entry: InFlightEntry): number {
    if (this.#entries.size >= this.#max) {
      throw new HostError(
        "RESOURCE_EXHAUSTED",
        `${this.#max} calls are in flight, which is the limit; try again later`,
        {
          data: { inFlightMax: this.#max },
        },
      );
    }
    return this.#entries.add(entry);
  }

  remove(place: number, entry: InFlightEntry): void {
    this.#entries.remove(place, entry);
    if (this.#entries.size > 0 || this.#waiting.size === 0) return;
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  /** The oldest first. */
  list(): readonly InFlightCall[] {
    const now = this.#clock.monotonicMs();
    const entries = this.#entries.list().sort((one, other) => one.startMs - other.startMs);
    return entries.map(({ method, requestId, startMs, ending }) => ({
      method,
      requestId,
      ageMs: now - startMs,
      abandoned: ending.reason !== undefined,
    }));
  }

  /** Cancels every call whose caller still waits, and says which they were. */
  cancelAll(reason: HostError): readonly InFlightCall[] {
    const cancelled = this.list().filter((call) => !call.abandoned);
    for (const entry of this.#entries.list()) entry.ending.end(reason);
    return cancelled;
  }

  /** Resolves once nothing is in flight. */
  whenEmpty(): Promise<void> {
    if (this.#entries.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.add(resolve));
  }
}
