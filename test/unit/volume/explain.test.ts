import assert from "node:assert/strict";
import { test } from "node:test";
import { lost, volumeScene } from "../../support/volume-scene.ts";

test("an explanation says what should be, what is, what was done and what comes next", async (t) => {
  const { manager, one, ctx } = await volumeScene(t);
  await manager.create(ctx, { name: "db1", sizeBytes: 4 });
  one.before.set("extendVolume", lost);
  await assert.rejects(manager.extend(ctx, { name: "db1", sizeBytes: 8 }), { code: "DRIVER_TIMEOUT" });
  const { inspectVolume } = one;
  one.inspectVolume = async () => {
    throw new Error("the disk is away");
  };
  await manager.settleUnknowns(ctx);
  const told = await manager.explain(ctx, { name: "db1" });
  assert.equal(told.wanted?.state, "extending");
  assert.equal(told.there.problem, "the disk is away");
  assert.deepEqual(
    told.operations.map(({ action, state }) => `${action} ${state}`),
    ["extend unknown", "create done"],
  );
  assert.equal(told.waiting?.reason, "the disk is away");
  assert.match(told.summary.join("\n"), /is looked at at .*since the last look failed: the disk is away/);
  one.inspectVolume = inspectVolume;
  await manager.retry(ctx, { operationId: told.waiting?.operationId ?? "" });
  const after = await manager.explain(ctx, { name: "db1" });
  assert.deepEqual([after.waiting, after.there.volume?.sizeBytes], [null, 4]);
  assert.match(after.summary.join("\n"), /the last failure was extend/);
});

test("a volume that is gone is explained by its operations, and one that never was is NOT_FOUND", async (t) => {
  const { manager, ctx } = await volumeScene(t);
  await manager.create(ctx, { name: "db1", sizeBytes: 4 });
  await manager.delete(ctx, { name: "db1" });
  const told = await manager.explain(ctx, { name: "db1" });
  assert.deepEqual([told.wanted, told.operations.length], [null, 2]);
  assert.match(told.summary[0] ?? "", /know no volume of that name/);
  await assert.rejects(manager.explain(ctx, { name: "nobody" }), { code: "NOT_FOUND" });
});
