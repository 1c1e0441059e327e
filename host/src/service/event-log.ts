// What happened to services, as a bounded list with rising numbers: who asks again with the last number misses nothing, or is told so.
import { randomUUID } from "node:crypto";

/** `sequence` rises by one from event to event; `at` is wall time, for people. */
export interface GroupEvent {
  readonly sequence: number;
  readonly at: string;
  /** `state`: judged anew; `version`: another version runs; `operator`: somebody said so. */
  readonly kind: "state" | "version" | "operator";
  readonly uuid: string;
  readonly host: string;
  readonly topic: string;
  readonly from?: string;
  readonly to: string;
  readonly reason?: string;
  /** Who, for the operator's word. */
  readonly by?: string;
}

/** A part of the list. */
export interface EventPage {
  /** Names this list: numbers of another one mean nothing here. */
  readonly log: string;
  readonly events: readonly GroupEvent[];
  /** To ask for what follows. */
  readonly next: number;
  /** Events after the asked number that are no longer kept. */
  readonly lost: number;
}

export const EVENTS_MAX = 2000;

export class EventLog {
  readonly #id = randomUUID();
  readonly #max: number;
  #events: GroupEvent[] = [];
  #next = 1;

  constructor(max: number = EVENTS_MAX) {
    this.#max = max;
  }

  append(event: Omit<GroupEvent, "sequence">): void {
    this.#events.push({ sequence: this.#next, ...event });
    this.#next += 1;
    // Cut in halves, so that a long list is not moved with each event.
    if (this.#events.length >= 2 * this.#max) this.#events = this.#events.slice(-this.#max);
  }

  /** Events with numbers above `after`, the oldest first. */
  read(after: number, limit: number): EventPage {
    const kept = this.#events.slice(-this.#max);
    const first = kept[0]?.sequence ?? this.#next;
    const events = kept.filter(({ sequence }) => sequence > after).slice(0, limit);
    const next = events.at(-1)?.sequence ?? Math.max(after, this.#next - 1);
    return { log: this.#id, events, next: Math.min(next, this.#next - 1), lost: Math.max(0, first - after - 1) };
  }
}
