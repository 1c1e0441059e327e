import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestContext } from "#host/context";
import { HostError, isHostError } from "#host/errors";
import { silentLog } from "#host/log";
import { ServiceGroup, type ServiceGroupOptions, type Transition } from "#host/service/service-group";
import type { ServiceRecords } from "#host/service/service-records";
import { createFakeClock, type FakeClock } from "../../support/fake-clock.ts";
import { GROUP_LIMITS, openRecords } from "../../support/service-parts.ts";

interface Setting {
  readonly clock: FakeClock;
  readonly records: ServiceRecords;
  readonly group: ServiceGroup;
  readonly transitions: Transition[];
  readonly ctx: RequestContext;
  /** Registers and joins a member; answers how it beats. */
  join(
    topic: string,
    bootId?: string,
  ): Promise<{ uuid: string; beat(change?: object): ReturnType<ServiceGroup["hear"]> }>;
  states(): Promise<Record<string, string>>;
}

async function setting(
  t: import("node:test").TestContext,
  change: Partial<ServiceGroupOptions> = {},
): Promise<Setting> {
  const clock = createFakeClock();
  const records = change.records ?? (await openRecords(t, clock));
  const transitions: Transition[] = [];
  const onTransition = (transition: Transition) => void transitions.push(transition);
  const group = new ServiceGroup({ records, limits: GROUP_LIMITS, clock, log: silentLog, onTransition, ...change });
  await group.start();
  const ctx = new RequestContext({ timeoutMs: 100_000_000, clock });
  let sequence = 0;
  const join: Setting["join"] = async (topic, bootId = "boot-1") => {
    const registration = { binary: "holdfast", version: "1.0", state: "starting", instanceId: "i", startedAt: "" };
    const { uuid } = await records.register({ host: "edge1", topic, bootId, ...registration });
    await group.join(ctx, { uuid, host: "edge1", topic, bootId });
    const beat = (changed: object = {}) => {
      sequence += 1;
      return group.hear({ uuid, bootId, sequence, loopLagMs: 0, probes: [], ...changed });
    };
    return { uuid, beat };
  };
  const states = async () => Object.fromEntries((await group.listServices()).map(({ topic, state }) => [topic, state]));
  return { clock, records, group, transitions, ctx, join, states };
}

test("a member that beats stays up; one that falls silent is suspect, then down after the configured time and not before", async (t) => {
  const { clock, join, states, transitions, records } = await setting(t);
  const loud = await join("loud");
  await join("silent");
  for (let second = 0; second < 60; second += 10) {
    assert.deepEqual(loud.beat(), { accepted: true });
    if (second === 20) assert.deepEqual(await states(), { loud: "up", silent: "up" });
    if (second === 30) assert.deepEqual(await states(), { loud: "up", silent: "suspect" });
    await clock.advance(10_000);
  }
  assert.deepEqual(await states(), { loud: "up", silent: "suspect" });
  await clock.advance(5000);
  assert.deepEqual(await states(), { loud: "up", silent: "down" });
  const silent = transitions.filter(({ topic }) => topic === "silent");
  assert.deepEqual(
    silent.map(({ from, to }) => [from, to]),
    [
      [undefined, "up"],
      ["up", "suspect"],
      ["suspect", "down"],
    ],
  );
  const record = await records.find("edge1", "silent");
  assert.deepEqual([record!.state, record!.stateReason], ["down", "no heartbeat for 60000 ms"]);
});

test("a wrong wall clock changes nothing: a day ahead, a day back, stepping under way", async (t) => {
  const { clock, join, states, transitions } = await setting(t);
  const member = await join("thing");
  const day = 86_400_000;
  for (const jump of [day, -day, 3600_000, -3600_000, 7]) {
    clock.setWallMs(clock.wallMs() + jump);
    member.beat();
    await clock.advance(10_000);
    assert.deepEqual(await states(), { thing: "up" });
  }
  assert.equal(transitions.length, 1);
});

test("an observer that stood still itself holds that against nobody", async (t) => {
  const clock = createFakeClock();
  let offsetMs = 0;
  const stalled = { ...clock, monotonicMs: () => clock.monotonicMs() + offsetMs };
  const records = await openRecords(t, clock);
  const group = new ServiceGroup({ records, limits: GROUP_LIMITS, clock: stalled, log: silentLog });
  await group.start();
  const registration = { binary: "b", version: "1.0", state: "starting", instanceId: "i", startedAt: "", bootId: "1" };
  const { uuid } = await records.register({ host: "edge1", topic: "thing", ...registration });
  const ctx = new RequestContext({ timeoutMs: 1000, clock });
  await group.join(ctx, { uuid, host: "edge1", topic: "thing", bootId: "1" });
  offsetMs = 300_000;
  await clock.advance(2500);
  assert.equal((await group.getService(uuid)).state, "up");
  await clock.advance(70_000);
  assert.equal((await group.getService(uuid)).state, "down");
  ctx.close();
});

test("leave is told at once, and later heartbeats of that run are refused", async (t) => {
  const { ctx, group, join, states, records } = await setting(t);
  const member = await join("thing");
  await group.leave(ctx, { uuid: member.uuid, bootId: "another" });
  assert.deepEqual(await states(), { thing: "up" });
  await group.leave(ctx, { uuid: member.uuid, bootId: "boot-1" });
  assert.deepEqual(await states(), { thing: "left" });
  assert.equal((await records.get(member.uuid)).state, "left");
  assert.deepEqual(member.beat(), { accepted: false, reason: "left" });
});

