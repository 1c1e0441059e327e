// Time, as an argument: rooms ask a Clock, so that tests can move it and a wrong wall clock harms only what is shown to people.

/** Wall time for records that people read, monotonic time for every wait, and timers on the monotonic scale. */
export interface Clock {
  /** Milliseconds since the Unix epoch, UTC; may jump. */
  wallMs(): number;
  /** Milliseconds since an arbitrary start; never goes back. */
  monotonicMs(): number;
  /** Runs `fn` once after `delayMs`; the answer cancels it. The timer does not keep the process alive when `unref` is set. */
  setTimer(delayMs: number, fn: () => void, options?: { readonly unref?: boolean }): () => void;
}

// Node turns a delay beyond 2^31-1 ms into 1 ms: a far timer must wait, not fire at once.
const TIMER_MAX_MS = 2_147_483_647;

/** The machine's own clock. */
export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  setTimer(delayMs, fn, options) {
    const timer = setTimeout(fn, Math.min(Math.max(delayMs, 0), TIMER_MAX_MS));
    if (options?.unref) timer.unref();
    return () => clearTimeout(timer);
  },
};

/** ISO 8601 in UTC with milliseconds, as records keep it. */
export function isoTime(clock: Clock): string {
  return new Date(clock.wallMs()).toISOString();
}
