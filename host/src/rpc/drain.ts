// The wait of a server that stops for what it still works on: bounded, and shortened by whoever has less patience.
import type { Clock } from "../clock.ts";

export class Drain {
  readonly #clock: Clock;
  #hasten: ((timeoutMs: number) => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A wait that is under way lasts so long from now at the most. */
  hasten(timeoutMs: number): void {
    this.#hasten?.(timeoutMs);
  }

  /** Resolves with `empty`, or after `timeoutMs`. */
  run(empty: Promise<void>, timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timers: (() => void)[] = [];
      const finish = () => {
        for (const cancel of timers) cancel();
        this.#hasten = undefined;
        resolve();
      };
      this.#hasten = (ms) => void timers.push(this.#clock.setTimer(ms, finish));
      this.#hasten(timeoutMs);
      void empty.then(finish);
    });
  }
}
