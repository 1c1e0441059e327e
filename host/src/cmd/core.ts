// The parts of a host that are there before any service: the lock, the database, the token, the hub, the group, the drivers' supervisor.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { type Clock, isoTime } from "../clock.ts";
import type { Config } from "../conf/options.ts";
import { type Database, openDatabase } from "../db/connection.ts";
import { readLease, takeLease } from "../db/leases-table.ts";
import { migrateDatabase } from "../db/migrate.ts";
import { lockDatabase } from "../db/owner-lock.ts";
import { openComponentStore } from "../driver/component/component-store.ts";
import type { DriverEvent } from "../driver/host-functions/event-service.ts";
import { createSupervisor, type Supervisor } from "../driver/supervisor.ts";
import type { Log } from "../log.ts";
import { Journal } from "../operation/journal.ts";
import type { Hub } from "../rpc/hub.ts";
import { RpcServer } from "../rpc/server.ts";
import { openEvents } from "../service/event-keeper.ts";
import type { EventLog } from "../service/event-log.ts";
import { GROUP_TOPIC, GROUP_VERSION, groupEndpoint } from "../service/group-endpoint.ts";
import { HeartbeatThread } from "../service/heartbeat.ts";
import { Leases } from "../service/leases.ts";
import { ServiceGroup } from "../service/service-group.ts";
import { createServiceRecords, type ServiceRecords } from "../service/service-records.ts";
import { isOwnDriver } from "./builtin-drivers.ts";
import { makeDataDirectory } from "./data-directory.ts";
import { openHostServices, valuesIn } from "./host-services.ts";
import { openHub } from "./hub-parts.ts";
import { installationId, takeOverFormerNames } from "./installation.ts";
import { joinHub } from "./join-hub.ts";
import { kindsOf } from "./own-kinds.ts";
import { RecentLines } from "./recent-lines.ts";
import { openRecordings } from "./recordings.ts";
import type { Undo } from "./undo.ts";

export interface CoreOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  /** A heartbeat was not believed; `uuid` names the service's record. */
  readonly onRefused: ConstructorParameters<typeof HeartbeatThread>[0]["onRefused"];
}

export interface Core {
  readonly startedAt: string;
  /** Names the installation: the same at every start, whatever the host is called. */
  readonly instanceId: string;
  /** Names this run of the host. */
  readonly bootId: string;
  readonly database: Database;
  readonly records: ServiceRecords;
  readonly hub: Hub;
  /** Shown by services in processes of their own; made anew at each start, never written down. */
  readonly serviceToken: string;
  readonly group: ServiceGroup;
  readonly leases: Leases;
  readonly heartbeat: HeartbeatThread;
  readonly supervisor: Supervisor;
  readonly journal: Journal;
  readonly recentLines: RecentLines;
}

/** Opens them in order; what was opened is in `undo`, also when a later one throws. */
export async function openCore(options: CoreOptions, undo: Undo): Promise<Core> {
  const { config, clock, log } = options;
  const bootId = randomUUID();
  const startedAt = isoTime(clock);
  makeDataDirectory(config.dataDir);
  const lock = lockDatabase(config.database.path);
  undo.add("lock", () => lock.release());
  const database = openDatabase({ ...config.database, clock });
  undo.add("database", () => database.close());
  await migrateDatabase(database);
  const instanceId = installationId(config.dataDir);
  await takeOverFormerNames(database, { instanceId, host: config.host.name, log });
  const { graceMs, openMax } = config.operation;
  const journal = new Journal({ database, host: config.host.name, instanceId: bootId, log, graceMs, openMax });
  const { hub, token, serviceToken } = await openHub(options, undo);
  await joinHub({ config, hub, clock, log }, undo);
  const records = createServiceRecords(database);
  const leases = openLeases(database);
  const keeper = await openEvents({ database, host: config.host.name, limits: config.event, clock, log });
  undo.add("events", () => keeper.close());
  const group = await openGroup(options, { records, hub, leases, events: keeper.events }, undo);
  const { reportIntervalMs } = config.service;
  const { onRefused } = options;
  const beats = { url: hub.url, token, group, reportIntervalMs, clock, log, random: Math.random, onRefused };
  const heartbeat = new HeartbeatThread(beats);
  heartbeat.start();
  undo.add("heartbeat", () => heartbeat.stop());
  const recentLines = new RecentLines(clock);
  const supervisor = await openSupervisor(options, { database, group, recentLines }, undo);
  return {
    startedAt,
    instanceId,
    bootId,
    database,
    records,
    hub,
    serviceToken,
    group,
    leases,
    heartbeat,
    supervisor,
    journal,
    recentLines,
  };
}

interface DriverSurroundings {
  readonly database: Database;
  readonly group: ServiceGroup;
  readonly recentLines: RecentLines;
}

/** What all drivers of the host share, and who looks after them. */
async function openSupervisor(
  options: CoreOptions,
  { database, group, recentLines }: DriverSurroundings,
  undo: Undo,
): Promise<Supervisor> {
  const { config, clock, log } = options;
  const {
    probeIntervalMs,
    runtime,
    threadsMax,
    record: _,
    recordBytesMax: _b,
    recordingsMax: _m,
    ...limits
  } = config.driver;
  const recordings = openRecordings(config, { clock, log }, undo);
  const onEvent = tellOf(group, { host: config.host.name, clock, log });
  const services = await openHostServices({ ...options, database, onEvent }, undo);
  const components = openComponentStore(join(config.dataDir, "components"));
  const trials = valuesIn(database);
  const own = {
    probeIntervalMs,
    runtime,
    threadsMax,
    services,
    trials,
    recordings,
    components,
    kinds: kindsOf(config),
  };
  const policy = { ...config.policy, isOwn: isOwnDriver };
  const supervisor = createSupervisor({ log: recentLines.over(log), clock, limits, policy, ...own });
  undo.add("drivers", () => supervisor.close());
  return supervisor;
}

function openLeases(database: Database): Leases {
  const store = {
    read: (name: string) => readLease(database, name),
    take: (name: string, holder: string) => takeLease(database, name, holder),
  };
  return new Leases(store, database.clock);
}

/** What drivers tell stands beside what happens to services, and in the log. */
function tellOf(
  { events }: ServiceGroup,
  { host, clock, log }: { readonly host: string; readonly clock: Clock; readonly log: Log },
): (event: DriverEvent) => void {
  return ({ kind: topic, sequence: driverSequence, name: to, ...more }) => {
    events.append({ at: isoTime(clock), kind: "driver", host, topic, to, driverSequence, ...more });
    log.info({ kind: topic, name: to, sequence: driverSequence, ...more }, "a driver tells of an event");
  };
}

async function openGroup(
  { config, clock, log }: CoreOptions,
  { records, hub, leases, events }: Pick<Core, "records" | "hub" | "leases"> & { readonly events: EventLog },
  undo: Undo,
): Promise<ServiceGroup> {
  const { reportIntervalMs, downTimeMs } = config.service;
  const group = new ServiceGroup({ records, limits: { reportIntervalMs, downTimeMs }, clock, log, events });
  await group.start();
  undo.add("group", () => group.stop());
  const server = new RpcServer({
    transport: hub.transport,
    place: { topic: GROUP_TOPIC, server: config.host.name, version: GROUP_VERSION },
    endpoints: [groupEndpoint(group, leases)],
    clock,
    log,
    limits: config.rpc,
  });
  await server.start();
  undo.add("group server", () => server.stop({ drainTimeoutMs: 0 }));
  return group;
}
