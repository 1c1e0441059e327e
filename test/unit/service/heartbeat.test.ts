import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { systemClock } from "#host/clock";
import { silentLog } from "#host/log";
import { GROUP_TOPIC, groupEndpoint } from "#host/service/group-endpoint";
import { HeartbeatThread } from "#host/service/heartbeat";
import type { Probe } from "#host/service/messages";
import { Service } from "#host/service/service";
import { ServiceGroup } from "#host/service/service-group";
import { ADMIN_TOKEN, openHub } from "../../support/bus.ts";
import { serviceParts } from "../../support/service-parts.ts";
import { until } from "../../support/until.ts";

const REPORT_MS = 200;

/** A real hub with its group, and a heartbeat thread that knows its address. */
async function setting(t: TestContext, port?: number) {
  const hub = await openHub(t);
  const parts = await serviceParts(t);
  const limits = { reportIntervalMs: REPORT_MS, downTimeMs: 2000, loopLagMsMax: 600 };
  const group = new ServiceGroup({ records: parts.records, limits, clock: systemClock, log: silentLog });
  await group.start();
  t.after(() => group.stop());
  const server = new Service(
    parts.options({}, { topic: GROUP_TOPIC, transport: hub.transport, endpoints: [groupEndpoint(group)] }),
  );
  await server.start();
  t.after(() => server.stop());
  const refusals: string[] = [];
  const heartbeat = new HeartbeatThread({
    url: port === undefined ? hub.url : `ws://127.0.0.1:${port}`,
    token: ADMIN_TOKEN,
    group,
    reportIntervalMs: REPORT_MS,
    clock: systemClock,
    log: silentLog,
    random: () => 0,
    onRefused: (_member, reason) => void refusals.push(reason),
  });
  t.after(() => heartbeat.stop());
  const service = async (probes: () => readonly Probe[] = () => []) => {
    const made = new Service(parts.options({}, { transport: hub.transport, group: heartbeat, probes }));
    await made.start();
    t.after(() => made.stop());
    return made;
  };
  return { parts, group, heartbeat, refusals, service };
}

test("the thread beats over its own connection for every service that joined", async (t) => {
  const { group, heartbeat, service } = await setting(t);
  heartbeat.start();
  const made = await service();
  const uuid = made.record!.uuid;
  await until("three heartbeats", async () => (await group.getService(uuid)).reportCount >= 3);
  assert.equal((await group.getService(uuid)).state, "up");
  const status = heartbeat.status();
  assert.equal(status.state, "running");
  assert.equal(status.restarts, 0);
  assert.ok(status.lastBeatAgeMs! < 10_000);
  await made.stop();
  assert.equal((await group.getService(uuid)).state, "left");
  await heartbeat.stop();
  assert.equal(heartbeat.status().state, "stopped");
});

test("an unwell driver makes the service degraded until it is well again", async (t) => {
  const { group, heartbeat, service } = await setting(t);
  heartbeat.start();
  let ok = false;
  const uuid = (await service(() => [{ name: "driver file", ok, reason: "no space" }])).record!.uuid;
  await until("degraded", async () => (await group.getService(uuid)).state === "degraded");
  assert.equal((await group.getService(uuid)).stateReason, "driver file: no space");
  ok = true;
  await until("up", async () => (await group.getService(uuid)).state === "up");
});

test("probes that throw are an unwell probe, not a silent service", async (t) => {
  const { group, heartbeat, service } = await setting(t);
  heartbeat.start();
  const made = await service(() => {
    throw new Error("handle closed");
  });
  const uuid = made.record!.uuid;
  await until("degraded", async () => (await group.getService(uuid)).stateReason === "probes: handle closed");
});

test("a blocked event loop is seen as lag, and the service is not down", async (t) => {
  const { group, heartbeat, service } = await setting(t);
  heartbeat.start();
  const uuid = (await service()).record!.uuid;
  const states = new Set<string>();
  await until("a heartbeat", async () => (await group.getService(uuid)).reportCount > 0);
  const endMs = performance.now() + 3000;
  while (performance.now() < endMs);
  await until("the lag", async () => {
    const view = await group.getService(uuid);
    states.add(view.state);
    return (view.loopLagMs ?? 0) > 1000;
  });
  await until("well again", async () => (await group.getService(uuid)).state === "up");
  assert.ok(!states.has("down"), [...states].join());
});

test("a refused heartbeat is told with its reason", async (t) => {
  const { parts, group, heartbeat, refusals, service } = await setting(t);
  heartbeat.start();
  const uuid = (await service()).record!.uuid;
  await parts.records.remove(uuid);
  group.forget(uuid);
  await until("a refusal", () => refusals.length > 0);
  assert.equal(refusals[0], "unknown");
});

test("a thread that cannot reach its hub dies, is seen and is started again, with the last error to read", async (t) => {
  const { heartbeat } = await setting(t, 1);
  heartbeat.start();
  await until("two restarts", () => heartbeat.status().restarts >= 2);
  assert.match(heartbeat.status().lastError!, /no connection to the hub/);
  await heartbeat.stop();
  await heartbeat.stop();
  assert.equal(heartbeat.status().state, "stopped");
});
