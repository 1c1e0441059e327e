// Waiting for a guest: never past the function's own time-out, the caller's deadline or the caller's patience.
import type { DriverContext } from "@holdfast/sdk";
import type { Clock } from "../clock.ts";
import { type HostError, isHostError } from "../errors.ts";

/** What a wait needs to end in time. */
export interface Patience {
  readonly clock: Clock;
  /** The caller's context; absent for work of the host's own. */
  readonly ctx?: DriverContext | undefined;
  /** Own limit of the work, in milliseconds from now. */
  readonly timeoutMs: number;
  /** Makes the error for a wait that took too long. */
  readonly late: (waitedMs: number, cause?: unknown) => HostError;
}

/**
 * Settles as `work` does, or rejects when time is up or the caller went away, and tells `giveUp` the reason.
 * One timer at most: the context has its own for its deadline, so none is made when that comes first.
 */
export function waitFor<T>(work: Promise<T>, patience: Patience, giveUp?: (reason: HostError) => void): Promise<T> {
  const { clock, ctx, timeoutMs, late } = patience;
  const startMs = clock.monotonicMs();
  return new Promise<T>((resolve, reject) => {
    const end = (reason: HostError) => {
      finish();
      reject(reason);
      giveUp?.(reason);
    };
    const onLate = (cause?: unknown) => end(late(Math.round(clock.monotonicMs() - startMs), cause));
    const onAbort = () => {
      const reason: unknown = ctx?.signal.reason;
      if (isHostError(reason) && reason.code !== "DEADLINE_EXCEEDED") end(reason);
      else onLate(reason);
    };
    const ownTimer = !ctx || timeoutMs < ctx.remainingMs();
    const cancelTimer = ownTimer ? clock.setTimer(timeoutMs, () => onLate()) : undefined;
    const finish = () => {
      cancelTimer?.();
      ctx?.signal.removeEventListener("abort", onAbort);
    };
    work.then(
      (value) => {
        finish();
        resolve(value);
      },
      (error: unknown) => {
        finish();
        reject(error);
      },
    );
    if (ctx?.signal.aborted) onAbort();
    else ctx?.signal.addEventListener("abort", onAbort, { once: true });
  });
}
