// A thousand services in one process: they start, beat, and stop, and what one that does nothing costs.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { systemClock } from "#host/clock";
import { openDatabase } from "#host/db/connection";
import { migrateDatabase } from "#host/db/migrate";
import { silentLog } from "#host/log";
import { describeManager } from "#host/manager/declarations";
import { startHub } from "#host/rpc/hub";
import { DEFAULT_CALL_TIMES, DEFAULT_HUB_LIMITS, DEFAULT_LINK_LIMITS } from "#host/rpc/limits";
import { RpcServer } from "#host/rpc/server";
import { createTokenCheck } from "#host/rpc/token";
import { GROUP_TOPIC, GROUP_VERSION, groupEndpoint } from "#host/service/group-endpoint";
import { HeartbeatThread } from "#host/service/heartbeat";
import { Launcher } from "#host/service/launcher";
import { Service } from "#host/service/service";
import { ServiceGroup } from "#host/service/service-group";
import { createServiceRecords } from "#host/service/service-records";
import { temporaryFiles } from "../support/files.ts";
import { until } from "../support/until.ts";

// All of them where everything is proven; a tenth shows the same in the time of an ordinary run.
const COUNT = process.env["HOLDFAST_PROVE"] === "1" ? 1000 : 100;
const TOKEN = "t".repeat(43);
const times = { ...DEFAULT_CALL_TIMES, inFlightMax: 100 };

test("a thousand services in one process start, are up by heartbeats, and leave", async (t) => {
  const clock = systemClock;
  const database = openDatabase({ path: join(temporaryFiles(t), "state.db"), clock });
  t.after(() => database.close());
  await migrateDatabase(database);
  const records = createServiceRecords(database);
  const authenticate = createTokenCheck([{ token: TOKEN, caller: { name: "host", roles: ["host"] } }]);
  const hub = await startHub({
    ...{ name: "edge1", version: "0", listen: { host: "127.0.0.1", port: 0 }, authenticate, allowedOrigins: [] },
    limits: { ...DEFAULT_HUB_LIMITS, ...DEFAULT_LINK_LIMITS, ...DEFAULT_CALL_TIMES },
    ...{ clock, log: silentLog },
  });
  t.after(() => hub.close());
  const limits = { reportIntervalMs: 1000, downTimeMs: 30_000 };
  const group = new ServiceGroup({ records, limits, clock, log: silentLog });
  await group.start();
  t.after(() => group.stop());
  const server = new RpcServer({
    ...{ transport: hub.transport, place: { topic: GROUP_TOPIC, server: "edge1", version: GROUP_VERSION } },
    ...{ endpoints: [groupEndpoint(group)], clock, log: silentLog, limits: times },
  });
  await server.start();
  t.after(() => server.stop({ drainTimeoutMs: 0 }));
  const heartbeat = new HeartbeatThread({
    ...{ url: hub.url, token: TOKEN, group, reportIntervalMs: limits.reportIntervalMs, clock, log: silentLog },
    ...{ random: Math.random, onRefused: () => assert.fail("a heartbeat was refused") },
  });
  heartbeat.start();
  t.after(() => heartbeat.stop());
  const make = (index: number) =>
    new Service({
      ...{ host: "edge1", binary: "holdfast", topic: `thing${index}`, records, transport: hub.transport, clock },
      ...{ group: heartbeat, instanceId: "i", rpcLimits: times, log: silentLog, random: Math.random },
      limits: { startTimeoutMs: 60_000, stopTimeoutMs: 20_000, drainTimeoutMs: 10_000 },
      manager: () => describeManager({ periodic: { tick: { spacingMs: 60_000 } }, tick: async () => {} }, "thing"),
    });
  const services = Array.from({ length: COUNT }, (_, index) => make(index));
  const launcher = new Launcher({ services, clock, log: silentLog, stopTimeoutMs: 120_000, reloadTimeoutMs: 1000 });

  const before = process.memoryUsage.rss();
  const startMs = performance.now();
  await launcher.start();
  const startedMs = performance.now() - startMs;
  const beating = async () =>
    (await group.listServices()).filter(({ state, reportCount }) => state === "up" && reportCount > 1);
  await until("every service was heard of twice", async () => (await beating()).length === COUNT, 30_000);
  const memory = process.memoryUsage.rss() - before;
  const cpu = process.cpuUsage();
  const idleMs = performance.now();
  await until("a second has passed", () => performance.now() - idleMs > 1000);
  const spent = process.cpuUsage(cpu);
  const stopMs = performance.now();
  await launcher.stop();
  const stoppedMs = performance.now() - stopMs;
  assert.equal((await group.listServices()).filter(({ state }) => state === "left").length, COUNT);

  const cpuShare = (spent.user + spent.system) / 1000 / (performance.now() - idleMs);
  t.diagnostic(
    `${COUNT} services: start ${Math.round(startedMs)} ms, stop ${Math.round(stoppedMs)} ms, ` +
      `${(memory / COUNT / 1024).toFixed(1)} KiB and ${((cpuShare / COUNT) * 100).toFixed(4)} % of a CPU per idle service`,
  );
  // What the threads and the database take does not depend on how many there are.
  assert.ok(memory < 100 * 1024 * 1024 + COUNT * 100 * 1024, `${memory} bytes for ${COUNT} services`);
});
