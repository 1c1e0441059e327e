import assert from "node:assert/strict";
import { test } from "node:test";
import { isHostError } from "#host/errors";
import { FlatManager } from "#host/network/flat-manager";
import { DriverStatusError } from "#sdk/index";
import { lostAnswer, networkScene } from "../../support/network-manager.ts";

const withCode = (code: string) => (error: unknown) => isHostError(error) && error.code === code;
const OUTER = "203.0.113.1";
const TO_A = { address: OUTER, network: "lan", port: "a" };

async function scene(t: Parameters<typeof networkScene>[0], options: Parameters<typeof networkScene>[1] = {}) {
  const made = await networkScene(t, options);
  const { network } = await made.manager.create(made.ctx(), { name: "lan", cidr: "10.0.0.0/24" });
  for (const port of ["a", "b"]) await made.manager.attachPort(made.ctx(), { network: "lan", port });
  const led = () => Object.fromEntries(made.driver.held.get(network?.id ?? "")?.floating ?? []);
  return { ...made, led };
}

test("an outer address is taken from its range, led to a port and taken back", async (t) => {
  const { manager, ctx, led } = await scene(t);
  assert.equal((await manager.allocateFloating(ctx(), {})).floating?.address, OUTER);
  assert.equal((await manager.allocateFloating(ctx(), {})).floating?.address, "203.0.113.2");
  const { floating } = await manager.associateFloating(ctx(), TO_A);
  assert.deepEqual(floating, { address: OUTER, state: "associated", network: "lan", port: "a" });
  assert.deepEqual(led(), { [OUTER]: "10.0.0.2" });
  await assert.rejects(manager.associateFloating(ctx(), { ...TO_A, port: "b" }), withCode("FAILED_PRECONDITION"));
  await assert.rejects(manager.detachPort(ctx(), { network: "lan", port: "a" }), withCode("FAILED_PRECONDITION"));
  await assert.rejects(manager.releaseFloating(ctx(), { address: OUTER }), withCode("FAILED_PRECONDITION"));
  const after = await manager.disassociateFloating(ctx(), { address: OUTER });
  assert.equal(after.floating?.state, "free");
  assert.equal((await manager.disassociateFloating(ctx(), { address: OUTER })).operationId, null);
  assert.deepEqual(led(), {});
  assert.deepEqual(await manager.releaseFloating(ctx(), { address: OUTER }), { released: true });
  assert.deepEqual(await manager.releaseFloating(ctx(), { address: OUTER }), { released: false });
  assert.equal((await manager.listFloating(ctx())).floating.length, 1);
});

test("an outer address that is taken, or is not in the range, is refused", async (t) => {
  const { manager, ctx } = await scene(t);
  await manager.allocateFloating(ctx(), { address: OUTER });
  await assert.rejects(manager.allocateFloating(ctx(), { address: OUTER }), withCode("ALREADY_EXISTS"));
  await assert.rejects(manager.allocateFloating(ctx(), { address: "203.0.113.7" }), withCode("INVALID_PARAMS"));
  for (let taken = 1; taken < 6; taken++) await manager.allocateFloating(ctx(), {});
  await assert.rejects(manager.allocateFloating(ctx(), {}), withCode("RESOURCE_EXHAUSTED"));
  await assert.rejects(manager.associateFloating(ctx(), { ...TO_A, address: "203.0.113.9" }), withCode("NOT_FOUND"));
});

test("a lost answer is settled by looking, both ways", async (t) => {
  const { manager, driver, ctx, led } = await scene(t);
  await manager.allocateFloating(ctx(), {});
  const state = async () => (await manager.listFloating(ctx())).floating[0]?.state;
  driver.after.set("setFloating", lostAnswer);
  await assert.rejects(manager.associateFloating(ctx(), TO_A), withCode("DRIVER_TIMEOUT"));
  await manager.settleUnknowns(ctx());
  assert.equal(await state(), "associated");
  driver.before.set("clearFloating", lostAnswer);
  await assert.rejects(manager.disassociateFloating(ctx(), { address: OUTER }), withCode("DRIVER_TIMEOUT"));
  await manager.settleUnknowns(ctx());
  assert.deepEqual([await state(), led()], ["free", {}]);
  driver.before.set("setFloating", lostAnswer);
  await assert.rejects(manager.associateFloating(ctx(), TO_A), withCode("DRIVER_TIMEOUT"));
  await manager.settleUnknowns(ctx());
  assert.equal(await state(), "free");
});

test("a driver that refuses leaves the address free", async (t) => {
  const { manager, driver, ctx } = await scene(t);
  await manager.allocateFloating(ctx(), {});
  driver.before.set("setFloating", async () => {
    throw new DriverStatusError("not_ready", "no uplink");
  });
  await assert.rejects(manager.associateFloating(ctx(), TO_A), { status: "not_ready" });
  assert.equal((await manager.listFloating(ctx())).floating[0]?.state, "free");
  await manager.associateFloating(ctx(), TO_A);
});

test("what a strategy, a driver or the configuration does not have is said", async (t) => {
  const flat = await scene(t, { manager: FlatManager });
  await flat.manager.allocateFloating(flat.ctx(), {});
  await assert.rejects(flat.manager.associateFloating(flat.ctx(), TO_A), withCode("UNSUPPORTED"));
  const without = await scene(t, { settings: { floating: {} } });
  await assert.rejects(without.manager.allocateFloating(without.ctx(), {}), withCode("FAILED_PRECONDITION"));
  const poor = await networkScene(t);
  poor.driver.lacks.set("floating", "no nft");
  await poor.manager.create(poor.ctx(), { name: "lan", cidr: "10.0.0.0/24" });
  await assert.rejects(poor.manager.associateFloating(poor.ctx(), TO_A), { code: "UNSUPPORTED", message: /no nft/ });
});
