// Drivers on a running host: added, listed, probed, tried again, removed.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { VolumeDriver } from "@holdfast/sdk";
import { withDrivers } from "../../support/drivers.ts";
import { failsWith } from "../../support/extism-guest.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { guestBytes, hostileFile, withManifest } from "../../support/guest-wat.ts";
import { until } from "../../support/until.ts";

const good = async () => withManifest(await guestBytes());

test("a driver that was added is named, described and served; one that is absent is told with those there are", async () => {
  await withDrivers(async ({ supervisor, add, volume }) => {
    const info = await add("one", await good());
    assert.deepEqual(
      { ...info, path: "", digest: info.digest.length, place: info.place?.length },
      { name: "one", path: "", digest: 64, place: 64, directories: [], version: "1.0.0", health: "ready" },
    );
    const set = supervisor.set<VolumeDriver>("volume");
    assert.deepEqual(set.names(), ["one"]);
    assert.deepEqual(set.info("one"), info);
    assert.equal(set.supports("one", "getStats"), false);
    assert.equal(set.supports("one", "createVolume"), true);
    assert.throws(() => volume("two"), failsWith("DRIVER_UNAVAILABLE", /no volume driver two; there are one/));
    assert.throws(() => supervisor.set("network").get("one"), failsWith("DRIVER_UNAVAILABLE", /there are none/));
    await assert.rejects(add("one", await good()), failsWith("ALREADY_EXISTS", /remove it first/));
    const [listed] = supervisor.list();
    assert.deepEqual(
      [listed?.state, listed?.kind, listed?.runtime, listed?.instances],
      ["serving", "volume", "linked", 1],
    );
  });
});

test("a removed driver is gone, also for who still holds its handle", async () => {
  await withDrivers(async ({ supervisor, add, volume, within }) => {
    await add("one", await good());
    const handle = volume("one");
    await within(5000, (ctx) => supervisor.remove(ctx, "volume", "one"));
    await assert.rejects(
      within(5000, (ctx) => handle.listVolumes(ctx)),
      failsWith("DRIVER_UNAVAILABLE", /was removed/),
    );
    await assert.rejects(
      within(5000, (ctx) => supervisor.remove(ctx, "volume", "one")),
      failsWith("NOT_FOUND"),
    );
    assert.deepEqual(supervisor.list(), []);
    await add("one", await good());
  });
});

test("a broken driver is listed with its reason, refuses by name, and is mended by adding it again", async () => {
  await withDrivers(async ({ supervisor, add, volume, within }) => {
    await assert.rejects(add("one", await hostileFile("start-traps")), failsWith("DRIVER_START_TRAP"));
    const [listed] = supervisor.list();
    assert.deepEqual(
      [listed?.state, listed?.health, listed?.error?.code],
      ["broken", "unavailable", "DRIVER_START_TRAP"],
    );
    assert.throws(() => volume("one"), failsWith("DRIVER_UNAVAILABLE", /does not serve; it is broken: .*unreachable/));
    await add("one", await good());
    assert.deepEqual(await within(5000, (ctx) => volume("one").listVolumes(ctx)), { volumes: [] });
  });
});

test("after each fault the next call has a fresh instance, and after too many the driver is in quarantine", async () => {
  const restart = { freeFaults: 100, quarantineFaults: 4 };
  await withDrivers(
    async ({ supervisor, add, volume, within }) => {
      await add("neighbour", await good());
      await add("one", await hostileFile("traps"));
      const attack = () => within(5000, (ctx) => volume("one").createVolume(ctx, { name: "v", sizeBytes: 1 }));
      const list = (name: string) => within(5000, (ctx) => volume(name).listVolumes(ctx));
      for (let fault = 1; fault < 4; fault++) {
        await assert.rejects(attack(), failsWith("DRIVER_TRAP"));
        await list("one");
      }
      await assert.rejects(attack(), failsWith("DRIVER_TRAP"));
      await assert.rejects(list("one"), failsWith("DRIVER_UNAVAILABLE", /quarantine after 4 faults/));
      const listed = supervisor.list().find((driver) => driver.name === "one");
      assert.deepEqual([listed?.state, listed?.faults, listed?.restarts], ["quarantined", 4, 3]);
      await list("neighbour");
    },
    { restart },
  );
});

test("a driver leaves quarantine after a while, for a process of its own, also for who still holds its handle", async () => {
  const restart = { freeFaults: 100, quarantineFaults: 1 };
  await withDrivers(
    async ({ supervisor, add, volume, within }) => {
      await add("one", await hostileFile("traps"));
      const handle = volume("one");
      const attack = () => within(20_000, (ctx) => handle.createVolume(ctx, { name: "v", sizeBytes: 1 }));
      await assert.rejects(attack(), failsWith("DRIVER_TRAP"));
      await assert.rejects(attack(), failsWith("DRIVER_UNAVAILABLE", /quarantine/));
      const listed = () => supervisor.list()[0];
      await until("it serves again", () => listed()?.state === "serving" && listed()?.isolation === "process");
      assert.deepEqual(await within(20_000, (ctx) => handle.listVolumes(ctx)), { volumes: [] });
      await assert.rejects(attack(), failsWith("DRIVER_TRAP"));
      assert.equal(listed()?.state, "quarantined");
    },
    { restart, probeIntervalMs: 100, probationMs: 200 },
  );
});