test("of two runs of one record only the one that joined last is believed", async (t) => {
  const { join, group, states } = await setting(t);
  const first = await join("thing", "boot-1");
  const second = await join("thing", "boot-2");
  assert.equal(first.uuid, second.uuid);
  assert.deepEqual(first.beat(), { accepted: false, reason: "superseded" });
  assert.deepEqual(second.beat(), { accepted: true });
  assert.deepEqual(group.hear({ uuid: "nobody", bootId: "b", sequence: 1, loopLagMs: 0, probes: [] }), {
    accepted: false,
    reason: "unknown",
  });
  assert.deepEqual(await states(), { thing: "up" });
});

test("one that comes back from down is up again, and each change is told once", async (t) => {
  const { clock, join, transitions } = await setting(t);
  const member = await join("thing");
  await clock.advance(70_000);
  member.beat();
  await clock.advance(2500);
  assert.deepEqual(
    transitions.map(({ to }) => to),
    ["up", "suspect", "down", "up"],
  );
});

test("an unwell driver and a stuck event loop are degraded, not up and not down; the lag can be read", async (t) => {
  const { join, group, states } = await setting(t);
  const member = await join("thing");
  member.beat({ probes: [{ name: "driver file", ok: false, reason: "no space" }] });
  assert.deepEqual(await states(), { thing: "degraded" });
  assert.equal((await group.getService(member.uuid)).stateReason, "driver file: no space");
  member.beat({ loopLagMs: 30_000 });
  const view = await group.getService(member.uuid);
  assert.deepEqual([view.state, view.loopLagMs], ["degraded", 30_000]);
  member.beat();
  assert.deepEqual(await states(), { thing: "up" });
});

test("forced down refuses heartbeats until it is taken back", async (t) => {
  const { join, group, states, records, clock } = await setting(t);
  const member = await join("thing");
  await records.update(member.uuid, { forcedDown: true });
  group.setForcedDown(member.uuid, true);
  assert.deepEqual(member.beat(), { accepted: false, reason: "forced_down" });
  assert.deepEqual(await states(), { thing: "forced_down" });
  await records.update(member.uuid, { forcedDown: false });
  group.setForcedDown(member.uuid, false);
  assert.deepEqual(member.beat(), { accepted: true });
  await clock.advance(2500);
  assert.deepEqual(await states(), { thing: "up" });
});

test("last seen and the report count are shown at once and written together from time to time", async (t) => {
  const { clock, join, group, records } = await setting(t);
  const members = [await join("one"), await join("two")];
  for (let round = 0; round < 3; round++) {
    for (const member of members) member.beat();
    await clock.advance(10_000);
  }
  const [view] = await group.listServices();
  assert.deepEqual(
    [view!.reportCount, view!.heartbeatAgeMs, view!.lastSeenUp],
    [3, 10_000, "2026-01-01T00:00:20.000Z"],
  );
  assert.equal((await records.get(members[0]!.uuid)).reportCount, 0);
  await clock.advance(30_000);
  const written = await records.get(members[1]!.uuid);
  assert.deepEqual([written.reportCount, written.lastSeenUp], [3, "2026-01-01T00:00:20.000Z"]);
  assert.equal((await group.getService(members[1]!.uuid)).reportCount, 3);
});

test("after a restart of the hub members are suspect until heard of, and those that register again are up", async (t) => {
  const before = await setting(t);
  const member = await before.join("thing");
  await before.join("gone");
  await before.group.stop();
  const after = await setting(t, { records: before.records });
  assert.deepEqual(await after.states(), { thing: "suspect", gone: "suspect" });
  assert.deepEqual(after.group.hear({ uuid: member.uuid, bootId: "boot-1", sequence: 9, loopLagMs: 0, probes: [] }), {
    accepted: true,
  });
  await after.clock.advance(40_000);
  assert.equal((await after.states())["gone"], "down");
});

test("a state that cannot be written is tried again", async (t) => {
  const clock = createFakeClock();
  const real = await openRecords(t, clock);
  let broken = true;
  const records: ServiceRecords = {
    ...real,
    update: (uuid, change) =>
      broken ? Promise.reject(new HostError("STORAGE_FAILED", "disk full")) : real.update(uuid, change),
  };
  const { join, clock: own, states } = await setting(t, { records });
  const member = await join("thing");
  assert.deepEqual(await states(), { thing: "up" });
  assert.equal((await real.get(member.uuid)).state, "starting");
  broken = false;
  await own.advance(2500);
  assert.equal((await real.get(member.uuid)).state, "up");
});

test("a listener that throws, and a record that is gone, harm nobody else", async (t) => {
  const { clock, join, records, states } = await setting(t, {
    onTransition: () => {
      throw new Error("listener");
    },
  });
  const member = await join("deleted");
  const other = await join("other");
  await records.remove(member.uuid);
  await clock.advance(30_000);
  assert.deepEqual(member.beat(), { accepted: false, reason: "unknown" });
  other.beat();
  assert.deepEqual(await states(), { other: "up" });
});

test("joining a deleted record is NOT_FOUND; a down time too short for the interval is refused", async (t) => {
  const { ctx, group, join, records } = await setting(t);
  const { uuid } = await join("thing");
  await records.remove(uuid);
  const again = group.join(ctx, { uuid, host: "edge1", topic: "thing", bootId: "b" });
  await assert.rejects(again, (error) => isHostError(error, "NOT_FOUND"));
  const limits = { reportIntervalMs: 10_000, downTimeMs: 24_999 };
  assert.throws(
    () => new ServiceGroup({ records, limits, clock: createFakeClock(), log: silentLog }),
    (error) => isHostError(error, "CONFIG_INVALID"),
  );
});
