import assert from "node:assert/strict";
import { test } from "node:test";
import { HostError } from "#host/errors";
import { type VolumeDomain, VolumeManager } from "#host/volume/manager";
import { context, temporaryJournal } from "../../support/journal.ts";
import { plainVolumeDriver } from "../../support/volume-driver.ts";

async function scene(t: Parameters<typeof temporaryJournal>[0]) {
  const { journal, database } = await temporaryJournal(t);
  const driver = plainVolumeDriver();
  const present = new Set(["plain"]);
  const drivers: VolumeDomain["drivers"] = {
    names: () => [...present],
    get(name) {
      if (present.has(name)) return driver;
      throw new HostError("DRIVER_UNAVAILABLE", `there is no driver ${name}`);
    },
    info: (name) => ({ name, path: "p.wasm", digest: "ab", version: "1.0.0", health: "ready" }),
    supports: () => true,
  };
  const retry = { retryMs: 1000, retryMsMax: 1000 };
  const quota = { volumes: 0, bytes: 0 };
  const domain = { database, journal, drivers, defaultDriver: "plain", quota, retry };
  return { manager: new VolumeManager({ host: "edge-1", domain }), journal, driver, present, ctx: context(t) };
}

const NAME = { name: "db1" };
const ASKED = { ...NAME, sizeBytes: 10 };

test("a volume whose driver is there is not forgotten, since the driver can be asked", async (t) => {
  const { manager, ctx } = await scene(t);
  await manager.create(ctx, ASKED);
  await assert.rejects(manager.forget(ctx, NAME), { code: "FAILED_PRECONDITION", message: /driver plain is there/ });
  assert.equal((await manager.get(ctx, NAME)).state, "available");
});

test("a change that nobody can settle any more is given up with its volume, and the journal says by whom", async (t) => {
  const { manager, journal, driver, present, ctx } = await scene(t);
  driver.afterNext = async () => {
    throw new HostError("DRIVER_TIMEOUT", "no answer in time");
  };
  await assert.rejects(manager.create(ctx, ASKED), { code: "DRIVER_TIMEOUT" });
  present.delete("plain");
  await manager.settleUnknowns(ctx);
  await assert.rejects(manager.delete(ctx, NAME), { code: "DRIVER_UNAVAILABLE" });
  assert.deepEqual(await manager.forget(ctx, NAME), { operationId: null, volume: null });
  const [operation] = await journal.list();
  const { transitions } = await journal.show(operation?.id ?? "");
  assert.deepEqual([operation?.state, operation?.error?.code], ["failed", "DRIVER_TIMEOUT"]);
  assert.match(transitions.at(-1)?.note ?? "", /given up by .+: the driver plain is gone, and nobody looked/);
  await assert.rejects(manager.get(ctx, NAME), { code: "NOT_FOUND" });
  assert.ok(driver.held.has("db1"), "what the driver made stays");
  present.add("plain");
  await assert.rejects(manager.create(ctx, ASKED), { code: "ALREADY_EXISTS", message: /volume manage/ });
});

test("a volume that has nothing open is forgotten without a trace in the journal, and an unknown one is NOT_FOUND", async (t) => {
  const { manager, journal, present, ctx } = await scene(t);
  await manager.create(ctx, ASKED);
  present.clear();
  await manager.forget(ctx, NAME);
  assert.deepEqual(
    (await journal.list()).map(({ state }) => state),
    ["done"],
  );
  await assert.rejects(manager.forget(ctx, NAME), { code: "NOT_FOUND" });
});

test("a change that still runs is not given up", async (t) => {
  const { manager, driver, present, ctx } = await scene(t);
  driver.beforeNext = async () => {
    present.clear();
    await assert.rejects(manager.forget(ctx, NAME), { code: "BUSY" });
    present.add("plain");
  };
  assert.equal((await manager.create(ctx, ASKED)).volume?.state, "available");
});
