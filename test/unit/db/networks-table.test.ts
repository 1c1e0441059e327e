// The tables of the network domain together: what the database itself holds to be true of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { deleteFloating, insertFloating, listFloating, updateFloating } from "#host/db/floating-addresses-table";
import {
  deleteAddress,
  firstFreeAddress,
  giveAddress,
  insertAddress,
  listAddresses,
  takeBackAddresses,
} from "#host/db/network-addresses-table";
import { countPorts, insertPort, listPorts, type NewPort, updatePort } from "#host/db/network-ports-table";
import { insertRule, listRules, updateRule } from "#host/db/network-rules-table";
import {
  deleteNetwork,
  findNetwork,
  insertNetwork,
  listVlans,
  type NewNetwork,
  updateNetwork,
} from "#host/db/networks-table";
import type { Handle } from "#host/db/tx";
import { temporaryDatabase } from "../../support/database.ts";

const NOW = "2026-01-01T00:00:00.000Z";
const LATER = "2026-01-01T00:00:10.000Z";

function network(name: string, change: Partial<NewNetwork> = {}): NewNetwork {
  const driver = { driver: "linux", driverDigest: "ab", manager: "VlanManager", operationId: null };
  const addresses = { cidr: "10.0.0.0/24", gateway: "10.0.0.1", poolFirst: 1, poolLast: 254 };
  return {
    id: `id-${name}`,
    host: "h",
    name,
    ...driver,
    ...addresses,
    vlan: null,
    uplink: null,
    state: "creating",
    ...change,
  };
}

function port(name: string, change: Partial<NewPort> = {}): NewPort {
  const place = { networkId: "id-lan", netns: null, wantedDevice: null, operationId: null };
  return { id: `port-${name}`, name, mac: `mac-${name}`, address: "10.0.0.2", state: "attaching", ...place, ...change };
}

const take = (db: Handle, number: number, more: { reserved?: number; portId?: string } = {}) =>
  insertAddress(
    db,
    {
      networkId: "id-lan",
      number,
      address: `a${number}`,
      portId: null,
      reserved: 0,
      owner: null,
      expiresAt: null,
      ...more,
    },
    NOW,
  );

test("no two networks share a name or a tag, and any number have none", async (t) => {
  const { handle } = await temporaryDatabase(t);
  await insertNetwork(handle, network("lan", { vlan: 7 }), NOW);
  await insertNetwork(handle, network("b"), NOW);
  await insertNetwork(handle, network("c"), NOW);
  await assert.rejects(insertNetwork(handle, network("lan", { id: "other" }), NOW), { message: /named "lan"/ });
  await assert.rejects(insertNetwork(handle, network("d", { vlan: 7 }), NOW), { message: /VLAN 7/ });
  assert.deepEqual(await listVlans(handle), [7]);
  await deleteNetwork(handle, "id-lan");
  await insertNetwork(handle, network("lan", { vlan: 7 }), NOW);
});

test("a change that asks for a state is compare-and-set", async (t) => {
  const { handle } = await temporaryDatabase(t);
  await insertNetwork(handle, network("lan"), NOW);
  const to = (state: string, ifState: string[]) =>
    updateNetwork(handle, "id-lan", { state }, { nowIso: LATER, ifState });
  assert.deepEqual([await to("deleting", ["available"]), await to("available", ["creating"])], [false, true]);
  const row = await findNetwork(handle, "lan");
  assert.deepEqual([row?.state, row?.updatedAt, row?.createdAt], ["available", LATER, NOW]);
});

test("a network goes with its ports, their rules and its addresses", async (t) => {
  const { handle } = await temporaryDatabase(t);
  await insertNetwork(handle, network("lan"), NOW);
  await insertPort(handle, port("a"), NOW);
  await take(handle, 2);
  const rule = { id: "r", portId: "port-a", direction: "ingress", action: "deny", protocol: "any" };
  await insertRule(
    handle,
    { ...rule, portFirst: null, portLast: null, peer: null, state: "adding", operationId: null },
    NOW,
  );
  assert.equal(await updateRule(handle, "r", { state: "active", operationId: null }, ["removing"]), false);
  await deleteNetwork(handle, "id-lan");
  assert.deepEqual(
    [await listPorts(handle, "id-lan"), await listAddresses(handle, "id-lan"), await listRules(handle, ["port-a"])],
    [[], [], []],
  );
});

test("a port's name is one in its network, its hardware address one in all", async (t) => {
  const { handle } = await temporaryDatabase(t);
  await insertNetwork(handle, network("lan"), NOW);
  await insertNetwork(handle, network("b"), NOW);
  await insertPort(handle, port("a"), NOW);
  await insertPort(handle, port("a", { id: "2", networkId: "id-b", mac: "other" }), NOW);
  await assert.rejects(insertPort(handle, port("a", { id: "3", mac: "third" }), NOW), { message: /port named "a"/ });
  await assert.rejects(insertPort(handle, port("c", { mac: "mac-a" }), NOW), { message: /hardware address mac-a/ });
  assert.deepEqual([await countPorts(handle), await countPorts(handle, "id-b")], [2, 1]);
  const options = { nowIso: LATER, ifState: ["attached"] };
  assert.equal(await updatePort(handle, "port-a", { state: "detaching" }, options), false);
});

test("the lowest free address is found without a list of all, also in a full pool", async (t) => {
  const { handle } = await temporaryDatabase(t);
  await insertNetwork(handle, network("lan"), NOW);
  const free = (first = 1, last = 5) => firstFreeAddress(handle, "id-lan", { first, last });
  assert.equal(await free(), 1);
  for (const number of [1, 2, 4]) await take(handle, number);
  assert.equal(await free(), 3);
  await take(handle, 3);
  assert.deepEqual([await free(), await free(1, 4), await free(2, 3)], [5, undefined, undefined]);
  await assert.rejects(take(handle, 4), { code: "ALREADY_EXISTS" });
});

test("an address is given to one port, and is reserved again when that is gone, if it was", async (t) => {
  const { handle } = await temporaryDatabase(t);
  await insertNetwork(handle, network("lan"), NOW);
  await take(handle, 2, { reserved: 1 });
  await take(handle, 3, { portId: "p" });
  assert.deepEqual(
    [await giveAddress(handle, "id-lan", 2, "p"), await giveAddress(handle, "id-lan", 2, "q")],
    [true, false],
  );
  assert.equal(await deleteAddress(handle, "id-lan", 2), false);
  await takeBackAddresses(handle, "p");
  assert.deepEqual(
    (await listAddresses(handle, "id-lan")).map(({ number, portId }) => [number, portId]),
    [[2, null]],
  );
});

test("an outer address is taken once, and only a free one is given back", async (t) => {
  const { handle } = await temporaryDatabase(t);
  await insertFloating(handle, { number: 9, address: "0.0.0.9" }, NOW);
  await assert.rejects(insertFloating(handle, { number: 9, address: "0.0.0.9" }, NOW), { code: "ALREADY_EXISTS" });
  await updateFloating(handle, 9, { state: "associated", portId: "p" }, { nowIso: LATER });
  assert.equal(await deleteFloating(handle, 9), false);
  assert.equal((await listFloating(handle, ["p"])).length, 1);
  await updateFloating(handle, 9, { state: "free", portId: null }, { nowIso: LATER });
  assert.deepEqual([await deleteFloating(handle, 9), await listFloating(handle)], [true, []]);
});
