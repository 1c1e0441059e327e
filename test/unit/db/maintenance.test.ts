import assert from "node:assert/strict";
import { existsSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { sql } from "kysely";
import { RequestContext, withContext } from "#host/context";
import { openDatabase } from "#host/db/connection";
import { MIGRATIONS } from "#host/db/migrations/index";
import { HostError } from "#host/errors";
import { temporaryDatabase } from "../../support/database.ts";
import { temporaryFiles } from "../../support/files.ts";

const hurry = { timeoutMs: 30_000 };

test("a backup of the living database is whole, sound, private, and opens", async (t) => {
  const database = await temporaryDatabase(t);
  await sql`create table probe (x text)`.execute(database.handle);
  await sql`insert into probe values (${"x".repeat(3_000_000)})`.execute(database.handle);
  const copy = path.join(temporaryFiles(t), "copy.db");
  const running = withContext(hurry, (ctx) => database.backup(ctx, copy));
  await sql`insert into probe values ('written meanwhile')`.execute(database.handle);
  await running;
  assert.equal((statSync(copy).mode & 0o777).toString(8), "600");
  assert.equal(existsSync(`${copy}.partial`), false);
  const opened = openDatabase({ path: copy });
  t.after(() => opened.close());
  const { rows } = await sql<{ n: number }>`select length(x) as n from probe order by n desc limit 1`.execute(
    opened.handle,
  );
  assert.deepEqual(rows, [{ n: 3_000_000 }]);
  assert.deepEqual(opened.status().damage, []);
});

test("a backup never writes over a file", async (t) => {
  const database = await temporaryDatabase(t);
  const copy = path.join(temporaryFiles(t, { "copy.db": "precious" }), "copy.db");
  await assert.rejects(
    withContext(hurry, (ctx) => database.backup(ctx, copy)),
    { code: "ALREADY_EXISTS" },
  );
});

test("a backup into nowhere fails with the path, one that is cancelled leaves nothing", async (t) => {
  const database = await temporaryDatabase(t);
  const root = temporaryFiles(t);
  await assert.rejects(
    withContext(hurry, (ctx) => database.backup(ctx, path.join(root, "no", "copy.db"))),
    { code: "STORAGE_FAILED", message: /no\/copy\.db/ },
  );
  const ctx = new RequestContext(hurry);
  ctx.cancel(new HostError("CANCELLED", "enough"));
  await assert.rejects(database.backup(ctx, path.join(root, "copy.db")), { code: "CANCELLED" });
  ctx.close();
  assert.equal(existsSync(path.join(root, "copy.db")) || existsSync(path.join(root, "copy.db.partial")), false);
});

test("the status shows version, what waits, sizes and soundness", async (t) => {
  const file = path.join(temporaryFiles(t), "new.db");
  const fresh = openDatabase({ path: file });
  t.after(() => fresh.close());
  const before = fresh.status();
  assert.equal(before.version, 0);
  assert.equal(before.pending.length, MIGRATIONS.length);
  assert.equal(before.pending[0], "1 services");
  const migrated = (await temporaryDatabase(t)).status();
  assert.deepEqual(
    [migrated.version, migrated.versionKnown, migrated.pending, migrated.damage],
    [MIGRATIONS.length, MIGRATIONS.length, [], []],
  );
  assert.ok(migrated.fileBytes + migrated.walBytes > 10_000);
});

test("damage in the file is seen", async (t) => {
  const database = await temporaryDatabase(t);
  await sql`create table probe (x text)`.execute(database.handle);
  for (let n = 0; n < 50; n++) await sql`insert into probe values (${"x".repeat(2000)})`.execute(database.handle);
  await database.close();
  const bytes = (await import("node:fs")).readFileSync(database.path);
  bytes.fill(0x5a, bytes.length - 40_000, bytes.length - 20_000);
  writeFileSync(database.path, bytes);
  const damaged = openDatabase({ path: database.path });
  t.after(() => damaged.close());
  assert.ok(damaged.status().damage.length > 0);
});
