// The composition root: joins the rooms into one running host and takes them apart again in reverse order.
import { rmSync } from "node:fs";
import type { VolumeDriver } from "@holdfast/sdk";
import { DriverAdmin } from "../admin/drivers.ts";
import { LogLevels } from "../admin/log-levels.ts";
import { LogLines } from "../admin/log-lines.ts";
import { ADMIN_TOPIC, AdminManager } from "../admin/manager.ts";
import type { HostFacts, HostReload } from "../admin/views.ts";
import { type Clock, systemClock } from "../clock.ts";
import type { LoadedConfig } from "../conf/load.ts";
import type { Config } from "../conf/options.ts";
import { withContext } from "../context.ts";
import { listNetworks } from "../db/networks-table.ts";
import { listVolumes } from "../db/volumes-table.ts";
import { HostError, isHostError, messageOf } from "../errors.ts";
import type { Log, LogLevel } from "../log.ts";
import { describeManager, type ManagerShape } from "../manager/declarations.ts";
import { loadManager } from "../manager/load-object.ts";
import { RpcClient } from "../rpc/client.ts";
import { type ExitStatus, Launcher } from "../service/launcher.ts";
import { createNeighbours } from "../service/neighbours.ts";
import { Service } from "../service/service.ts";
import { ServiceProcess } from "../service/service-process.ts";
import type { ServiceOptions } from "../service/service-run.ts";
import { type VolumeDomain, VolumeManager } from "../volume/manager.ts";
import { apiService } from "./api-service.ts";
import { driverPath } from "./builtin-drivers.ts";
import { type Core, openCore } from "./core.ts";
import { writeDebugReport } from "./debug-report.ts";
import { addConfiguredDrivers } from "./drivers-at-start.ts";
import { functionService } from "./function-service.ts";
import { hostNotePath, leaveHostNote } from "./host-note.ts";
import { LiveConfig } from "./live-config.ts";
import { NO_NETWORK_SERVICE, networkService } from "./network-service.ts";
import { versionsAndNewcomers } from "./newcomers.ts";
import { topicsOf } from "./own-kinds.ts";
import { ownServices } from "./own-services.ts";
import { followDrivers, shownDrivers } from "./service-drivers.ts";
import { Undo } from "./undo.ts";

export interface HostOptions {
  readonly config: Config;
  readonly log: Log;
  readonly version: string;
  readonly clock?: Clock;
  /** Aborted when the user interrupts the start: what was started is undone. */
  readonly signal?: AbortSignal;
  /** Reads the configuration again; without it a reload finds nothing changed. */
  readonly readConfig?: () => Config;
  /** Changes the level of `log`, as a reload or an operator wants it. */
  readonly setLogLevel?: (level: LogLevel) => void;
  /** The lines that `log` writes, for who asks for them; without it nobody can. */
  readonly logLines?: LogLines;
  /** Where each value of the configuration comes from, for the debug report. */
  readonly origins?: LoadedConfig["origins"];
}

export interface RunningHost {
  readonly facts: HostFacts;
  readonly launcher: Launcher;
  /** Resolves when all has ended and is closed, by a stop of the launcher or because a service ended. */
  readonly ended: Promise<ExitStatus>;
  /** Reads the configuration again, as SIGHUP and `host.reload` do. CONFIG_INVALID changes nothing. */
  readonly reload: () => Promise<HostReload>;
  /** Writes what helps to understand this host from outside; answers the file. */
  readonly writeDebugReport: () => Promise<string>;
}

/** Starts a host. Throws START_FAILED naming the step, with everything undone that had been done. */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const { config, log, clock = systemClock, signal } = options;
  const undo = new Undo(log);
  const services: Service[] = [];
  const processes: ServiceProcess[] = [];
  try {
    const onRefused = ({ uuid }: { readonly uuid: string }, reason: Parameters<Service["refused"]>[0]) => {
      void services.find((service) => service.record?.uuid === uuid)?.refused(reason);
    };
    const core = await openCore({ ...options, clock, onRefused }, undo);
    const drivers = driverAdmin(core, config);
    const facts = factsOf(options, core);
    signal?.throwIfAborted();
    const { startTimeoutMs: timeoutMs } = config.service;
    await withContext({ timeoutMs, clock, log, ...(signal && { signal }) }, async (ctx) => {
      await addConfiguredDrivers(ctx, core.supervisor, config);
      await drivers.restore(ctx);
    });
    const live = new LiveConfig({
      config,
      read: options.readConfig ?? (() => config),
      onChange: (changed) => logLevels.configure(changed.log.level),
    });
    const { logLines = new LogLines() } = options;
    const set = (level: LogLevel) => {
      options.setLogLevel?.(level);
      for (const process of processes) process.setLogLevel(level);
    };
    const logLevels = new LogLevels({ configured: config.log.level, set, clock });
    const reload = async () => ({ config: live.reload(), services: await launcher.reload() });
    const common = serviceOptions(core, { config, log, clock });
    services.push(volumeService(core, live, common, services), ...networkService(core, live, common, services));
    services.push(functionService(core, common));
    adminService({ core, live, common, drivers, facts, services, processes, reload, logLevels, logLines });
    const api = apiService({
      ...{ core, common, version: options.version },
      config: () => live.current,
      services: () => services,
      processes: () => processes,
      launcher: () => launcher,
    });
    if (api) services.push(api);
    followDrivers({ ...{ core, clock, log }, services: () => services, topicOf: topicsOf(config) });
    const own = ownServices({ core, config, common, services: () => services, onLine: (line) => logLines.write(line) });
    services.push(...own.filter((service) => service instanceof Service));
    processes.push(...own.filter((service) => service instanceof ServiceProcess));
    const launcher: Launcher = new Launcher({
      // The ones that others added come up when the host's own serve, and HTTP tells of all of them.
      services: [...services.filter((service) => service !== api), ...processes, ...(api ? [api] : [])],
      clock,
      log,
      stopTimeoutMs: config.service.stopTimeoutMs,
      reloadTimeoutMs: config.service.startTimeoutMs,
    });
    undo.add("services", () => launcher.stop({ fast: true }));
    await startUnlessInterrupted(launcher, signal);
    leaveHostNote(config.dataDir, facts);
    undo.add("note", () => rmSync(hostNotePath(config.dataDir), { force: true }));
    const apiUrl = api?.record?.capabilities["url"];
    const shown = typeof apiUrl === "string" ? { ...facts, apiUrl } : facts;
    const report = {
      ...{ core, version: options.version, clock, log, loaded: { config, origins: options.origins ?? {} } },
      ...{ services: () => services, processes: () => processes },
    };
    return {
      ...{ facts: shown, launcher, reload, writeDebugReport: () => writeDebugReport(report) },
      ended: launcher.wait().finally(() => undo.run()),
    };
  } catch (error) {
    await undo.run();
    throw isHostError(error) ? error : new HostError("START_FAILED", messageOf(error), { cause: error });
  }
}

