// Waits for a driver call to end by itself, and a little longer than its deadline: a precise error is worth the grace.
import type { RequestContext } from "../context.ts";
import { HostError, messageOf } from "../errors.ts";

/**
 * The work's own result or error. When the context is over and the work has not ended `graceMs` later, DEADLINE_EXCEEDED; what it
 * answers after that is only logged, since the operation is settled by asking the driver.
 */
export function awaitWork<T>(
  ctx: RequestContext,
  options: { readonly graceMs: number; readonly work: () => Promise<T> },
): Promise<T> {
  const { graceMs, work } = options;
  return new Promise<T>((resolve, reject) => {
    let late = false;
    let cancelTimer: (() => void) | undefined;
    const giveUp = () => {
      late = true;
      ctx.signal.removeEventListener("abort", startGrace);
      reject(
        new HostError("DEADLINE_EXCEEDED", `the driver call did not end within ${graceMs} ms after it was to stop`, {
          cause: ctx.signal.reason,
        }),
      );
    };
    const startGrace = () => {
      cancelTimer = ctx.clock.setTimer(graceMs, giveUp);
    };
    const end = (settle: () => void, outcome: string) => {
      cancelTimer?.();
      ctx.signal.removeEventListener("abort", startGrace);
      if (late) ctx.log.warn({ outcome }, "a driver call ended after its outcome was given up as unknown");
      else settle();
    };
    if (ctx.signal.aborted) startGrace();
    else ctx.signal.addEventListener("abort", startGrace, { once: true });
    new Promise<T>((started) => started(work())).then(
      (result) => end(() => resolve(result), "done"),
      (error: unknown) => end(() => reject(error), messageOf(error)),
    );
  });
}
