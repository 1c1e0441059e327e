import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { hostNotePath, leaveHostNote, requireHostNote } from "#host/cmd/host-note";
import { isHostError } from "#host/errors";
import { asAnother } from "../../support/as-another.ts";
import { temporaryFiles } from "../../support/files.ts";

const NOTE = { url: "ws://127.0.0.1:4650", pid: process.pid, name: "edge1", startedAt: "2026-01-01T00:00:00.000Z" };
const notReady = (pattern: RegExp) => (error: unknown) =>
  isHostError(error, "NOT_READY") && pattern.test(error.message) && /holdfast up/.test(error.message);

test("a note is read as it was left, by its owner only, and nothing lies beside it", (t) => {
  const dataDir = temporaryFiles(t);
  leaveHostNote(dataDir, { ...NOTE, surplus: "not kept" } as typeof NOTE);
  assert.deepEqual(requireHostNote(dataDir), NOTE);
  assert.equal(statSync(hostNotePath(dataDir)).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(dataDir), ["host.json"]);
});

test("without a note no host runs there", (t) => {
  assert.throws(() => requireHostNote(temporaryFiles(t)), notReady(/no host runs on/));
});

test("the note of a process that is gone leads nowhere: somebody else may listen at its address", (t) => {
  const dataDir = temporaryFiles(t);
  const { pid } = spawnSync(process.execPath, ["--version"]);
  leaveHostNote(dataDir, { ...NOTE, pid });
  assert.throws(() => requireHostNote(dataDir), notReady(new RegExp(`is gone \\(process ${pid}\\)`)));
});

test("a note that is no note, or cannot be read, is told as that", (t) => {
  for (const text of ["", "{", "null", "[]", '{"url":7}']) {
    const dataDir = temporaryFiles(t);
    writeFileSync(hostNotePath(dataDir), text);
    assert.throws(() => requireHostNote(dataDir), notReady(/./), text);
  }
  const dataDir = temporaryFiles(t);
  mkdirSync(hostNotePath(dataDir));
  assert.throws(() => requireHostNote(dataDir), notReady(/cannot be read/));
});

test("of the directory of another user one is told whom to ask as, not to start a host", (t) => {
  const dataDir = temporaryFiles(t);
  leaveHostNote(dataDir, NOTE);
  asAnother(dataDir, () => {
    const refused = { code: "UNAUTHENTICATED", message: /run as its owner, or give --url and --token-file$/ };
    assert.throws(() => requireHostNote(dataDir), refused);
  });
});
