// How many requests of a connection are taken in a second: a bucket that fills steadily and holds one second's worth.
import type { Clock } from "../clock.ts";
import { HostError } from "../errors.ts";

export class Rate {
  readonly #clock: Clock;
  readonly #perSecond: number;
  #left: number;
  #asOfMs: number;

  constructor(clock: Clock, perSecond: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#left = perSecond;
    this.#asOfMs = clock.monotonicMs();
  }

  /** Takes one, or throws RESOURCE_EXHAUSTED with the time after which the next is there. */
  take(): void {
    this.#refill();
    if (this.#left < 1) {
      const retryAfterMs = Math.ceil((1000 * (1 - this.#left)) / this.#perSecond);
      throw new HostError(
        "RESOURCE_EXHAUSTED",
        `this connection sends more than ${this.#perSecond} requests a second, which is the limit`,
        { data: { requestsPerSecondMax: this.#perSecond, retryAfterMs } },
      );
    }
    this.#left--;
  }

  #refill(): void {
    const nowMs = this.#clock.monotonicMs();
    this.#left = Math.min(this.#perSecond, this.#left + ((nowMs - this.#asOfMs) * this.#perSecond) / 1000);
    this.#asOfMs = nowMs;
  }
}