function factsOf({ config, version }: HostOptions, { hub, startedAt }: Core): HostFacts {
  return {
    name: config.host.name,
    version,
    pid: process.pid,
    url: hub.url,
    dataDir: config.dataDir,
    startedAt,
  };
}

async function startUnlessInterrupted(launcher: Launcher, signal: AbortSignal | undefined): Promise<void> {
  const stop = () => void launcher.stop({ reason: "interrupted while it started" });
  signal?.throwIfAborted();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    await launcher.start();
  } finally {
    signal?.removeEventListener("abort", stop);
  }
  signal?.throwIfAborted();
}

type CommonOptions = Omit<ServiceOptions, "topic" | "manager">;

function serviceOptions(
  core: Core,
  { config, log, clock }: Required<Pick<HostOptions, "config" | "log" | "clock">>,
): CommonOptions {
  return {
    host: config.host.name,
    binary: "holdfast",
    records: core.records,
    transport: core.hub.transport,
    group: core.heartbeat,
    askLease: (_ctx, request) => core.leases.ask(request),
    instanceId: core.instanceId,
    limits: config.service,
    ...versionsAndNewcomers(config),
    rpcLimits: config.rpc,
    clock,
    log,
    random: Math.random,
  };
}

function volumeService(core: Core, live: LiveConfig, common: CommonOptions, services: readonly Service[]): Service {
  const { database, journal, supervisor } = core;
  const { config } = live;
  const { manager: path } = config.volume;
  const domain: VolumeDomain = {
    database,
    journal,
    drivers: supervisor.set<VolumeDriver>("volume"),
    get defaultDriver() {
      return live.current.volume.defaultDriver;
    },
    get quota() {
      return live.current.volume.quota;
    },
    retry: config.operation,
    driverLines: (name) => core.recentLines.of(name),
  };
  const neighbours = createNeighbours({ client: new RpcClient(core.hub.transport), services: () => services });
  const parts = { ...neighbours, host: config.host.name, domain };
  const manager = async (): Promise<ManagerShape> => {
    if (path === undefined) return describeManager(new VolumeManager(parts), "the volume manager");
    return (await loadManager(path, { cwd: config.dataDir, parts })).shape;
  };
  return new Service({ ...common, topic: "volume", manager, ...shownDrivers(supervisor, "volume") });
}

interface AdminParts {
  readonly core: Core;
  readonly live: LiveConfig;
  readonly common: CommonOptions;
  readonly drivers: DriverAdmin;
  readonly facts: HostFacts;
  readonly services: Service[];
  readonly processes: readonly ServiceProcess[];
  readonly reload: () => Promise<HostReload>;
  readonly logLevels: LogLevels;
  readonly logLines: LogLines;
}

function adminService({ core, live, common, ...parts }: AdminParts): void {
  const { group, records, journal } = core;
  const { services, processes } = parts;
  const domain = {
    ...parts,
    ...{ group, records, journal },
    get operationRetentionMs() {
      return live.current.operation.retentionMs;
    },
    services: () => services,
    processes: () => processes,
  };
  const manager = () => describeManager(new AdminManager({ host: common.host, domain }), "the host's own manager");
  const service = new Service({ ...common, topic: ADMIN_TOPIC, manager });
  services.push(service);
}

function driverAdmin({ supervisor, database }: Core, config: Config): DriverAdmin {
  const inUse = async (kind: string, name: string) => {
    const list = kind === "volume" ? listVolumes : kind === "network" ? listNetworks : async () => [];
    return (await list(database.handle, { driver: name })).length;
  };
  const hasNetworks = Object.keys(config.network.drivers).length > 0;
  const unusedBecause = (kind: string) => (kind !== "network" || hasNetworks ? undefined : NO_NETWORK_SERVICE);
  return new DriverAdmin({ supervisor, database, resolvePath: driverPath, inUse, unusedBecause });
}
