import assert from "node:assert/strict";
import { test } from "node:test";
import { HostError } from "#host/errors";
import { DriverStatusError } from "#sdk/index";
import { until } from "../../support/until.ts";
import { lost, volumeScene } from "../../support/volume-scene.ts";

const MIB = 2 ** 20;
const TO_TWO = { name: "db1", driver: "two" };

async function filled(t: Parameters<typeof volumeScene>[0]) {
  const scene = await volumeScene(t);
  await scene.manager.create(scene.ctx, { name: "db1", sizeBytes: 3 * MIB + 5 });
  scene.one.held.get("db1")?.bytes.set([1, 2, 3], 2 * MIB + 7);
  const ended = () =>
    until("the migration has ended", async () => {
      const { state } = await scene.manager.get(scene.ctx, { name: "db1" });
      return state !== "migrating" && scene.journal.running().length === 0;
    });
  return { ...scene, ended };
}

test("a migrated volume lies with the other driver, byte for byte, and with it alone", async (t) => {
  const { manager, journal, one, two, ctx, ended } = await filled(t);
  const before = one.held.get("db1")?.bytes;
  const { operationId } = await manager.migrate(ctx, TO_TWO);
  await until("it is done", async () => (await journal.show(operationId ?? "")).operation.state === "done");
  await ended();
  const after = await manager.get(ctx, { name: "db1" });
  assert.deepEqual([after.driver, after.state, after.location], ["two", "available", "/two/db1"]);
  assert.deepEqual(two.held.get("db1")?.bytes, before);
  assert.equal(one.held.has("db1"), false);
  assert.equal(two.asked.filter((asked) => asked === "writeVolume").length, 1, "zeros are not written");
});

test("a disk that fills up during the copying leaves the volume where it was, and nothing on the other side", async (t) => {
  const { manager, one, two, journal, ctx, ended } = await filled(t);
  two.before.set("writeVolume", async () => {
    throw new DriverStatusError("resource_exhausted", "no space left");
  });
  await manager.migrate(ctx, TO_TWO);
  await ended();
  const volume = await manager.get(ctx, { name: "db1" });
  assert.deepEqual([volume.driver, volume.state], ["one", "available"]);
  assert.equal(two.held.size, 0);
  assert.equal(one.held.size, 1);
  const [operation] = await journal.list();
  assert.match(operation?.error?.message ?? "", /migration to two failed: no space left/);
});

test("what a dead host left of a migration is taken away, and the volume is where it was", async (t) => {
  const { manager, afterCrash, two, ctx, ended } = await filled(t);
  two.before.set("writeVolume", lost);
  two.before.set("deleteVolume", lost);
  await manager.migrate(ctx, TO_TWO);
  await until("the copy is stuck", async () => {
    const { state } = await manager.get(ctx, { name: "db1" });
    return state === "migrating" && two.asked.includes("deleteVolume");
  });
  await until("the outcome is in doubt", async () => {
    await afterCrash().settleUnknowns(ctx);
    return two.held.size === 0;
  });
  await ended();
  assert.equal((await manager.get(ctx, { name: "db1" })).driver, "one");
});

test("an old driver that cannot delete keeps nobody from using the new one, and is asked again", async (t) => {
  const { manager, one, ctx, ended } = await filled(t);
  one.before.set("deleteVolume", async () => {
    throw new DriverStatusError("busy", "somebody holds it");
  });
  await manager.migrate(ctx, TO_TWO);
  await until("it changed over", async () => (await manager.get(ctx, { name: "db1" })).driver === "two");
  await ended();
  assert.equal(one.held.has("db1"), true);
  assert.deepEqual((await manager.orphans(ctx)).orphans, [], "a leftover is no orphan");
  await manager.settleUnknowns(ctx);
  assert.equal(one.held.has("db1"), false);
});

test("snapshots would be lost, a volume of the name would be mixed up, and a full driver refuses in advance", async (t) => {
  const { manager, two, ctx } = await filled(t);
  await manager.createSnapshot(ctx, { name: "db1", snapshot: "monday" });
  await assert.rejects(manager.migrate(ctx, TO_TWO), { code: "FAILED_PRECONDITION", message: /monday/ });
  await manager.deleteSnapshot(ctx, { name: "db1", snapshot: "monday" });
  two.capacityBytes = MIB;
  await assert.rejects(manager.migrate(ctx, TO_TWO), { code: "RESOURCE_EXHAUSTED" });
  two.capacityBytes = 2 ** 30;
  two.held.set("db1", { bytes: new Uint8Array(1), snapshots: new Map(), exports: new Map() });
  await assert.rejects(manager.migrate(ctx, TO_TWO), { code: "ALREADY_EXISTS" });
  assert.equal(two.held.get("db1")?.bytes.length, 1, "what is not ours stays");
});

test("a migration is cancelled by its operation, and undone", async (t) => {
  const { manager, journal, two, ctx, ended } = await filled(t);
  two.before.set("writeVolume", async () => {
    const running = journal.running()[0];
    assert.ok((running?.progress?.total ?? 0) > 0, "progress is told");
    await journal.cancel(running?.operationId ?? "", "the test");
    throw new HostError("CANCELLED", "cancelled", { data: { called: true } });
  });
  await manager.migrate(ctx, TO_TWO);
  await until("it stopped", () => journal.running().length === 0);
  await manager.settleUnknowns(ctx);
  await ended();
  assert.deepEqual([two.held.size, (await manager.get(ctx, { name: "db1" })).driver], [0, "one"]);
});
