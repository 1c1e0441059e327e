import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { lockDatabase } from "#host/db/owner-lock";
import { temporaryFiles } from "../../support/files.ts";
import { commandLine } from "../../support/own-command.ts";

const on = (dataDir: string, ...args: string[]) => commandLine(["--data-dir", dataDir, "db", ...args]);

test("migrate makes the database, goes down and up again, and tells the steps", async (t) => {
  const dataDir = temporaryFiles(t);
  const made = (await on(dataDir, "migrate", "--json")).json;
  assert.deepEqual([made.from, made.steps.length], [0, made.to]);
  const down = await on(dataDir, "migrate", "--to", "1");
  assert.match(down.out, new RegExp(`^version ${made.to} → 1$`, "m"));
  assert.match((await on(dataDir, "status")).out, /^pending: /m);
  assert.equal((await on(dataDir, "migrate", "--json")).json.to, made.to);
  assert.match((await on(dataDir, "status")).out, /^sound$/m);
});

test("a version that is none is a wrong command line; nothing set is not taken for nothing left", async (t) => {
  const dataDir = temporaryFiles(t);
  const { json } = await on(dataDir, "migrate", "--json");
  for (const version of ["x", "1.5", "-1", "99", "", " ", "0x0"])
    assert.equal((await on(dataDir, "migrate", "--to", version)).code, 2, JSON.stringify(version));
  assert.equal((await on(dataDir, "status", "--json")).json.version, json.to);
});

test("no migration while a host holds the database", async (t) => {
  const dataDir = temporaryFiles(t);
  await on(dataDir, "migrate");
  const lock = lockDatabase(join(dataDir, "holdfast.db"));
  const { code, err } = await on(dataDir, "migrate");
  lock.release();
  assert.deepEqual([code, new RegExp(`process ${process.pid}`).test(err)], [1, true], err);
});

test("without a database there is nothing to look at and nothing to copy", async (t) => {
  const dataDir = temporaryFiles(t);
  for (const args of [["status"], ["backup", join(dataDir, "copy.db")]]) {
    const { code, err } = await on(dataDir, ...args);
    assert.deepEqual([code, err === ""], [1, false], args[0]);
  }
  assert.equal(existsSync(join(dataDir, "holdfast.db")), false);
});

test("a file that is no database is told as that", async (t) => {
  const dataDir = temporaryFiles(t);
  writeFileSync(join(dataDir, "holdfast.db"), "not a database, but long enough to be looked at ".repeat(100));
  const { code, err } = await on(dataDir, "status", "--json");
  assert.deepEqual([code, JSON.parse(err).error.code], [1, "STORAGE_FAILED"]);
});

test("a backup goes where it is told, from the current directory, within the time it is given", async (t) => {
  const dataDir = temporaryFiles(t);
  await on(dataDir, "migrate");
  mkdirSync(join(dataDir, "copies"));
  const args = ["--data-dir", dataDir, "db", "backup", "copies/a.db"];
  const { code, out } = await commandLine(args, { cwd: dataDir });
  assert.deepEqual([code, out], [0, `wrote ${join(dataDir, "copies", "a.db")}\n`]);
  assert.equal((await on(dataDir, "backup", join(dataDir, "b.db"), "--timeout", "never")).code, 2);
  assert.equal(existsSync(join(dataDir, "b.db")), false);
});
