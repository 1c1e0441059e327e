// A service in a process of its own, seen from its host: started, watched, started again ever more rarely, given up, stopped.
import { type ChildProcess, fork } from "node:child_process";
import { type Clock, isoTime } from "../clock.ts";
import type { RequestContext } from "../context.ts";
import { HostError } from "../errors.ts";
import type { Log, LogLevel } from "../log.ts";
import { type BackOff, backOffMs } from "../rpc/back-off.ts";
import type { InFlightCall } from "../rpc/in-flight.ts";
import type { TaskStatus } from "./periodic-task.ts";
import type {
  FromProcess,
  ProcessQuestions,
  Question,
  QuestionName,
  TaskAction,
  ToProcess,
} from "./process-messages.ts";
import { OpenQuestions } from "./process-questions.ts";
import type { ResetReport, ServicePhase } from "./service.ts";

/** When to try again, and when to leave it. */
export interface RestartRules {
  readonly backOff: BackOff;
  /** Ends in a row after which nothing is tried any more. */
  readonly endsMax: number;
  /** A run that lasted this long starts the count anew. */
  readonly stableMs: number;
}

export const DEFAULT_RESTART_RULES: RestartRules = {
  backOff: { firstMs: 500, maxMs: 30_000 },
  endsMax: 8,
  stableMs: 60_000,
};

export interface ServiceProcessOptions {
  readonly topic: string;
  /** The name under which this one of several workers stands on the bus and in the records. */
  readonly server: string;
  /** The program: a file that answers `ToProcess`. */
  readonly entry: URL;
  /** Sent to it first. */
  readonly work: unknown;
  readonly limits: { readonly startTimeoutMs: number; readonly stopTimeoutMs: number };
  readonly restart?: RestartRules;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  /** Takes each line of its log, as JSON; its standard error has them too. */
  readonly onLine?: (line: string) => void;
}

/** What a status page shows. Times are ISO 8601. */
export interface ProcessStatus {
  readonly topic: string;
  readonly server: string;
  readonly state: "new" | "starting" | "serving" | "waiting" | "gave up" | "stopping" | "stopped";
  readonly pid?: number;
  readonly restarts: number;
  /** How the last run ended. */
  readonly lastEnd?: string;
  readonly lastEndAt?: string;
}

// Behind the deadline of its own stop, which it keeps by itself unless its event loop stands still.
const KILL_GRACE_MS = 1000;

export class ServiceProcess {
  readonly topic: string;
  readonly #options: ServiceProcessOptions;
  readonly #questions = new OpenQuestions();
  #state: ProcessStatus["state"] = "new";
  #child: ChildProcess | undefined;
  #startedMs = 0;
  #endsInRow = 0;
  #restarts = 0;
  #last: { readonly lastEnd: string; readonly lastEndAt: string } | undefined;
  #failure = "";
  #logLevel: LogLevel | undefined;
  #cancelTimer = () => {};
  #settleStart = () => {};
  readonly #whenStopped: Promise<void>;
  #resolveStopped: () => void = () => {};

