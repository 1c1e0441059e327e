// A service: wraps one manager, makes it reachable under a topic, repeats its tasks, and says at any time what state it is in.
import { RequestContext, withContext } from "../context.ts";
import type { ServiceRecord } from "../db/services-table.ts";
import { HostError, messageOf } from "../errors.ts";
import type { ManagerShape } from "../manager/declarations.ts";
import type { InFlightCall } from "../rpc/in-flight.ts";
import type { MethodFigure } from "../rpc/method-figures.ts";
import type { Refusal } from "./messages.ts";
import type { PeriodicTasks } from "./periodic-tasks.ts";
import { type ServiceOptions, ServiceRun } from "./service-run.ts";
import type { StepReport } from "./step-sequence.ts";

/** `step` is the start step that runs, or while stopping the one that is being undone. */
export type ServicePhase =
  | { readonly name: "new" | "serving" | "stopped" }
  | { readonly name: "starting" | "stopping"; readonly step: string | undefined }
  | { readonly name: "failed"; readonly error: HostError };

/** What a reload changed. */
export interface ResetReport {
  readonly topic: string;
  readonly changed: readonly string[];
}

export class Service {
  readonly topic: string;
  readonly host: string;
  readonly #options: ServiceOptions;
  readonly #ended = new Set<() => void>();
  #phase: "new" | "starting" | "serving" | "stopping" | "stopped" | "failed" = "new";
  #run: ServiceRun | undefined;
  #startContext: RequestContext | undefined;
  #starting: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;
  #failure: HostError | undefined;
  #resetting = false;

  /** Throws CONFIG_INVALID for limits that cannot be kept together. */
  constructor(options: ServiceOptions) {
    const { stopTimeoutMs, drainTimeoutMs } = options.limits;
    if (drainTimeoutMs >= stopTimeoutMs) {
      const message = `service.drainTimeoutMs (${drainTimeoutMs}) must be below service.stopTimeoutMs (${stopTimeoutMs})`;
      throw new HostError("CONFIG_INVALID", message);
    }
    this.topic = options.topic;
    this.host = options.host;
    this.#options = { ...options, log: options.log.child({ source: options.topic }) };
  }

