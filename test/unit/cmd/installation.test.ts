import assert from "node:assert/strict";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { installationId } from "#host/cmd/installation";
import { temporaryFiles } from "../../support/files.ts";

test("the id is made once and is the same ever after; its file is its owner's alone", (t) => {
  const directory = temporaryFiles(t);
  const id = installationId(directory);
  assert.equal(installationId(directory), id);
  assert.notEqual(installationId(temporaryFiles(t)), id);
  assert.equal(statSync(join(directory, "installation")).mode & 0o777, 0o600);
});

test("a file that holds no id is refused with what to do", (t) => {
  for (const text of ["", "nonsense\n"]) {
    const directory = temporaryFiles(t, { installation: text });
    assert.throws(() => installationId(directory), { code: "START_FAILED", message: /remove it/ });
  }
});

test("what was left of a start that lost its power is made anew", (t) => {
  const directory = temporaryFiles(t);
  writeFileSync(join(directory, "installation.new"), "half");
  assert.match(installationId(directory), /^[0-9a-f-]{36}$/);
});

test("a directory that cannot be written fails the start by the file's name", (t) => {
  const missing = join(temporaryFiles(t), "gone");
  assert.throws(() => installationId(missing), { code: "START_FAILED", message: /installation cannot be written/ });
});
