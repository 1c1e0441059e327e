import assert from "node:assert/strict";
import { test } from "node:test";
import { DriverStatusError } from "#sdk/index";
import { networkScene } from "../../support/network-manager.ts";

async function scene(t: Parameters<typeof networkScene>[0]) {
  const made = await networkScene(t);
  const { manager, ctx } = made;
  const { network } = await manager.create(ctx(), { name: "lan", cidr: "10.0.0.0/24" });
  await manager.attachPort(ctx(), { network: "lan", port: "a" });
  await manager.addRule(ctx(), { network: "lan", port: "a", direction: "ingress", action: "deny" });
  await manager.allocateFloating(ctx(), {});
  await manager.associateFloating(ctx(), { address: "203.0.113.1", network: "lan", port: "a" });
  return { ...made, id: network?.id ?? "" };
}

test("a network that is gone from the machine is made again at the start, and its ports say that theirs is gone", async (t) => {
  const { driver, journal, afterCrash, ctx, id } = await scene(t);
  driver.held.clear();
  const manager = afterCrash();
  await manager.initHost(ctx());
  const held = driver.held.get(id);
  assert.deepEqual([held?.plan.gateway, held?.dhcp?.reservations.length], ["10.0.0.1", 1]);
  assert.deepEqual([held?.rules.length, held?.floating.get("203.0.113.1")], [1, "10.0.0.2"]);
  const [port] = (await manager.listPorts(ctx(), { network: "lan" })).ports;
  assert.deepEqual([port?.state, /is gone from this machine/.test(port?.error ?? "")], ["error", true]);
  assert.deepEqual([(await journal.list())[0]?.action, (await journal.list())[0]?.state], ["restore", "done"]);
});

test("a network that is whole is left alone", async (t) => {
  const { driver, journal, afterCrash, ctx, id } = await scene(t);
  const before = (await journal.list()).length;
  const manager = afterCrash();
  await manager.initHost(ctx());
  assert.equal((await journal.list()).length, before);
  assert.equal(driver.held.get(id)?.ports.size, 1);
  assert.equal((await manager.listPorts(ctx(), { network: "lan" })).ports[0]?.state, "attached");
});

test("a network without the DHCP that it should have gets it again", async (t) => {
  const { driver, afterCrash, ctx, id } = await scene(t);
  const held = driver.held.get(id);
  if (held) held.dhcp = undefined;
  await afterCrash().initHost(ctx());
  assert.equal(driver.held.get(id)?.dhcp?.reservations.length, 1);
});

test("a driver that cannot make it again keeps no host from starting", async (t) => {
  const { driver, journal, afterCrash, ctx } = await scene(t);
  driver.held.clear();
  driver.before.set("ensureNetwork", async () => {
    throw new DriverStatusError("not_ready", "no bridge");
  });
  const manager = afterCrash();
  await manager.initHost(ctx());
  assert.equal((await manager.get(ctx(), { name: "lan" })).state, "available");
  assert.equal((await journal.list())[0]?.state, "failed");
});
