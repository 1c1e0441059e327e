import assert from "node:assert/strict";
import { test } from "node:test";
import { DriverStatusError } from "#sdk/index";
import { networkScene } from "../../support/network-manager.ts";

const words = (change: { readonly plan?: { readonly steps: readonly { readonly what: string }[] } | undefined }) =>
  change.plan?.steps.map(({ what }) => what);

test("a dry run of every change names the driver's calls in their order, and changes neither records nor machine", async (t) => {
  const { manager, driver, ctx, journal } = await networkScene(t);
  const dryRun = true;
  const planned = async (change: Parameters<typeof words>[0] | Promise<Parameters<typeof words>[0]>) =>
    words(await change);
  assert.deepEqual(await planned(manager.create(ctx(), { name: "lan", cidr: "10.7.0.0/24", dryRun })), [
    "ensureNetwork",
    "setDhcp",
  ]);
  assert.deepEqual([(await manager.list(ctx(), {})).networks, driver.held.size], [[], 0]);
  await manager.create(ctx(), { name: "lan", cidr: "10.7.0.0/24" });
  const one = { network: "lan", port: "one" };
  assert.deepEqual(await planned(manager.attachPort(ctx(), { ...one, dryRun })), ["attachPort", "setDhcp"]);
  await manager.attachPort(ctx(), one);
  const deny = { ...one, direction: "ingress", action: "deny" } as const;
  assert.deepEqual(await planned(manager.addRule(ctx(), { ...deny, dryRun })), ["setRules"]);
  const { rule } = await manager.addRule(ctx(), deny);
  assert.deepEqual(await planned(manager.removeRule(ctx(), { id: rule?.id ?? "", dryRun })), ["setRules"]);
  const taken = await manager.allocateFloating(ctx(), { dryRun });
  assert.deepEqual(words(taken), ["203.0.113.1 is taken from the range in the records"]);
  const { floating } = await manager.allocateFloating(ctx(), {});
  const { address } = floating ?? { address: "" };
  assert.deepEqual(await planned(manager.associateFloating(ctx(), { ...one, address, dryRun })), ["setFloating"]);
  await manager.associateFloating(ctx(), { ...one, address });
  assert.deepEqual(await planned(manager.disassociateFloating(ctx(), { address, dryRun })), ["clearFloating"]);
  await assert.rejects(manager.detachPort(ctx(), { ...one, dryRun }), { code: "FAILED_PRECONDITION" });
  await manager.disassociateFloating(ctx(), { address });
  assert.deepEqual(await planned(manager.releaseFloating(ctx(), { address, dryRun })), [
    `${address} goes back to the range in the records`,
  ]);
  assert.deepEqual(await planned(manager.detachPort(ctx(), { ...one, dryRun })), ["detachPort", "setDhcp", "setRules"]);
  const reserved = await manager.allocateAddress(ctx(), { network: "lan", address: "10.7.0.9", dryRun });
  assert.deepEqual(words(reserved), ["10.7.0.9 is reserved in the records"]);
  await assert.rejects(manager.delete(ctx(), { name: "lan", dryRun }), { code: "FAILED_PRECONDITION" });
  assert.deepEqual(
    (await journal.list()).map(({ action }) => action),
    ["disassociate", "associate", "add-rule", "attach", "create"],
  );
  const { ports } = await manager.listPorts(ctx(), { network: "lan" });
  const { addresses } = await manager.listAddresses(ctx(), { network: "lan" });
  assert.deepEqual([ports.length, ports[0]?.state, addresses.length], [1, "attached", 2]);
});

test("a dry run refuses what the change would be refused with, by the manager or by the driver", async (t) => {
  const { manager, driver, ctx } = await networkScene(t);
  await manager.create(ctx(), { name: "lan", cidr: "10.7.0.0/24" });
  const again = manager.create(ctx(), { name: "other", cidr: "10.7.0.0/16", dryRun: true });
  await assert.rejects(again, { code: "ALREADY_EXISTS" });
  driver.before.set("planChange", async () => {
    throw new DriverStatusError("resource_exhausted", "all tags are in use");
  });
  const full = manager.create(ctx(), { name: "other", cidr: "10.8.0.0/24", dryRun: true });
  await assert.rejects(full, { status: "resource_exhausted" });
  assert.deepEqual(words(await manager.delete(ctx(), { name: "lan", dryRun: true })), ["deleteNetwork"]);
});

test("of a driver that cannot plan a dry run says what it would be asked", async (t) => {
  const { manager, domain, ctx } = await networkScene(t);
  Object.assign(domain.drivers, { supports: () => false });
  const { plan } = await manager.create(ctx(), { name: "lan", cidr: "10.7.0.0/24", dryRun: true });
  assert.match(
    plan?.steps[0]?.what ?? "",
    /^plain is asked for ensure_network of \{"network":"[0-9a-f]{8}","label":"lan"/,
  );
});
