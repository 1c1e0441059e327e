import assert from "node:assert/strict";
import { test } from "node:test";
import {
  deleteVolume,
  findVolume,
  findVolumeById,
  findVolumeByOperation,
  insertVolume,
  listVolumes,
  type NewVolume,
  sumVolumes,
  updateVolume,
} from "#host/db/volumes-table";
import { temporaryDatabase } from "../../support/database.ts";

const NOW = "2026-01-01T00:00:00.000Z";
const LATER = "2026-01-01T00:00:10.000Z";

function volume(name: string, change: Partial<NewVolume> = {}): NewVolume {
  const driver = { driver: "file", driverDigest: "ab", operationId: null };
  return { id: `id-${name}`, host: "edge-1", name, sizeBytes: 4096, state: "creating", ...driver, ...change };
}

test("a volume is found by name and by id as it was written, whatever its name", async (t) => {
  const { handle } = await temporaryDatabase(t);
  for (const name of ["db1", "../etc/passwd", "ünï-🗄️", "a'b\"c;--", "nul\u0000inside"]) {
    const made = await insertVolume(handle, volume(name, { sizeBytes: Number.MAX_SAFE_INTEGER }), NOW);
    assert.deepEqual(await findVolume(handle, name), made);
    assert.deepEqual(await findVolumeById(handle, `id-${name}`), made);
    assert.equal(made.sizeBytes, Number.MAX_SAFE_INTEGER);
    assert.deepEqual([made.location, made.error, made.deletedAt, made.createdAt], [null, null, null, NOW]);
  }
});

test("two living volumes never share a name; a deleted one gives it back", async (t) => {
  const { handle } = await temporaryDatabase(t);
  await insertVolume(handle, volume("db1"), NOW);
  await assert.rejects(insertVolume(handle, volume("db1", { id: "other", driver: "fake" }), NOW), {
    code: "ALREADY_EXISTS",
    message: /"db1"/,
  });
  await deleteVolume(handle, "id-db1", LATER);
  await deleteVolume(handle, "id-db1", LATER);
  assert.equal(await findVolume(handle, "db1"), undefined);
  await insertVolume(handle, volume("db1", { id: "other" }), LATER);
  assert.equal((await findVolume(handle, "db1"))?.id, "other");
});

test("a change that asks for a state is compare-and-set", async (t) => {
  const { handle } = await temporaryDatabase(t);
  await insertVolume(handle, volume("db1"), NOW);
  const options = { nowIso: LATER, ifState: ["available", "error"] };
  assert.equal(await updateVolume(handle, "id-db1", { state: "deleting" }, options), undefined);
  await updateVolume(
    handle,
    "id-db1",
    { state: "available", allocatedBytes: 0, location: "/volumes/db1" },
    { nowIso: NOW },
  );
  const claimed = await updateVolume(handle, "id-db1", { state: "deleting" }, options);
  assert.deepEqual([claimed?.state, claimed?.location, claimed?.updatedAt], ["deleting", "/volumes/db1", LATER]);
  assert.equal(await updateVolume(handle, "id-db1", { state: "deleting" }, options), undefined);
});

test("a list is by name, can be narrowed to a driver, and pages", async (t) => {
  const { handle } = await temporaryDatabase(t);
  for (const name of ["c", "a", "b"]) await insertVolume(handle, volume(name), NOW);
  await insertVolume(handle, volume("d", { driver: "fake" }), NOW);
  const names = async (options?: Parameters<typeof listVolumes>[1]) =>
    (await listVolumes(handle, options)).map(({ name }) => name);
  assert.deepEqual(await names(), ["a", "b", "c", "d"]);
  assert.deepEqual(await names({ driver: "fake" }), ["d"]);
  assert.deepEqual(await names({ limit: 2 }), ["a", "b"]);
  assert.deepEqual(await names({ limit: 2, afterName: "b" }), ["c", "d"]);
});

test("the sum counts living volumes only and is zero of none", async (t) => {
  const { handle } = await temporaryDatabase(t);
  assert.deepEqual(await sumVolumes(handle), { volumes: 0, bytes: 0 });
  await insertVolume(handle, volume("a", { sizeBytes: 10 }), NOW);
  await insertVolume(handle, volume("b", { sizeBytes: 2 ** 40 }), NOW);
  await insertVolume(handle, volume("c"), NOW);
  await deleteVolume(handle, "id-c", NOW);
  assert.deepEqual(await sumVolumes(handle), { volumes: 2, bytes: 2 ** 40 + 10 });
});

test("a sum beyond the integers of SQLite is a number all the same", async (t) => {
  const { handle } = await temporaryDatabase(t);
  const names = Array.from({ length: 1030 }, (_, index) => `v${index}`);
  for (const name of names) await insertVolume(handle, volume(name, { sizeBytes: Number.MAX_SAFE_INTEGER }), NOW);
  assert.ok((await sumVolumes(handle)).bytes > 2 ** 63);
});

test("a living volume is found by the operation that holds it", async (t) => {
  const { handle } = await temporaryDatabase(t);
  const made = await insertVolume(handle, volume("db1", { operationId: "op-1" }), NOW);
  assert.deepEqual(await findVolumeByOperation(handle, "op-1"), made);
  assert.equal(await findVolumeByOperation(handle, "op-2"), undefined);
  await deleteVolume(handle, "id-db1", LATER);
  assert.equal(await findVolumeByOperation(handle, "op-1"), undefined);
});
