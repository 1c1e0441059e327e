import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import type { Database } from "#host/db/connection";
import { HostError, isHostError } from "#host/errors";
import { settleUnknowns } from "#host/operation/reconcile";
import { context, createEntry, temporaryJournal } from "../../support/journal.ts";

/** From now on the database has no room for anything. */
async function fill(database: Database): Promise<void> {
  await sql`create table if not exists ballast (x text)`.execute(database.handle);
  await sql.raw("pragma max_page_count = 1").execute(database.handle);
  for (const size of [100_000, 1000, 10]) {
    for (;;) {
      try {
        await sql`insert into ballast values (${"x".repeat(size)})`.execute(database.handle);
      } catch (error) {
        assert.ok(isHostError(error, "STORAGE_FAILED"));
        break;
      }
    }
  }
}

const makeRoom = (database: Database) => sql.raw("pragma max_page_count = 1000000").execute(database.handle);
const big = "x".repeat(50_000);

test("an outcome that does not fit on the disk is said to be unwritten, and written when there is room", async (t) => {
  const { journal, database } = await temporaryJournal(t);
  let settled = 0;
  const run = journal.run(context(t), createEntry("db1"), {
    mark: async () => {},
    async work() {
      await fill(database);
      return big;
    },
    async settle() {
      settled++;
    },
  });
  let operationId = "";
  await assert.rejects(run, (error) => {
    assert.ok(error instanceof HostError);
    assert.deepEqual([error.code, error.data["outcome"]], ["STORAGE_FAILED", "done"]);
    operationId = String(error.data["operationId"]);
    return true;
  });
  assert.equal((await journal.show(operationId)).operation.state, "started", "nothing false was written");
  assert.equal(await journal.flush(), 1);
  await makeRoom(database);
  settled = 0;
  assert.equal(await journal.flush(), 0);
  assert.equal(settled, 1, "the manager's row is settled with it");
  const { operation } = await journal.show(operationId);
  assert.deepEqual([operation.state, operation.result], ["done", big]);
});

test("a disk that has room again after a moment costs nothing but that moment", async (t) => {
  const { journal, database } = await temporaryJournal(t);
  let tries = 0;
  const { result } = await journal.run(context(t), createEntry("db1"), {
    mark: async () => {},
    work: async () => "ok",
    async settle() {
      if (++tries < 3) throw new HostError("STORAGE_FAILED", "no room");
    },
  });
  assert.deepEqual([result, tries, await journal.flush()], ["ok", 3, 0]);
  assert.equal((await database.handle.selectFrom("operations").select("state").executeTakeFirst())?.state, "done");
});

test("a manager that cannot settle its row leaves the operation unknown, for the driver to be asked", async (t) => {
  const { journal } = await temporaryJournal(t);
  const bug = new TypeError("a bug in the manager");
  const run = journal.run(context(t), createEntry("db1"), {
    mark: async () => {},
    work: async () => "ok",
    settle: () => Promise.reject(bug),
  });
  await assert.rejects(run, (error) => error === bug);
  const [operation] = await journal.list();
  assert.equal(operation?.state, "unknown");
  const report = await settleUnknowns(context(t), journal, {
    domain: "volume",
    inspect: async () => ({ state: "done", note: "it is there" }),
  });
  assert.equal(report.settled.length, 1);
});

test("a result that is no JSON is recorded as unknown, not lost", async (t) => {
  const { journal } = await temporaryJournal(t);
  const run = journal.run(context(t), createEntry("db1"), {
    mark: async () => {},
    work: async () => 10n,
    settle: async () => {},
  });
  await assert.rejects(run, TypeError);
  assert.equal((await journal.list())[0]?.state, "unknown");
});

test("an outcome of an operation that was reconciled meanwhile changes nothing", async (t) => {
  const { journal, database } = await temporaryJournal(t);
  await journal.run(context(t), createEntry("db1"), {
    mark: async () => {},
    async work() {
      const other = await temporaryJournal(t, { database, instanceId: "run-2" });
      const inspect = async () => ({ state: "failed", note: "nothing there" }) as const;
      await settleUnknowns(context(t), other.journal, { domain: "volume", inspect });
      return "ok";
    },
    settle: async () => assert.fail("the row is no longer ours"),
  });
  assert.equal((await journal.list())[0]?.state, "failed");
});
