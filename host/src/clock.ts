// Time, as an argument: rooms ask a Clock, so that tests can move it and a wrong wall clock harms only what is shown to people.

/** Wall time for records that people read, monotonic time for every wait, and timers on the monotonic scale. */
export interface Clock {
  /** Milliseconds since the Unix epoch, UTC; may jump. */
  wallMs(): number;
  /** Milliseconds since an arbitrary start; never goes back. */
  monotonicMs(): number;
  /** Runs `fn` once after `delayMs`; the answer cancels it. The timer does not keep the process alive when `unref` is set. */
  setTimer(delayMs: number, fn: () => void, options?: { readonly unref?: boolean }): () => void;
  /** Setting a timer costs enough here that one which nobody waits for may stay for the next who does; absent is no. */
  readonly keepsTimers?: boolean;
}

// Node turns a delay beyond 2^31-1 ms into 1 ms: a far timer must wait, not fire at once.
const TIMER_MAX_MS = 2_147_483_647;

/** The machine's own clock. */
export const systemClock: Clock = {
  keepsTimers: true,
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
  /** Where it waits, and between whom; kept by `Deadlines` alone. */
  bucket?: DeadlineBucket | undefined;
  before?: Deadline | undefined;
  behind?: Deadline | undefined;
}

/** Deadlines that share a timer, as a chain that each of them can leave without being looked for. */
export interface DeadlineBucket {
  readonly key: number;
  readonly stop: () => void;
  first: Deadline | undefined;
  last: Deadline | undefined;
}

const DEADLINES = new WeakMap<Clock, Deadlines>();

/** The deadlines of a clock. Most calls end long before theirs, so many share one timer, and only who is nearly due gets an exact one. */
export class Deadlines {
  readonly #clock: Clock;
  readonly #buckets = new Map<number, DeadlineBucket>();
  // Where the last one went: the next mostly goes there too.
  #latest: DeadlineBucket | undefined;

  /** Use `Deadlines.of`. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  static of(clock: Clock): Deadlines {
    const found = DEADLINES.get(clock);
    if (found) return found;
    const made = new Deadlines(clock);
    DEADLINES.set(clock, made);
    return made;
  }

  /** Calls `onDue` once, at the moment and never before; the timers keep no process alive. `nowMs` spares who has just asked the clock another look. */
  add(deadline: Deadline, nowMs = this.#clock.monotonicMs()): void {
    const { atMs } = deadline;
    if (atMs === Number.POSITIVE_INFINITY) return;
    const leftMs = atMs - nowMs;
    // A bucket is at most a sixteenth of the wait wide and begins before the moment: whoever it holds then waits on in a finer one.
    const level = leftMs < 32 ? 0 : floorLog2(leftMs / 16);
    const widthMs = level < 31 ? 1 << level : 2 ** level;
    const slot = level === 0 ? atMs : Math.floor(atMs / widthMs);
    const key = level === 0 ? -atMs : slot * 64 + level;
    let bucket = this.#latest;
    if (bucket?.key !== key) {
      bucket = this.#buckets.get(key) ?? this.#open(key, level === 0 ? leftMs : slot * widthMs - nowMs);
      this.#latest = bucket;
    }
    deadline.bucket = bucket;
    deadline.before = bucket.last;
    deadline.behind = undefined;
    if (bucket.last) bucket.last.behind = deadline;
    else bucket.first = deadline;
    bucket.last = deadline;
  }

  /** Takes it back; harmless when it was due or was never added. */
  remove(deadline: Deadline): void {
    const { bucket } = deadline;
    if (!bucket) return;
    unchain(deadline, bucket);
    if (bucket.first || (bucket === this.#latest && this.#clock.keepsTimers)) return;
    bucket.stop();
    this.#forget(bucket);
  }

  #open(key: number, waitMs: number): DeadlineBucket {
    // What nobody waits for any more was kept for the next; that went elsewhere.
    const former = this.#latest;
    if (former && !former.first) {
      former.stop();
      this.#forget(former);
    }
    const stop = this.#clock.setTimer(waitMs, () => this.#ring(key), { unref: true });
    const bucket = { key, stop, first: undefined, last: undefined };
    this.#buckets.set(key, bucket);
    return bucket;
  }

  #forget(bucket: DeadlineBucket): void {
    if (this.#latest === bucket) this.#latest = undefined;
    this.#buckets.delete(bucket.key);
  }

  #ring(key: number): void {
    const bucket = this.#buckets.get(key);
    if (!bucket) return;
    this.#forget(bucket);
    // One at a time from the front: each may take others back.
    for (let deadline = bucket.first; deadline; deadline = bucket.first) {
      unchain(deadline, bucket);
      if (deadline.atMs <= this.#clock.monotonicMs()) deadline.onDue();
      else this.add(deadline);
    }
  }
}

function unchain(deadline: Deadline, bucket: DeadlineBucket): void {
  const { before, behind } = deadline;
  if (before) before.behind = behind;
  else bucket.first = behind;
  if (behind) behind.before = before;
  else bucket.last = before;
  deadline.bucket = undefined;
  deadline.before = undefined;
  deadline.behind = undefined;
}

function floorLog2(value: number): number {
  return value < 2 ** 31 ? 31 - Math.clz32(value) : Math.floor(Math.log2(value));
}
