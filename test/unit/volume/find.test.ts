import assert from "node:assert/strict";
import { test } from "node:test";
import { lost, volumeScene } from "../../support/volume-scene.ts";

test("another file under the driver's name is not believed that a volume is gone, unless an operator says so", async (t) => {
  const { manager, journal, one, digests, ctx } = await volumeScene(t);
  await manager.create(ctx, { name: "db1", sizeBytes: 4 });
  one.before.set("deleteVolume", lost);
  await assert.rejects(manager.delete(ctx, { name: "db1" }), { code: "DRIVER_TIMEOUT" });
  const kept = new Map(one.held);
  one.held.clear();
  digests["one"] = "33".repeat(32);
  await manager.settleUnknowns(ctx);
  const [open] = await journal.list();
  assert.deepEqual([open?.state, open?.attempts], ["unknown", 1]);
  assert.match(open?.waitReason ?? "", /one is another file.*operation retry .* --believe/);
  const retried = manager.retry(ctx, { operationId: open?.id ?? "" });
  await assert.rejects(retried, { code: "NOT_READY", message: /another file/ });
  for (const [name, held] of kept) one.held.set(name, held);
  await manager.retry(ctx, { operationId: open?.id ?? "", believe: true });
  assert.deepEqual(
    [(await journal.list())[0]?.state, (await manager.get(ctx, { name: "db1" })).state],
    ["failed", "available"],
  );
});

test("a newer file that shows what was asked for is believed: a volume speaks for itself", async (t) => {
  const { manager, one, digests, ctx } = await volumeScene(t);
  one.after.set("createVolume", lost);
  await assert.rejects(manager.create(ctx, { name: "db1", sizeBytes: 4 }), { code: "DRIVER_TIMEOUT" });
  digests["one"] = "33".repeat(32);
  await manager.settleUnknowns(ctx);
  assert.equal((await manager.get(ctx, { name: "db1" })).state, "available");
});

test("a driver that works elsewhere now is not believed whatever it shows, until it is back or an operator says so", async (t) => {
  const { manager, journal, one, places, ctx } = await volumeScene(t);
  const open = async () => (await journal.list())[0];
  const elsewhere = async (name: string) => {
    one.after.set("createVolume", lost);
    await assert.rejects(manager.create(ctx, { name, sizeBytes: 4 }), { code: "DRIVER_TIMEOUT" });
    places["one"] = "elsewhere";
    await manager.settleUnknowns(ctx);
    const { state, waitReason } = (await open()) ?? {};
    assert.equal(state, "unknown");
    assert.match(waitReason ?? "", /^needs attention: the driver one has another .*operation retry .* --believe/);
    assert.equal((await manager.get(ctx, { name })).state, "creating");
  };
  await elsewhere("db1");
  places["one"] = "at home";
  await manager.retry(ctx, { operationId: (await open())?.id ?? "" });
  assert.equal((await manager.get(ctx, { name: "db1" })).state, "available");
  await elsewhere("db2");
  one.held.delete("db2");
  const operationId = (await open())?.id ?? "";
  await assert.rejects(manager.retry(ctx, { operationId }), { code: "NOT_READY", message: /needs attention/ });
  await manager.retry(ctx, { operationId, believe: true });
  assert.deepEqual([(await open())?.state, (await manager.list(ctx, {})).volumes.length], ["failed", 1]);
});

test("a change that failed is asked for again as it was; one that is done is not", async (t) => {
  const { manager, journal, one, ctx } = await volumeScene(t);
  one.before.set("createVolume", lost);
  await assert.rejects(manager.create(ctx, { name: "db1", sizeBytes: 4 }), { code: "DRIVER_TIMEOUT" });
  await manager.settleUnknowns(ctx);
  const [failed] = await journal.list();
  const again = await manager.retry(ctx, { operationId: failed?.id ?? "" });
  assert.equal(again.volume?.state, "available");
  await assert.rejects(manager.retry(ctx, { operationId: again.operationId ?? "" }), { code: "FAILED_PRECONDITION" });
});