  get phase(): ServicePhase {
    const name = this.#phase;
    if (name === "failed")
      return { name, error: this.#failure ?? new HostError("START_FAILED", "the reason is not known") };
    if (name === "starting" || name === "stopping") return { name, step: this.#run?.currentStep };
    return { name };
  }

  /** True after the last start step and until the stop begins: what a readiness check asks. */
  get isReady(): boolean {
    return this.#phase === "serving";
  }

  /** The start steps of the last start, with their times. */
  get steps(): readonly StepReport[] {
    return this.#run?.steps ?? [];
  }

  get record(): ServiceRecord | undefined {
    return this.#run?.record;
  }

  /** The repeated tasks; undefined before the first start. */
  get tasks(): PeriodicTasks | undefined {
    return this.#run?.tasks;
  }

  /** The manager and what it declares; undefined while it does not serve. */
  get manager(): ManagerShape | undefined {
    return this.#phase === "serving" ? this.#run?.shape : undefined;
  }

  inFlight(): readonly InFlightCall[] {
    return this.#run?.server?.inFlight() ?? [];
  }

  /** What each method has done since the service started last. */
  figures(): readonly MethodFigure[] {
    return this.#run?.server?.figures() ?? [];
  }

  /** Resolves when it serves. Legal when new, stopped or failed; a start under way is shared. Throws START_FAILED, all undone. */
  start(): Promise<void> {
    if (this.#phase === "serving") return Promise.resolve();
    if (this.#phase === "stopping") {
      return Promise.reject(
        new HostError("FAILED_PRECONDITION", `service ${this.topic} is stopping; start it when it has stopped`),
      );
    }
    this.#starting ??= this.#begin().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  /**
   * Leaves the group, refuses new calls, lets those in flight end until the deadline, cancels the rest, ends the periodic tasks, cleans
   * up. Legal in any state; a stop under way is shared, and hastened by `fast`. Never throws: what went wrong is in the log.
   */
  stop(options: { readonly fast?: boolean } = {}): Promise<void> {
    if (options.fast) this.#run?.hasten();
    this.#stopping ??= this.#end().finally(() => {
      this.#stopping = undefined;
    });
    return this.#stopping;
  }

  /** Resolves with the final phase once the service has stopped or failed; at once if it has. */
  async wait(): Promise<ServicePhase> {
    if (this.#phase !== "stopped" && this.#phase !== "failed") {
      await new Promise<void>((resolve) => this.#ended.add(resolve));
    }
    return this.phase;
  }

  /** Runs the manager's `reset` and answers what changed. Throws FAILED_PRECONDITION unless serving, BUSY during another reset. */
  async reset(ctx: RequestContext): Promise<ResetReport> {
    const { topic } = this;
    if (this.#phase !== "serving")
      throw new HostError("FAILED_PRECONDITION", `service ${topic} is ${this.#phase}, not serving`);
    if (this.#resetting) throw new HostError("BUSY", `service ${topic} is being reset already`);
    this.#resetting = true;
    try {
      const answer = await this.#run?.shape?.manager.reset?.(ctx);
      return { topic, changed: answer?.changed ?? [] };
    } finally {
      this.#resetting = false;
    }
  }

  /** The group did not believe a heartbeat of this service: registers again, stops, or says so, as the reason and the policy want. */
  async refused(reason: Refusal): Promise<void> {
    const { log, whenRecordGone = "register" } = this.#options;
    if (this.#phase !== "serving") return;
    if (reason === "unknown" && whenRecordGone === "register") {
      log.warn({ topic: this.topic }, "the service's record is gone; it registers again");
      await this.#registerAgain();
    } else if (reason === "unknown" || reason === "superseded") {
      log.error(
        { topic: this.topic, reason },
        "the service stops: its record is gone or another run has taken it over",
      );
      await this.stop();
    } else {
      log.warn({ topic: this.topic, reason }, "the group refuses the service's heartbeats");
    }
  }

  async #begin(): Promise<void> {
    const { limits, clock, log } = this.#options;
    this.#phase = "starting";
    this.#failure = undefined;
    const run = new ServiceRun(this.#options);
    this.#run = run;
    const ctx = new RequestContext({ timeoutMs: limits.startTimeoutMs, clock, log });
    this.#startContext = ctx;
    const startMs = clock.monotonicMs();
    try {
      await run.start(ctx);
      this.#phase = "serving";
      log.info({ topic: this.topic, ms: Math.round(clock.monotonicMs() - startMs) }, "the service serves");
    } catch (error) {
      this.#fail(error);
      throw error;
    } finally {
      ctx.close();
      this.#startContext = undefined;
    }
  }

  #fail(error: unknown): void {
    this.#failure =
      error instanceof HostError ? error : new HostError("START_FAILED", messageOf(error), { cause: error });
    this.#options.log.error({ topic: this.topic, error: messageOf(error) }, "the service could not start");
    this.#finish(this.#stopping ? "stopped" : "failed");
  }

  async #end(): Promise<void> {
    if (this.#phase === "starting") {
      this.#startContext?.cancel(new HostError("CANCELLED", "the service was told to stop while it started"));
      await this.#starting?.catch(() => undefined);
    }
    if (this.#phase === "failed" || this.#phase === "stopped") return;
    if (this.#phase === "serving") {
      this.#phase = "stopping";
      await this.#run?.stop();
    }
    this.#finish("stopped");
  }

  #finish(phase: "stopped" | "failed"): void {
    this.#phase = phase;
    for (const resolve of this.#ended) resolve();
    this.#ended.clear();
  }

  async #registerAgain(): Promise<void> {
    const { limits, clock, log } = this.#options;
    try {
      await withContext({ timeoutMs: limits.startTimeoutMs, clock, log }, async (ctx) => this.#run?.registerAgain(ctx));
    } catch (error) {
      log.warn(
        { topic: this.topic, error: messageOf(error) },
        "registering again failed; the next heartbeat tries once more",
      );
    }
  }
}
