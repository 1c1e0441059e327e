// One after the other: what changes the same network waits for its turn, so that each sees all that was decided before it.
import type { RequestContext } from "../context.ts";
import { HostError } from "../errors.ts";

/** At most one piece of work a key at a time, in the order of asking. */
export class Turns {
  readonly #waitingMax: number;
  readonly #last = new Map<string, { readonly done: Promise<void>; waiting: number }>();

  constructor(waitingMax: number) {
    this.#waitingMax = waitingMax;
  }

  /**
   * Runs `work` when all that asked before has ended. RESOURCE_EXHAUSTED when too many wait, and the context's own reason when it is
   * over before the turn comes: in both cases nothing was done, and the error says so.
   */
  async run<T>(ctx: RequestContext, key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const waiting = (before?.waiting ?? -1) + 1;
    if (waiting > this.#waitingMax) {
      const message = `${waiting} changes wait for ${key} already: try again later`;
      throw new HostError("RESOURCE_EXHAUSTED", message, { data: { called: false } });
    }
    const { promise: done, end } = signal();
    const mine = { done, waiting };
    this.#last.set(key, mine);
    try {
      await before?.done;
      const over = ctx.ending.reason;
      if (over) throw new HostError(over.code, over.message, { data: { ...over.data, called: false }, cause: over });
      return await work();
    } finally {
      end();
      const last = this.#last.get(key);
      if (last === mine) this.#last.delete(key);
      else if (last) last.waiting--;
    }
  }
}

function signal(): { readonly promise: Promise<void>; end(): void } {
  let end = () => {};
  const promise = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { promise, end: () => end() };
}
