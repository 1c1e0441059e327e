import assert from "node:assert/strict";
import { test } from "node:test";
import { isHostError } from "#host/errors";
import { FlatManager } from "#host/network/flat-manager";
import { VlanManager } from "#host/network/vlan-manager";
import { DriverStatusError } from "#sdk/index";
import { lostAnswer, networkScene } from "../../support/network-manager.ts";

const LAN = { name: "lan", cidr: "10.0.0.0/24" };
const withCode = (code: string) => (error: unknown) => isHostError(error) && error.code === code;

test("a created network is available, with the host as its gateway and DHCP served", async (t) => {
  const { manager, driver, ctx } = await networkScene(t);
  const { network, operationId } = await manager.create(ctx(), LAN);
  assert.ok(operationId);
  assert.equal(network?.state, "available");
  assert.equal(network?.device, `br${network?.id}`);
  assert.deepEqual([network?.gateway, network?.poolFirst, network?.poolLast], ["10.0.0.1", "10.0.0.1", "10.0.0.254"]);
  const held = driver.held.get(network?.id ?? "");
  assert.deepEqual([held?.plan.gateway, held?.plan.prefix, held?.plan.vlan], ["10.0.0.1", 24, undefined]);
  assert.deepEqual(held?.dhcp?.reservations, []);
  assert.equal(network?.manager, "FlatDHCPManager");
});

test("a flat network gets a bridge and nothing else", async (t) => {
  const { manager, driver, ctx } = await networkScene(t, { manager: FlatManager });
  const { network } = await manager.create(ctx(), LAN);
  const held = driver.held.get(network?.id ?? "");
  assert.deepEqual([held?.plan.gateway, held?.dhcp], [undefined, undefined]);
  await assert.rejects(manager.create(ctx(), { ...LAN, name: "b", vlan: 5 }), withCode("INVALID_PARAMS"));
});

test("each network of VlanManager has a tag of its own, and when all are taken that is said", async (t) => {
  const { manager, driver, ctx } = await networkScene(t, { manager: VlanManager });
  const tags: unknown[] = [];
  for (const [name, cidr] of [
    ["a", "10.0.0.0/24"],
    ["b", "10.0.1.0/24"],
  ] as const) {
    const { network } = await manager.create(ctx(), { name, cidr });
    tags.push(network?.vlan, driver.held.get(network?.id ?? "")?.plan.vlan);
  }
  assert.deepEqual(tags, [100, 100, 101, 101]);
  await assert.rejects(manager.create(ctx(), { name: "c", cidr: "10.0.2.0/24" }), withCode("RESOURCE_EXHAUSTED"));
  await assert.rejects(
    manager.create(ctx(), { name: "c", cidr: "10.0.2.0/24", vlan: 100 }),
    withCode("ALREADY_EXISTS"),
  );
  await manager.delete(ctx(), { name: "a" });
  const again = await manager.create(ctx(), { name: "c", cidr: "10.0.2.0/24" });
  assert.equal(again.network?.vlan, 100);
});

test("a name, and addresses of another network, are taken only once", async (t) => {
  const { manager, driver, ctx } = await networkScene(t);
  await manager.create(ctx(), LAN);
  await assert.rejects(manager.create(ctx(), { name: "lan", cidr: "10.9.0.0/24" }), withCode("ALREADY_EXISTS"));
  for (const cidr of ["10.0.0.0/24", "10.0.0.128/25", "10.0.0.0/8"]) {
    await assert.rejects(manager.create(ctx(), { name: "other", cidr }), withCode("ALREADY_EXISTS"));
  }
  assert.equal(driver.held.size, 1);
});

test("addresses that cannot be are refused before a driver is asked", async (t) => {
  const { manager, driver, journal, ctx } = await networkScene(t);
  const wrong = [
    { gateway: "10.0.1.1" },
    { gateway: "10.0.0.0" },
    { poolFirst: "10.0.0.255" },
    { poolFirst: "10.0.0.9", poolLast: "10.0.0.8" },
    { cidr: "10.0.0.0/31" },
    { cidr: "10.0.0.0/7" },
  ];
  for (const change of wrong)
    await assert.rejects(manager.create(ctx(), { ...LAN, ...change }), withCode("INVALID_PARAMS"));
  assert.equal(driver.held.size, 0);
  assert.deepEqual(await journal.list(), []);
});

