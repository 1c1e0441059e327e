import assert from "node:assert/strict";
import { test } from "node:test";
import { isHostError } from "#host/errors";
import { createFakeClock } from "../../support/fake-clock.ts";
import { networkScene } from "../../support/network-manager.ts";

const withCode = (code: string) => (error: unknown) => isHostError(error) && error.code === code;
const LAN = { name: "lan", cidr: "10.0.0.0/29" };

test("the lowest free address is given out, never the gateway's, and none when all are taken", async (t) => {
  const { manager, ctx } = await networkScene(t);
  await manager.create(ctx(), LAN);
  const next = async () => (await manager.allocateAddress(ctx(), { network: "lan" })).address.address;
  assert.deepEqual([await next(), await next(), await next()], ["10.0.0.2", "10.0.0.3", "10.0.0.4"]);
  await manager.releaseAddress(ctx(), { network: "lan", address: "10.0.0.3" });
  assert.deepEqual([await next(), await next(), await next()], ["10.0.0.3", "10.0.0.5", "10.0.0.6"]);
  await assert.rejects(next(), withCode("RESOURCE_EXHAUSTED"));
});

test("a pool bounds what is given out, not what can be asked for by name", async (t) => {
  const { manager, ctx } = await networkScene(t);
  await manager.create(ctx(), { ...LAN, poolFirst: "10.0.0.4", poolLast: "10.0.0.5" });
  const ask = (address?: string) =>
    manager.allocateAddress(ctx(), { network: "lan", ...(address === undefined ? {} : { address }) });
  assert.equal((await ask("10.0.0.6")).address.address, "10.0.0.6");
  assert.equal((await ask()).address.address, "10.0.0.4");
  assert.equal((await ask()).address.address, "10.0.0.5");
  await assert.rejects(ask(), withCode("RESOURCE_EXHAUSTED"));
  await assert.rejects(ask("10.0.0.6"), withCode("ALREADY_EXISTS"));
  await assert.rejects(ask("10.0.0.7"), withCode("INVALID_PARAMS"));
});

test("many who ask at once get an address each", async (t) => {
  const { manager, ctx } = await networkScene(t);
  await manager.create(ctx(), { name: "lan", cidr: "10.0.0.0/24" });
  const asked = Array.from({ length: 100 }, () => manager.allocateAddress(ctx(), { network: "lan" }));
  const given = (await Promise.all(asked)).map(({ address }) => address.address);
  assert.equal(new Set(given).size, 100);
});

test("a reservation becomes a port's and is a reservation again when the port is gone", async (t) => {
  const { manager, ctx } = await networkScene(t);
  await manager.create(ctx(), LAN);
  await manager.allocateAddress(ctx(), { network: "lan", address: "10.0.0.5", owner: "printer" });
  await manager.attachPort(ctx(), { network: "lan", port: "a", address: "10.0.0.5" });
  const release = () => manager.releaseAddress(ctx(), { network: "lan", address: "10.0.0.5" });
  await assert.rejects(release(), withCode("FAILED_PRECONDITION"));
  await manager.detachPort(ctx(), { network: "lan", port: "a" });
  const { addresses } = await manager.listAddresses(ctx(), { network: "lan" });
  assert.deepEqual(addresses[1], {
    ...{ address: "10.0.0.5", port: null, reserved: true, owner: "printer", expiresAt: null },
  });
  assert.deepEqual([await release(), await release()], [{ released: true }, { released: false }]);
});

test("the gateway's address cannot be released", async (t) => {
  const { manager, ctx } = await networkScene(t);
  await manager.create(ctx(), LAN);
  const release = manager.releaseAddress(ctx(), { network: "lan", address: "10.0.0.1" });
  await assert.rejects(release, withCode("FAILED_PRECONDITION"));
});

test("a lease ends by itself, but not while a port has the address", async (t) => {
  const clock = createFakeClock();
  const { manager, ctx } = await networkScene(t, { clock });
  await manager.create(ctx(), LAN);
  for (const address of ["10.0.0.4", "10.0.0.5"])
    await manager.allocateAddress(ctx(), { network: "lan", address, leaseMs: 60_000 });
  await manager.attachPort(ctx(), { network: "lan", port: "a", address: "10.0.0.5" });
  const taken = async () => {
    await manager.expireAddresses(ctx());
    return (await manager.listAddresses(ctx(), { network: "lan" })).addresses.map(({ address }) => address);
  };
  await clock.advance(59_000);
  assert.deepEqual(await taken(), ["10.0.0.1", "10.0.0.4", "10.0.0.5"]);
  await clock.advance(2_000);
  assert.deepEqual(await taken(), ["10.0.0.1", "10.0.0.5"]);
  await manager.detachPort(ctx(), { network: "lan", port: "a" });
  assert.deepEqual(await taken(), ["10.0.0.1"]);
});
