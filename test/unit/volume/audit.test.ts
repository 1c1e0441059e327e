import assert from "node:assert/strict";
import { test } from "node:test";
import { volumeScene } from "../../support/volume-scene.ts";

const stranger = () => ({ bytes: new Uint8Array(7), snapshots: new Map(), exports: new Map() });

test("what a driver has and no record knows is an orphan until it is managed", async (t) => {
  const { manager, one, ctx } = await volumeScene(t);
  await manager.create(ctx, { name: "known", sizeBytes: 4 });
  one.held.set("stranger", { ...stranger(), snapshots: new Map([["old", new Uint8Array(3)]]) });
  assert.deepEqual((await manager.orphans(ctx)).orphans, [
    { driver: "one", name: "stranger", sizeBytes: 7, location: "/one/stranger" },
  ]);
  const { volume } = await manager.manage(ctx, { name: "stranger", driver: "one" });
  assert.deepEqual([volume?.state, volume?.sizeBytes], ["available", 7]);
  assert.equal((await manager.get(ctx, { name: "stranger" })).snapshots[0]?.name, "old");
  assert.deepEqual((await manager.orphans(ctx)).orphans, []);
  await manager.unmanage(ctx, { name: "stranger" });
  assert.equal((await manager.orphans(ctx)).orphans.length, 1, "it is still there");
  await assert.rejects(manager.manage(ctx, { name: "nobody", driver: "one" }), { code: "NOT_FOUND" });
});

test("an audit finds what is gone or has another size, and takes it back when that is mended", async (t) => {
  const { manager, one, ctx } = await volumeScene(t);
  for (const name of ["gone", "grown", "sound"]) await manager.create(ctx, { name, sizeBytes: 4 });
  const gone = one.held.get("gone");
  one.held.delete("gone");
  one.held.set("grown", stranger());
  await manager.audit(ctx);
  const errors = async () =>
    (await manager.list(ctx, {})).volumes.map(({ name, state, error }) => [name, state, error]);
  assert.deepEqual(await errors(), [
    ["gone", "error", "audit: the driver does not have it any more"],
    ["grown", "error", "audit: the driver has it with 7 bytes instead of 4"],
    ["sound", "available", null],
  ]);
  if (gone) one.held.set("gone", gone);
  await manager.audit(ctx);
  assert.deepEqual((await errors())[0], ["gone", "available", null]);
});

test("a driver that cannot be asked costs no volume its state, and is named among the unasked", async (t) => {
  const { manager, one, ctx } = await volumeScene(t);
  await manager.create(ctx, { name: "db1", sizeBytes: 4 });
  one.listVolumes = async () => {
    throw new Error("the disk is away");
  };
  await manager.audit(ctx);
  assert.equal((await manager.get(ctx, { name: "db1" })).state, "available");
  assert.deepEqual((await manager.orphans(ctx)).unasked, [{ driver: "one", reason: "the disk is away" }]);
});
