// The stand-ins where they are meant to be used: a manager over a driver that fails on demand, and a guest's own code over a host that answers.
import { deepStrictEqual, match, rejects, strictEqual, throws } from "node:assert/strict";
import { resolve } from "node:path";
import { type TestContext, test } from "node:test";
import { HostError } from "#host/errors";
import { loadObject } from "#host/manager/load-object";
import { type VolumeDomain, VolumeManager } from "#host/volume/manager";
import { DriverStatusError, fakeDriver, fakeEngine, fakeHost, HOST, VOLUME, type VolumeDriver } from "#sdk/index";
import { context, temporaryJournal } from "../../support/journal.ts";

const ASKED = { name: "db1", sizeBytes: 4096 };

/** A manager whose one driver is a stand-in that keeps sizes in a map. */
async function scene(t: TestContext) {
  const held = new Map<string, number>();
  const found = (name: string) => {
    const sizeBytes = held.get(name);
    if (sizeBytes === undefined) throw new DriverStatusError("not_found", "there is none");
    return { name, sizeBytes };
  };
  const driver = fakeDriver<VolumeDriver>(VOLUME, {
    createVolume: async (_ctx, { name, sizeBytes }) => {
      held.set(name, sizeBytes);
      return found(name);
    },
    inspectVolume: async (_ctx, { name }) => found(name),
  });
  const drivers: VolumeDomain["drivers"] = {
    names: () => ["fake"],
    get: () => driver,
    info: (name) => ({ name, path: "p.wasm", digest: "ab", version: "1.0.0", health: "ready" }),
    supports: (_name, method) => method in driver,
  };
  const { journal, database } = await temporaryJournal(t);
  const retry = { retryMs: 1000, retryMsMax: 1000 };
  const domain = { database, journal, drivers, defaultDriver: "fake", quota: { volumes: 0, bytes: 0 }, retry };
  return { manager: new VolumeManager({ host: "edge-1", domain }), driver, ctx: context(t) };
}

test("a manager's test lets the driver refuse: the caller gets the status, and nothing is there", async (t) => {
  const { manager, driver, ctx } = await scene(t);
  driver.failNext("createVolume", "resource_exhausted");
  await rejects(manager.create(ctx, ASKED), (error) => {
    match(String((error as Error).message), /told to answer resource_exhausted/);
    return true;
  });
  await manager.create(ctx, ASKED);
  strictEqual((await manager.get(ctx, { name: "db1" })).state, "available");
});

test("a manager's test loses an answer: the outcome is unknown until the driver was asked what is there", async (t) => {
  const { manager, driver, ctx } = await scene(t);
  driver.loseNextAnswer("createVolume", new HostError("DRIVER_TIMEOUT", "no answer in time"));
  await rejects(manager.create(ctx, ASKED), { code: "DRIVER_TIMEOUT" });
  strictEqual((await manager.get(ctx, { name: "db1" })).state, "creating");
  await manager.settleUnknowns(ctx);
  strictEqual((await manager.get(ctx, { name: "db1" })).state, "available");
  const asked = driver.calls.map(({ method }) => method);
  strictEqual(asked.filter((method) => method === "createVolume").length, 1, asked.join());
  strictEqual(asked.at(-1), "inspectVolume");
});

interface Guest {
  probe(): { readonly health: string; readonly reason?: string };
  createVolume(input: { readonly name: string; readonly sizeBytes: number }): unknown;
  getStats(): { readonly totalBytes: number; readonly freeBytes: number };
}

test("a guest's own test runs its code in Node over a host that answers by the contract", async (t) => {
  const settings: Readonly<Record<string, string>> = { health: "degraded", capacity_bytes: "8192" };
  const host = fakeHost(HOST, {
    configGet: ({ key }: { key: string }) => (settings[key] === undefined ? {} : { value: settings[key] }),
  });
  Object.assign(globalThis, { holdfast: fakeEngine(host) });
  t.after(() => Reflect.deleteProperty(globalThis, "holdfast"));
  const source = resolve("drivers-wasm/volume-fake-typescript/volumes.ts");
  const { object } = await loadObject(`${source}#MemoryVolumes`, { cwd: "/", parts: { host: "", domain: undefined } });
  const guest = object as Guest;
  deepStrictEqual(guest.probe(), { health: "degraded" });
  guest.createVolume({ name: "a", sizeBytes: 8192 });
  throws(() => guest.createVolume({ name: "a", sizeBytes: 1 }), { status: "already_exists" });
  throws(() => guest.createVolume({ name: "b", sizeBytes: 1 }), { status: "resource_exhausted" });
  deepStrictEqual(guest.getStats(), { totalBytes: 8192, freeBytes: 0 });
  deepStrictEqual([...new Set(host.calls.map(({ method }) => method))], ["configGet"]);
});