test("a driver that refuses leaves no record, and one that fails half-way nothing at all", async (t) => {
  const { manager, driver, journal, ctx } = await networkScene(t);
  for (const call of ["ensureNetwork", "setDhcp"]) {
    driver.before.set(call, async () => {
      throw new DriverStatusError("busy", "not now");
    });
    await assert.rejects(manager.create(ctx(), LAN), { name: "DriverStatusError" });
    assert.deepEqual((await manager.list(ctx(), {})).networks, []);
    assert.equal(driver.held.size, 0);
    assert.equal((await journal.list())[0]?.state, "failed");
  }
  assert.equal((await manager.create(ctx(), LAN)).network?.state, "available");
});

test("what cannot be taken back is not known, and is taken back later", async (t) => {
  const { manager, driver, journal, ctx } = await networkScene(t);
  driver.before.set("setDhcp", async () => {
    throw new DriverStatusError("failed", "no dnsmasq");
  });
  driver.before.set("deleteNetwork", lostAnswer);
  await assert.rejects(manager.create(ctx(), LAN), withCode("DRIVER_FAILED"));
  assert.equal((await manager.get(ctx(), { name: "lan" })).state, "creating");
  assert.equal(driver.held.size, 1);
  await manager.settleUnknowns(ctx());
  assert.equal(driver.held.size, 0);
  assert.deepEqual((await manager.list(ctx(), {})).networks, []);
  assert.equal((await journal.list())[0]?.state, "failed");
});

test("a create whose answer was lost is settled by looking: whole it stays, half made it is taken away", async (t) => {
  const { manager, driver, ctx } = await networkScene(t);
  driver.after.set("setDhcp", lostAnswer);
  await assert.rejects(manager.create(ctx(), LAN), withCode("DRIVER_TIMEOUT"));
  await assert.rejects(manager.delete(ctx(), { name: "lan" }), withCode("BUSY"));
  await manager.settleUnknowns(ctx());
  assert.equal((await manager.get(ctx(), { name: "lan" })).state, "available");
  driver.after.set("ensureNetwork", lostAnswer);
  await assert.rejects(manager.create(ctx(), { name: "half", cidr: "10.1.0.0/24" }), withCode("DRIVER_TIMEOUT"));
  assert.equal(driver.held.size, 2);
  await manager.settleUnknowns(ctx());
  assert.equal(driver.held.size, 1);
  await assert.rejects(manager.get(ctx(), { name: "half" }), withCode("NOT_FOUND"));
});

test("a delete whose answer was lost is finished", async (t) => {
  const { manager, driver, ctx } = await networkScene(t);
  for (const when of ["before", "after"] as const) {
    await manager.create(ctx(), LAN);
    driver[when].set("deleteNetwork", lostAnswer);
    await assert.rejects(manager.delete(ctx(), { name: "lan" }), withCode("DRIVER_TIMEOUT"));
    await manager.settleUnknowns(ctx());
    assert.equal(driver.held.size, 0);
    await assert.rejects(manager.get(ctx(), { name: "lan" }), withCode("NOT_FOUND"));
  }
});

test("a delete that the driver cannot do leaves the network in error, and can be asked again", async (t) => {
  const { manager, driver, ctx } = await networkScene(t);
  await manager.create(ctx(), LAN);
  const refuse = async () => {
    throw new DriverStatusError("failed", "the bridge is held");
  };
  driver.before.set("deleteNetwork", refuse);
  await assert.rejects(manager.delete(ctx(), { name: "lan" }), withCode("DRIVER_FAILED"));
  driver.before.set("deleteNetwork", refuse);
  await manager.settleUnknowns(ctx());
  const seen = await manager.get(ctx(), { name: "lan" });
  assert.deepEqual([seen.state, seen.error], ["error", "the network is still there: the bridge is held"]);
  await assert.rejects(manager.attachPort(ctx(), { network: "lan", port: "a" }), withCode("FAILED_PRECONDITION"));
  assert.equal((await manager.delete(ctx(), { name: "lan" })).network, null);
});

