import assert from "node:assert/strict";
import { test } from "node:test";
import { openDatabase } from "#host/db/connection";
import {
  deleteService,
  findService,
  getService,
  listServices,
  recordSeen,
  registerService,
  type ServiceRegistration,
  updateService,
} from "#host/db/services-table";
import { temporaryDatabase } from "../../support/database.ts";

const NOW = "2026-01-01T00:00:00.000Z";
const LATER = "2026-01-01T00:00:10.000Z";

function registration(change: Partial<ServiceRegistration> = {}): ServiceRegistration {
  const identity = { host: "edge-1", binary: "holdfast", topic: "volume" };
  return {
    ...identity,
    version: "0.1.0",
    startedAt: NOW,
    instanceId: "i-1",
    bootId: "b-1",
    state: "starting",
    ...change,
  };
}

test("a first registration makes the record with all that was said", async (t) => {
  const { handle } = await temporaryDatabase(t);
  const drivers = [{ name: "file", version: "1.0.0", digest: "ab" }];
  const { record, before } = await registerService(
    handle,
    registration({ drivers, capabilities: { sparse: true }, apiVersions: { volume: "1.0" } }),
    NOW,
  );
  assert.equal(before, undefined);
  assert.match(record.uuid, /^[0-9a-f-]{36}$/);
  assert.deepEqual(
    { ...record, uuid: "", id: 0 },
    {
      ...registration({ drivers, capabilities: { sparse: true }, apiVersions: { volume: "1.0" } }),
      ...{ id: 0, uuid: "", reportCount: 0, lastSeenUp: null, forcedDown: false, startSteps: [] },
      ...{ disabled: false, disabledReason: null, disabledAt: null, disabledBy: null, disabledUntil: null },
      ...{ stateReason: null, stateChangedAt: NOW, createdAt: NOW, updatedAt: NOW, deleted: false, deletedAt: null },
    },
  );
  assert.deepEqual(await findService(handle, "edge-1", "volume"), record);
});

test("a restart takes the record over: same identity, operator's word kept, old version told", async (t) => {
  const { handle } = await temporaryDatabase(t);
  const first = await registerService(handle, registration(), NOW);
  await updateService(handle, first.record.uuid, { disabled: true, disabledReason: "broken fan", state: "up" }, NOW);
  const again = await registerService(handle, registration({ version: "0.2.0", bootId: "b-2" }), LATER);
  assert.equal(again.before?.version, "0.1.0");
  assert.equal(again.before?.state, "up");
  assert.equal(again.record.uuid, first.record.uuid);
  assert.deepEqual(
    [again.record.version, again.record.bootId, again.record.state, again.record.createdAt, again.record.updatedAt],
    ["0.2.0", "b-2", "starting", NOW, LATER],
  );
  assert.deepEqual([again.record.disabled, again.record.disabledReason], [true, "broken fan"]);
});

test("twins that register at once share one record", async (t) => {
  const one = await temporaryDatabase(t);
  const two = openDatabase({ path: one.path });
  t.after(() => two.close());
  const runs = await Promise.all(
    [one, two, one, two].map(({ handle }, n) => registerService(handle, registration({ bootId: `b-${n}` }), NOW)),
  );
  assert.equal(new Set(runs.map(({ record }) => record.uuid)).size, 1);
  assert.equal(runs.filter(({ before }) => before === undefined).length, 1);
  assert.equal((await listServices(one.handle)).length, 1);
});

test("new services can begin disabled, known ones are left as they are", async (t) => {
  const { handle } = await temporaryDatabase(t);
  const disabledReason = "new services begin disabled";
  const { record } = await registerService(handle, registration({ disabledReason }), NOW);
  assert.deepEqual([record.disabled, record.disabledReason, record.disabledBy], [true, disabledReason, "config"]);
  await updateService(handle, record.uuid, { disabled: false, disabledReason: null }, NOW);
  const again = await registerService(handle, registration({ disabledReason }), LATER);
  assert.deepEqual([again.record.disabled, again.record.disabledReason], [false, null]);
});

test("a change touches what it names; only a change of state moves its time", async (t) => {
  const { handle } = await temporaryDatabase(t);
  const { record } = await registerService(handle, registration(), NOW);
  const steps = [{ name: "initHost", state: "done", durationMs: 12 }];
  const changed = await updateService(handle, record.uuid, { startSteps: steps, forcedDown: true }, LATER);
  assert.deepEqual([changed.startSteps, changed.forcedDown, changed.stateChangedAt], [steps, true, NOW]);
  const up = await updateService(handle, record.uuid, { state: "up", stateReason: null }, LATER);
  assert.deepEqual([up.state, up.stateChangedAt, up.startSteps], ["up", LATER, steps]);
});

test("a deleted record can be looked at, its place is free, and nothing changes it any more", async (t) => {
  const { handle } = await temporaryDatabase(t);
  const { record } = await registerService(handle, registration(), NOW);
  await deleteService(handle, record.uuid, LATER);
  assert.equal(await findService(handle, "edge-1", "volume"), undefined);
  assert.deepEqual(await listServices(handle), []);
  assert.equal((await getService(handle, record.uuid)).deletedAt, LATER);
  await assert.rejects(updateService(handle, record.uuid, { state: "up" }, LATER), { code: "NOT_FOUND" });
  await assert.rejects(deleteService(handle, record.uuid, LATER), { code: "NOT_FOUND" });
  const again = await registerService(handle, registration(), LATER);
  assert.notEqual(again.record.uuid, record.uuid);
  await deleteService(handle, again.record.uuid, LATER);
  assert.equal((await listServices(handle, { deleted: true })).length, 2);
});

test("a record that never was is NOT_FOUND with a way to look", async (t) => {
  const { handle } = await temporaryDatabase(t);
  await assert.rejects(getService(handle, "no-such"), { code: "NOT_FOUND", message: /service list/ });
});

test("reports of many services are counted in one transaction, those of deleted ones dropped", async (t) => {
  const database = await temporaryDatabase(t);
  const records = [];
  for (const topic of ["a", "b", "c"]) {
    records.push((await registerService(database.handle, registration({ topic }), NOW)).record);
  }
  const [a, b, c] = records;
  await deleteService(database.handle, c?.uuid ?? "", NOW);
  const seen = records.map(({ uuid }, n) => ({ uuid, reports: n + 1, lastSeenUp: LATER }));
  for (let flush = 0; flush < 2; flush++) await database.transaction((tx) => recordSeen(tx, seen));
  const after = await listServices(database.handle, { deleted: true });
  assert.deepEqual(
    after.map(({ uuid, reportCount, lastSeenUp }) => [uuid, reportCount, lastSeenUp]),
    [
      [a?.uuid, 2, LATER],
      [b?.uuid, 4, LATER],
      [c?.uuid, 0, null],
    ],
  );
});
