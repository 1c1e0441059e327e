// A driver that is not ready and says when it will be is asked again, as long as its caller has the time.
import { type DriverContext, isDriverStatus, retryAfterMsOf } from "@holdfast/sdk";
import type { Clock } from "../clock.ts";

// Who says "in a moment" again and again is not believed for ever.
const TRIES_MAX = 5;
// A caller is told to come back later rather than kept for long.
const WAIT_MS_MAX = 10_000;
// "At once" would be asked in a loop.
const WAIT_MS_MIN = 10;

/**
 * Waits as long as the driver wants; false at once, or when the caller has gone meanwhile, where the call is not to be made again. A status is
 * a refusal before anything was done, so that any call may be.
 */
export async function readyLater(
  ctx: DriverContext,
  clock: Clock,
  { error, tries }: { readonly error: unknown; readonly tries: number },
): Promise<boolean> {
  const hintMs = isDriverStatus(error, "not_ready") ? retryAfterMsOf(error) : undefined;
  if (hintMs === undefined || hintMs > WAIT_MS_MAX || tries >= TRIES_MAX) return false;
  const waitMs = Math.max(WAIT_MS_MIN, hintMs);
  if (waitMs >= ctx.remainingMs()) return false;
  await pause(ctx, clock, waitMs);
  return !ctx.signal.aborted;
}

function pause({ signal }: DriverContext, clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      cancel();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const cancel = clock.setTimer(ms, end);
    signal.addEventListener("abort", end, { once: true });
  });
}
