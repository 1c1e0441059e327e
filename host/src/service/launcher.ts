// Starts the services of one host process in order, stops them in reverse, and turns the process's signals into that.
import type { Clock } from "../clock.ts";
import { type RequestContext, withContext } from "../context.ts";
import { HostError, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Service, ServicePhase } from "./service.ts";

/** What the launcher needs of a service. */
export type Launched = Pick<Service, "topic" | "start" | "stop" | "wait" | "reset">;

export interface LauncherOptions {
  /** In start order. */
  readonly services: readonly Launched[];
  readonly clock: Clock;
  readonly log: Log;
  /** A graceful stop that lasts longer is made a fast one. */
  readonly stopTimeoutMs: number;
  /** For a reload of all services. */
  readonly reloadTimeoutMs: number;
}

/** How it all ended: `code` is for `process.exitCode`. */
export interface ExitStatus {
  readonly code: 0 | 1;
  readonly reason: string;
}

/** What a reload did to one service: what changed, or why nothing could. */
export type ReloadReport =
  | { readonly topic: string; readonly changed: readonly string[] }
  | { readonly topic: string; readonly error: string };

/** The part of `process` that signals need. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
}

export class Launcher {
  readonly #options: LauncherOptions;
  /** Resolves with the reason when a stop begins. */
  readonly whenStopping: Promise<string>;
  #tellStopping: (reason: string) => void = () => {};
  readonly #exit: Promise<ExitStatus>;
  #resolveExit: (status: ExitStatus) => void = () => {};
  #starting: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;
  #asked: string | undefined;
  #failed: ExitStatus | undefined;
  #isReady = false;

  constructor(options: LauncherOptions) {
    this.#options = options;
    this.whenStopping = new Promise((resolve) => {
      this.#tellStopping = resolve;
    });
    this.#exit = new Promise((resolve) => {
      this.#resolveExit = resolve;
    });
  }

  /** True once every service serves, until the stop begins. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Starts one after the other. If one fails those before it are stopped in reverse and START_FAILED is thrown. Once only. */
  start(): Promise<void> {
    this.#starting ??= this.#startAll();
    return this.#starting;
  }

  /** Stops all in reverse order; at once if `fast`, also when a graceful stop is under way. Legal at any time, never throws. */
  stop(options: { readonly fast?: boolean; readonly reason?: string } = {}): Promise<void> {
    this.#isReady = false;
    this.#asked ??= options.reason ?? "stopped on request";
    this.#tellStopping(this.#asked);
    if (options.fast) for (const service of this.#options.services) void service.stop({ fast: true });
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  /** Resolves when all have ended: code 0 after a requested stop, 1 when a start failed or a service ended by itself. */
  wait(): Promise<ExitStatus> {
    return this.#exit;
  }

  /** Runs `reset` of every service, one after the other; one that fails does not keep the others from it. */
  async reload(): Promise<readonly ReloadReport[]> {
    const { services, clock, log, reloadTimeoutMs } = this.#options;
    const reports: ReloadReport[] = [];
    for (const service of services) {
      const reset = (ctx: RequestContext) => service.reset(ctx);
      try {
        reports.push(await withContext({ timeoutMs: reloadTimeoutMs, clock, log }, reset));
      } catch (error) {
        reports.push({ topic: service.topic, error: messageOf(error) });
      }
    }
    return reports;
  }

  /**
   * SIGTERM and SIGINT stop gracefully, a second one fast; SIGHUP calls `onReload`, by default `reload`. Answers how to take the
   * handlers away again. The process is not ended here: wait for `wait()` and set its exit code.
   */
  installSignals(source: SignalSource = process, onReload: () => Promise<unknown> = () => this.reload()): () => void {
    const { log } = this.#options;
    const end = (signal: NodeJS.Signals) => () => {
      const fast = this.#asked !== undefined;
      log.info({ signal, fast }, "the process was told to stop");
      void this.stop({ fast, reason: signal });
    };
    const handlers: readonly (readonly [NodeJS.Signals, () => void])[] = [
      ["SIGTERM", end("SIGTERM")],
      ["SIGINT", end("SIGINT")],
      ["SIGHUP", () => void this.#reloadOnSignal(onReload)],
    ];
    for (const [signal, handler] of handlers) source.on(signal, handler);
    return () => {
      for (const [signal, handler] of handlers) source.off(signal, handler);
    };
  }

  async #startAll(): Promise<void> {
    const { services, log } = this.#options;
    for (const service of services) {
      try {
        if (this.#asked !== undefined) throw new HostError("CANCELLED", "the host was told to stop while it started");
        await service.start();
      } catch (error) {
        log.error({ topic: service.topic, error: messageOf(error) }, "the host could not start");
        if (this.#asked === undefined) this.#failed = { code: 1, reason: messageOf(error) };
        await this.stop({ reason: "the start failed" });
        throw error;
      }
      void service.wait().then((phase) => this.#onEnded(service, phase));
    }
    this.#isReady = this.#asked === undefined;
  }

  async #stopAll(): Promise<void> {
    const { services, clock, stopTimeoutMs } = this.#options;
    const hurry = () => void this.stop({ fast: true });
    const cancelHurry = clock.setTimer(stopTimeoutMs, hurry, { unref: true });
    for (const service of services.toReversed()) await service.stop();
    cancelHurry();
    this.#resolveExit(this.#failed ?? { code: 0, reason: this.#asked ?? "" });
  }

  // A service that ends although nobody asked takes the host with it: a supervisor must see that, not a half host.
  #onEnded(service: Launched, phase: ServicePhase): void {
    if (this.#asked !== undefined) return;
    const why = phase.name === "failed" ? phase.error.message : "it stopped by itself";
    const reason = `service ${service.topic} ended: ${why}`;
    this.#options.log.error({ topic: service.topic, reason }, "the host stops because a service ended");
    this.#failed = { code: 1, reason };
    void this.stop({ reason });
  }

  async #reloadOnSignal(onReload: () => Promise<unknown>): Promise<void> {
    const { log } = this.#options;
    try {
      log.info({ result: await onReload() }, "reloaded");
    } catch (error) {
      log.error({ error: messageOf(error) }, "the reload failed; everything goes on as it was");
    }
  }
}
