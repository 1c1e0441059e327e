// The host's own manager, topic `host`: what runs here, drivers, operations, tasks, and the operator's word on services.
import type { RequestContext } from "../context.ts";
import type { DriverUses } from "../driver/learned-grants.ts";
import { HostError } from "../errors.ts";
import { Manager, type ManagerParts, type PeriodicDeclarations } from "../manager/manager.ts";
import type { Journal } from "../operation/journal.ts";
import * as services from "../service/service-admin.ts";
import type { ServiceGroup, ServiceView } from "../service/service-group.ts";
import type { ServiceRecords } from "../service/service-records.ts";
import type { DriverAdmin } from "./drivers.ts";
import type { LogLevels, LogLevelView } from "./log-levels.ts";
import type { LogLine, LogLines } from "./log-lines.ts";
import type * as messages from "./messages.ts";
import { ADMIN_METHODS } from "./methods.ts";
import { type RunningParts, runningCalls, runningTasks, steerTask } from "./running-work.ts";
import type {
  CallList,
  DriverView,
  HostFacts,
  HostReload,
  HostStatus,
  OperationView,
  TaskList,
  TaskView,
} from "./views.ts";

export interface AdminDomain extends RunningParts {
  readonly facts: HostFacts;
  readonly group: ServiceGroup;
  readonly records: ServiceRecords;
  readonly drivers: DriverAdmin;
  readonly journal: Journal;
  readonly operationRetentionMs: number;
  /** Reads the configuration again and lets every service take up what changed. */
  readonly reload: () => Promise<HostReload>;
  readonly logLevels: LogLevels;
  readonly logLines: LogLines;
}

export const ADMIN_TOPIC = "host";
const HOUR_MS = 3_600_000;
const OPEN_OPERATIONS_MAX = 1000;

export class AdminManager extends Manager {
  static override readonly version: string = "1.0";

  static override readonly rpc = ADMIN_METHODS;

  static override readonly periodic: PeriodicDeclarations = {
    flushOutcomes: { spacingMs: 5000 },
    enableExpired: { spacingMs: 5000 },
    forgetOldOperations: { spacingMs: HOUR_MS, timeoutMs: 60_000 },
  };

  readonly #domain: AdminDomain;

  constructor(parts: ManagerParts<AdminDomain>) {
    super();
    this.#domain = parts.domain;
  }

