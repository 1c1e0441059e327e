import assert from "node:assert/strict";
import { chmodSync, chownSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openDatabase } from "#host/db/connection";
import { lockDatabase } from "#host/db/owner-lock";
import { makePrivateFile } from "#host/db/private-file";
import { temporaryFiles } from "../../support/files.ts";

const modeOf = (path: string) => statSync(path).mode & 0o777;
const denied = (message: RegExp) => ({ code: "PERMISSION_DENIED", message });
const isRoot = process.geteuid?.() === 0;

test("a file and its directories are made for their owner alone", (t) => {
  const path = join(temporaryFiles(t), "a/b/state.db");
  makePrivateFile(path);
  assert.deepEqual([modeOf(path), modeOf(join(path, ".."))], [0o600, 0o700]);
  makePrivateFile(path);
});

test("a file of ours that others could read is closed to them, and keeps what it holds", (t) => {
  const path = join(temporaryFiles(t, { "state.db": "kept" }), "state.db");
  chmodSync(path, 0o644);
  makePrivateFile(path);
  assert.deepEqual([modeOf(path), readFileSync(path, "utf8")], [0o600, "kept"]);
});

test("a link in the place of the database or its lock is refused, and what it names stays as it was", (t) => {
  const directory = temporaryFiles(t, { victim: "precious" });
  const victim = join(directory, "victim");
  chmodSync(victim, 0o644);
  symlinkSync(victim, join(directory, "h.db"));
  symlinkSync(join(directory, "elsewhere"), join(directory, "g.db.lock"));
  assert.throws(() => openDatabase({ path: join(directory, "h.db") }), denied(/is a link/));
  assert.throws(() => lockDatabase(join(directory, "g.db")), denied(/is a link/));
  assert.deepEqual([modeOf(victim), readFileSync(victim, "utf8")], [0o644, "precious"]);
  assert.equal(lstatSync(join(directory, "elsewhere"), { throwIfNoEntry: false }), undefined);
});

test("a link in the place of the lock's note is replaced, not followed", (t) => {
  const directory = temporaryFiles(t, { victim: "precious" });
  symlinkSync(join(directory, "victim"), join(directory, "h.db.lock.pid"));
  lockDatabase(join(directory, "h.db")).release();
  assert.equal(readFileSync(join(directory, "victim"), "utf8"), "precious");
});

test("a directory in the place of a file is refused in words", (t) => {
  const directory = temporaryFiles(t);
  mkdirSync(join(directory, "h.db.lock"));
  assert.throws(() => lockDatabase(join(directory, "h.db")), { code: "STORAGE_FAILED", message: /is no file/ });
});

test("a directory that others may write is refused with what to type", (t) => {
  const directory = temporaryFiles(t);
  for (const mode of [0o777, 0o1777, 0o707]) {
    chmodSync(directory, mode);
    assert.throws(() => openDatabase({ path: join(directory, "h.db") }), denied(/chmod go-w/), mode.toString(8));
  }
  chmodSync(directory, 0o755);
  makePrivateFile(join(directory, "h.db"));
});

test("what somebody else planted is not used", { skip: !isRoot && "only root can give files away" }, (t) => {
  const directory = temporaryFiles(t, { "h.db": "" });
  chownSync(join(directory, "h.db"), 4711, 4711);
  assert.throws(() => openDatabase({ path: join(directory, "h.db") }), denied(/another user \(4711\)/));
  chownSync(directory, 4711, 4711);
  assert.throws(() => openDatabase({ path: join(directory, "g.db") }), denied(/directory .* another user \(4711\)/));
  chownSync(directory, 0, 4711);
  chmodSync(directory, 0o775);
  assert.throws(() => openDatabase({ path: join(directory, "g.db") }), denied(/others may write/));
});
