// What happened to services and what they tell, as a bounded list with rising numbers: who asks again misses nothing, or is told so.
import { randomUUID } from "node:crypto";
import type { RequestContext } from "../context.ts";
import { EventRing } from "./event-ring.ts";
import { EVENT_SOURCES, type EventSource, type GroupEvent, sourceOf, tellerOf } from "./group-event.ts";

/** A part of the list. */
export interface EventPage {
  /** Names this list: numbers of another one mean nothing here. */
  readonly log: string;
  readonly events: readonly GroupEvent[];
  /** To ask for what follows. */
  readonly next: number;
  /** Events between the asked number and `next` that are no longer kept. */
  readonly lost: number;
}

export interface EventLogOptions {
  /** Events that are kept of each source. */
  readonly keptMax?: number;
  /** What an earlier run left: a list goes on with its name, its events and its numbers. */
  readonly earlier?: {
    readonly log: string;
    readonly last: number;
    readonly events: Readonly<Record<EventSource, readonly GroupEvent[]>>;
  };
  /** After each event; must not throw and not wait. */
  readonly onAppend?: () => void;
  /** The numbers of events of a source that had to make room for later ones; must not throw and not wait. */
  readonly onForget?: (source: EventSource, sequences: readonly number[]) => void;
}

const KEPT_MAX = 2000;
const PAGE = 100;

export class EventLog {
  #log: string;
  #last: number;
  #reservedTo = Number.POSITIVE_INFINITY;
  readonly #rings: Readonly<Record<EventSource, EventRing>>;
  readonly #onAppend: () => void;
  readonly #waiting = new Set<() => void>();

  constructor({ keptMax = KEPT_MAX, earlier, onAppend = () => {}, onForget = () => {} }: EventLogOptions = {}) {
    this.#log = earlier?.log ?? randomUUID();
    this.#last = earlier?.last ?? 0;
    const ring = (source: EventSource) =>
      new EventRing({
        ...{ max: keptMax, events: earlier?.events[source], tellerOf },
        onForget: (sequences) => onForget(source, sequences),
      });
    this.#rings = { service: ring("service"), manager: ring("manager"), driver: ring("driver") };
    this.#onAppend = onAppend;
  }

  get log(): string {
    return this.#log;
  }

  /** The number that was given last; 0 before the first. */
  get last(): number {
    return this.#last;
  }

  append(event: Omit<GroupEvent, "sequence">): void {
    this.#last += 1;
    if (this.#last > this.#reservedTo) this.#renew();
    this.#rings[sourceOf(event)].push({ sequence: this.#last, ...event });
    for (const wake of this.#waiting) wake();
    this.#onAppend();
  }

  /** Numbers up to this one are safe from being given again by a later run. */
  reserve(to: number): void {
    this.#reservedTo = to;
  }

  /**
   * Every event with a number above `after`, those that are kept first and then as they come; without `after` from now on. What is no
   * longer kept is told by an event `lost`. Ends with the context.
   */
  async *watch(ctx: RequestContext, after = this.#last): AsyncGenerator<GroupEvent> {
    let last = Math.min(after, this.#last);
    let wake = () => {};
    const onChange = () => wake();
    this.#waiting.add(onChange);
    ctx.ending.onEnd(onChange);
    try {
      for (;;) {
        const { events, next, lost } = this.read(last, PAGE);
        if (lost > 0) yield lostEvent(last, lost, events[0]);
        yield* events;
        last = next;
        ctx.throwIfOver();
        if (last >= this.#last)
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
    const from = Math.min(after, this.#last);
    const events = this.after(from, limit);
    const next = events.length < limit ? this.#last : (events.at(-1)?.sequence ?? from);
    const given = next - from - skippedBehind(from, events);
    return { log: this.#log, events, next, lost: Math.max(0, given - events.length) };
  }

  /** What is kept with numbers above `after`, of all sources or of one. */
  after(after: number, limit: number): readonly GroupEvent[] {
    const events = EVENT_SOURCES.flatMap((source) => this.#rings[source].after(after, limit));
    return events.sort((left, right) => left.sequence - right.sequence).slice(0, limit);
  }

  /** The number below which nothing of a source is kept. */
  oldest(source: EventSource): number {
    return this.#rings[source].oldest ?? this.#last + 1;
  }

  /** Forgets what is from before a time, in ISO 8601. */
  forgetBefore(at: string): void {
    for (const source of EVENT_SOURCES) this.#rings[source].forgetBefore(at);
  }

  // Nobody may take a number of this list for one that a later run gives: from here on it is another list.
  #renew(): void {
    this.#log = randomUUID();
    this.#reservedTo = Number.POSITIVE_INFINITY;
  }
}

function skippedBehind(after: number, events: readonly GroupEvent[]): number {
  const counts = events.map(({ sequence, skipped = 0 }) => Math.min(skipped, sequence - 1 - after));
  return counts.reduce((sum, count) => sum + count, 0);
}

function lostEvent(sequence: number, events: number, next: GroupEvent | undefined): GroupEvent {
  const { at = "", host = "" } = next ?? {};
  return { sequence, at, kind: "lost", host, topic: "group", to: "lost", events };
}
