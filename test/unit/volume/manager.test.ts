import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { RequestContext } from "#host/context";
import { openDatabase } from "#host/db/connection";
import { migrateDatabase } from "#host/db/migrate";
import { HostError, isHostError } from "#host/errors";
import { silentLog } from "#host/log";
import { Journal } from "#host/operation/journal";
import { VolumeManager } from "#host/volume/manager";
import { DriverStatusError } from "#sdk/index";
import { temporaryFiles } from "../../support/files.ts";
import { until } from "../../support/until.ts";
import { plainVolumeDriver } from "../../support/volume-driver.ts";

const GIB = 2 ** 30;

async function makeManager(t: TestContext, options: { quota?: { volumes: number; bytes: number } } = {}) {
  const database = openDatabase({ path: join(temporaryFiles(t), "state.db") });
  t.after(() => database.close());
  await migrateDatabase(database);
  const driver = plainVolumeDriver();
  const info = {
    name: "plain",
    path: "plain.wasm",
    digest: "ab".repeat(32),
    version: "1.0.0",
    health: "ready",
  } as const;
  const drivers = {
    names: () => ["plain"],
    get: (name: string) => {
      if (name !== "plain") throw new HostError("DRIVER_UNAVAILABLE", `no driver ${name}; there is plain`);
      return driver;
    },
    info: () => info,
    supports: () => true,
  };
  const makeJournal = (instanceId: string) => new Journal({ database, host: "here", instanceId, log: silentLog });
  const journal = makeJournal("first-run");
  const quota = options.quota ?? { volumes: 0, bytes: 0 };
  const domain = {
    database,
    journal,
    drivers,
    defaultDriver: "plain",
    quota,
    retry: { retryMs: 1000, retryMsMax: 1000 },
  };
  const manager = new VolumeManager({ host: "here", domain });
  const afterCrash = () =>
    new VolumeManager({ host: "here", domain: { ...domain, journal: makeJournal("second-run") } });
  const context = (idempotencyKey?: string) => {
    const ctx = new RequestContext({ timeoutMs: 10_000, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) });
    t.after(() => ctx.close());
    return ctx;
  };
  return { manager, driver, journal, context, afterCrash };
}

const withCode = (code: string) => (error: unknown) => isHostError(error) && error.code === code;
const lostAnswer = async () => {
  throw new HostError("DRIVER_TIMEOUT", "the driver did not answer in time");
};

test("a created volume is available with what the driver said of it", async (t) => {
  const { manager, driver, context } = await makeManager(t);
  const { volume, operationId } = await manager.create(context(), { name: "db1", sizeBytes: GIB });
  assert.equal(volume?.state, "available");
  assert.equal(volume?.location, "/volumes/db1");
  assert.equal(volume?.driverDigest, "ab".repeat(32));
  assert.ok(operationId);
  assert.equal(driver.held.get("db1"), GIB);
});

test("a name is taken only once, and the second try changes nothing", async (t) => {
  const { manager, driver, context } = await makeManager(t);
  await manager.create(context(), { name: "db1", sizeBytes: GIB });
  await assert.rejects(manager.create(context(), { name: "db1", sizeBytes: 2 * GIB }), withCode("ALREADY_EXISTS"));
  assert.equal(driver.held.get("db1"), GIB);
  assert.equal((await manager.get(context(), { name: "db1" })).sizeBytes, GIB);
});

test("a driver that refuses to create leaves no record behind, and the journal says failed", async (t) => {
  const { manager, driver, journal, context } = await makeManager(t);
  driver.beforeNext = async () => {
    throw new DriverStatusError("resource_exhausted", "the disk is full");
  };
  await assert.rejects(manager.create(context(), { name: "db1", sizeBytes: GIB }), { name: "DriverStatusError" });
  assert.deepEqual((await manager.list(context(), {})).volumes, []);
  assert.equal((await journal.list())[0]?.state, "failed");
  const again = await manager.create(context(), { name: "db1", sizeBytes: GIB });
  assert.equal(again.volume?.state, "available");
});

test("a create whose answer was lost stays creating until the driver was asked, then it is available", async (t) => {
  const { manager, driver, journal, context } = await makeManager(t);
  driver.afterNext = lostAnswer;
  await assert.rejects(manager.create(context(), { name: "db1", sizeBytes: GIB }), withCode("DRIVER_TIMEOUT"));
  assert.equal((await manager.get(context(), { name: "db1" })).state, "creating");
  await assert.rejects(manager.delete(context(), { name: "db1" }), withCode("BUSY"));
  await manager.settleUnknowns(context());
  assert.equal((await manager.get(context(), { name: "db1" })).state, "available");
  const [operation] = await journal.list();
  const { transitions } = await journal.show(operation?.id ?? "");
  assert.deepEqual(
    transitions.map(({ state }) => state),
    ["started", "unknown", "settled"],
  );
});

