import assert from "node:assert/strict";
import { test } from "node:test";
import { lost, volumeScene } from "../../support/volume-scene.ts";

const NBD = { name: "db1", way: "nbd" } as const;

test("an export is told with its address until it is taken back, and asking again asks nobody", async (t) => {
  const { manager, one, ctx } = await volumeScene(t);
  await manager.create(ctx, { name: "db1", sizeBytes: 8 });
  assert.equal((await manager.export(ctx, NBD)).export?.address, "nbd:/db1");
  assert.equal((await manager.export(ctx, NBD)).operationId, null);
  await assert.rejects(manager.export(ctx, { ...NBD, readOnly: true }), { code: "FAILED_PRECONDITION" });
  assert.deepEqual(
    (await manager.get(ctx, { name: "db1" })).exports.map(({ way }) => way),
    ["nbd"],
  );
  await manager.unexport(ctx, NBD);
  await manager.unexport(ctx, NBD);
  assert.deepEqual((await manager.get(ctx, { name: "db1" })).exports, []);
  assert.deepEqual(one.asked, ["createVolume", "exportVolume", "unexportVolume"]);
});

test("what programs may use is neither deleted nor restored nor moved", async (t) => {
  const { manager, ctx } = await volumeScene(t);
  await manager.create(ctx, { name: "db1", sizeBytes: 8 });
  await manager.createSnapshot(ctx, { name: "db1", snapshot: "monday" });
  await manager.export(ctx, NBD);
  const refused = { code: "FAILED_PRECONDITION", message: /exported \(nbd\).*unexport/ };
  await assert.rejects(manager.delete(ctx, { name: "db1" }), refused);
  await assert.rejects(manager.restoreSnapshot(ctx, { name: "db1", snapshot: "monday" }), refused);
  await assert.rejects(manager.migrate(ctx, { name: "db1", driver: "two" }), refused);
  assert.equal((await manager.extend(ctx, { name: "db1", sizeBytes: 16 })).volume?.sizeBytes, 16);
});

test("an export whose answer was lost is settled with its address, and one that was not made is not kept", async (t) => {
  const { manager, one, ctx } = await volumeScene(t);
  await manager.create(ctx, { name: "db1", sizeBytes: 8 });
  one.before.set("exportVolume", lost);
  await assert.rejects(manager.export(ctx, NBD), { code: "DRIVER_TIMEOUT" });
  await manager.settleUnknowns(ctx);
  assert.deepEqual((await manager.get(ctx, { name: "db1" })).exports, []);
  one.after.set("exportVolume", lost);
  await assert.rejects(manager.export(ctx, NBD), { code: "DRIVER_TIMEOUT" });
  await manager.settleUnknowns(ctx);
  assert.equal((await manager.get(ctx, { name: "db1" })).exports[0]?.address, "nbd:/db1");
});
