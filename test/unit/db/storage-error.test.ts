import assert from "node:assert/strict";
import { test } from "node:test";
import { isBusy, isUniqueViolation, storageError } from "#host/db/storage-error";
import { HostError } from "#host/errors";

const sqlite = (code: string) => Object.assign(new Error("as SQLite says it"), { code });

test("each accident of storage says what helps, keeps its cause and its word on trying again", () => {
  const table = [
    ["SQLITE_FULL", /free some space/, true],
    ["SQLITE_BUSY", /another process/, true],
    ["SQLITE_BUSY_SNAPSHOT", /another process/, true],
    ["SQLITE_IOERR_WRITE", /check the disk/, true],
    ["SQLITE_READONLY_DBMOVED", /owner and the mode/, false],
    ["SQLITE_CORRUPT_VTAB", /restore a backup/, false],
    ["SQLITE_NOTADB", /not a state database/, false],
    ["SQLITE_CANTOPEN", /directory exists/, false],
  ] as const;
  for (const [code, message, retryable] of table) {
    const cause = sqlite(code);
    const error = storageError(cause);
    assert.ok(error instanceof HostError, code);
    assert.equal(error.code, "STORAGE_FAILED");
    assert.match(error.message, message);
    assert.equal(error.retryable, retryable, code);
    assert.equal(error.cause, cause);
  }
});

test("what is no accident of storage comes back as it was", () => {
  const own = new HostError("NOT_FOUND", "no such thing");
  for (const error of [
    sqlite("SQLITE_CONSTRAINT_UNIQUE"),
    sqlite("SQLITE_ERROR"),
    new TypeError("x"),
    own,
    undefined,
    "text",
  ]) {
    assert.equal(storageError(error), error);
  }
});

test("a taken key and a held database are told apart", () => {
  assert.ok(isUniqueViolation(sqlite("SQLITE_CONSTRAINT_UNIQUE")));
  assert.ok(isUniqueViolation(sqlite("SQLITE_CONSTRAINT_PRIMARYKEY")));
  assert.equal(isUniqueViolation(sqlite("SQLITE_CONSTRAINT_NOTNULL")), false);
  assert.ok(isBusy(sqlite("SQLITE_BUSY_RECOVERY")));
  assert.equal(isBusy(sqlite("SQLITE_LOCKED")), false);
  assert.equal(isBusy({ code: "SQLITE_BUSY" }), false, "only errors are errors");
});
