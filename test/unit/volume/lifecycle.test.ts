import assert from "node:assert/strict";
import { test } from "node:test";
import { lost, volumeScene } from "../../support/volume-scene.ts";

const MIB = 2 ** 20;

test("a clone holds what its source held and goes its own way", async (t) => {
  const { manager, one, ctx } = await volumeScene(t);
  await manager.create(ctx, { name: "db1", sizeBytes: 4 });
  one.held.get("db1")?.bytes.fill(5);
  await manager.createSnapshot(ctx, { name: "db1", snapshot: "monday" });
  one.held.get("db1")?.bytes.fill(6);
  const { volume } = await manager.clone(ctx, { name: "now", source: "db1", sizeBytes: 8 });
  assert.deepEqual([volume?.state, volume?.sizeBytes, volume?.driver], ["available", 8, "one"]);
  await manager.clone(ctx, { name: "then", source: "db1", snapshot: "monday" });
  assert.deepEqual([...(one.held.get("now")?.bytes ?? [])], [6, 6, 6, 6, 0, 0, 0, 0]);
  assert.deepEqual([...(one.held.get("then")?.bytes ?? [])], [5, 5, 5, 5]);
});

test("while a clone is made nothing changes its source, and a lost answer lets go of it when it is settled", async (t) => {
  const { manager, one, ctx } = await volumeScene(t);
  await manager.create(ctx, { name: "db1", sizeBytes: 4 });
  one.before.set("cloneVolume", async () => {
    await assert.rejects(manager.delete(ctx, { name: "db1" }), { code: "BUSY", message: /is being read/ });
    await assert.rejects(manager.extend(ctx, { name: "db1", sizeBytes: 9 }), { code: "BUSY" });
    await lost();
  });
  await assert.rejects(manager.clone(ctx, { name: "db2", source: "db1" }), { code: "DRIVER_TIMEOUT" });
  await assert.rejects(manager.delete(ctx, { name: "db1" }), { code: "BUSY" });
  await manager.settleUnknowns(ctx);
  await assert.rejects(manager.get(ctx, { name: "db2" }), { code: "NOT_FOUND" });
  await manager.delete(ctx, { name: "db1" });
});

test("a clone is refused for what it is larger than its source, and never for contents that its driver may share", async (t) => {
  const { manager, one, ctx } = await volumeScene(t);
  one.capacityBytes = 100;
  await manager.create(ctx, { name: "db1", sizeBytes: 80 });
  const larger = { name: "larger", source: "db1", sizeBytes: 101 };
  for (const dryRun of [true, false])
    await assert.rejects(manager.clone(ctx, { ...larger, dryRun }), { code: "RESOURCE_EXHAUSTED", message: /for 20 / });
  assert.deepEqual(one.asked.includes("cloneVolume"), false);
  one.capacityBytes = 1000;
  one.getStats = async () => ({ totalBytes: 1000, freeBytes: 20 });
  await manager.clone(ctx, { name: "same", source: "db1" });
  await manager.clone(ctx, { name: "fits", source: "db1", sizeBytes: 100 });
});

test("a clone of a snapshot that the source does not have is NOT_FOUND, and its driver is not asked", async (t) => {
  const { manager, one, journal, ctx } = await volumeScene(t);
  await manager.create(ctx, { name: "db1", sizeBytes: 4 });
  for (const dryRun of [true, false]) {
    const clone = manager.clone(ctx, { name: "then", source: "db1", snapshot: "sunday", dryRun });
    await assert.rejects(clone, { code: "NOT_FOUND", message: "volume db1 has no snapshot sunday" });
  }
  assert.deepEqual([one.asked, (await journal.list()).length], [["createVolume"], 1]);
});

test("a source that a clone lives from is not deleted before it", async (t) => {
  const { manager, one, ctx } = await volumeScene(t);
  await manager.create(ctx, { name: "db1", sizeBytes: 4 });
  const { cloneVolume } = one;
  one.cloneVolume = async (inner, input) => ({ ...(await cloneVolume(inner, input)), origin: "db1" });
  await manager.clone(ctx, { name: "db2", source: "db1" });
  await assert.rejects(manager.delete(ctx, { name: "db1" }), { code: "FAILED_PRECONDITION", message: /db2/ });
  await manager.delete(ctx, { name: "db2" });
  await manager.delete(ctx, { name: "db1" });
});

test("what lies with a driver already is never taken for what a lost create made", async (t) => {
  const { manager, one, journal, ctx } = await volumeScene(t);
  one.held.set("db1", { bytes: new Uint8Array(4), snapshots: new Map(), exports: new Map() });
  await assert.rejects(manager.create(ctx, { name: "db1", sizeBytes: 4 }), { code: "ALREADY_EXISTS" });
  assert.deepEqual([one.asked, await journal.list()], [[], []]);
});

test("more than a driver has room for is refused before it is asked, with how much there is", async (t) => {
  const { manager, one, journal, ctx } = await volumeScene(t);
  one.capacityBytes = 10 * MIB;
  await manager.create(ctx, { name: "db1", sizeBytes: 6 * MIB });
  const full = { code: "RESOURCE_EXHAUSTED", message: /room for 4194304 bytes/, retryable: false };
  await assert.rejects(manager.create(ctx, { name: "db2", sizeBytes: 5 * MIB }), full);
  await assert.rejects(manager.extend(ctx, { name: "db1", sizeBytes: 11 * MIB }), { code: "RESOURCE_EXHAUSTED" });
  assert.equal((await journal.list()).length, 1);
  assert.equal((await manager.list(ctx, {})).volumes.length, 1);
  // Two at once must not both be promised the same room.
  const both = await Promise.allSettled(["a", "b"].map((name) => manager.create(ctx, { name, sizeBytes: 3 * MIB })));
  assert.deepEqual(both.map(({ status }) => status).toSorted(), ["fulfilled", "rejected"]);
});

test("a dry run tells what would be done, refuses what would be refused, and changes nothing", async (t) => {
  const { manager, one, journal, lacking, ctx } = await volumeScene(t);
  const { plan, operationId } = await manager.create(ctx, { name: "db1", sizeBytes: 4, dryRun: true });
  assert.deepEqual(plan?.steps, [{ what: "would create_volume db1", argv: ["/bin/tool", "create_volume"] }]);
  assert.deepEqual([operationId, (await manager.list(ctx, {})).volumes, await journal.list()], [null, [], []]);
  await manager.create(ctx, { name: "db1", sizeBytes: 4 });
  await assert.rejects(manager.create(ctx, { name: "db1", sizeBytes: 4, dryRun: true }), { code: "ALREADY_EXISTS" });
  lacking.add("one.planChange");
  const dry = { name: "db1", dryRun: true } as const;
  const plans = [
    await manager.extend(ctx, { ...dry, sizeBytes: 9 }),
    await manager.createSnapshot(ctx, { ...dry, snapshot: "monday" }),
    await manager.export(ctx, { ...dry, way: "path" }),
    await manager.clone(ctx, { name: "db2", source: "db1", dryRun: true }),
    await manager.migrate(ctx, { ...dry, driver: "two" }),
    await manager.unmanage(ctx, dry),
    await manager.delete(ctx, dry),
  ];
  for (const one of plans) assert.ok((one.plan?.steps.length ?? 0) > 0, JSON.stringify(one));
  assert.deepEqual(one.asked, ["createVolume"]);
  assert.equal((await manager.get(ctx, { name: "db1" })).state, "available");
});
