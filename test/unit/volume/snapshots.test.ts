import assert from "node:assert/strict";
import { test } from "node:test";
import { lost, volumeScene } from "../../support/volume-scene.ts";

const MONDAY = { name: "db1", snapshot: "monday" };

test("a snapshot is kept until it is deleted, and restoring it brings the bytes back", async (t) => {
  const { manager, one, ctx } = await volumeScene(t);
  await manager.create(ctx, { name: "db1", sizeBytes: 8 });
  one.held.get("db1")?.bytes.set([1, 2, 3]);
  await manager.createSnapshot(ctx, MONDAY);
  one.held.get("db1")?.bytes.fill(9);
  await manager.extend(ctx, { name: "db1", sizeBytes: 16 });
  const restored = await manager.restoreSnapshot(ctx, MONDAY);
  assert.deepEqual([restored.volume?.state, restored.volume?.sizeBytes], ["available", 8]);
  assert.deepEqual([...(one.held.get("db1")?.bytes ?? [])].slice(0, 4), [1, 2, 3, 0]);
  assert.deepEqual(
    (await manager.get(ctx, { name: "db1" })).snapshots.map(({ name, sizeBytes }) => [name, sizeBytes]),
    [["monday", 8]],
  );
  await manager.deleteSnapshot(ctx, MONDAY);
  assert.deepEqual((await manager.get(ctx, { name: "db1" })).snapshots, []);
  assert.equal((await manager.deleteSnapshot(ctx, MONDAY)).operationId, null, "a second time asks nobody");
});

test("a snapshot's name is taken once, and restoring an absent one is NOT_FOUND", async (t) => {
  const { manager, one, ctx } = await volumeScene(t);
  await manager.create(ctx, { name: "db1", sizeBytes: 8 });
  await manager.createSnapshot(ctx, MONDAY);
  await assert.rejects(manager.createSnapshot(ctx, MONDAY), { code: "ALREADY_EXISTS" });
  await assert.rejects(manager.restoreSnapshot(ctx, { name: "db1", snapshot: "sunday" }), { code: "NOT_FOUND" });
  assert.deepEqual(one.asked, ["createVolume", "createSnapshot"]);
});

test("a driver without snapshots is said so before anything is journaled", async (t) => {
  const { manager, journal, lacking, ctx } = await volumeScene(t);
  await manager.create(ctx, { name: "db1", sizeBytes: 8 });
  lacking.add("one.createSnapshot");
  await assert.rejects(manager.createSnapshot(ctx, MONDAY), { code: "UNSUPPORTED", message: /volume backends/ });
  assert.equal((await journal.list()).length, 1);
});

test("a snapshot whose answer was lost is settled by what the driver shows", async (t) => {
  const { manager, one, ctx } = await volumeScene(t);
  await manager.create(ctx, { name: "db1", sizeBytes: 8 });
  one.after.set("createSnapshot", lost);
  await assert.rejects(manager.createSnapshot(ctx, MONDAY), { code: "DRIVER_TIMEOUT" });
  assert.equal((await manager.get(ctx, { name: "db1" })).state, "snapshotting");
  await manager.settleUnknowns(ctx);
  const settled = await manager.get(ctx, { name: "db1" });
  assert.deepEqual([settled.state, settled.snapshots.length], ["available", 1]);
  one.before.set("deleteSnapshot", lost);
  await assert.rejects(manager.deleteSnapshot(ctx, MONDAY), { code: "DRIVER_TIMEOUT" });
  await manager.settleUnknowns(ctx);
  assert.equal((await manager.get(ctx, { name: "db1" })).snapshots.length, 1, "it is still there");
});

test("a restore that was cut off half-way is done once more, from the start", async (t) => {
  const { manager, afterCrash, one, ctx } = await volumeScene(t);
  await manager.create(ctx, { name: "db1", sizeBytes: 4 });
  await manager.createSnapshot(ctx, MONDAY);
  one.held.get("db1")?.bytes.fill(7);
  one.before.set("restoreSnapshot", lost);
  await assert.rejects(manager.restoreSnapshot(ctx, MONDAY), { code: "DRIVER_TIMEOUT" });
  await afterCrash().settleUnknowns(ctx);
  assert.deepEqual([...(one.held.get("db1")?.bytes ?? [])], [0, 0, 0, 0]);
  assert.equal((await manager.get(ctx, { name: "db1" })).state, "available");
});