test("a driver that hangs when it is asked keeps no host from starting, and is asked again later", async (t) => {
  const { manager, driver, journal, context, afterCrash } = await makeManager(t);
  driver.afterNext = lostAnswer;
  await assert.rejects(manager.create(context(), { name: "db1", sizeBytes: GIB }), withCode("DRIVER_TIMEOUT"));
  const { inspectVolume } = driver;
  driver.inspectVolume = (ctx) =>
    new Promise((_resolve, reject) => {
      const working = setInterval(() => {}, 1000);
      ctx.signal.addEventListener("abort", () => {
        clearInterval(working);
        reject(ctx.signal.reason);
      });
    });
  const starting = new RequestContext({ timeoutMs: 200 });
  t.after(() => starting.close());
  const restarted = afterCrash();
  await restarted.initHost(starting);
  assert.equal((await restarted.get(context(), { name: "db1" })).state, "creating");
  driver.inspectVolume = inspectVolume;
  await until("it is settled", async () => {
    await restarted.settleUnknowns(context());
    return (await journal.list({ state: "unknown" })).length === 0;
  });
});

test("a create that never reached the device is settled as failed and its record is gone", async (t) => {
  const { manager, driver, journal, context } = await makeManager(t);
  driver.beforeNext = lostAnswer;
  await assert.rejects(manager.create(context(), { name: "db1", sizeBytes: GIB }), withCode("DRIVER_TIMEOUT"));
  await manager.settleUnknowns(context());
  await assert.rejects(manager.get(context(), { name: "db1" }), withCode("NOT_FOUND"));
  assert.equal((await journal.list())[0]?.state, "failed");
});

test("a driver that answers ok with another size is not believed", async (t) => {
  const { manager, driver, context } = await makeManager(t);
  driver.afterNext = async () => void driver.held.set("db1", 7);
  const inspected = driver.createVolume;
  driver.createVolume = async (ctx, input) => ({ ...(await inspected(ctx, input)), sizeBytes: 7 });
  await assert.rejects(manager.create(context(), { name: "db1", sizeBytes: GIB }), withCode("DRIVER_BAD_ANSWER"));
  await manager.settleUnknowns(context());
  const volume = await manager.get(context(), { name: "db1" });
  assert.equal(volume.state, "error");
  assert.match(volume.error ?? "", /7 bytes instead of 1073741824/);
});

test("after a crash in the middle of a create the next run finds out what is there", async (t) => {
  const { manager, driver, journal, context, afterCrash } = await makeManager(t);
  let release = () => {};
  const reached = new Promise<void>((reachedIt) => {
    driver.afterNext = () => {
      reachedIt();
      return new Promise<void>((resolve) => {
        release = resolve;
      });
    };
  });
  const interrupted = manager.create(context(), { name: "db1", sizeBytes: GIB });
  await reached;
  await afterCrash().initHost(context());
  const [operation] = await journal.list();
  const { transitions } = await journal.show(operation?.id ?? "");
  assert.deepEqual(
    transitions.map(({ state }) => state),
    ["started", "unknown", "settled"],
  );
  assert.equal((await manager.get(context(), { name: "db1" })).state, "available");
  release();
  await interrupted.catch(() => undefined);
});

test("deleting what is absent succeeds without an operation", async (t) => {
  const { manager, context } = await makeManager(t);
  assert.deepEqual(await manager.delete(context(), { name: "nothing" }), { operationId: null, volume: null });
});

test("a deleted volume's name is free again", async (t) => {
  const { manager, driver, context } = await makeManager(t);
  await manager.create(context(), { name: "db1", sizeBytes: GIB });
  const { volume } = await manager.delete(context(), { name: "db1" });
  assert.equal(volume, null);
  assert.equal(driver.held.size, 0);
  await manager.create(context(), { name: "db1", sizeBytes: 5 });
});

test("a delete that the driver refuses leaves the volume as it was", async (t) => {
  const { manager, driver, context } = await makeManager(t);
  await manager.create(context(), { name: "db1", sizeBytes: GIB });
  driver.beforeNext = async () => {
    throw new DriverStatusError("busy", "it is attached");
  };
  await assert.rejects(manager.delete(context(), { name: "db1" }), { name: "DriverStatusError" });
  assert.equal((await manager.get(context(), { name: "db1" })).state, "available");
});

test("a volume grows to the exact size and never shrinks", async (t) => {
  const { manager, driver, context } = await makeManager(t);
  await manager.create(context(), { name: "db1", sizeBytes: GIB });
  const { volume } = await manager.extend(context(), { name: "db1", sizeBytes: 3 * GIB });
  assert.equal(volume?.sizeBytes, 3 * GIB);
  await assert.rejects(manager.extend(context(), { name: "db1", sizeBytes: GIB }), withCode("INVALID_PARAMS"));
  assert.equal(driver.held.get("db1"), 3 * GIB);
});

