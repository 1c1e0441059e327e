import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { sql } from "kysely";
import { openDatabase } from "#host/db/connection";
import { managerTables, migrateManagerTables, type TableStep } from "#host/db/manager-tables";
import { migrateDatabase } from "#host/db/migrate";
import { temporaryFiles } from "../../support/files.ts";

interface Notes {
  readonly notes: { readonly id: number; readonly noteText: string };
  readonly labels: { readonly noteId: number; readonly label: string };
}

const STEPS: readonly TableStep[] = [
  {
    name: "notes",
    async up(db) {
      await db.schema
        .createTable("notes")
        .addColumn("id", "integer", (column) => column.primaryKey())
        .addColumn("noteText", "text", (column) => column.notNull())
        .execute();
    },
  },
  {
    name: "labels",
    async up(db) {
      await db.schema
        .createTable("labels")
        .addColumn("noteId", "integer", (column) => column.references("notes.id").notNull())
        .addColumn("label", "text", (column) => column.notNull())
        .execute();
    },
  },
];

async function opened(t: TestContext) {
  const database = openDatabase({ path: join(temporaryFiles(t), "state.db") });
  t.after(() => database.close());
  await migrateDatabase(database);
  return database;
}

test("each owner has tables of its own under the names it gives them, and reaches nobody else's", async (t) => {
  const database = await opened(t);
  for (const owner of ["desk", "desk-two"])
    assert.deepEqual(await migrateManagerTables(database, owner, STEPS), ["notes", "labels"]);
  const desk = managerTables(database, "desk").handle<Notes>();
  const two = managerTables(database, "desk-two").handle<Notes>();
  await desk.insertInto("notes").values({ id: 1, noteText: "mine" }).execute();
  assert.deepEqual(await two.selectFrom("notes").selectAll().execute(), []);
  const { rows } = await sql<{
    name: string;
  }>`select name from sqlite_schema where name like 'svc%' order by name`.execute(database.handle);
  assert.deepEqual(
    rows.map(({ name }) => name),
    ["svc_desk__labels", "svc_desk__notes", "svc_desk_two__labels", "svc_desk_two__notes"],
  );
  await assert.rejects(
    managerTables(database, "desk")
      .handle<{ services: { uuid: string } }>()
      .selectFrom("services")
      .selectAll()
      .execute(),
    {
      message: /no such table: svc_desk__services/,
    },
  );
});

test("joins, aliases, common table expressions and updates find the owner's tables", async (t) => {
  const database = await opened(t);
  await migrateManagerTables(database, "desk", STEPS);
  const db = managerTables(database, "desk").handle<Notes>();
  await db
    .insertInto("notes")
    .values([
      { id: 1, noteText: "a" },
      { id: 2, noteText: "b" },
    ])
    .execute();
  await db.insertInto("labels").values({ noteId: 2, label: "red" }).execute();
  await db.updateTable("notes").set({ noteText: "c" }).where("notes.id", "=", 2).execute();
  const joined = await db
    .with("red", (on) => on.selectFrom("labels").select("noteId").where("label", "=", "red"))
    .selectFrom("notes as n")
    .innerJoin("red", "red.noteId", "n.id")
    .select(["n.noteText"])
    .execute();
  assert.deepEqual(joined, [{ noteText: "c" }]);
  await db.deleteFrom("labels").execute();
  await assert.rejects(db.withSchema("main").selectFrom("notes").selectAll().execute(), { code: "PERMISSION_DENIED" });
});

test("a transaction is all or nothing", async (t) => {
  const database = await opened(t);
  await migrateManagerTables(database, "desk", STEPS);
  const tables = managerTables(database, "desk");
  const failing = tables.transaction(async (tx) => {
    await tx.insertInto("notes").values({ id: 1, noteText: "a" }).execute();
    throw new Error("changed my mind");
  });
  await assert.rejects(failing, /changed my mind/);
  assert.deepEqual(await tables.handle<Notes>().selectFrom("notes").selectAll().execute(), []);
  await tables.transaction((tx) => tx.insertInto("notes").values({ id: 1, noteText: "a" }).execute());
  assert.equal((await tables.handle<Notes>().selectFrom("notes").selectAll().execute()).length, 1);
});

test("steps are taken once and in order; a failing one leaves nothing; tables newer than their manager are refused", async (t) => {
  const database = await opened(t);
  assert.deepEqual(await migrateManagerTables(database, "desk", STEPS.slice(0, 1)), ["notes"]);
  const bad: TableStep = {
    name: "bad",
    async up(db) {
      await db.schema.createTable("half").addColumn("id", "integer").execute();
      throw new Error("no more");
    },
  };
  await assert.rejects(migrateManagerTables(database, "desk", [...STEPS.slice(0, 1), bad]), {
    code: "STORAGE_FAILED",
    message: "the step bad of desk's tables failed: no more",
  });
  assert.deepEqual(await migrateManagerTables(database, "desk", STEPS), ["labels"]);
  assert.deepEqual(await migrateManagerTables(database, "desk", STEPS), []);
  await assert.rejects(migrateManagerTables(database, "desk", STEPS.slice(0, 1)), { code: "FAILED_PRECONDITION" });
  await assert.rejects(migrateManagerTables(database, "desk", [{ ...bad, name: "renamed" }, ...STEPS.slice(1)]), {
    code: "FAILED_PRECONDITION",
  });
});
