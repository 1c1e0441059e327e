// The last events of one source, in the order of their numbers: bounded by count and by age. Who tells the most loses its own first.
import type { GroupEvent } from "./group-event.ts";

export interface EventRingOptions {
  /** Events that are kept. */
  readonly max: number;
  /** What an earlier run left, the oldest first. */
  readonly events?: readonly GroupEvent[] | undefined;
  /** Who told of it: when there is too much, all tellers may keep the same number. */
  readonly tellerOf: (event: GroupEvent) => string;
  /** The numbers of events that had to make room; must not throw. */
  readonly onForget?: ((sequences: readonly number[]) => void) | undefined;
}

export class EventRing {
  readonly #options: EventRingOptions;
  #events: GroupEvent[];

  constructor(options: EventRingOptions) {
    this.#options = options;
    this.#events = [...(options.events ?? [])];
    this.#makeRoom();
  }

  push(event: GroupEvent): void {
    this.#events.push(event);
    // Looked through now and then, so that a long list is not with each event.
    if (this.#events.length >= 2 * this.#options.max) this.#makeRoom();
  }

  /** Up to `limit` events with numbers above `after`. */
  after(after: number, limit: number): readonly GroupEvent[] {
    this.#makeRoom();
    const first = this.#indexBehind(after);
    return this.#events.slice(first, first + limit);
  }

  /** The number of the oldest that is kept; undefined when there is none. */
  get oldest(): number | undefined {
    this.#makeRoom();
    return this.#events[0]?.sequence;
  }

  /** Forgets the oldest as long as they are from before a time, in ISO 8601. */
  forgetBefore(at: string): void {
    const first = this.#events.findIndex((event) => event.at >= at);
    if (first !== 0) this.#events = first < 0 ? [] : this.#events.slice(first);
  }

  #makeRoom(): void {
    const { max, tellerOf, onForget } = this.#options;
    if (this.#events.length <= max) return;
    const kept = shareOut(this.#events.map(tellerOf), max);
    const forgotten = this.#events.filter((_, index) => !kept[index]);
    this.#events = this.#events.filter((_, index) => kept[index]);
    onForget?.(forgotten.map(({ sequence }) => sequence));
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

/** Which of these, by their tellers, are kept where only `max` can be: of each teller its last ones, the same number for all who have as many. */
function shareOut(tellers: readonly string[], max: number): readonly boolean[] {
  const counts = new Map<string, number>();
  for (const teller of tellers) counts.set(teller, (counts.get(teller) ?? 0) + 1);
  const [share, left] = fairShare([...counts.values()], max);
  const given = new Map<string, number>();
  let extra = left;
  const kept = tellers.map(() => false);
  for (let at = tellers.length - 1; at >= 0; at--) {
    const teller = tellers[at] ?? "";
    const has = given.get(teller) ?? 0;
    if (has > share || (has === share && extra === 0)) continue;
    if (has === share) extra -= 1;
    given.set(teller, has + 1);
    kept[at] = true;
  }
  return kept;
}

/** The largest number that each may have so that all together have at most `max`, and what is left then. */
function fairShare(counts: readonly number[], max: number): readonly [share: number, left: number] {
  const rising = [...counts].sort((left, right) => left - right);
  let room = max;
  for (const [at, count] of rising.entries()) {
    const share = Math.floor(room / (rising.length - at));
    if (count > share) return [share, room - share * (rising.length - at)];
    room -= count;
  }
  return [Number.POSITIVE_INFINITY, 0];
}
