import assert from "node:assert/strict";
import { test } from "node:test";
import { isHostError } from "#host/errors";
import { DriverStatusError } from "#sdk/index";
import { lostAnswer, networkScene } from "../../support/network-manager.ts";

const withCode = (code: string) => (error: unknown) => isHostError(error) && error.code === code;
const ON_A = { network: "lan", port: "a" };
const DENY = { ...ON_A, direction: "ingress", action: "deny" } as const;

async function scene(t: Parameters<typeof networkScene>[0]) {
  const made = await networkScene(t);
  const { network } = await made.manager.create(made.ctx(), { name: "lan", cidr: "10.0.0.0/24" });
  for (const port of ["a", "b"]) await made.manager.attachPort(made.ctx(), { network: "lan", port });
  const set = () => made.driver.held.get(network?.id ?? "")?.rules ?? [];
  return { ...made, set };
}

test("rules reach the driver all at once, by port and in the order in which they were made", async (t) => {
  const { manager, ctx, set } = await scene(t);
  const web = { ...ON_A, direction: "ingress", action: "allow", protocol: "tcp", portFirst: 80, portLast: 90 } as const;
  const first = await manager.addRule(ctx(), { ...web, peer: "10.0.0.0/25" });
  await manager.addRule(ctx(), DENY);
  await manager.addRule(ctx(), { ...DENY, port: "b" });
  const [a, b] = set();
  assert.deepEqual(a?.rules, [
    { direction: "ingress", action: "allow", protocol: "tcp", portFirst: 80, portLast: 90, peer: "10.0.0.0/25" },
    { direction: "ingress", action: "deny", protocol: "any" },
  ]);
  assert.deepEqual([a?.address, b?.address, b?.rules.length], ["10.0.0.2", "10.0.0.3", 1]);
  const removed = await manager.removeRule(ctx(), { id: first.rule?.id ?? "" });
  assert.equal(removed.rule, null);
  assert.equal(set()[0]?.rules.length, 1);
  assert.equal((await manager.removeRule(ctx(), { id: first.rule?.id ?? "" })).operationId, null);
  assert.equal((await manager.listRules(ctx(), ON_A)).rules.length, 1);
});

test("a rule that the driver refuses is not kept, and one that it refuses to lose stays", async (t) => {
  const { manager, driver, ctx, set } = await scene(t);
  const refuse = async () => {
    throw new DriverStatusError("failed", "no nft");
  };
  driver.before.set("setRules", refuse);
  await assert.rejects(manager.addRule(ctx(), DENY), { status: "failed" });
  assert.deepEqual((await manager.listRules(ctx(), ON_A)).rules, []);
  const { rule } = await manager.addRule(ctx(), DENY);
  driver.before.set("setRules", refuse);
  await assert.rejects(manager.removeRule(ctx(), { id: rule?.id ?? "" }), { status: "failed" });
  assert.equal((await manager.listRules(ctx(), ON_A)).rules[0]?.state, "active");
  assert.equal(set()[0]?.rules.length, 1);
});

test("a lost answer is settled by setting all rules again", async (t) => {
  const { manager, driver, ctx, set } = await scene(t);
  driver.before.set("setRules", lostAnswer);
  await assert.rejects(manager.addRule(ctx(), DENY), withCode("DRIVER_TIMEOUT"));
  assert.equal(set().length, 0);
  await manager.settleUnknowns(ctx());
  const [rule] = (await manager.listRules(ctx(), ON_A)).rules;
  assert.deepEqual([rule?.state, set().length], ["active", 1]);
  driver.before.set("setRules", lostAnswer);
  await assert.rejects(manager.removeRule(ctx(), { id: rule?.id ?? "" }), withCode("DRIVER_TIMEOUT"));
  driver.before.set("setRules", async () => {
    throw new DriverStatusError("failed", "no nft");
  });
  await manager.settleUnknowns(ctx());
  assert.equal((await manager.listRules(ctx(), ON_A)).rules[0]?.state, "active");
});

test("what is not there, or cannot be done, is said", async (t) => {
  const { manager, driver, ctx } = await scene(t);
  await assert.rejects(manager.addRule(ctx(), { ...DENY, port: "none" }), withCode("NOT_FOUND"));
  await assert.rejects(manager.addRule(ctx(), { ...DENY, network: "none" }), withCode("NOT_FOUND"));
  await manager.reset(ctx());
  driver.lacks.set("rules", "no bridge netfilter");
  await assert.rejects(manager.addRule(ctx(), DENY), { code: "UNSUPPORTED", message: /no bridge netfilter/ });
});
