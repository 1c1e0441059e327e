import assert from "node:assert/strict";
import { test } from "node:test";
import { DriverStatusError } from "#sdk/index";
import { lostAnswer, networkScene } from "../../support/network-manager.ts";

const refused = async () => {
  throw new DriverStatusError("busy", "the switch is locked");
};

test("every change that a driver refused is asked for again as it was", async (t) => {
  const { manager, driver, journal, ctx } = await networkScene(t);
  const port = { network: "lan", port: "desk" };
  const address = "203.0.113.1";
  const rule = { ...port, direction: "ingress", action: "deny", protocol: "any" } as const;
  const ruleId = async () => (await manager.listRules(ctx(), port)).rules[0]?.id ?? "";
  const changes: readonly (readonly [action: string, asks: string, change: () => Promise<unknown>])[] = [
    ["create", "ensureNetwork", () => manager.create(ctx(), { name: "lan", cidr: "10.7.0.0/24" })],
    ["attach", "attachPort", () => manager.attachPort(ctx(), { ...port, device: "veth0" })],
    ["associate", "setFloating", () => manager.associateFloating(ctx(), { ...port, address })],
    ["disassociate", "clearFloating", () => manager.disassociateFloating(ctx(), { address })],
    ["add-rule", "setRules", () => manager.addRule(ctx(), rule)],
    ["remove-rule", "setRules", async () => manager.removeRule(ctx(), { id: await ruleId() })],
    ["detach", "detachPort", () => manager.detachPort(ctx(), port)],
    ["delete", "deleteNetwork", () => manager.delete(ctx(), { name: "lan" })],
  ];
  await manager.allocateFloating(ctx(), { address });
  for (const [action, asks, change] of changes) {
    driver.before.set(asks, refused);
    await assert.rejects(change(), /the switch is locked/, action);
    const [failed] = await journal.list();
    assert.deepEqual([failed?.action, failed?.state], [action, "failed"]);
    const { operationId } = await manager.retry(ctx(), { operationId: failed?.id ?? "" });
    const [again] = await journal.list();
    assert.deepEqual([again?.action, again?.state, again?.id], [action, "done", operationId]);
    const retried = manager.retry(ctx(), { operationId: operationId ?? "" });
    await assert.rejects(retried, { code: "FAILED_PRECONDITION", message: /is done: there is nothing to retry/ });
  }
  assert.deepEqual([driver.held.size, (await manager.list(ctx(), { limit: 9 })).networks.length], [0, 0]);
});

test("an unknown outcome is not looked for where the driver works now but did not then, until an operator believes it", async (t) => {
  const { manager, driver, journal, place, ctx } = await networkScene(t);
  driver.after.set("setDhcp", lostAnswer);
  await assert.rejects(manager.create(ctx(), { name: "lan", cidr: "10.7.0.0/24" }), { code: "DRIVER_TIMEOUT" });
  place.now = "elsewhere";
  await manager.settleUnknowns(ctx());
  const [open] = await journal.list();
  assert.deepEqual([open?.state, driver.held.size], ["unknown", 1]);
  assert.match(open?.waitReason ?? "", /^needs attention: the driver plain has another/);
  const operationId = open?.id ?? "";
  await assert.rejects(manager.retry(ctx(), { operationId }), { code: "NOT_READY", message: /needs attention/ });
  await manager.retry(ctx(), { operationId, believe: true });
  assert.equal((await journal.list())[0]?.state, "done");
  assert.equal((await manager.get(ctx(), { name: "lan" })).state, "available");
});
