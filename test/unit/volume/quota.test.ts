import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Database } from "#host/db/connection";
import { insertOperation } from "#host/db/operations-table";
import { insertSnapshot } from "#host/db/volume-parts-table";
import { insertVolume, updateVolume } from "#host/db/volumes-table";
import { isHostError } from "#host/errors";
import { type More, requireQuota, type VolumeQuota } from "#host/volume/quota";
import { temporaryDatabase } from "../../support/database.ts";

const NOW = "2026-01-01T00:00:00.000Z";

async function holding(t: TestContext, sizes: readonly number[]): Promise<Database> {
  const database = await temporaryDatabase(t);
  for (const [index, sizeBytes] of sizes.entries()) {
    const name = `v${index}`;
    const of = { host: "here", driver: "plain", driverDigest: "", operationId: `made-${index}` };
    await insertVolume(database.handle, { id: name, name, sizeBytes, state: "available", ...of }, NOW);
  }
  return database;
}

const refused = (database: Database, quota: VolumeQuota, bytes: number, more: number | Omit<More, "bytes">) =>
  database
    .transaction((tx) => requireQuota(tx, quota, { bytes, ...(typeof more === "number" ? { volumes: more } : more) }))
    .then(
      () => undefined,
      (error: unknown) => {
        assert.ok(isHostError(error, "RESOURCE_EXHAUSTED"));
        assert.equal(error.retryable, false, "the same call would not fit later either");
        return error.message;
      },
    );

test("what just fits is allowed, one more byte or volume is not", async (t) => {
  const database = await holding(t, [100, 200]);
  assert.equal(await refused(database, { volumes: 3, bytes: 500 }, 200, 1), undefined);
  assert.match((await refused(database, { volumes: 3, bytes: 500 }, 201, 1)) ?? "", /volume\.quota\.bytes/);
  assert.match((await refused(database, { volumes: 2, bytes: 500 }, 1, 1)) ?? "", /volume\.quota\.volumes/);
});

test("zero is no limit", async (t) => {
  const database = await holding(t, [100]);
  assert.equal(await refused(database, { volumes: 0, bytes: 0 }, Number.MAX_SAFE_INTEGER - 100, 1000), undefined);
});

test("an extend that is under way or in doubt has its bytes already", async (t) => {
  const database = await holding(t, [100, 100]);
  const operation = {
    ...{ id: "growing", host: "here", instanceId: "run", domain: "volume", resource: "v0", action: "extend" },
    ...{
      driver: "plain",
      input: { name: "v0", sizeBytes: 400 },
      idempotencyKey: null,
      requestId: "r",
      startedBy: "me",
    },
  };
  await insertOperation(database.handle, operation, NOW);
  const quota = { volumes: 0, bytes: 700 };
  assert.equal(await refused(database, quota, 500, 0), undefined, "the volume is not claimed yet");
  await updateVolume(database.handle, "v0", { state: "extending", operationId: "growing" }, { nowIso: NOW });
  assert.equal(await refused(database, quota, 200, 0), undefined);
  assert.match((await refused(database, quota, 201, 0)) ?? "", /quota/);
});

test("snapshots count by number and by the bytes that they keep, also while they are being made", async (t) => {
  const database = await holding(t, [100, 100]);
  const quota = { volumes: 0, bytes: 400, snapshots: 2 };
  const kept = { volumeId: "v0", name: "monday", sizeBytes: 100, createdAt: NOW };
  await insertSnapshot(database.handle, kept);
  assert.equal(await refused(database, quota, 100, { snapshots: 1 }), undefined);
  assert.match(
    (await refused(database, quota, 101, { snapshots: 1 })) ?? "",
    /^101 B are more than the 100 B that are left of the quota of 400 B: delete volumes or snapshots or raise volume\.quota\.bytes/,
  );
  const operation = {
    ...{ id: "making", host: "here", instanceId: "run", domain: "volume", resource: "v1", action: "createSnapshot" },
    ...{
      driver: "plain",
      input: { name: "v1", snapshot: "monday" },
      idempotencyKey: null,
      requestId: "r",
      startedBy: "me",
    },
  };
  await insertOperation(database.handle, operation, NOW);
  await updateVolume(database.handle, "v1", { state: "snapshotting", operationId: "making" }, { nowIso: NOW });
  assert.match(
    (await refused(database, quota, 0, { snapshots: 1 })) ?? "",
    /the quota of 2 snapshots is used up: delete snapshots/,
  );
  assert.match((await refused(database, quota, 1, 1)) ?? "", /volume\.quota\.bytes/);
  assert.equal(await refused(database, { volumes: 0, bytes: 0 }, 1, { volumes: 1, snapshots: 1 }), undefined);
});
