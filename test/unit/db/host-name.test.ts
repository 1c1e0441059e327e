import assert from "node:assert/strict";
import { test } from "node:test";
import { formerHostNames, renameHost } from "#host/db/host-name";
import { listServices, registerService } from "#host/db/services-table";
import { temporaryDatabase } from "../../support/database.ts";
import { context, createEntry, temporaryJournal } from "../../support/journal.ts";

const NOW = "2026-01-01T00:00:00.000Z";
const registered = (host: string, instanceId: string, topic = "volume") => ({
  ...{ host, binary: "holdfast", topic, version: "1.0", startedAt: NOW },
  ...{ instanceId, bootId: `b-${host}-${topic}`, state: "left" },
});

test("the names that an installation had are those of its living records; those of others do not count", async (t) => {
  const { handle } = await temporaryDatabase(t);
  for (const one of [
    registered("old", "i-1"),
    registered("old", "i-1", "host"),
    registered("now", "i-1", "api"),
    registered("far", "i-2"),
  ])
    await registerService(handle, one, NOW);
  assert.deepEqual(await formerHostNames(handle, { instanceId: "i-1", host: "now" }), ["old"]);
  assert.deepEqual(await formerHostNames(handle, { instanceId: "i-3", host: "now" }), []);
});

test("a rename takes services and operations along, and touches nothing of other hosts", async (t) => {
  const database = await temporaryDatabase(t);
  const { handle } = database;
  await registerService(handle, registered("old", "i-1"), NOW);
  await registerService(handle, registered("far", "i-2"), NOW);
  for (const host of ["old", "far"]) {
    const { journal } = await temporaryJournal(t, { database, host });
    await journal.run(context(t), createEntry(host), {
      mark: async () => {},
      work: async () => "ok",
      settle: async () => {},
    });
  }
  assert.equal(await database.transaction((tx) => renameHost(tx, "old", "new")), 2);
  assert.deepEqual((await listServices(handle)).map(({ host }) => host).sort(), ["far", "new"]);
  const operations = await handle.selectFrom("operations").select(["resource", "host"]).orderBy("resource").execute();
  assert.deepEqual(operations, [
    { resource: "far", host: "far" },
    { resource: "old", host: "new" },
  ]);
});

test("a name that another host has is refused, and nothing has changed", async (t) => {
  const database = await temporaryDatabase(t);
  const { handle } = database;
  await registerService(handle, registered("old", "i-1", "api"), NOW);
  await registerService(handle, registered("old", "i-1"), NOW);
  await registerService(handle, registered("taken", "i-2"), NOW);
  await assert.rejects(
    database.transaction((tx) => renameHost(tx, "old", "taken")),
    { code: "FAILED_PRECONDITION", message: /named old and cannot become taken/ },
  );
  assert.deepEqual((await listServices(handle)).map(({ host }) => host).sort(), ["old", "old", "taken"]);
});