  async status(ctx: RequestContext): Promise<HostStatus> {
    const { facts, group, drivers, journal } = this.#domain;
    const unknown = await journal.list({ state: "unknown", limit: OPEN_OPERATIONS_MAX });
    return {
      ...facts,
      uptimeMs: ctx.clock.wallMs() - Date.parse(facts.startedAt),
      rssBytes: process.memoryUsage.rss(),
      services: await group.listServices(),
      drivers: drivers.list(),
      processes: (this.#domain.processes?.() ?? []).map((one) => one.status()),
      operations: { running: journal.running().length, unknown: unknown.length },
    };
  }

  async listServices(
    _ctx: RequestContext,
    wanted: messages.ServicesParams,
  ): Promise<{ readonly services: readonly ServiceView[] }> {
    const all = await this.#domain.group.listServices();
    const fits = (service: ServiceView) =>
      (["topic", "host", "state", "disabled"] as const).every(
        (field) => wanted[field] === undefined || wanted[field] === service[field],
      );
    return { services: all.filter(fits) };
  }

  listCalls(ctx: RequestContext, { topic }: messages.CallsParams): Promise<CallList> {
    return runningCalls(this.#domain, ctx, topic);
  }

  async showLogLevel(): Promise<LogLevelView> {
    return this.#domain.logLevels.show();
  }

  async setLogLevel(ctx: RequestContext, { level, forMs }: messages.LogLevelParams): Promise<LogLevelView> {
    const view = this.#domain.logLevels.override(level, forMs);
    ctx.log.warn({ level, until: view.until, by: ctx.caller.name }, "the level of the log was changed for a time");
    return view;
  }

  async readLog(ctx: RequestContext, wanted: messages.LogLinesParams): Promise<AsyncIterable<LogLine>> {
    return this.#domain.logLines.read(ctx, wanted);
  }

  async restoreLogLevel(): Promise<LogLevelView> {
    return this.#domain.logLevels.restore();
  }

  showService(_ctx: RequestContext, { uuid }: messages.ServiceParams): Promise<ServiceView> {
    return this.#domain.group.getService(uuid);
  }

  disableService(ctx: RequestContext, { uuid, reason, forMs }: messages.DisableParams): Promise<ServiceView> {
    return services.disableService(this.#domain, ctx, {
      uuid,
      ...(reason === undefined ? {} : { reason }),
      ...(forMs === undefined ? {} : { forMs }),
    });
  }

  enableService(ctx: RequestContext, { uuid }: messages.ServiceParams): Promise<ServiceView> {
    return services.enableService(this.#domain, ctx, uuid);
  }

  forceDownService(ctx: RequestContext, params: messages.ForceDownParams): Promise<ServiceView> {
    const guardForceUp = (service: ServiceView) => this.#requireSettled(service);
    return services.forceDownService({ ...this.#domain, guardForceUp }, ctx, params);
  }

  deleteService(ctx: RequestContext, { uuid }: messages.ServiceParams): Promise<void> {
    return services.deleteService(this.#domain, ctx, uuid);
  }

  async listDrivers(): Promise<{ readonly drivers: readonly DriverView[] }> {
    return { drivers: this.#domain.drivers.list() };
  }

  async showDriver(_ctx: RequestContext, { kind, name }: messages.DriverParams): Promise<DriverView> {
    return this.#domain.drivers.get(kind, name);
  }

  addDriver(ctx: RequestContext, params: messages.AddDriverParams): Promise<DriverView> {
    return this.#domain.drivers.add(ctx, params);
  }

  swapDriver(ctx: RequestContext, params: messages.SwapDriverParams): Promise<DriverView> {
    return this.#domain.drivers.swap(ctx, params);
  }

  rollbackDriver(ctx: RequestContext, params: messages.DriverParams): Promise<DriverView> {
    return this.#domain.drivers.rollback(ctx, params);
  }

  showDriverUses(_ctx: RequestContext, { kind, name }: messages.DriverParams): DriverUses {
    return this.#domain.drivers.uses(kind, name);
  }

  recordDriver(_ctx: RequestContext, params: messages.RecordDriverParams): { readonly record: string } {
    return this.#domain.drivers.record(params);
  }

  removeDriver(ctx: RequestContext, params: messages.RemoveDriverParams): Promise<void> {
    return this.#domain.drivers.remove(ctx, params);
  }

  async listOperations(
    _ctx: RequestContext,
    params: messages.OperationsParams,
  ): Promise<{ readonly operations: readonly unknown[] }> {
    const { domain, resource, state, limit } = params;
    const filter = {
      ...(domain === undefined ? {} : { domain }),
      ...(resource === undefined ? {} : { resource }),
      ...(state === undefined ? {} : { state }),
    };
    return { operations: await this.#domain.journal.list({ ...filter, limit }) };
  }

  async showOperation(_ctx: RequestContext, { id }: messages.OperationParams): Promise<OperationView> {
    const { operation, transitions } = await this.#domain.journal.show(id);
    const progress = this.#domain.journal.progressOf(id);
    return { ...operation, transitions, ...(progress === undefined ? {} : { progress }) };
  }

  async cancelOperation(ctx: RequestContext, { id }: messages.OperationParams): Promise<void> {
    await this.#domain.journal.cancel(id, ctx.caller.name);
  }

  listTasks(ctx: RequestContext): Promise<TaskList> {
    return runningTasks(this.#domain, ctx);
  }

  runTask(ctx: RequestContext, params: messages.TaskParams): Promise<TaskView> {
    return steerTask(this.#domain, ctx, "runNow", params);
  }

  pauseTask(ctx: RequestContext, params: messages.TaskParams): Promise<TaskView> {
    return steerTask(this.#domain, ctx, "pause", params);
  }

  resumeTask(ctx: RequestContext, params: messages.TaskParams): Promise<TaskView> {
    return steerTask(this.#domain, ctx, "resume", params);
  }

  /** Outcomes that could not be written when they came, for want of a disk, are written as soon as it can be. */
  async flushOutcomes(): Promise<void> {
    await this.#domain.journal.flush();
  }

  /** Puts services back whose time of being disabled is over. */
  async enableExpired(ctx: RequestContext): Promise<void> {
    await services.enableExpired(this.#domain, ctx);
  }

  async forgetOldOperations(): Promise<void> {
    await this.#domain.journal.prune(this.#domain.operationRetentionMs);
  }

  /** Takes up a changed configuration. CONFIG_INVALID with every problem; then nothing has changed. */
  reload(): Promise<HostReload> {
    return this.#domain.reload();
  }

  /** Who declared a service down may have acted on that: it comes back only when nothing of its host is in doubt. */
  async #requireSettled({ host }: ServiceView): Promise<void> {
    const { length: open } = await this.#domain.journal.list({ state: "unknown", host, limit: OPEN_OPERATIONS_MAX });
    if (open === 0) return;
    const message = `${open} operations of ${host} have an unknown outcome; wait until they are settled: \`holdfast operation list --state unknown\``;
    throw new HostError("FAILED_PRECONDITION", message, { data: { open } });
  }
}
