import assert from "node:assert/strict";
import { test } from "node:test";
import { type DriverRecord, deleteDriver, insertDriver, listDrivers } from "#host/db/drivers-table";
import { temporaryDatabase } from "../../support/database.ts";

function driver(name: string, change: Partial<DriverRecord> = {}): DriverRecord {
  const spec = { grants: { log: true }, config: { size: "5" } };
  const added = { addedAt: "2026-01-01T00:00:00.000Z", addedBy: "operator" };
  return { kind: "volume", name, path: `/drivers/${name}.wasm`, digest: "ab", spec, ...added, ...change };
}

test("added drivers come back as they were given, in the order in which they were added", async (t) => {
  const { handle } = await temporaryDatabase(t);
  const later = driver("a", { addedAt: "2026-01-02T00:00:00.000Z" });
  await insertDriver(handle, later);
  await insertDriver(handle, driver("z"));
  assert.deepEqual(await listDrivers(handle), [driver("z"), later]);
});

test("a kind has one driver of a name; another kind may have one too", async (t) => {
  const { handle } = await temporaryDatabase(t);
  await insertDriver(handle, driver("nas"));
  await assert.rejects(insertDriver(handle, driver("nas", { path: "/other.wasm" })), {
    code: "ALREADY_EXISTS",
    message: /remove it first/,
  });
  await insertDriver(handle, driver("nas", { kind: "network" }));
  assert.equal((await listDrivers(handle))[1]?.path, "/drivers/nas.wasm");
});

test("a removed driver is gone, and removing it again says that there was none", async (t) => {
  const { handle } = await temporaryDatabase(t);
  await insertDriver(handle, driver("nas"));
  assert.equal(await deleteDriver(handle, "network", "nas"), false);
  assert.equal(await deleteDriver(handle, "volume", "nas"), true);
  assert.equal(await deleteDriver(handle, "volume", "nas"), false);
  assert.deepEqual(await listDrivers(handle), []);
});
