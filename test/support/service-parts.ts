// Everything around a service under test: a real state database, a router in memory, a group, and options that a test may change.
import path from "node:path";
import type { TestContext } from "node:test";
import type { Clock } from "#host/clock";
import { systemClock } from "#host/clock";
import { openDatabase } from "#host/db/connection";
import { migrateDatabase } from "#host/db/migrate";
import { silentLog } from "#host/log";
import { describeManager } from "#host/manager/declarations";
import { MemoryTransport } from "#host/rpc/memory-transport";
import { Router } from "#host/rpc/router";
import { ServiceGroup, type Transition } from "#host/service/service-group";
import { createServiceRecords, type ServiceRecords } from "#host/service/service-records";
import type { ServiceOptions } from "#host/service/service-run";
import { temporaryFiles } from "./files.ts";

export const GROUP_LIMITS = { reportIntervalMs: 10_000, downTimeMs: 60_000 };

export interface ServiceParts {
  readonly records: ServiceRecords;
  readonly transport: MemoryTransport;
  readonly group: ServiceGroup;
  readonly transitions: Transition[];
  /** Options for a service of `manager` under `topic`. */
  options(manager: object, change?: Partial<ServiceOptions>): ServiceOptions;
}

/** Records in a database of their own, which is closed when the test ends. */
export async function openRecords(t: TestContext, clock: Clock = systemClock): Promise<ServiceRecords> {
  const database = openDatabase({ path: path.join(temporaryFiles(t), "state.db"), clock });
  t.after(() => database.close());
  await migrateDatabase(database);
  return createServiceRecords(database);
}

export async function serviceParts(t: TestContext, clock: Clock = systemClock): Promise<ServiceParts> {
  // Deadlines do not keep a process alive, and here is no socket that would.
  const alive = setInterval(() => {}, 1000);
  t.after(() => clearInterval(alive));
  const records = await openRecords(t, clock);
  const transport = new MemoryTransport({ router: new Router(silentLog) });
  const transitions: Transition[] = [];
  const onTransition = (transition: Transition) => void transitions.push(transition);
  const group = new ServiceGroup({ records, limits: GROUP_LIMITS, clock, log: silentLog, onTransition });
  await group.start();
  t.after(async () => {
    await transport.close();
    await group.stop();
  });
  const options: ServiceParts["options"] = (manager, change) => ({
    host: "edge1",
    binary: "holdfast",
    topic: "thing",
    manager: () => describeManager(manager, "test"),
    records,
    transport,
    group,
    instanceId: "installation-1",
    limits: { startTimeoutMs: 30_000, stopTimeoutMs: 20_000, drainTimeoutMs: 10_000 },
    rpcLimits: { callTimeoutMs: 60_000, callTimeoutMsMax: 120_000, inFlightMax: 2000 },
    clock,
    log: silentLog,
    random: () => 0,
    ...change,
  });
  return { records, transport, group, transitions, options };
}
