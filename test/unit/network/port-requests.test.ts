import assert from "node:assert/strict";
import { test } from "node:test";
import { isHostError } from "#host/errors";
import { FlatManager } from "#host/network/flat-manager";
import { DriverStatusError } from "#sdk/index";
import { lostAnswer, type NetworkScene, networkScene } from "../../support/network-manager.ts";

const withCode = (code: string) => (error: unknown) => isHostError(error) && error.code === code;

async function lan(scene: NetworkScene): Promise<string> {
  const { network } = await scene.manager.create(scene.ctx(), { name: "lan", cidr: "10.0.0.0/24" });
  return network?.id ?? "";
}

test("an attached port has an address and a hardware address of its own, which DHCP knows", async (t) => {
  const scene = await networkScene(t);
  const id = await lan(scene);
  const { port } = await scene.manager.attachPort(scene.ctx(), { network: "lan", port: "a", netns: "blue" });
  assert.deepEqual([port?.state, port?.address, port?.netns], ["attached", "10.0.0.2", "blue"]);
  assert.match(port?.mac ?? "", /^02:68:66(:[0-9a-f]{2}){3}$/);
  const held = scene.driver.held.get(id);
  assert.deepEqual(held?.dhcp?.reservations, [{ mac: port?.mac, address: "10.0.0.2" }]);
  const plan = held?.ports.get(port?.id ?? "");
  assert.deepEqual([plan?.netns, plan?.address], ["blue", undefined]);
  const second = await scene.manager.attachPort(scene.ctx(), { network: "lan", port: "b" });
  assert.equal(second.port?.address, "10.0.0.3");
  assert.equal(scene.driver.held.get(id)?.dhcp?.reservations.length, 2);
});

test("FlatManager has the driver give the address, where it can and the port has a namespace", async (t) => {
  const scene = await networkScene(t, { manager: FlatManager });
  const id = await lan(scene);
  const plans = async (port: string, netns?: string) => {
    await scene.manager.attachPort(scene.ctx(), { network: "lan", port, ...(netns === undefined ? {} : { netns }) });
    return [...(scene.driver.held.get(id)?.ports.values() ?? [])].find(({ label }) => label === port);
  };
  const inside = await plans("a", "blue");
  assert.deepEqual([inside?.address, inside?.prefix, inside?.gateway], ["10.0.0.2", 24, "10.0.0.1"]);
  assert.equal((await plans("b"))?.address, undefined);
  await scene.manager.reset(scene.ctx());
  scene.driver.lacks.set("address", "no namespaces");
  assert.equal((await plans("c", "green"))?.address, undefined);
});

test("a name, an address and a hardware address are each taken only once", async (t) => {
  const scene = await networkScene(t);
  await lan(scene);
  const attach = (port: string, more: object) =>
    scene.manager.attachPort(scene.ctx(), { network: "lan", port, ...more });
  await attach("a", { address: "10.0.0.9", mac: "02:68:66:00:00:01" });
  await assert.rejects(attach("a", {}), withCode("ALREADY_EXISTS"));
  await assert.rejects(attach("b", { address: "10.0.0.9" }), withCode("ALREADY_EXISTS"));
  await assert.rejects(attach("b", { address: "10.0.0.1" }), withCode("ALREADY_EXISTS"));
  await assert.rejects(attach("b", { mac: "02:68:66:00:00:01" }), withCode("ALREADY_EXISTS"));
  await assert.rejects(attach("b", { address: "10.0.1.9" }), withCode("INVALID_PARAMS"));
  const { addresses } = await scene.manager.listAddresses(scene.ctx(), { network: "lan" });
  assert.deepEqual(
    addresses.map(({ address, port }) => [address, port]),
    [
      ["10.0.0.1", null],
      ["10.0.0.9", "a"],
    ],
  );
});

test("a driver that refuses a port leaves neither record nor address behind", async (t) => {
  const scene = await networkScene(t);
  const id = await lan(scene);
  for (const call of ["attachPort", "setDhcp"]) {
    scene.driver.before.set(call, async () => {
      throw new DriverStatusError("resource_exhausted", "no more devices");
    });
    await assert.rejects(scene.manager.attachPort(scene.ctx(), { network: "lan", port: "a" }));
    assert.deepEqual((await scene.manager.listPorts(scene.ctx(), { network: "lan" })).ports, []);
    assert.equal((await scene.manager.listAddresses(scene.ctx(), { network: "lan" })).addresses.length, 1);
    assert.equal(scene.driver.held.get(id)?.ports.size, 0);
  }
});

