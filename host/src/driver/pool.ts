// The instances of one driver: one call at a time each, a bounded queue before them, a fresh instance in place of a lost one.
import type { DriverContext } from "@holdfast/sdk";
import { HostError, isHostError, messageOf } from "../errors.ts";
import { Account } from "./account.ts";
import { isFault, isStranded, mayRepeat, neverBegun, withData } from "./call-outcome.ts";
import { waitFor } from "./deadline.ts";
import type { GuestAnswer, GuestInstance } from "./guest-thread.ts";
import type { PoolCall, PoolFigures, PoolOptions } from "./pool-types.ts";
import { Retirement } from "./retirement.ts";

export type * from "./pool-types.ts";

const END_TIMEOUT_MS = 5000;
// Two neighbours in a row that cost the thread are bad luck, three are no accident.
const TRIES_MAX = 3;

interface Slot {
  thread: GuestInstance | undefined;
  /** While a thread starts, the slot stays taken even when its caller has gone. */
  starting: Promise<GuestInstance> | undefined;
  /** The call that the guest is working on. */
  running: Promise<GuestAnswer> | undefined;
  busy: boolean;
}

/** Calls in, answers out. Every failure is a HostError; `data.called` says whether the guest had been asked: if not, nothing can have happened. */
export class Pool {
  readonly #options: PoolOptions;
  readonly #slots: Slot[];
  readonly #queue: ((slot: Slot) => void)[] = [];
  readonly #threads = new Set<GuestInstance>();
  readonly #account = new Account();
  readonly #retirement: Retirement;
  #starts = 0;
  #calls = 0;
  #closed: HostError | undefined;
  #lastFault: HostError | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#retirement = new Retirement(this.#driver, options.clock, options.retire ?? {});
    this.#slots = Array.from({ length: options.instances }, () => ({
      thread: undefined,
      starting: undefined,
      running: undefined,
      busy: false,
    }));
  }

  /** Runs one export in a free instance, which is started first when there is none. */
  async call(ctx: DriverContext, request: PoolCall): Promise<GuestAnswer> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#callOnce(ctx, request);
      } catch (error) {
        if (tries >= TRIES_MAX || !mayRepeat(error, request)) throw error;
      }
    }
  }

  /** Resolves when an instance is there to take a call; one is started where there is none. */
  async ready(ctx: DriverContext): Promise<void> {
    if (this.#closed) throw this.#closed;
    if (this.#slots.some((slot) => slot.thread?.alive)) return;
    const slot = this.#takeFree() ?? (await this.#takeLater(ctx));
    try {
      if (!slot.thread?.alive) await this.#startWithin(ctx, slot);
    } finally {
      this.#giveBack(slot);
    }
  }

  async #callOnce(ctx: DriverContext, request: PoolCall): Promise<GuestAnswer> {
    if (this.#closed) throw this.#closed;
    // Begun for nobody, it would cost the instance and leave an outcome that is not known.
    if (ctx.signal.aborted) throw neverBegun(this.#driver, ctx.signal.reason);
    const slot = this.#takeFree() ?? (await this.#takeLater(ctx));
    try {
      const thread = slot.thread?.alive ? slot.thread : await this.#startWithin(ctx, slot);
      slot.running = this.#retirement.during(thread, request.exportName, this.#run(thread, ctx, request));
      return await slot.running;
    } finally {
      slot.running = undefined;
      this.#giveBack(slot);
    }
  }

  get closed(): boolean {
    return this.#closed !== undefined;
  }

  /** Fresh instances take the next calls. */
  renew(): void {
    this.#retirement.renew();
  }

  figures(): PoolFigures {
    return {
      instances: this.#slots.filter((slot) => slot.thread?.alive).length,
      busy: this.#slots.filter((slot) => slot.busy).length,
      queued: this.#queue.length,
      asleep: this.#retirement.asleep,
      calls: this.#calls,
      restarts: Math.max(0, this.#starts - 1),
      account: this.#account.read(),
      ...(this.#lastFault && { lastFault: this.#lastFault }),
    };
  }

  /** The driver did wrong without losing an instance; it loses all of them when that was once too often. */
  noteFault(error: HostError): void {
    this.#noteFault(error);
    if (this.#options.policy.quarantined) for (const thread of this.#threads) thread.kill(error);
  }

  /** Takes no new calls, lets those that a guest has begun come back until the context is over, then closes. */
  async drain(ctx: DriverContext): Promise<void> {
    this.#refuseCalls();
    const running = Promise.allSettled(this.#slots.map((slot) => slot.running));
    const late = () => this.#error("DRIVER_TIMEOUT", "was removed while it worked");
    const patience = { clock: this.#options.clock, ctx, timeoutMs: Number.POSITIVE_INFINITY, late };
    // Late or not, the threads end now; a call that is cut off gets its own error.
    await waitFor(running, patience).catch(() => {});
    await this.close();
  }

  /** Ends every thread; calls in flight and in the queue are rejected. Resolves when the threads are gone, or cannot be waited for. */
  async close(): Promise<void> {
    const closed = this.#refuseCalls();
    this.#retirement.stop();
    for (const thread of this.#threads) thread.kill(closed);
    const ended = Promise.all([...this.#threads].map((thread) => thread.ended));
    const late = () => this.#error("DRIVER_TIMEOUT", "did not end");
    // A thread inside of a system call ends when that returns, which may be never; nobody waits for it any more.
    await waitFor(ended, { clock: this.#options.clock, timeoutMs: END_TIMEOUT_MS, late }).catch(() => {});
  }

  #refuseCalls(): HostError {
    this.#closed ??= withData(this.#error("DRIVER_UNAVAILABLE", "was removed"), { called: false });
    // Whoever waits is woken with any slot at all, sees that the pool is closed, and throws.
    const [slot] = this.#slots;
    for (const wake of this.#queue.splice(0)) if (slot) wake(slot);
    return this.#closed;
  }

  get #driver(): string {
    return this.#options.spec.options.driver;
  }

  #takeFree(): Slot | undefined {
    const free = this.#slots.find((slot) => !slot.busy);
    if (free) free.busy = true;
    return free;
  }

  async #takeLater(ctx: DriverContext): Promise<Slot> {
    if (this.#queue.length >= this.#options.queueLengthMax) {
      throw new HostError(
        "RESOURCE_EXHAUSTED",
        `${this.#queue.length} calls already wait for driver ${this.#driver}; try again later or give it more instances`,
        { data: { driver: this.#driver, called: false } },
      );
    }
    let take: (slot: Slot) => void = () => {};
    const turn = new Promise<Slot>((resolve) => {
      take = resolve;
    });
    this.#queue.push(take);
    const late = (waitedMs: number, cause?: unknown) =>
      new HostError("DEADLINE_EXCEEDED", `driver ${this.#driver} had no free instance for ${waitedMs} ms`, {
        data: { driver: this.#driver, called: false },
        cause,
      });
    const patience = { clock: this.#options.clock, ctx, timeoutMs: Number.POSITIVE_INFINITY, late };
    const slot = await waitFor(turn, patience, () => {
      const place = this.#queue.indexOf(take);
      // Not in the queue any more: the slot was handed over in the very moment in which the caller gave up.
      if (place < 0) void turn.then((unwanted) => this.#release(unwanted));
      else this.#queue.splice(place, 1);
    });
    if (this.#closed) throw this.#closed;
    return slot;
  }

  /** A start that goes on without its caller keeps the slot until it is settled. */
  #giveBack(slot: Slot): void {
    const release = () => this.#release(slot);
    if (slot.starting) void slot.starting.then(release, release);
    else release();
  }

  #release(slot: Slot): void {
    const next = this.#queue.shift();
    if (next) next(slot);
    else slot.busy = false;
  }

  #startWithin(ctx: DriverContext, slot: Slot): Promise<GuestInstance> {
    const { clock, policy } = this.#options;
    policy.admit(clock.monotonicMs());
    const starting = this.#start().then((thread) => {
      slot.thread = thread;
      return thread;
    });
    slot.starting = starting;
    const settled = () => {
      slot.starting = undefined;
    };
    starting.then(settled, settled);
    // The start has a deadline of its own; this one is the caller's.
    return waitFor(starting, { clock, ctx, timeoutMs: Number.POSITIVE_INFINITY, late: this.#startLate });
  }

  async #start(): Promise<GuestInstance> {
    const { clock, spec, greet, startTimeoutMs } = this.#options;
    if (!this.#options.confined?.()) await this.#lastGone();
    if (this.#closed) throw this.#closed;
    this.#starts += 1;
    let thread: GuestInstance | undefined;
    try {
      const starting = this.#options.start(spec);
      thread = starting;
      this.#threads.add(starting);
      void starting.ended.then(() => this.#threads.delete(starting));
      const work = starting.ready.then(() => greet((exportName) => starting.call(exportName, new Uint8Array(0))));
      const patience = { clock, timeoutMs: startTimeoutMs, late: this.#startLate };
      await waitFor(work, patience, (reason) => starting.kill(reason, { isLate: true }));
      this.#retirement.started(starting);
      return starting;
    } catch (error) {
      const reason = isHostError(error)
        ? error
        : this.#error("INTERNAL", `could not be started: ${messageOf(error)}`, error);
      thread?.kill(reason);
      if (!isStranded(reason)) this.#noteFault(reason);
      throw withData(reason, { called: false });
    }
  }

  /**
   * A killed thread that is inside of a system call may still finish it: a fresh instance that looked before that would tell what is not
   * true any more. One that never returns is not waited for.
   */
  async #lastGone(): Promise<void> {
    const dying = [...this.#threads].filter((thread) => !thread.alive);
    if (dying.length === 0) return;
    const late = () => this.#error("DRIVER_TIMEOUT", "did not end");
    const patience = { clock: this.#options.clock, timeoutMs: END_TIMEOUT_MS, late };
    await waitFor(Promise.all(dying.map((thread) => thread.ended)), patience).catch(() => {});
  }

  async #run(thread: GuestInstance, ctx: DriverContext, request: PoolCall): Promise<GuestAnswer> {
    const { clock, policy } = this.#options;
    const late = (waitedMs: number, cause?: unknown) =>
      this.#error(
        "DRIVER_TIMEOUT",
        `did not answer ${request.exportName} within ${waitedMs} ms; it gets a fresh instance`,
        cause,
      );
    this.#calls += 1;
    // Its buffer may be given away.
    const inputBytes = request.input.length;
    const fuelMax = this.#options.fuelFor?.(request.timeoutMs, request.fuelHint);
    try {
      thread.follow(ctx.traceparent, ctx.tracestate);
      const work = thread.call(request.exportName, request.input, fuelMax);
      const answer = await waitFor(work, { clock, ctx, timeoutMs: request.timeoutMs, late }, (reason) =>
        thread.kill(reason, { isLate: reason.code === "DRIVER_TIMEOUT" }),
      );
      policy.success();
      this.#account.note(inputBytes, answer);
      return answer;
    } catch (error) {
      if (!thread.alive && isFault(error)) this.#noteFault(error);
      throw isHostError(error) && !isStranded(error) ? withData(error, { called: true }) : error;
    }
  }

  // Ending the instances of a removed driver is nobody's fault.
  #noteFault(error: HostError): void {
    if (this.#closed) return;
    this.#lastFault = error;
    this.#options.policy.fault(this.#options.clock.monotonicMs());
    this.#options.onFault?.(error);
  }

  readonly #startLate = (waitedMs: number, cause?: unknown): HostError =>
    this.#error("DRIVER_START_TIMEOUT", `did not start within ${waitedMs} ms`, cause);

  #error(
    code: "DRIVER_TIMEOUT" | "DRIVER_START_TIMEOUT" | "DRIVER_UNAVAILABLE" | "INTERNAL",
    what: string,
    cause?: unknown,
  ) {
    const options = { data: { driver: this.#driver }, ...(cause === undefined ? {} : { cause }) };
    return new HostError(code, `driver ${this.#driver} ${what}`, options);
  }
}
