import assert from "node:assert/strict";
import { test } from "node:test";
import { DriverStatusError } from "#sdk/index";
import { networkScene } from "../../support/network-manager.ts";

test("what waits for its turn is not in the plans of others: when it is refused nothing of it is left", async (t) => {
  const { manager, driver, ctx } = await networkScene(t);
  const { network } = await manager.create(ctx(), { name: "lan", cidr: "10.7.0.0/24" });
  const held = () => driver.held.get(network?.id ?? "");
  let go = () => {};
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  driver.before.set("attachPort", () => gate);
  const first = manager.attachPort(ctx(), { network: "lan", port: "one" });
  const second = manager.attachPort(ctx(), { network: "lan", port: "two" });
  const refused = assert.rejects(second, { status: "resource_exhausted" });
  while ((await manager.listPorts(ctx(), { network: "lan" })).ports.length < 2) await new Promise(setImmediate);
  driver.before.set("attachPort", async () => {
    throw new DriverStatusError("resource_exhausted", "the switch has no interface left");
  });
  go();
  const { port } = await first;
  await refused;
  assert.deepEqual(held()?.dhcp?.reservations, [{ mac: port?.mac, address: port?.address }]);
});

test("a port whose removal is refused keeps what DHCP and the rules know of it, whoever was asked meanwhile", async (t) => {
  const { manager, driver, ctx } = await networkScene(t);
  const { network } = await manager.create(ctx(), { name: "lan", cidr: "10.7.0.0/24" });
  const held = () => driver.held.get(network?.id ?? "");
  for (const port of ["one", "two"]) await manager.attachPort(ctx(), { network: "lan", port });
  await manager.addRule(ctx(), { network: "lan", port: "one", direction: "ingress", action: "deny" });
  driver.before.set("detachPort", async () => {
    throw new DriverStatusError("busy", "another holds the lock");
  });
  await assert.rejects(manager.detachPort(ctx(), { network: "lan", port: "one" }), { status: "busy" });
  await manager.detachPort(ctx(), { network: "lan", port: "two" });
  assert.deepEqual([held()?.dhcp?.reservations.length, held()?.rules.length], [1, 1]);
});
