// A lone call waits mostly for processes to be woken: a hub that expects the next frame within microseconds stays awake for it.
import type { Clock } from "../clock.ts";

export interface BusyPollOptions {
  readonly clock: Clock;
  /** How long it waits awake at the most; 0 is never. */
  readonly forUs: number;
  /** Runs when the loop has looked for input once; `setImmediate` if absent. */
  readonly afterLook?: (run: () => void) => void;
}

// Staying awake must have paid so much more often than not before it is done, and is remembered for so long.
const WORTHWHILE = 4;
const SCORE_MAX = 8;
// A wait in vain costs all of the time, one that paid saves a part of it.
const IN_VAIN = 2;
// Beyond so many records in a turn there is no waiting to be spared: while some are worked on, others arrive.
const FEW = 4;
// Nor if they come this close on the whole: then more calls are done if those wait for each other that arrive while others work.
const CROWDED_MS = 0.03;
const AVERAGED_OVER = 8;
// A turn of the loop takes longer than this: a clock that stands still keeps nobody awake.
const LOOKS_PER_US_MAX = 4;

/** Adaptive, as polling in kernels and hypervisors is: few records that follow each other closely begin it; waits in vain, and crowds, end it. */
export class BusyPoll {
  readonly #clock: Clock;
  readonly #forMs: number;
  readonly #looksMax: number;
  readonly #afterLook: (run: () => void) => void;
  /** Records that left in this turn. */
  #left = 0;
  #score = 0;
  #leftAtMs = Number.NEGATIVE_INFINITY;
  /** Between two records, a moving average. */
  #apartMs = 0;
  #looks = 0;
  #isAsked = false;
  #isAwake = false;

  constructor({ clock, forUs, afterLook = setImmediate }: BusyPollOptions) {
    this.#clock = clock;
    this.#forMs = forUs / 1000;
    this.#looksMax = forUs * LOOKS_PER_US_MAX;
    this.#afterLook = afterLook;
  }

  /** So many records have left; the end of their turn is told too. */
  left(records: number): void {
    this.#left += records;
  }

  /** The turn of what has left ends here, and the loop goes to sleep unless it is kept awake. */
  endTurn(): void {
    if (this.#forMs === 0) return;
    const left = this.#left;
    this.#left = 0;
    if (left > FEW) this.#isAwake = this.#refuse();
    else if (left > 0) this.#isAwake = this.#pays(left);
    else this.#isAwake &&= this.#mayGoOn();
    if (this.#isAwake) this.endTurnSoon();
  }

  /** The same, when the loop has read what is there. */
  endTurnSoon(): void {
    if (this.#isAsked || this.#forMs === 0) return;
    this.#isAsked = true;
    this.#afterLook(this.#onLook);
  }

  readonly #onLook = () => {
    this.#isAsked = false;
    this.endTurn();
  };

  #refuse(): boolean {
    this.#score = 0;
    return false;
  }

  #pays(left: number): boolean {
    const nowMs = this.#clock.monotonicMs();
    const gapMs = nowMs - this.#leftAtMs;
    this.#leftAtMs = nowMs;
    this.#looks = 0;
    this.#apartMs += (Math.min(gapMs, this.#forMs) / left - this.#apartMs) / AVERAGED_OVER;
    if (this.#apartMs < CROWDED_MS) return this.#refuse();
    this.#score = gapMs <= this.#forMs ? Math.min(this.#score + 1, SCORE_MAX) : Math.max(this.#score - IN_VAIN, 0);
    return this.#score >= WORTHWHILE;
  }

  #mayGoOn(): boolean {
    return ++this.#looks < this.#looksMax && this.#clock.monotonicMs() - this.#leftAtMs < this.#forMs;
  }
}
