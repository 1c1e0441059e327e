import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import path from "node:path";
import { test } from "node:test";
import { isHostError } from "#host/errors";
import { findObjectFile } from "#host/manager/object-file";
import { temporaryFiles } from "../../support/files.ts";

async function refusal(spec: string, cwd: string): Promise<{ reason: unknown; message: string }> {
  const error = await findObjectFile(spec, cwd).catch((thrown: unknown) => thrown);
  assert.ok(isHostError(error, "LOAD_FAILED"), String(error));
  return { reason: error.data["reason"], message: error.message };
}

test("a relative path starts at the given directory and the digest is the file's", async (t) => {
  const cwd = temporaryFiles(t, { "sub/manager.ts": "export class A {}" });
  const found = await findObjectFile("sub/manager.ts#A", cwd);
  assert.equal(found.file, path.join(cwd, "sub/manager.ts"));
  assert.equal(found.exportName, "A");
  assert.equal(found.typescript, true);
  assert.equal(found.digest, createHash("sha256").update("export class A {}").digest("hex"));
});

test("without # no export is named", async (t) => {
  const cwd = temporaryFiles(t, { "manager.mjs": "" });
  const found = await findObjectFile("manager.mjs", cwd);
  assert.equal(found.exportName, undefined);
  assert.equal(found.typescript, false);
});

test("a missing file is named with the nearest one, or with what is there", async (t) => {
  const cwd = temporaryFiles(t, { "manager.js": "", "notes.txt": "" });
  const near = await refusal("manger.js", cwd);
  assert.equal(near.reason, "file_missing");
  assert.match(near.message, /manger\.js does not exist; did you mean manager\.js\?/);
  assert.match((await refusal("entirely-different.js", cwd)).message, /there are manager\.js in that directory/);
  assert.match((await refusal("no/such/x.js", cwd)).message, /nor does the directory/);
});

test("a directory, an empty name and a foreign extension are refused by reason", async (t) => {
  const cwd = temporaryFiles(t, { "driver.wasm": "", "dir/x.js": "" });
  assert.equal((await refusal("dir", cwd)).reason, "file_kind");
  assert.match((await refusal("driver.wasm", cwd)).message, /must end in \.js, \.mjs, \.cjs, \.ts, \.mts/);
  assert.equal((await refusal("#A", cwd)).reason, "spec");
  assert.equal((await refusal("dir/x.js#", cwd)).reason, "spec");
});
