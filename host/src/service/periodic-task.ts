// One repeated task: a timer of its own on boundaries that never drift, and a record of how its runs went.
import { type Clock, isoTime } from "../clock.ts";
import { RequestContext } from "../context.ts";
import { HostError, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { RepeatedMethod } from "../manager/declarations.ts";

/** What can be read of a task. Counts are since the start of its service; times are ISO 8601 in UTC. */
export interface TaskStatus {
  readonly name: string;
  readonly state: "waiting" | "running" | "paused" | "disabled" | "stopped";
  readonly spacingMs: number;
  readonly runs: number;
  readonly failures: number;
  readonly failuresInRow: number;
  /** Boundaries at which no run began: the last one went on, too many waited, or the event loop was late. */
  readonly missed: number;
  readonly running: number;
  readonly waiting: number;
  readonly lastStartAt?: string;
  readonly lastEndAt?: string;
  readonly lastDurationMs?: number;
  /** Absent after a run that succeeded. */
  readonly lastError?: string;
  readonly nextRunAt?: string;
}

export interface TaskParts {
  readonly clock: Clock;
  readonly log: Log;
  /** Uniform in [0, 1); seeded in tests. */
  readonly random: () => number;
}

const DEFAULT_JITTER = 0.05;
const DEFAULT_TIMEOUT_MS = 60_000;
const BACK_OFF_SPACINGS = 16;
const QUEUE_LENGTH_MAX = 1;
const PARALLEL_MAX = 4;

type Mode = "new" | "on" | "paused" | "stopped";

/** A task and its timer. `now`, `due` and the anchor are on the clock's monotonic scale: a wrong wall clock changes nothing. */
export class RepeatedTask {
  readonly name: string;
  readonly #method: RepeatedMethod;
  readonly #parts: TaskParts;
  readonly #running = new Map<Promise<void>, RequestContext>();
  readonly #waiting: (() => void)[] = [];
  #mode: Mode = "new";
  #anchorMs = 0;
  #dueIndex = 0;
  #dueMs: number | undefined;
  #cancelTimer: (() => void) | undefined;
  #counts = { runs: 0, failures: 0, failuresInRow: 0, missed: 0 };
  #last: { startAt?: string; endAt?: string; durationMs?: number; error?: string } = {};

  constructor(name: string, method: RepeatedMethod, parts: TaskParts) {
    this.name = name;
    this.#method = method;
    this.#parts = parts;
  }

  /** The first run comes one spacing from now, or at once if so declared. Boundaries are counted from here. */
  start(): void {
    if (this.#mode !== "new") return;
    this.#mode = this.#enabled ? "on" : "paused";
    this.#anchorMs = this.#parts.clock.monotonicMs();
    if (!this.#enabled) return;
    if (this.#method.declaration.runImmediately) this.#setTimer(0, 0);
    else this.#schedule(1);
  }

  /** No run begins by the timer until `resume`; one that goes on is left alone. */
  pause(): void {
    if (this.#mode !== "on") return;
    this.#mode = "paused";
    this.#clearTimer();
  }

  /** Goes on at the next boundary; those that passed meanwhile are not missed. Also switches a disabled task on. */
  resume(): void {
    if (this.#mode !== "paused") return;
    this.#mode = "on";
    this.#schedule(this.#indexNow() + 1);
  }

  /** Runs now, whatever the timer says; resolves when the run has ended. Throws BUSY where the overlap policy lets none begin. */
  async runNow(): Promise<TaskStatus> {
    if (this.#mode === "stopped") throw new HostError("SHUTTING_DOWN", `task ${this.name} has stopped`);
    const end = this.#admit();
    if (!end) throw new HostError("BUSY", `task ${this.name} is running already; try again when it has ended`);
    await end;
    return this.status();
  }

  /** Cancels the timer and what waits. What runs goes on: see `ended`. */
  stop(): void {
    this.#mode = "stopped";
    this.#clearTimer();
    for (const drop of this.#waiting.splice(0)) drop();
  }

  /** Tells what runs to end. */
  cancel(reason: HostError): void {
    for (const ctx of this.#running.values()) ctx.cancel(reason);
  }

  /** Resolves when nothing runs. */
  async ended(): Promise<void> {
    await Promise.all(this.#running.keys());
  }

  get isRunning(): boolean {
    return this.#running.size > 0;
  }

  status(): TaskStatus {
    const { clock } = this.#parts;
    const { startAt, endAt, durationMs, error } = this.#last;
    const nextRunAt =
      this.#dueMs === undefined
        ? undefined
        : new Date(clock.wallMs() + this.#dueMs - clock.monotonicMs()).toISOString();
    return {
      name: this.name,
      state: this.#stateName(),
      spacingMs: this.#method.declaration.spacingMs,
      ...this.#counts,
      running: this.#running.size,
      waiting: this.#waiting.length,
      ...(startAt === undefined ? {} : { lastStartAt: startAt }),
      ...(endAt === undefined ? {} : { lastEndAt: endAt }),
      ...(durationMs === undefined ? {} : { lastDurationMs: durationMs }),
      ...(error === undefined ? {} : { lastError: error }),
      ...(nextRunAt === undefined ? {} : { nextRunAt }),
    };
  }

  get #enabled(): boolean {
    return this.#method.declaration.enabled ?? true;
  }

  #stateName(): TaskStatus["state"] {
    if (this.#mode === "stopped") return "stopped";
    if (this.isRunning) return "running";
    if (this.#mode === "paused") return this.#enabled ? "paused" : "disabled";
    return "waiting";
  }

  // The number of the last boundary that has passed; boundary 0 is the start.
  #indexNow(): number {
    return Math.floor((this.#parts.clock.monotonicMs() - this.#anchorMs) / this.#method.declaration.spacingMs);
  }

  // Every wait ends at a multiple of the spacing from the anchor, plus jitter: a late run does not move the next one.
  #schedule(index: number): void {
    const { spacingMs, jitter = DEFAULT_JITTER } = this.#method.declaration;
    this.#setTimer(
      index,
      this.#anchorMs + (index + this.#parts.random() * jitter) * spacingMs - this.#parts.clock.monotonicMs(),
    );
  }

  #setTimer(index: number, delayMs: number): void {
    const { clock } = this.#parts;
    this.#clearTimer();
    this.#dueIndex = index;
    this.#dueMs = clock.monotonicMs() + Math.max(0, delayMs);
    this.#cancelTimer = clock.setTimer(delayMs, () => this.#due(), { unref: true });
  }

  #clearTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#dueMs = undefined;
  }

  #due(): void {
    // Lateness counts from when the timer was due, jitter included: a run that was meant to be late is not missed.
    const lateMs = this.#parts.clock.monotonicMs() - (this.#dueMs ?? 0);
    const missed = Math.max(0, Math.floor(lateMs / this.#method.declaration.spacingMs));
    this.#counts.missed += missed;
    this.#schedule(this.#dueIndex + missed + 1);
    if (!this.#admit()) this.#counts.missed += 1;
  }

  // Begins a run, or lets it wait, as the overlap policy says; undefined when it says neither.
  #admit(): Promise<void> | undefined {
    const { overlap = "skip", runsMax } = this.#method.declaration;
    if (!this.isRunning) return this.#run();
    if (overlap === "parallel") return this.#running.size < (runsMax ?? PARALLEL_MAX) ? this.#run() : undefined;
    if (overlap === "skip" || this.#waiting.length >= (runsMax ?? QUEUE_LENGTH_MAX)) return undefined;
    return new Promise<void>((resolve) => this.#waiting.push(resolve)).then(() =>
      this.#mode === "stopped" ? undefined : this.#run(),
    );
  }

  #run(): Promise<void> {
    const { clock, log } = this.#parts;
    const { timeoutMs, spacingMs } = this.#method.declaration;
    const ctx = new RequestContext({ timeoutMs: timeoutMs ?? Math.max(spacingMs, DEFAULT_TIMEOUT_MS), clock, log });
    const run = this.#attempt(ctx).finally(() => {
      ctx.close();
      this.#running.delete(run);
      this.#waiting.shift()?.();
    });
    this.#running.set(run, ctx);
    return run;
  }

  // Never rejects. A run that ignores its deadline keeps its place until it really ends, so that the overlap policy stays true.
  async #attempt(ctx: RequestContext): Promise<void> {
    const { clock } = this.#parts;
    const startMs = clock.monotonicMs();
    this.#counts.runs += 1;
    this.#last.startAt = isoTime(clock);
    let failure: { readonly thrown: unknown } | undefined;
    try {
      await this.#method.run(ctx);
      if (ctx.signal.aborted) failure = { thrown: ctx.signal.reason };
    } catch (thrown) {
      failure = { thrown };
    }
    this.#last = { startAt: this.#last.startAt, endAt: isoTime(clock), durationMs: clock.monotonicMs() - startMs };
    if (failure) this.#fail(failure.thrown);
    else this.#counts.failuresInRow = 0;
  }

  #fail(error: unknown): void {
    const { log } = this.#parts;
    this.#counts.failures += 1;
    this.#counts.failuresInRow += 1;
    this.#last.error = messageOf(error);
    const fields = { task: this.name, error: messageOf(error), failuresInRow: this.#counts.failuresInRow };
    if (isMistake(error))
      log.error({ ...fields, stack: (error as Error).stack }, "a periodic task has a programming error");
    else log.warn(fields, "a periodic task failed");
    if (this.#mode === "on") this.#backOff();
  }

  // 2, 4, 8 … spacings after the first, second, third failure in a row; a run that succeeds is followed by the next boundary again.
  #backOff(): void {
    const { spacingMs, backOffMsMax = BACK_OFF_SPACINGS * spacingMs } = this.#method.declaration;
    const spacings = Math.min(
      2 ** Math.min(this.#counts.failuresInRow, 30),
      Math.max(1, Math.floor(backOffMsMax / spacingMs)),
    );
    this.#schedule(this.#indexNow() + spacings);
  }
}

// What no retry will cure: the code is wrong, so the log keeps the stack.
function isMistake(error: unknown): boolean {
  return error instanceof TypeError || error instanceof ReferenceError || error instanceof SyntaxError;
}
