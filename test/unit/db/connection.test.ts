import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import BetterSqlite3 from "better-sqlite3";
import { sql } from "kysely";
import { openDatabase } from "#host/db/connection";
import { HostError } from "#host/errors";
import { temporaryDatabase } from "../../support/database.ts";
import { temporaryFiles } from "../../support/files.ts";

const mode = (file: string) => (statSync(file).mode & 0o777).toString(8);

test("only the owner can read the database, the files beside it and a directory made for it", async (t) => {
  const file = path.join(temporaryFiles(t), "state", "deep", "holdfast.db");
  const database = await temporaryDatabase(t, { path: file });
  await sql`create table probe (x integer)`.execute(database.handle);
  assert.equal(mode(file), "600");
  assert.equal(mode(`${file}-wal`), "600");
  assert.equal(mode(path.dirname(file)), "700");
  assert.equal(mode(path.dirname(path.dirname(file))), "700");
});

test("a database that others could read is closed to them when it is opened", async (t) => {
  const file = path.join(temporaryFiles(t), "holdfast.db");
  writeFileSync(file, "");
  chmodSync(file, 0o644);
  await temporaryDatabase(t, { path: file });
  assert.equal(mode(file), "600");
});

test("writes are durable, in a write-ahead log, and foreign keys hold", async (t) => {
  const { handle } = await temporaryDatabase(t);
  const pragma = async (name: string) =>
    Object.values((await sql.raw(`pragma ${name}`).execute(handle)).rows[0] as object)[0];
  assert.equal(await pragma("synchronous"), 2);
  assert.equal(await pragma("journal_mode"), "wal");
  assert.equal(await pragma("foreign_keys"), 1);
});

test("a transaction that throws leaves nothing behind and its error comes through", async (t) => {
  const database = await temporaryDatabase(t);
  await sql`create table probe (x integer)`.execute(database.handle);
  const boom = new Error("boom");
  const work = database.transaction(async (tx) => {
    await sql`insert into probe values (1)`.execute(tx);
    throw boom;
  });
  await assert.rejects(work, (error) => error === boom);
  assert.deepEqual((await sql`select * from probe`.execute(database.handle)).rows, []);
});

test("the file of another program is refused and left as it was", (t) => {
  const root = temporaryFiles(t, {
    "text.db": "this is not a database at all, just some text that goes on for a while",
  });
  const foreign = path.join(root, "foreign.db");
  const raw = new BetterSqlite3(foreign);
  raw.exec("create table theirs (x integer)");
  raw.close();
  assert.throws(() => openDatabase({ path: foreign }), { code: "FAILED_PRECONDITION", message: /another program/ });
  assert.throws(() => openDatabase({ path: path.join(root, "text.db") }), {
    code: "STORAGE_FAILED",
    message: /not a state database/,
  });
  const again = new BetterSqlite3(foreign);
  assert.equal(again.pragma("journal_mode", { simple: true }), "delete");
  again.close();
});

test("a place where no file can be made is STORAGE_FAILED that says which", (t) => {
  const root = temporaryFiles(t, { "a-file": "" });
  const inside = path.join(root, "a-file", "holdfast.db");
  assert.throws(
    () => openDatabase({ path: inside }),
    (error) => {
      assert.ok(error instanceof HostError);
      assert.equal(error.code, "STORAGE_FAILED");
      assert.ok(error.message.includes(inside));
      return true;
    },
  );
  mkdirSync(path.join(root, "dir.db"));
  assert.throws(() => openDatabase({ path: path.join(root, "dir.db") }), { code: "STORAGE_FAILED" });
});

test("a read-only opening makes nothing and changes nothing", async (t) => {
  const root = temporaryFiles(t);
  const absent = path.join(root, "absent.db");
  assert.throws(() => openDatabase({ path: absent, readOnly: true }), { code: "STORAGE_FAILED" });
  assert.equal(existsSync(absent), false);
  const writer = await temporaryDatabase(t);
  const reader = openDatabase({ path: writer.path, readOnly: true });
  t.after(() => reader.close());
  assert.deepEqual(await reader.handle.selectFrom("volumes").selectAll().execute(), []);
  await assert.rejects(sql`create table probe (x integer)`.execute(reader.handle), {
    code: "STORAGE_FAILED",
    retryable: false,
  });
});

test("closing twice is fine, and a closed database says so", async (t) => {
  const database = await temporaryDatabase(t);
  await database.close();
  await database.close();
  await assert.rejects(database.handle.selectFrom("volumes").selectAll().execute(), { message: /closed|destroyed/ });
});
