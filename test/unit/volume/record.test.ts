import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { findVolume, insertVolume, updateVolume, type VolumeRecord } from "#host/db/volumes-table";
import { isHostError } from "#host/errors";
import { claim, settleOutcome, view, writeRecord } from "#host/volume/record";
import { temporaryDatabase } from "../../support/database.ts";

const [THEN, NOW] = ["2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"];

async function makeRecord(t: TestContext, change: Partial<VolumeRecord> = {}) {
  const database = await temporaryDatabase(t);
  const made = { host: "here", driver: "plain", driverDigest: "", operationId: "made", sizeBytes: 100 };
  const { handle } = database;
  await insertVolume(handle, { id: "id-1", name: "db1", state: "available", ...made }, THEN);
  await updateVolume(handle, "id-1", change, { nowIso: THEN });
  const read = () => findVolume(handle, "db1");
  const seen = await read();
  assert.ok(seen);
  return { database, read, seen };
}

const deleting = { state: "deleting", operationId: "op", ifState: ["available", "error"] } as const;

test("a claim marks the record with the change and its operation", async (t) => {
  const { database, read, seen } = await makeRecord(t);
  await database.transaction((tx) => claim(tx, seen, deleting, NOW));
  const row = await read();
  assert.deepEqual([row?.state, row?.operationId, row?.updatedAt], ["deleting", "op", NOW]);
});

test("a claim in another state is refused with the state that it is in now", async (t) => {
  const { database, seen } = await makeRecord(t);
  await updateVolume(database.handle, "id-1", { state: "extending" }, { nowIso: NOW });
  await assert.rejects(
    database.transaction((tx) => claim(tx, seen, deleting, NOW)),
    (error) =>
      isHostError(error, "FAILED_PRECONDITION") && /is extending, but must be available or error/.test(error.message),
  );
});

test("a claim on what was seen before somebody else changed it is refused as busy", async (t) => {
  const { database, seen } = await makeRecord(t);
  await updateVolume(database.handle, "id-1", { sizeBytes: 400 }, { nowIso: NOW });
  const late = database.transaction((tx) => claim(tx, seen, deleting, NOW));
  await assert.rejects(late, (error) => isHostError(error, "BUSY") && error.retryable);
});

test("an unknown outcome leaves the record as it was marked", async (t) => {
  const { database, read } = await makeRecord(t, { state: "creating" });
  const change = { action: "create", operationId: "made" } as const;
  const outcome = { state: "unknown", error: new Error("lost") } as const;
  await database.transaction((tx) => settleOutcome(tx, change, outcome, NOW));
  assert.equal((await read())?.state, "creating");
});

test("a refused delete leaves a sound volume available and a damaged one in error, with its reason", async (t) => {
  const outcome = { state: "failed", error: new Error("refused") } as const;
  for (const [error, state] of [
    [null, "available"],
    ["half of it is missing", "error"],
  ] as const) {
    const { database, read } = await makeRecord(t, { state: "deleting", operationId: "op", error });
    const change = { action: "delete", operationId: "op" } as const;
    await database.transaction((tx) => settleOutcome(tx, change, outcome, NOW));
    const row = await read();
    assert.deepEqual([row?.state, row?.error], [state, error]);
  }
});

test("what a lost delete left there keeps its error too, and the size that the driver tells", async (t) => {
  const { database, read, seen } = await makeRecord(t, { state: "deleting", error: "half of it is missing" });
  const found = { name: "db1", sizeBytes: 50, location: "/volumes/db1" };
  await database.transaction((tx) => writeRecord(tx, seen, { to: "as-before", found }, NOW));
  const row = await read();
  assert.deepEqual([row?.state, row?.error, row?.sizeBytes], ["error", "half of it is missing", 50]);
});

test("a done create shows what the driver said of it; a failed one is gone", async (t) => {
  const result = { name: "db1", sizeBytes: 100, allocatedBytes: 4096, location: "/volumes/db1" };
  const change = { action: "create", operationId: "made" } as const;
  const done = await makeRecord(t, { state: "creating" });
  await done.database.transaction((tx) => settleOutcome(tx, change, { state: "done", result }, NOW));
  const row = await done.read();
  assert.deepEqual([row?.state, row?.allocatedBytes, row?.location], ["available", 4096, "/volumes/db1"]);
  const failed = await makeRecord(t, { state: "creating" });
  const outcome = { state: "failed", error: new Error("full") } as const;
  await failed.database.transaction((tx) => settleOutcome(tx, change, outcome, NOW));
  assert.equal(await failed.read(), undefined);
});

test("an outcome whose record is gone settles nothing", async (t) => {
  const { database, read } = await makeRecord(t);
  const change = { action: "extend", operationId: "nobody's" } as const;
  await database.transaction((tx) => settleOutcome(tx, change, { state: "done", result: undefined }, NOW));
  assert.equal((await read())?.updatedAt, THEN);
});

test("what is shown has no inner fields", async (t) => {
  const { seen } = await makeRecord(t);
  const shown = Object.keys(view(seen));
  for (const inner of ["operationId", "deletedAt", "host"]) assert.ok(!shown.includes(inner), inner);
});