test("a driver that nobody calls has no instance after a while, is not asked how it feels, and wakes with a call", async () => {
  await withDrivers(
    async ({ supervisor, add, volume, within }) => {
      await add("one", await good(), { limits: { idleTimeoutMs: 50 } });
      const listed = () => supervisor.list()[0];
      await until("it sleeps", () => listed()?.asleep === true);
      assert.deepEqual([listed()?.instances, listed()?.health, listed()?.state], [0, "ready", "serving"]);
      const { calls } = listed() ?? {};
      assert.deepEqual(await within(20_000, (ctx) => volume("one").listVolumes(ctx)), { volumes: [] });
      assert.deepEqual([listed()?.faults, listed()?.calls], [0, (calls ?? 0) + 1]);
    },
    { probeIntervalMs: 100 },
  );
});

test("a probe now and then changes what the list says, without a restart", async () => {
  const clock = createFakeClock();
  const second = JSON.stringify({ status: "ok", result: { health: "degraded", reason: "one disk is slow" } });
  const first = JSON.stringify({ status: "ok", result: { health: "ready" } });
  const fields = `(data (i32.const 0) "${first.replaceAll('"', '\\"')}") (data (i32.const 256) "${second.replaceAll('"', '\\"')}")
    (global $n (mut i32) (i32.const 0))
    (func (export "probe") (result i32)
      (global.set $n (i32.add (global.get $n) (i32.const 1)))
      (if (result i32) (i32.eq (global.get $n) (i32.const 1))
        (then (call $reply (i32.const 0) (i32.const ${first.length})))
        (else (call $reply (i32.const 256) (i32.const ${second.length})))))`;
  await withDrivers(
    async ({ supervisor, add }) => {
      await add("one", withManifest(await guestBytes(fields)));
      assert.equal(supervisor.list()[0]?.health, "ready");
      await clock.advance(1000);
      await until("the probe was answered", () => supervisor.list()[0]?.health === "degraded");
      assert.equal(supervisor.list()[0]?.reason, "one disk is slow");
      assert.equal(supervisor.list()[0]?.restarts, 0);
    },
    { clock, probeIntervalMs: 1000 },
  );
  assert.equal(clock.pendingTimers(), 0);
});

test("calls beyond the queue are refused at once, and those in it are served in order", async () => {
  await withDrivers(async ({ add, volume, within }) => {
    await add("one", await good(), { limits: { queueLengthMax: 3 } });
    const call = () => within(5000, (ctx) => volume("one").listVolumes(ctx));
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, call));
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      [...Array(4).fill("fulfilled"), "rejected", "rejected"],
    );
    const [refused] = outcomes.slice(-1);
    assert.ok(refused?.status === "rejected" && failsWith("RESOURCE_EXHAUSTED")(refused.reason));
  });
});

test("closing in the middle of a start and of a call settles both", async () => {
  await withDrivers(async ({ supervisor, file, volume, within, add }) => {
    await add("loops", await hostileFile("loops"));
    const call = within(20_000, (ctx) => volume("loops").createVolume(ctx, { name: "v", sizeBytes: 1 }));
    const path = await file("starts", await hostileFile("start-loops"));
    const start = within(20_000, (ctx) => supervisor.add(ctx, { kind: "volume", name: "starts", path }));
    const settled = Promise.allSettled([call, start]);
    await until("the start has begun", () => supervisor.list().some((driver) => driver.name === "starts"));
    await supervisor.close();
    for (const outcome of await settled) {
      assert.ok(outcome.status === "rejected" && failsWith("DRIVER_UNAVAILABLE")(outcome.reason));
    }
  });
});

test("a driver that cannot start is tried again, each time after twice the wait, and never when trying cannot help", async () => {
  const clock = createFakeClock();
  await withDrivers(
    async ({ supervisor, add }) => {
      await assert.rejects(add("again", await hostileFile("probe-traps")), failsWith("DRIVER_TRAP"));
      await assert.rejects(add("never", await hostileFile("start-traps")), failsWith("DRIVER_START_TRAP"));
      const state = (name: string) => supervisor.list().find((driver) => driver.name === name)?.state;
      for (const waitMs of [1000, 2000, 4000]) {
        for (let elapsedMs = 1000; elapsedMs < waitMs; elapsedMs += 1000) {
          await clock.advance(1000);
          assert.equal(state("again"), "broken", `not yet after ${elapsedMs} of ${waitMs} ms`);
        }
        await clock.advance(1000);
        assert.deepEqual([state("again"), state("never")], ["starting", "broken"]);
        await until("it failed again", () => state("again") === "broken");
        // The next round is only planned once this one is over.
        await until("the next round is planned", () => clock.pendingTimers() === 1);
      }
    },
    { clock, probeIntervalMs: 1000 },
  );
  assert.equal(clock.pendingTimers(), 0);
});

test("after closing nothing is added any more", async () => {
  await withDrivers(async ({ supervisor, add }) => {
    await supervisor.close();
    await assert.rejects(add("late", await good()), failsWith("SHUTTING_DOWN"));
  });
});
