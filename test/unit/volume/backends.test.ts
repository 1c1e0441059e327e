import assert from "node:assert/strict";
import { test } from "node:test";
import { volumeScene } from "../../support/volume-scene.ts";

test("a volume that needs an ability goes where that is, and where the most room is", async (t) => {
  const { manager, one, two, lacking, ctx } = await volumeScene(t);
  one.capacityBytes = 1000;
  two.capacityBytes = 5000;
  const snapshots = await manager.create(ctx, { name: "a", sizeBytes: 10, needs: ["snapshot"] });
  assert.equal(snapshots.volume?.driver, "two");
  lacking.add("two.cloneVolume");
  assert.equal((await manager.create(ctx, { name: "b", sizeBytes: 10, needs: ["clone"] })).volume?.driver, "one");
  assert.equal((await manager.create(ctx, { name: "c", sizeBytes: 10 })).volume?.driver, "one", "the default driver");
  const named = manager.create(ctx, { name: "d", sizeBytes: 10, driver: "two", needs: ["clone"] });
  await assert.rejects(named, { code: "UNSUPPORTED", message: /two has no ability clone/ });
  lacking.add("one.cloneVolume");
  await assert.rejects(manager.create(ctx, { name: "d", sizeBytes: 10, needs: ["clone"] }), { code: "UNSUPPORTED" });
});

test("backends are told with abilities, room and what they hold; one that does not tell its room is still told", async (t) => {
  const { manager, one, two, lacking, ctx } = await volumeScene(t);
  one.capacityBytes = 1000;
  two.getStats = async () => {
    throw new Error("the disk is away");
  };
  lacking.add("one.exportVolume");
  await manager.create(ctx, { name: "a", sizeBytes: 10 });
  const { backends } = await manager.backends(ctx);
  assert.deepEqual(
    backends.map(({ name, totalBytes, freeBytes, volumes, volumeBytes }) => [
      ...[name, totalBytes, freeBytes, volumes, volumeBytes],
    ]),
    [
      ["one", 1000, 990, 1, 10],
      ["two", null, null, 0, 0],
    ],
  );
  assert.deepEqual(backends[0]?.abilities, ["clone", "snapshot", "copy", "stats", "plan"]);
});
