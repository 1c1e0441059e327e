// What happened to services and what they tell, as a bounded list with rising numbers: who asks again misses nothing, or is told so.
import { randomUUID } from "node:crypto";
import type { RequestContext } from "../context.ts";
import { HostError } from "../errors.ts";

/** `sequence` rises by one from event to event; `at` is wall time, for people. */
export interface GroupEvent {
  readonly sequence: number;
  readonly at: string;
  /**
   * `state`: judged anew; `version`: another version runs; `operator`: somebody said so; `manager`, `driver`: one of these told of it;
   * `capabilities`: a driver of the service came, went, or offers other functions.
   */
  readonly kind: "state" | "version" | "operator" | "manager" | "driver" | "capabilities";
  /** The service's record; none for what managers and drivers tell. */
  readonly uuid?: string;
  readonly host: string;
  /** Of what a driver tells: its kind, which is the topic of its manager. */
  readonly topic: string;
  readonly from?: string;
  /** The new state or version, the operator's word, or the name that who tells gave the event. */
  readonly to: string;
  readonly reason?: string;
  /** Who, for the operator's word. */
  readonly by?: string;
  /** Which driver tells, or changed, and its own number for the event: a gap means that it told too much at once. */
  readonly driver?: string;
  readonly driverSequence?: number;
  readonly subject?: string;
  /** What is told beside the name: JSON of a manager, text of a driver. */
  readonly data?: unknown;
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
const PAGE = 100;

export class EventLog {
  readonly #id = randomUUID();
  readonly #max: number;
  #events: GroupEvent[] = [];
  #next = 1;
  readonly #waiting = new Set<() => void>();

  constructor(max: number = EVENTS_MAX) {
    this.#max = max;
  }

  append(event: Omit<GroupEvent, "sequence">): void {
    this.#events.push({ sequence: this.#next, ...event });
    this.#next += 1;
    // Cut in halves, so that a long list is not moved with each event.
    if (this.#events.length >= 2 * this.#max) this.#events = this.#events.slice(-this.#max);
    for (const wake of this.#waiting) wake();
  }

  /**
   * Every event with a number above `after`, those that are kept first and then as they come; without `after` from now on.
   * Ends with the context. Throws RESOURCE_EXHAUSTED when events are no longer kept that the reader has not had.
   */
  async *watch(ctx: RequestContext, after = this.#next - 1): AsyncGenerator<GroupEvent> {
    let last = after;
    let wake = () => {};
    const onChange = () => wake();
    this.#waiting.add(onChange);
    ctx.ending.onEnd(onChange);
    try {
      for (;;) {
        const { events, next, lost } = this.read(last, PAGE);
        if (lost > 0)
          throw new HostError("RESOURCE_EXHAUSTED", `${lost} events are no longer kept: watch again from ${next}`, {
            data: { lost, next },
          });
        yield* events;
        last = events.at(-1)?.sequence ?? last;
        ctx.throwIfOver();
        if (events.length === 0 && last >= this.#next - 1)
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    } finally {
      this.#waiting.delete(onChange);
      ctx.ending.offEnd(onChange);
    }
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
