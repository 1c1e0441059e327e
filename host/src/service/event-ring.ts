// The last events of one source, in the order of their numbers: bounded by count and by age.
import type { GroupEvent } from "./group-event.ts";

export class EventRing {
  readonly #max: number;
  #events: GroupEvent[];

  constructor(max: number, events: readonly GroupEvent[] = []) {
    this.#max = max;
    this.#events = events.slice(-max);
  }

  push(event: GroupEvent): void {
    this.#events.push(event);
    // Cut in halves, so that a long list is not moved with each event.
    if (this.#events.length >= 2 * this.#max) this.#events = this.#events.slice(-this.#max);
  }

  /** Up to `limit` events with numbers above `after`. */
  after(after: number, limit: number): readonly GroupEvent[] {
    const first = Math.max(this.#firstKept(), this.#indexBehind(after));
    return this.#events.slice(first, first + limit);
  }

  /** The number of the oldest that is kept; undefined when there is none. */
  get oldest(): number | undefined {
    return this.#events[this.#firstKept()]?.sequence;
  }

  /** Forgets the oldest as long as they are from before a time, in ISO 8601. */
  forgetBefore(at: string): void {
    const first = this.#events.findIndex((event) => event.at >= at);
    if (first !== 0) this.#events = first < 0 ? [] : this.#events.slice(first);
  }

  #firstKept(): number {
    return Math.max(0, this.#events.length - this.#max);
  }

  #indexBehind(sequence: number): number {
    let [low, high] = [0, this.#events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#events[middle]?.sequence ?? 0) > sequence) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
