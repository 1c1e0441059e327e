// One run of a service, from its first start step to its last undoing: what each step does and how it is taken back.
import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import { type RequestContext, withContext } from "../context.ts";
import type { ServiceDriver, ServiceRecord } from "../db/services-table.ts";
import { HostError, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { ManagerShape } from "../manager/declarations.ts";
import type { KnownService } from "../manager/manager.ts";
import type { Endpoint } from "../rpc/endpoint.ts";
import type { CallTimes } from "../rpc/limits.ts";
import { RpcServer } from "../rpc/server.ts";
import type { Transport } from "../rpc/transport.ts";
import { formatRange, parseVersion } from "../rpc/version.ts";
import type { AskLease } from "./leader-task.ts";
import type { GroupMembership, Probe } from "./messages.ts";
import { checkVersions } from "./minimum-version.ts";
import { PeriodicTasks } from "./periodic-tasks.ts";
import type { ServiceRecords, ServiceState } from "./service-records.ts";
import { StartGate } from "./start-gate.ts";
import { type StepReport, StepSequence, type Undo } from "./step-sequence.ts";
import { tasksOfWorker } from "./task-groups.ts";

export interface ServiceLimits {
  /** For the whole start. */
  readonly startTimeoutMs: number;
  /** For each part of the stop; above `drainTimeoutMs`. */
  readonly stopTimeoutMs: number;
  /** How long calls in flight and running tasks may go on before they are cancelled. */
  readonly drainTimeoutMs: number;
}

export interface ServiceOptions {
  readonly host: string;
  readonly binary: string;
  readonly topic: string;
  /** Builds the manager, at each start anew; its declarations are checked. */
  readonly manager: (ctx: RequestContext) => Promise<ManagerShape> | ManagerShape;
  readonly records: ServiceRecords;
  readonly transport: Transport;
  readonly group: GroupMembership;
  /** Identifies the installation in the record. */
  readonly instanceId: string;
  readonly limits: ServiceLimits;
  readonly rpcLimits: CallTimes & { readonly inFlightMax: number };
  readonly clock: Clock;
  readonly log: Log;
  /** For the jitter of periodic tasks: uniform in [0, 1). */
  readonly random: () => number;
  /** The first step: throws CONFIG_INVALID with every problem. */
  readonly checkConfig?: (ctx: RequestContext) => Promise<void>;
  /** Interfaces that are served beside the manager's own. */
  readonly endpoints?: readonly Endpoint[];
  /** What the record shows of the drivers. */
  readonly drivers?: () => readonly ServiceDriver[];
  /** For tasks that only one of several processes runs. */
  readonly askLease?: AskLease;
  /** What else the record shows, such as where the service listens; asked when the record is written and after the start. */
  readonly capabilities?: () => Readonly<Record<string, unknown>>;
  /** What every heartbeat says of the service's health; cheap, asked often. */
  readonly probes?: () => readonly Probe[];
  /** What to do when somebody deleted the record of the running service; default `register`. */
  readonly whenRecordGone?: "register" | "stop";
  /** Tags of periodic tasks that this worker has not: it does not run what asks for them. */
  readonly lackingTags?: readonly string[];
  /** A record that is made new begins disabled, with this reason: the operator puts it into service by `enable`. */
  readonly newDisabledReason?: string;
  /** A service that is too old for the others of its topic, or that others are too old for, starts all the same, with a warning. */
  readonly oldVersionsAllowed?: boolean;
}

/** The start steps in order; each is a state of the service that can be asked for. */
export const START_STEPS = [
  "config",
  "manager",
  "recordLookup",
  "initHost",
  "recordWrite",
  "preStartHook",
  "rpc",
  "postStartHook",
  "join",
  "periodic",
] as const;
export type StartStepName = (typeof START_STEPS)[number];

/** Made for one start; after `stop` it is not used again. */
export class ServiceRun {
  readonly bootId = randomUUID();
  readonly tasks: PeriodicTasks;
  readonly #options: ServiceOptions;
  readonly #sequence: StepSequence;
  readonly #hasten = new AbortController();
  #shape: ManagerShape | undefined;
  #record: ServiceRecord | undefined;
  #server: RpcServer | undefined;
  #draining: RpcServer | undefined;
  readonly #gate = new StartGate();

  constructor(options: ServiceOptions) {
    const { clock, log, random, limits } = options;
    this.#options = options;
    this.tasks = new PeriodicTasks({ clock, log, random });
    const steps = START_STEPS.map((name) => ({ name, run: (ctx: RequestContext) => this.#steps[name](ctx) }));
    this.#sequence = new StepSequence(steps, { clock, log, undoTimeoutMs: limits.stopTimeoutMs });
  }

  get steps(): readonly StepReport[] {
    return this.#sequence.reports;
  }

  /** The step that runs or is being undone now. */
  get currentStep(): string | undefined {
    return this.#sequence.current;
  }

  get record(): ServiceRecord | undefined {
    return this.#record;
  }

  get server(): RpcServer | undefined {
    return this.#server;
  }

  get shape(): ManagerShape | undefined {
    return this.#shape;
  }

  /** All steps in order. A failing one undoes what was done, in reverse, and throws START_FAILED with the step's name and cause. */
  async start(ctx: RequestContext): Promise<void> {
    try {
      await this.#sequence.run(ctx);
    } catch (cause) {
      const step = this.#sequence.failed ?? "";
      const reason = `step ${step}: ${messageOf(cause)}`;
      await this.#undo("failed", reason);
      const data = { topic: this.#options.topic, step, ...(cause instanceof HostError ? { code: cause.code } : {}) };
      throw new HostError("START_FAILED", `service ${this.#options.topic} could not start: ${reason}`, { data, cause });
    }
    await this.#writeRecord({ startSteps: this.steps, ...this.#described() });
  }

  /** Takes everything back in reverse order; never throws, what went wrong is in the log. */
  async stop(): Promise<void> {
    await this.#undo("left", undefined);
  }

  /** From now on nothing is waited for that can be cancelled. */
  hasten(): void {
    this.#hasten.abort(new HostError("SHUTTING_DOWN", "the service is stopping fast"));
    void this.#draining?.stop({ drainTimeoutMs: 0 });
  }

  /** Writes the record and joins again after somebody deleted the record. */
  async registerAgain(ctx: RequestContext): Promise<void> {
    await this.#register("starting");
    await this.#options.group.join(ctx, this.#member());
    await this.#writeRecord({ startSteps: this.steps, ...this.#described() });
  }

  readonly #steps: Readonly<Record<StartStepName, (ctx: RequestContext) => Promise<Undo | undefined>>> = {
    config: async (ctx) => void (await this.#options.checkConfig?.(ctx)),
    manager: async (ctx) => {
      this.#shape = await this.#options.manager(ctx);
      const lead = { ask: this.#options.askLease, holder: this.bootId, topic: this.#options.topic };
      for (const [name, method] of tasksOfWorker(this.#shape.periodic, lead, this.#options.lackingTags))
        this.tasks.add(name, method);
      return undefined;
    },
    recordLookup: async () => {
      const { records, host, topic } = this.#options;
      this.#record = await records.find(host, topic);
      const own = { host, topic, version: this.#shape?.version ?? "1.0", requires: this.#shape?.requires ?? {} };
      const { oldVersionsAllowed = false, log } = this.#options;
      checkVersions(await records.list(), own, oldVersionsAllowed ? log : undefined);
      return undefined;
    },
    initHost: async (ctx) => {
      const manager = this.#shape?.manager;
      await manager?.initHost?.(ctx, this.#record && known(this.#record));
      return async (undoCtx) => manager?.cleanupHost?.(undoCtx);
    },
    recordWrite: async () => this.#register("starting"),
    preStartHook: async (ctx) => {
      await this.#shape?.manager.preStartHook?.(ctx);
      // Stands here, below the RPC server, so that running tasks are waited for after the calls; `periodic` has stopped their timers.
      return (undoCtx) => this.#endTasks(undoCtx);
    },
    rpc: async () => {
      if (this.#shape?.gated) this.#gate.close();
      const server = this.#makeServer();
      await server.start();
      this.#server = server;
      return () => this.#endCalls(server);
    },
    postStartHook: async (ctx) => {
      await this.#shape?.manager.postStartHook?.(ctx);
      this.#gate.open();
      return undefined;
    },
    join: async (ctx) => {
      await this.#options.group.join(ctx, this.#member());
      return (undoCtx) => this.#options.group.leave(undoCtx, this.#member());
    },
    periodic: async () => {
      this.tasks.start();
      return async () => this.tasks.hold();
    },
  };

  #member() {
    const { host, topic, probes = () => [] } = this.#options;
    return { uuid: this.#record?.uuid ?? "", host, topic, bootId: this.bootId, probes };
  }

  readonly #around = (ctx: RequestContext, run: () => Promise<unknown>): Promise<unknown> => {
    ctx.visit("service");
    return this.#gate.pass(ctx, run);
  };

  async #register(state: ServiceState): Promise<undefined> {
    const { host, binary, topic, instanceId, clock } = this.#options;
    const version = this.#shape?.version ?? "1.0";
    this.#record = await this.#options.records.register({
      host,
      binary,
      topic,
      version,
      state,
      instanceId,
      bootId: this.bootId,
      startedAt: new Date(clock.wallMs()).toISOString(),
      ...this.#described(),
      apiVersions: { [topic]: formatRange(parseVersion(version)) },
      ...(this.#options.newDisabledReason && { disabledReason: this.#options.newDisabledReason }),
    });
  }

  #described(): {
    readonly drivers: readonly ServiceDriver[];
    readonly capabilities: Readonly<Record<string, unknown>>;
  } {
    const { drivers, capabilities } = this.#options;
    return { drivers: drivers?.() ?? [], capabilities: capabilities?.() ?? {} };
  }

  #makeServer(): RpcServer {
    const { transport, topic, host, clock, log, rpcLimits, endpoints = [] } = this.#options;
    const { version = "1.0", rpc = {}, manager = {} } = this.#shape ?? {};
    const own: Endpoint = { version, methods: rpc, target: manager, around: this.#around };
    const place = { topic, server: host, version };
    return new RpcServer({ transport, place, endpoints: [own, ...endpoints], clock, log, limits: rpcLimits });
  }

  async #endCalls(server: RpcServer): Promise<void> {
    const drainTimeoutMs = this.#hasten.signal.aborted ? 0 : this.#options.limits.drainTimeoutMs;
    this.#draining = server;
    const { cancelled } = await server.stop({ drainTimeoutMs });
    if (cancelled.length === 0) return;
    const calls = cancelled.slice(0, 20).map(({ method, requestId, ageMs }) => ({ method, requestId, ageMs }));
    this.#options.log.warn(
      { topic: this.#options.topic, count: cancelled.length, calls },
      "calls in flight were cancelled by the stop",
    );
  }

  async #endTasks(undoCtx: RequestContext): Promise<void> {
    const { clock, log, topic, limits } = this.#options;
    const timeoutMs = Math.min(limits.drainTimeoutMs, undoCtx.remainingMs());
    const tasks = await withContext({ timeoutMs, clock, log, signal: this.#hasten.signal }, (ctx) =>
      this.tasks.stop(ctx),
    );
    if (tasks.length > 0) log.warn({ topic, tasks }, "periodic tasks did not end when they were cancelled");
  }

  async #undo(state: ServiceState, stateReason: string | undefined): Promise<void> {
    const { log, topic } = this.#options;
    const wrote = this.#record?.bootId === this.bootId;
    for (const { step, error } of await this.#sequence.undo()) {
      log.error({ topic, step, error: messageOf(error) }, "a part of the service could not be stopped cleanly");
    }
    // A record of an earlier run is not touched by a start that did not get as far as writing it.
    if (wrote) await this.#writeRecord({ state, stateReason: stateReason ?? null, startSteps: this.steps });
  }

  async #writeRecord(change: Parameters<ServiceRecords["update"]>[1]): Promise<void> {
    const { records, log, topic } = this.#options;
    try {
      if (this.#record) this.#record = await records.update(this.#record.uuid, change);
    } catch (error) {
      log.warn({ topic, error: messageOf(error) }, "the service's record could not be written");
    }
  }
}

function known({ uuid, host, topic, disabled, state }: ServiceRecord): KnownService {
  return { uuid, host, topic, disabled, state };
}
