import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { sql } from "kysely";
import { type Database, openDatabase } from "#host/db/connection";
import { migrateDatabase, requireMigrated } from "#host/db/migrate";
import { MIGRATIONS } from "#host/db/migrations/index";
import { temporaryFiles } from "../../support/files.ts";

function empty(t: import("node:test").TestContext): Database {
  const database = openDatabase({ path: path.join(temporaryFiles(t), "holdfast.db") });
  t.after(() => database.close());
  return database;
}

async function shape(database: Database): Promise<readonly unknown[]> {
  const query = sql`select type, name, sql from sqlite_schema where name not like 'sqlite_%' order by name`;
  return (await query.execute(database.handle)).rows;
}

test("migrations are numbered from 1 without a gap", () => {
  assert.deepEqual(
    MIGRATIONS.map(({ number }) => number),
    MIGRATIONS.map((_, index) => index + 1),
  );
});

test("up, all the way down and up again gives the same tables, and down leaves none", async (t) => {
  const database = empty(t);
  const up = await migrateDatabase(database);
  assert.deepEqual([up.from, up.to, up.steps.length], [0, MIGRATIONS.length, MIGRATIONS.length]);
  const full = await shape(database);
  const down = await migrateDatabase(database, { to: 0 });
  assert.equal(down.steps[0], `down ${MIGRATIONS.length} ${MIGRATIONS.at(-1)?.name}`);
  assert.deepEqual(
    (await shape(database)).map((entry) => (entry as { name: string }).name),
    ["schema_migrations"],
  );
  await migrateDatabase(database);
  assert.deepEqual(await shape(database), full);
});

test("every single step can be taken back", async (t) => {
  const database = empty(t);
  for (const { number } of MIGRATIONS) {
    await migrateDatabase(database, { to: number - 1 });
    const before = await shape(database);
    await migrateDatabase(database, { to: number });
    assert.notDeepEqual(await shape(database), before);
    await migrateDatabase(database, { to: number - 1 });
    assert.deepEqual(await shape(database), before, `migration ${number}`);
    await migrateDatabase(database, { to: number });
  }
});

test("a step that fails is taken back whole and the version stays", async (t) => {
  const database = empty(t);
  const broken = {
    number: MIGRATIONS.length + 1,
    name: "broken",
    async up(tx: Parameters<(typeof MIGRATIONS)[number]["up"]>[0]) {
      await tx.schema.createTable("half").addColumn("x", "integer").execute();
      throw new Error("half-way");
    },
    async down() {},
  };
  await assert.rejects(migrateDatabase(database, { migrations: [...MIGRATIONS, broken] }), /half-way/);
  assert.equal(database.status().version, MIGRATIONS.length);
  assert.equal(
    (await shape(database)).some((entry) => (entry as { name: string }).name === "half"),
    false,
  );
});

test("a database from a newer Holdfast is refused and not touched", async (t) => {
  const database = empty(t);
  const next = { number: MIGRATIONS.length + 1, name: "later", async up() {}, async down() {} };
  await migrateDatabase(database, { migrations: [...MIGRATIONS, next] });
  const refusal = { code: "FAILED_PRECONDITION", message: /from a newer Holdfast/ };
  await assert.rejects(migrateDatabase(database), refusal);
  await assert.rejects(migrateDatabase(database, { to: 0 }), refusal);
  await assert.rejects(requireMigrated(database), refusal);
  assert.equal(database.status().version, next.number);
});

test("a tool that must not migrate says which command does", async (t) => {
  const database = empty(t);
  await assert.rejects(requireMigrated(database), { code: "FAILED_PRECONDITION", message: /holdfast db migrate/ });
  await migrateDatabase(database);
  await requireMigrated(database);
});

test("versions that do not exist and gaps in the numbers are refused", async (t) => {
  const database = empty(t);
  for (const to of [-1, MIGRATIONS.length + 1, 1.5, Number.NaN]) {
    await assert.rejects(migrateDatabase(database, { to }), { code: "INVALID_PARAMS" });
  }
  const gap = [{ number: 2, name: "gap", async up() {}, async down() {} }];
  await assert.rejects(migrateDatabase(database, { migrations: gap }), { code: "INTERNAL", message: /without a gap/ });
});

test("two connections that migrate at once take each step once", async (t) => {
  const one = empty(t);
  const two = openDatabase({ path: one.path });
  t.after(() => two.close());
  const runs = await Promise.all([migrateDatabase(one), migrateDatabase(two)]);
  const steps = runs.flatMap((run) => run.steps);
  assert.equal(steps.length, MIGRATIONS.length);
  assert.equal(new Set(steps).size, MIGRATIONS.length);
});
