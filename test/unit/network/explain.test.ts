import assert from "node:assert/strict";
import { test } from "node:test";
import { lostAnswer, networkScene } from "../../support/network-manager.ts";

test("a network is explained by its records, what the driver shows, and its operations", async (t) => {
  const { manager, driver, ctx } = await networkScene(t);
  await manager.create(ctx(), { name: "lan", cidr: "10.7.0.0/24" });
  await manager.attachPort(ctx(), { network: "lan", port: "one" });
  const told = await manager.explain(ctx(), { name: "lan" });
  assert.equal(told.summary[0], "it should be available on plain");
  assert.equal(told.there.network?.dhcp, true);
  assert.deepEqual(
    told.operations.map(({ action, state }) => `${action} ${state}`),
    ["create done"],
  );
  driver.held.clear();
  const gone = await manager.explain(ctx(), { name: "lan" });
  assert.match(gone.summary.join("\n"), /the driver does not show its network: no network/);
});

test("a port whose outcome is not known says when it is looked at again, and why the last look failed", async (t) => {
  const { manager, driver, ctx } = await networkScene(t);
  await manager.create(ctx(), { name: "lan", cidr: "10.7.0.0/24" });
  driver.before.set("attachPort", lostAnswer);
  const one = { network: "lan", port: "one" };
  await assert.rejects(manager.attachPort(ctx(), one), { code: "DRIVER_TIMEOUT" });
  driver.before.set("inspectNetwork", async () => {
    throw new Error("the switch is away");
  });
  await manager.settleUnknowns(ctx());
  const told = await manager.explain(ctx(), { name: "lan", port: "one" });
  assert.equal(told.name, "lan/one");
  assert.match(told.summary.join("\n"), /shows the network without it[\s\S]*the last look failed: the switch is away/);
  assert.equal(told.waiting?.reason, "the switch is away");
});

test("an outer address is explained by where it leads; what never was is NOT_FOUND", async (t) => {
  const { manager, ctx } = await networkScene(t);
  await manager.create(ctx(), { name: "lan", cidr: "10.7.0.0/24" });
  const one = { network: "lan", port: "one" };
  await manager.attachPort(ctx(), one);
  const { floating } = await manager.allocateFloating(ctx(), {});
  const { address } = floating ?? { address: "" };
  assert.equal((await manager.explain(ctx(), { floating: address })).driver, null);
  await manager.associateFloating(ctx(), { ...one, address });
  const told = await manager.explain(ctx(), { floating: address });
  assert.equal(told.summary[0], "it should be associated on plain");
  for (const nobody of [{ name: "x" }, { name: "lan", port: "x" }, { floating: "203.0.113.6" }])
    await assert.rejects(manager.explain(ctx(), nobody), { code: "NOT_FOUND" }, JSON.stringify(nobody));
});
