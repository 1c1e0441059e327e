// Named, timed steps with deadlines that are undone in reverse order: how a service starts and, by undoing, stops.
import { type Clock, isoTime } from "../clock.ts";
import { type RequestContext, withContext } from "../context.ts";
import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { raceSignal } from "../rpc/race.ts";

/** One step as it can be read at any time. */
export interface StepReport {
  readonly name: string;
  readonly state: "pending" | "running" | "done" | "failed" | "undoing" | "undone";
  /** ISO 8601; absent while pending. */
  readonly startedAt?: string;
  readonly durationMs?: number;
  /** How long the undoing took. */
  readonly undoMs?: number;
  /** Why the step, or its undoing, failed. */
  readonly error?: string;
}

/** Takes back what a step did. */
export type Undo = (ctx: RequestContext) => Promise<void>;

export interface Step {
  readonly name: string;
  /** Does the step; answers how to take it back, if there is anything to take back. */
  readonly run: (ctx: RequestContext) => Promise<Undo | undefined>;
}

/** An undoing that failed; the ones before it in order were done all the same. */
export interface UndoFailure {
  readonly step: string;
  readonly error: unknown;
}

export interface SequenceOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** The longest that one undoing may take. */
  readonly undoTimeoutMs: number;
}

/** One run through a list of steps. Not reused. */
export class StepSequence {
  readonly #steps: readonly Step[];
  readonly #options: SequenceOptions;
  readonly #reports: StepReport[];
  readonly #undos: { readonly index: number; readonly undo: Undo }[] = [];

  constructor(steps: readonly Step[], options: SequenceOptions) {
    this.#steps = steps;
    this.#options = options;
    this.#reports = steps.map(({ name }) => ({ name, state: "pending" }));
  }

  get reports(): readonly StepReport[] {
    return this.#reports.slice();
  }

  /** The step that runs now. */
  get current(): string | undefined {
    return this.#reports.find(({ state }) => state === "running" || state === "undoing")?.name;
  }

  /** The step that failed. */
  get failed(): string | undefined {
    return this.#reports.find(({ state }) => state === "failed")?.name;
  }

  /** Runs all steps in order, within the context's deadline; throws what the first failing one threw, and leaves the undoing to the caller. */
  async run(ctx: RequestContext): Promise<void> {
    for (const [index, step] of this.#steps.entries()) {
      ctx.throwIfOver();
      const startMs = this.#options.clock.monotonicMs();
      this.#report(index, { state: "running", startedAt: isoTime(this.#options.clock) });
      try {
        const undo = await this.#runStep(ctx, step);
        if (undo) this.#undos.push({ index, undo });
        this.#report(index, { state: "done", durationMs: this.#since(startMs) });
      } catch (error) {
        this.#report(index, { state: "failed", durationMs: this.#since(startMs), error: messageOf(error) });
        throw error;
      }
    }
  }

  /** Takes back what was done, last first, each within its own deadline; a second call has nothing left to do. */
  async undo(): Promise<readonly UndoFailure[]> {
    const failures: UndoFailure[] = [];
    for (let entry = this.#undos.pop(); entry; entry = this.#undos.pop()) {
      const { index, undo } = entry;
      const startMs = this.#options.clock.monotonicMs();
      this.#report(index, { state: "undoing" });
      const error = await this.#runUndo(undo);
      this.#report(index, {
        state: "undone",
        undoMs: this.#since(startMs),
        ...(error ? { error: messageOf(error.thrown) } : {}),
      });
      if (error) failures.push({ step: this.#steps[index]?.name ?? "", error: error.thrown });
    }
    return failures;
  }

  async #runStep(ctx: RequestContext, step: Step): Promise<Undo | undefined> {
    const stepCtx = ctx.child();
    const work = Promise.resolve().then(() => step.run(stepCtx));
    try {
      return await raceSignal(work, stepCtx.signal);
    } catch (error) {
      if (stepCtx.signal.aborted) this.#undoLate(step, work);
      throw error;
    } finally {
      stepCtx.close();
    }
  }

  // The step was given up but may still succeed: what it then did is taken back, too.
  #undoLate(step: Step, work: Promise<Undo | undefined>): void {
    const { log } = this.#options;
    const fields = (error: unknown) => ({ step: step.name, error: messageOf(error) });
    work
      .then((undo) => undo && this.#runUndo(undo))
      .then((error) => error && log.warn(fields(error.thrown), "a late step could not be undone"))
      .catch((error: unknown) => log.debug(fields(error), "a step that was given up has failed by itself"));
  }

  // A context of its own: the one that the steps ran under may be over, and that must not stop the undoing.
  async #runUndo(undo: Undo): Promise<{ readonly thrown: unknown } | undefined> {
    const { undoTimeoutMs: timeoutMs, clock, log } = this.#options;
    try {
      await withContext({ timeoutMs, clock, log }, (ctx) => raceSignal(undo(ctx), ctx.signal));
      return undefined;
    } catch (thrown) {
      return { thrown };
    }
  }

  #report(index: number, change: Partial<StepReport>): void {
    const before = this.#reports[index];
    if (before) this.#reports[index] = { ...before, ...change };
  }

  #since(startMs: number): number {
    return Math.round((this.#options.clock.monotonicMs() - startMs) * 10) / 10;
  }
}