test("an extend that was lost before it happened goes back to available with the old size", async (t) => {
  const { manager, driver, context } = await makeManager(t);
  await manager.create(context(), { name: "db1", sizeBytes: GIB });
  driver.beforeNext = lostAnswer;
  await assert.rejects(manager.extend(context(), { name: "db1", sizeBytes: 2 * GIB }), withCode("DRIVER_TIMEOUT"));
  assert.equal((await manager.get(context(), { name: "db1" })).state, "extending");
  await manager.settleUnknowns(context());
  const volume = await manager.get(context(), { name: "db1" });
  assert.deepEqual([volume.state, volume.sizeBytes], ["available", GIB]);
});

test("the same idempotency key answers the first outcome instead of doing it twice", async (t) => {
  const { manager, journal, context } = await makeManager(t);
  const first = await manager.create(context("key-1"), { name: "db1", sizeBytes: GIB });
  const second = await manager.create(context("key-1"), { name: "db1", sizeBytes: GIB });
  assert.equal(second.operationId, first.operationId);
  assert.equal((await journal.list()).length, 1);
  await assert.rejects(manager.create(context("key-1"), { name: "db2", sizeBytes: GIB }), withCode("ALREADY_EXISTS"));
});

test("quotas refuse in advance what would not fit, in number and in bytes", async (t) => {
  const { manager, driver, context } = await makeManager(t, { quota: { volumes: 2, bytes: 10 } });
  await manager.create(context(), { name: "a", sizeBytes: 4 });
  await assert.rejects(manager.create(context(), { name: "b", sizeBytes: 7 }), withCode("RESOURCE_EXHAUSTED"));
  await manager.create(context(), { name: "b", sizeBytes: 6 });
  await assert.rejects(manager.create(context(), { name: "c", sizeBytes: 1 }), withCode("RESOURCE_EXHAUSTED"));
  await assert.rejects(manager.extend(context(), { name: "a", sizeBytes: 5 }), withCode("RESOURCE_EXHAUSTED"));
  assert.deepEqual([...driver.held.values()], [4, 6]);
});

test("a driver that is not there is named in the refusal", async (t) => {
  const { manager, context } = await makeManager(t);
  await assert.rejects(
    manager.create(context(), { name: "a", sizeBytes: 4, driver: "lvm" }),
    /no driver lvm; there is plain/,
  );
});

test("many creates at once of one name make one volume", async (t) => {
  const { manager, driver, context } = await makeManager(t);
  const tries = Array.from({ length: 20 }, () => manager.create(context(), { name: "db1", sizeBytes: 1 }));
  const outcomes = await Promise.allSettled(tries);
  assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
  assert.equal(driver.held.size, 1);
});

test("an extend that was judged by an older size is refused, so that no volume shrinks by a race", async (t) => {
  const { manager, context } = await makeManager(t);
  await manager.create(context(), { name: "db1", sizeBytes: GIB });
  const outcomes = await Promise.allSettled([
    manager.extend(context(), { name: "db1", sizeBytes: 4 * GIB }),
    manager.extend(context(), { name: "db1", sizeBytes: 2 * GIB }),
    manager.extend(context(), { name: "db1", sizeBytes: 3 * GIB }),
  ]);
  const done = outcomes.filter((outcome) => outcome.status === "fulfilled");
  assert.ok(done.length >= 1);
  const { sizeBytes } = await manager.get(context(), { name: "db1" });
  const largest = Math.max(...done.map(({ value }) => value.volume?.sizeBytes ?? 0));
  assert.equal(sizeBytes, largest);
});

test("extends that run at once cannot go over the quota together", async (t) => {
  const { manager, context } = await makeManager(t, { quota: { volumes: 0, bytes: 7 * GIB } });
  for (const name of ["a", "b"]) await manager.create(context(), { name, sizeBytes: GIB });
  const outcomes = await Promise.allSettled(
    ["a", "b"].map((name) => manager.extend(context(), { name, sizeBytes: 5 * GIB })),
  );
  const refused = outcomes.filter((outcome) => outcome.status === "rejected");
  assert.deepEqual([refused.length, withCode("RESOURCE_EXHAUSTED")(refused[0]?.reason)], [1, true]);
});

test("a list is paged by the last name of the page before", async (t) => {
  const { manager, context } = await makeManager(t);
  for (const name of ["a", "b", "c", "ä"]) await manager.create(context(), { name, sizeBytes: 1 });
  const seen: string[] = [];
  for (let after: string | undefined, page = -1; page !== 0; ) {
    const { volumes } = await manager.list(context(), { limit: 2, ...(after === undefined ? {} : { after }) });
    seen.push(...volumes.map(({ name }) => name));
    after = volumes.at(-1)?.name;
    page = volumes.length;
  }
  assert.deepEqual(seen, ["a", "b", "c", "ä"]);
});
