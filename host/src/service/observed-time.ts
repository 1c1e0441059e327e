// Time as an observer saw it pass: while its own event loop stood still it saw nothing, and holds that against nobody.
import type { Clock } from "../clock.ts";

/** Monotonic milliseconds that leave out the observer's own pauses. `tick` must be called about every `tickMs`. */
export class ObservedTime {
  readonly #clock: Clock;
  readonly #stepMsMax: number;
  #seenMs = 0;
  #tickAtMs: number;

  constructor(clock: Clock, tickMs: number) {
    this.#clock = clock;
    this.#stepMsMax = 2 * tickMs;
    this.#tickAtMs = clock.monotonicMs();
  }

  nowMs(): number {
    return this.#seenMs + Math.min(this.#clock.monotonicMs() - this.#tickAtMs, this.#stepMsMax);
  }

  tick(): void {
    this.#seenMs = this.nowMs();
    this.#tickAtMs = this.#clock.monotonicMs();
  }
}
