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

/** One moment that something waits for; its owner keeps it to take it back. */
export interface Deadline {
  /** On the clock's monotonic scale. */
  readonly atMs: number;
  onDue(): void;
  /** Where it waits; kept by `Deadlines` alone. */
  bucket?: DeadlineBucket | undefined;
}

/** Deadlines that share a timer. */
export interface DeadlineBucket {
  readonly key: number;
  readonly waiting: Set<Deadline>;
  readonly stop: () => void;
}

const DEADLINES = new WeakMap<Clock, Deadlines>();

/** The deadlines of a clock. Most calls end long before theirs, so many share one timer, and only who is nearly due gets an exact one. */
export class Deadlines {
  readonly #clock: Clock;
  readonly #buckets = new Map<number, DeadlineBucket>();

  /** Use `Deadlines.of`. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  static of(clock: Clock): Deadlines {
    const found = DEADLINES.get(clock) ?? new Deadlines(clock);
    DEADLINES.set(clock, found);
    return found;
  }

  /** Calls `onDue` once, at the moment and never before; the timers keep no process alive. */
  add(deadline: Deadline): void {
    if (deadline.atMs === Number.POSITIVE_INFINITY) return;
    const leftMs = deadline.atMs - this.#clock.monotonicMs();
    // A bucket is at most a sixteenth of the wait wide and begins before the moment: whoever it holds then waits on in a finer one.
    const level = leftMs < 32 ? 0 : Math.floor(Math.log2(leftMs / 16));
    const slot = level === 0 ? deadline.atMs : Math.floor(deadline.atMs / 2 ** level);
    const key = level === 0 ? -deadline.atMs : slot * 64 + level;
    let bucket = this.#buckets.get(key);
    if (!bucket) {
      const waitMs = level === 0 ? leftMs : slot * 2 ** level - this.#clock.monotonicMs();
      const stop = this.#clock.setTimer(waitMs, () => this.#ring(key), { unref: true });
      bucket = { key, waiting: new Set(), stop };
      this.#buckets.set(key, bucket);
    }
    bucket.waiting.add(deadline);
    deadline.bucket = bucket;
  }

  /** Takes it back; harmless when it was due or was never added. */
  remove(deadline: Deadline): void {
    const { bucket } = deadline;
    if (!bucket?.waiting.delete(deadline)) return;
    deadline.bucket = undefined;
    if (bucket.waiting.size > 0) return;
    bucket.stop();
    this.#buckets.delete(bucket.key);
  }

  #ring(key: number): void {
    const bucket = this.#buckets.get(key);
    if (!bucket) return;
    this.#buckets.delete(key);
    for (const deadline of bucket.waiting) {
      // Taken back by one that was due before it.
      if (!bucket.waiting.delete(deadline)) continue;
      deadline.bucket = undefined;
      if (deadline.atMs <= this.#clock.monotonicMs()) deadline.onDue();
      else this.add(deadline);
    }
  }
}
