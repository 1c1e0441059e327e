// Loops for managers that wait for something outside: again and again at a spacing, or until it works; each ends with its context.
import type { RequestContext } from "../context.ts";
import { isHostError } from "../errors.ts";
import { backOffMs } from "../rpc/back-off.ts";

/** What one turn of a loop says: that it is done, with a value, or that it wants another turn, perhaps after a time of its own. */
export type Turn<T> = { readonly done: T } | { readonly againMs?: number };

export interface RepeatOptions {
  /** From the end of one turn to the begin of the next, unless the turn says otherwise. */
  readonly spacingMs: number;
  /** Before the first turn; none by default. */
  readonly initialMs?: number;
}

export interface RetryOptions {
  readonly firstMs: number;
  readonly maxMs: number;
  /** The first try counts; without it the context's deadline is the only end. */
  readonly triesMax?: number;
  /** Which errors are worth another try; those that say so of themselves by default. */
  readonly when?: (error: unknown) => boolean;
  /** 0 to 1, for the spread of waits; Math.random by default. */
  readonly random?: () => number;
}

/** Runs `turn` until it is done and answers its value. Rejects with what a turn throws, or with the context's reason when that ends first. */
export async function repeat<T>(
  ctx: RequestContext,
  { spacingMs, initialMs = 0 }: RepeatOptions,
  turn: () => Promise<Turn<T>>,
): Promise<T> {
  if (initialMs > 0) await pause(ctx, initialMs);
  for (;;) {
    ctx.throwIfOver();
    const said = await turn();
    if ("done" in said) return said.done;
    await pause(ctx, said.againMs ?? spacingMs);
  }
}

/** Tries until it works, with growing waits; rejects with the last error once that is not worth another try, or the tries are used up. */
export async function retry<T>(
  ctx: RequestContext,
  { firstMs, maxMs, triesMax, when = isRetryable, random = Math.random }: RetryOptions,
  work: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    ctx.throwIfOver();
    try {
      return await work();
    } catch (error) {
      if (!when(error) || (triesMax !== undefined && tries >= triesMax)) throw error;
      await pause(ctx, backOffMs({ firstMs, maxMs }, tries - 1, random));
    }
  }
}

/** Resolves after a time, or rejects with the context's reason as soon as that ends. */
export function pause(ctx: RequestContext, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      cancel();
      reject(ctx.signal.reason);
    };
    const cancel = ctx.clock.setTimer(ms, () => {
      ctx.signal.removeEventListener("abort", stop);
      resolve();
    });
    if (ctx.signal.aborted) stop();
    else ctx.signal.addEventListener("abort", stop, { once: true });
  });
}

function isRetryable(error: unknown): boolean {
  return isHostError(error) && error.retryable;
}