  constructor(options: ServiceProcessOptions) {
    this.topic = options.topic;
    this.#options = options;
    this.#whenStopped = new Promise((resolve) => {
      this.#resolveStopped = resolve;
    });
  }

  get isReady(): boolean {
    return this.#state === "serving";
  }

  status(): ProcessStatus {
    const { topic, server } = this.#options;
    const pid = this.#child?.pid;
    return {
      ...{ topic, server, state: this.#state, restarts: this.#restarts },
      ...(pid === undefined ? {} : { pid }),
      ...this.#last,
    };
  }

  /** Resolves when the first run serves or has ended. Never throws: a service that cannot start is its own misfortune, and is tried again. */
  async start(): Promise<void> {
    if (this.#state !== "new") return;
    await new Promise<void>((resolve) => {
      this.#settleStart = resolve;
      this.#run();
    });
  }

  /** Lets it end by itself, at once if `fast`; kills it when it does not. Legal in any state. */
  async stop(options: { readonly fast?: boolean } = {}): Promise<void> {
    const child = this.#child;
    this.#cancelTimer();
    if (!child) {
      this.#finish();
      return;
    }
    const isFirst = this.#state !== "stopping";
    this.#state = "stopping";
    this.#send({ type: "stop", fast: options.fast === true });
    if (isFirst) {
      const { clock, limits } = this.#options;
      const kill = () => child.kill("SIGKILL");
      this.#cancelTimer = clock.setTimer(limits.stopTimeoutMs + KILL_GRACE_MS, kill, { unref: true });
    }
    await this.#whenStopped;
  }

  /** Resolves after `stop` only: a process that ends by itself is started again, or given up without harm to the host. */
  async wait(): Promise<ServicePhase> {
    await this.#whenStopped;
    return { name: "stopped" };
  }

  /** Throws FAILED_PRECONDITION unless it serves, and what the far end answers. So do the questions below. */
  async reset(ctx: RequestContext): Promise<ResetReport> {
    return { topic: this.topic, changed: await this.#ask(ctx, { name: "reset" }) };
  }

  /** What it repeats. */
  tasks(ctx: RequestContext): Promise<readonly TaskStatus[]> {
    return this.#ask(ctx, { name: "tasks" });
  }

  /** The calls that it works on. */
  inFlight(ctx: RequestContext): Promise<readonly InFlightCall[]> {
    return this.#ask(ctx, { name: "calls" });
  }

  /** Throws NOT_FOUND, and BUSY or SHUTTING_DOWN of a task that is to run now. */
  steerTask(ctx: RequestContext, action: TaskAction, task: string): Promise<TaskStatus> {
    return this.#ask(ctx, { name: "steerTask", action, task });
  }

  async #ask<Name extends QuestionName>(
    ctx: RequestContext,
    question: Question & { readonly name: Name },
  ): Promise<ProcessQuestions[Name]["answer"]> {
    if (!this.isReady)
      throw new HostError("FAILED_PRECONDITION", `the process of service ${this.topic} is ${this.#state}`);
    return this.#questions.ask<Name>(ctx, question, (message) => this.#send(message));
  }

  /** For this run and those that follow. */
  setLogLevel(level: LogLevel): void {
    this.#logLevel = level;
    this.#send({ type: "logLevel", level });
  }

  #run(): void {
    const { entry, work, clock, limits, log, topic } = this.#options;
    this.#state = "starting";
    this.#failure = "";
    this.#startedMs = clock.monotonicMs();
    // Its own standard error is ours; nothing of it reaches standard output, which is for answers.
    const child = fork(entry, { stdio: ["ignore", 2, 2, "ipc"], serialization: "advanced" });
    this.#child = child;
    const late = () => {
      this.#failure = `it did not start within ${limits.startTimeoutMs} ms`;
      child.kill("SIGKILL");
    };
    this.#cancelTimer = clock.setTimer(limits.startTimeoutMs + KILL_GRACE_MS, late, { unref: true });
    child.on("message", (message: FromProcess) => this.#hear(message));
    child.on("error", (error) => log.warn({ topic, error: error.message }, "the process of a service failed"));
    child.once("exit", (code, signal) => this.#onExit(code, signal));
    this.#send({ type: "run", work });
    if (this.#logLevel) this.#send({ type: "logLevel", level: this.#logLevel });
  }

  #hear(message: FromProcess): void {
    if (message.type === "answer") this.#questions.hear(message);
    else if (message.type === "log") for (const line of message.lines) this.#options.onLine?.(line);
    else if (message.type === "failed") this.#failure = message.reason;
    else if (this.#state === "starting") {
      this.#cancelTimer();
      this.#state = "serving";
      this.#settleStart();
    }
  }

  #onExit(code: number | null, signal: NodeJS.Signals | null): void {
    const { clock, log, topic, server, restart = DEFAULT_RESTART_RULES, random } = this.#options;
    this.#cancelTimer();
    this.#child = undefined;
    const how = this.#failure || (signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`);
    this.#last = { lastEnd: how, lastEndAt: isoTime(clock) };
    this.#questions.end(`the process of service ${topic} ended: ${how}`);
    if (this.#state === "stopping") {
      this.#finish();
      return;
    }
    if (clock.monotonicMs() - this.#startedMs >= restart.stableMs) this.#endsInRow = 0;
    this.#endsInRow += 1;
    const isLast = this.#endsInRow >= restart.endsMax;
    this.#state = isLast ? "gave up" : "waiting";
    if (isLast) log.error({ topic, server, how, ends: this.#endsInRow }, "the process of a service is given up");
    else {
      const waitMs = backOffMs(restart.backOff, this.#endsInRow - 1, random);
      log.warn(
        { topic, server, how, waitMs: Math.round(waitMs) },
        "the process of a service ended; it is started again",
      );
      this.#cancelTimer = clock.setTimer(waitMs, () => this.#again(), { unref: true });
    }
    this.#settleStart();
  }

  #again(): void {
    this.#restarts += 1;
    this.#run();
  }

  #finish(): void {
    this.#state = "stopped";
    this.#settleStart();
    this.#resolveStopped();
  }

  // A process that is about to end may have closed the channel already; its exit tells the rest.
  #send(message: ToProcess): void {
    if (this.#child?.connected) this.#child.send(message, () => {});
  }
}
