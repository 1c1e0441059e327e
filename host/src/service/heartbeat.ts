// The heartbeats of one host process: a thread that sends them for all its services, started again when it dies.
import { Worker } from "node:worker_threads";
import type { Clock } from "../clock.ts";
import type { RequestContext } from "../context.ts";
import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { backOffMs } from "../rpc/back-off.ts";
import type { FromHeartbeat, HeartbeatData, ToHeartbeat } from "./heartbeat-messages.ts";
import { COUNTERS, turnCounter } from "./loop-lag.ts";
import {
  fitProbes,
  type GroupMembership,
  type LocalMember,
  type MemberKey,
  type Refusal,
  type TellParams,
} from "./messages.ts";

export interface HeartbeatOptions {
  /** The hub's address and a token for it. */
  readonly url: string;
  readonly token: string;
  /** Where joins and leaves go; heartbeats take the thread's own connection. */
  readonly group: GroupMembership;
  readonly reportIntervalMs: number;
  readonly clock: Clock;
  readonly log: Log;
  /** 0 to 1; spreads the restarts of a dying thread. */
  readonly random: () => number;
  /** The group did not believe a heartbeat of this member. */
  readonly onRefused: (member: MemberKey, reason: Refusal) => void;
}

/** How the thread does, for a status page. */
export interface HeartbeatStatus {
  readonly state: "stopped" | "running" | "restarting";
  readonly restarts: number;
  /** Since the last heartbeat that the hub took; undefined before the first. */
  readonly lastBeatAgeMs: number | undefined;
  /** Of the main thread's event loop, as of the last heartbeat. */
  readonly loopLagMs: number;
  readonly lastError: string | undefined;
}

const TURN_MS = 250;
const STOP_TIMEOUT_MS = 2000;
const RESTART = { firstMs: 500, maxMs: 30_000 };
// Enough for a socket and its frames; a thread of Node has 64 MiB of young generation otherwise.
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4, stackSizeMb: 1 };

/** One for each host process. A service joins and leaves the group through it. */
export class HeartbeatThread implements GroupMembership {
  readonly #options: HeartbeatOptions;
  readonly #counters = new SharedArrayBuffer(4 * Object.keys(COUNTERS).length);
  readonly #members = new Map<string, LocalMember>();
  #worker: Worker | undefined;
  #started = false;
  #endTurns = () => {};
  #cancelRestart = () => {};
  #cancelDescribing = () => {};
  #failuresInRow = 0;
  #restarts = 0;
  #lastBeatMs: number | undefined;
  #loopLagMs = 0;
  #lastError: string | undefined;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** Starts the thread. A hub that cannot be reached is no error here: the thread is started again until it can. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#endTurns = turnCounter(this.#options.clock, this.#counters, TURN_MS);
    this.#startWorker();
    this.#describe();
  }

  /** Ends the thread; members that have not left will be found missing. Idempotent. */
  async stop(): Promise<void> {
    if (!this.#started) return;
    this.#started = false;
    this.#endTurns();
    this.#cancelRestart();
    this.#cancelDescribing();
    const worker = this.#worker;
    this.#worker = undefined;
    if (worker) await this.#end(worker);
  }

  async join(ctx: RequestContext, member: LocalMember): Promise<void> {
    await this.#options.group.join(ctx, member);
    this.#members.set(member.uuid, member);
    this.#send();
  }

  async leave(ctx: RequestContext, member: MemberKey): Promise<void> {
    if (this.#members.get(member.uuid)?.bootId === member.bootId) this.#members.delete(member.uuid);
    this.#send();
    await this.#options.group.leave(ctx, member);
  }

  tell(ctx: RequestContext, told: TellParams): Promise<void> {
    return this.#options.group.tell(ctx, told);
  }

  status(): HeartbeatStatus {
    const nowMs = this.#options.clock.monotonicMs();
    return {
      state: this.#worker ? "running" : this.#started ? "restarting" : "stopped",
      restarts: this.#restarts,
      lastBeatAgeMs: this.#lastBeatMs === undefined ? undefined : Math.round(nowMs - this.#lastBeatMs),
      loopLagMs: this.#loopLagMs,
      lastError: this.#lastError,
    };
  }

  #startWorker(): void {
    const { url, token, reportIntervalMs, log } = this.#options;
    const data: HeartbeatData = { url, token, reportIntervalMs, counters: this.#counters, turnMs: TURN_MS };
    const worker = new Worker(new URL("./heartbeat-worker.js", import.meta.url), {
      workerData: data,
      resourceLimits: RESOURCE_LIMITS,
      name: "heartbeat",
    });
    this.#worker = worker;
    worker.unref();
    let failure = "the thread ended";
    worker.on("message", (message: FromHeartbeat) => this.#hear(message));
    worker.on("messageerror", (error) =>
      log.warn({ error: messageOf(error) }, "a message of the heartbeat thread was lost"),
    );
    worker.on("error", (error) => {
      failure = messageOf(error);
    });
    worker.once("exit", () => {
      if (this.#worker === worker) this.#restart(failure);
    });
    this.#send();
  }

  #restart(reason: string): void {
    const { clock, random } = this.#options;
    this.#worker = undefined;
    this.#lose(reason);
    const waitMs = backOffMs(RESTART, this.#failuresInRow, random);
    this.#failuresInRow += 1;
    this.#restarts += 1;
    this.#cancelRestart = clock.setTimer(waitMs, () => this.#startWorker(), { unref: true });
  }

  #hear(message: FromHeartbeat): void {
    if (message.type === "lost") this.#lose(message.reason);
    else if (message.type === "refused") this.#refuse(message);
    else {
      if (this.#lastError !== undefined) this.#options.log.info({}, "heartbeats reach the hub again");
      this.#lastError = undefined;
      this.#failuresInRow = 0;
      this.#lastBeatMs = this.#options.clock.monotonicMs();
      this.#loopLagMs = message.loopLagMs;
    }
  }

  // Told once, not at every beat, until it is well again.
  #lose(reason: string): void {
    if (this.#lastError === undefined) this.#options.log.warn({ reason }, "heartbeats do not reach the hub");
    this.#lastError = reason;
  }

  #refuse({ uuid, bootId, reason }: MemberKey & { readonly reason: Refusal }): void {
    if (this.#members.get(uuid)?.bootId === bootId) this.#options.onRefused({ uuid, bootId }, reason);
  }

  // The members' health is asked here, in the main thread, which knows it; the thread repeats the last word it got.
  #describe(): void {
    this.#send();
    const again = () => this.#describe();
    this.#cancelDescribing = this.#options.clock.setTimer(this.#options.reportIntervalMs / 2, again, { unref: true });
  }

  #send(): void {
    const members = [...this.#members.values()].map(({ uuid, bootId, probes }) => ({
      uuid,
      bootId,
      probes: this.#ask(probes),
    }));
    this.#worker?.postMessage({ type: "members", members } satisfies ToHeartbeat);
  }

  #ask(probes: LocalMember["probes"]): ReturnType<typeof fitProbes> {
    try {
      return fitProbes(probes());
    } catch (error) {
      return fitProbes([{ name: "probes", ok: false, reason: messageOf(error) }]);
    }
  }

  async #end(worker: Worker): Promise<void> {
    const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
    worker.postMessage({ type: "end" } satisfies ToHeartbeat);
    const cancel = this.#options.clock.setTimer(STOP_TIMEOUT_MS, () => void worker.terminate());
    await ended;
    cancel();
  }
}
