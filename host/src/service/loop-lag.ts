// How long another thread's event loop stands still, seen from outside by a counter that it raises as it turns.
import type { Clock } from "../clock.ts";

/** Places in the memory that both threads see: `turns` rises as the watched loop turns, `beats` numbers the heartbeats. */
export const COUNTERS = { turns: 0, beats: 1 } as const;

/** Raises the counter every `turnMs`; answers how to end that. The loop's own side. */
export function turnCounter(clock: Clock, counters: SharedArrayBuffer, turnMs: number): () => void {
  const counter = new Int32Array(counters);
  let cancel = () => {};
  const turn = () => {
    Atomics.add(counter, COUNTERS.turns, 1);
    cancel = clock.setTimer(turnMs, turn, { unref: true });
  };
  turn();
  return () => cancel();
}

/** The watcher's side. Uses only its own clock: the two threads' clocks need not agree. */
export class LoopLag {
  readonly #counter: Int32Array;
  readonly #turnMs: number;
  #lastTurn: number;
  #turnedAtMs: number;
  #worstMs = 0;

  constructor(counters: SharedArrayBuffer, turnMs: number, nowMs: number) {
    this.#counter = new Int32Array(counters);
    this.#turnMs = turnMs;
    this.#lastTurn = Atomics.load(this.#counter, COUNTERS.turns);
    this.#turnedAtMs = nowMs;
  }

  /** Call about every `turnMs`. */
  look(nowMs: number): void {
    const turn = Atomics.load(this.#counter, COUNTERS.turns);
    // A look and a turn may miss each other by one period each; only what is above that is lag.
    this.#worstMs = Math.max(this.#worstMs, nowMs - this.#turnedAtMs - 2 * this.#turnMs);
    if (turn === this.#lastTurn) return;
    this.#lastTurn = turn;
    this.#turnedAtMs = nowMs;
  }

  /** The longest standstill since the last call, one that goes on included. */
  take(nowMs: number): number {
    this.look(nowMs);
    const worstMs = this.#worstMs;
    this.#worstMs = 0;
    return Math.round(worstMs);
  }
}