test("deleting what is absent succeeds without asking anybody, and a network with ports stays", async (t) => {
  const { manager, journal, ctx } = await networkScene(t);
  assert.deepEqual(await manager.delete(ctx(), { name: "none" }), { operationId: null, network: null });
  assert.deepEqual(await journal.list(), []);
  await manager.create(ctx(), LAN);
  await manager.attachPort(ctx(), { network: "lan", port: "a" });
  await assert.rejects(manager.delete(ctx(), { name: "lan" }), withCode("FAILED_PRECONDITION"));
  await manager.detachPort(ctx(), { network: "lan", port: "a" });
  assert.equal((await manager.delete(ctx(), { name: "lan" })).network, null);
});

test("what a crash left open is settled before anybody can call", async (t) => {
  const { manager, driver, afterCrash, ctx } = await networkScene(t);
  let release = () => {};
  driver.after.set("setDhcp", () => new Promise((resolve) => (release = resolve)));
  const running = manager.create(ctx(), LAN).catch(() => undefined);
  while (driver.held.values().next().value?.dhcp === undefined) await new Promise(setImmediate);
  const next = afterCrash();
  await next.initHost(ctx());
  assert.equal((await next.get(ctx(), { name: "lan" })).state, "available");
  release();
  await running;
});

test("a driver that lacks what the strategy needs is refused at the start, in the driver's own words", async (t) => {
  const { manager, driver, ctx } = await networkScene(t, { manager: VlanManager });
  driver.lacks.set("vlan", "the kernel has no 8021q");
  const wanted =
    "VlanManager needs what the network driver plain cannot do here: vlan (unavailable: the kernel has no 8021q)";
  await assert.rejects(manager.initHost(ctx()), { code: "START_FAILED", message: wanted });
  await manager.reset(ctx());
  driver.lacks.clear();
  await manager.initHost(ctx());
});

test("a driver that came later and lacks something is refused when a network is asked of it", async (t) => {
  const { manager, driver, ctx } = await networkScene(t);
  driver.lacks.set("dhcp", "there is no dnsmasq");
  await assert.rejects(manager.create(ctx(), LAN), { code: "UNSUPPORTED", message: /no dnsmasq/ });
  assert.equal(driver.held.size, 0);
});

test("a quota of networks is a limit that deleting frees", async (t) => {
  const { manager, ctx } = await networkScene(t, { settings: { quota: { networks: 1, ports: 0 } } });
  await manager.create(ctx(), LAN);
  await assert.rejects(manager.create(ctx(), { name: "b", cidr: "10.1.0.0/24" }), withCode("RESOURCE_EXHAUSTED"));
  await manager.delete(ctx(), { name: "lan" });
  await manager.create(ctx(), { name: "b", cidr: "10.1.0.0/24" });
});

test("networks are listed by name, a page at a time, of one driver or of all", async (t) => {
  const { manager, ctx } = await networkScene(t);
  for (const [at, name] of ["c", "a", "b"].entries()) await manager.create(ctx(), { name, cidr: `10.${at}.0.0/24` });
  const names = async (params: Parameters<typeof manager.list>[1]) =>
    (await manager.list(ctx(), params)).networks.map(({ name }) => name);
  assert.deepEqual(await names({}), ["a", "b", "c"]);
  assert.deepEqual(await names({ after: "a", limit: 1 }), ["b"]);
  assert.deepEqual(await names({ driver: "other" }), []);
});

test("the same request with the same key is done once", async (t) => {
  const { manager, driver, ctx } = await networkScene(t);
  const first = await manager.create(ctx("k1"), LAN);
  const second = await manager.create(ctx("k1"), LAN);
  assert.equal(second.operationId, first.operationId);
  assert.equal(driver.held.size, 1);
});