test("an attach whose answer was lost is settled by looking", async (t) => {
  const scene = await networkScene(t);
  const id = await lan(scene);
  const attach = () => scene.manager.attachPort(scene.ctx(), { network: "lan", port: "a" });
  scene.driver.after.set("attachPort", lostAnswer);
  await assert.rejects(attach(), withCode("DRIVER_TIMEOUT"));
  await assert.rejects(scene.manager.detachPort(scene.ctx(), { network: "lan", port: "a" }), withCode("BUSY"));
  await scene.manager.settleUnknowns(scene.ctx());
  const [port] = (await scene.manager.listPorts(scene.ctx(), { network: "lan" })).ports;
  assert.deepEqual([port?.state, port?.device], ["attached", `dev${port?.id}`]);
  assert.equal(scene.driver.held.get(id)?.dhcp?.reservations.length, 1, "DHCP was not told of the port");
  await scene.manager.detachPort(scene.ctx(), { network: "lan", port: "a" });
  scene.driver.before.set("attachPort", lostAnswer);
  await assert.rejects(attach(), withCode("DRIVER_TIMEOUT"));
  await scene.manager.settleUnknowns(scene.ctx());
  assert.deepEqual((await scene.manager.listPorts(scene.ctx(), { network: "lan" })).ports, []);
  assert.equal((await scene.manager.listAddresses(scene.ctx(), { network: "lan" })).addresses.length, 1);
});

test("a detached port is gone from the device, from DHCP, from the rules and from the addresses", async (t) => {
  const scene = await networkScene(t);
  const id = await lan(scene);
  const { manager, driver } = scene;
  await manager.attachPort(scene.ctx(), { network: "lan", port: "a" });
  await manager.addRule(scene.ctx(), { network: "lan", port: "a", direction: "ingress", action: "deny" });
  assert.equal(driver.held.get(id)?.rules.length, 1);
  driver.after.set("detachPort", lostAnswer);
  await assert.rejects(manager.detachPort(scene.ctx(), { network: "lan", port: "a" }), withCode("DRIVER_TIMEOUT"));
  await manager.settleUnknowns(scene.ctx());
  const held = driver.held.get(id);
  assert.deepEqual([held?.ports.size, held?.dhcp?.reservations.length, held?.rules.length], [0, 0, 0]);
  assert.deepEqual((await manager.listPorts(scene.ctx(), { network: "lan" })).ports, []);
  const again = await manager.detachPort(scene.ctx(), { network: "lan", port: "a" });
  assert.deepEqual(again, { operationId: null, port: null });
});

test("a detach that the driver cannot do leaves the port in error, and can be asked again", async (t) => {
  const scene = await networkScene(t);
  await lan(scene);
  const { manager, driver } = scene;
  await manager.attachPort(scene.ctx(), { network: "lan", port: "a" });
  const refuse = async () => {
    throw new DriverStatusError("failed", "the device is held");
  };
  driver.before.set("detachPort", refuse);
  await assert.rejects(manager.detachPort(scene.ctx(), { network: "lan", port: "a" }), withCode("DRIVER_FAILED"));
  driver.before.set("detachPort", refuse);
  await manager.settleUnknowns(scene.ctx());
  const [port] = (await manager.listPorts(scene.ctx(), { network: "lan" })).ports;
  assert.deepEqual([port?.state, port?.error], ["error", "the port could not be taken out: the device is held"]);
  assert.equal((await manager.detachPort(scene.ctx(), { network: "lan", port: "a" })).port, null);
});

test("ports attached to one network at once all end up in DHCP", async (t) => {
  const scene = await networkScene(t);
  const id = await lan(scene);
  const names = Array.from({ length: 20 }, (_, at) => `p${at}`);
  const made = await Promise.all(names.map((port) => scene.manager.attachPort(scene.ctx(), { network: "lan", port })));
  assert.equal(new Set(made.map(({ port }) => port?.address)).size, 20);
  assert.equal(scene.driver.held.get(id)?.dhcp?.reservations.length, 20);
  await Promise.all(names.map((port) => scene.manager.detachPort(scene.ctx(), { network: "lan", port })));
  assert.equal(scene.driver.held.get(id)?.dhcp?.reservations.length, 0);
});

test("a quota of ports holds over all networks", async (t) => {
  const scene = await networkScene(t, { settings: { quota: { networks: 0, ports: 1 } } });
  await lan(scene);
  await scene.manager.create(scene.ctx(), { name: "other", cidr: "10.1.0.0/24" });
  await scene.manager.attachPort(scene.ctx(), { network: "lan", port: "a" });
  const second = scene.manager.attachPort(scene.ctx(), { network: "other", port: "a" });
  await assert.rejects(second, withCode("RESOURCE_EXHAUSTED"));
});

test("what is not there is NOT_FOUND", async (t) => {
  const scene = await networkScene(t);
  await assert.rejects(scene.manager.attachPort(scene.ctx(), { network: "none", port: "a" }), withCode("NOT_FOUND"));
  await assert.rejects(scene.manager.detachPort(scene.ctx(), { network: "none", port: "a" }), withCode("NOT_FOUND"));
  await assert.rejects(scene.manager.listPorts(scene.ctx(), { network: "none" }), withCode("NOT_FOUND"));
});
