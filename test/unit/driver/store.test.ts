// Driver files by path: read once, measured, compared with the pin.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { readDriverFile } from "#host/driver/store";
import { isHostError } from "#host/errors";

const directory = mkdtempSync(join(tmpdir(), "holdfast-store-"));
after(() => rmSync(directory, { recursive: true }));
const path = join(directory, "d.wasm");
const CONTENT = new TextEncoder().encode("driver bytes");
const DIGEST = createHash("sha256").update(CONTENT).digest("hex");
writeFileSync(path, CONTENT);

const failsWith = (code: string, words: RegExp) => (error: unknown) =>
  isHostError(error) && error.code === code && words.test(error.message);

test("bytes and digest are the file's", async () => {
  const file = await readDriverFile(path, { bytesMax: 100 });
  assert.deepEqual([Buffer.from(file.bytes).toString(), file.digest], ["driver bytes", DIGEST]);
});

test("a pinned digest may be written in either case and with its prefix", async () => {
  for (const digest of [DIGEST, DIGEST.toUpperCase(), `sha256:${DIGEST}`]) {
    assert.equal((await readDriverFile(path, { bytesMax: 100, digest })).digest, DIGEST);
  }
});

test("another file than the pinned one is refused, and the message has both digests", async () => {
  const digest = "0".repeat(64);
  const read = readDriverFile(path, { bytesMax: 100, digest });
  await assert.rejects(read, failsWith("DRIVER_DIGEST_MISMATCH", new RegExp(`${DIGEST}.*${digest}`)));
  const nonsense = readDriverFile(path, { bytesMax: 100, digest: "abc" });
  await assert.rejects(nonsense, failsWith("DRIVER_DIGEST_MISMATCH", /64 hexadecimal digits/));
});

test("what is absent, no file, empty or too large is told apart", async () => {
  const absent = readDriverFile(join(directory, "absent.wasm"), { bytesMax: 100 });
  await assert.rejects(absent, failsWith("DRIVER_FILE_NOT_FOUND", /ENOENT/));
  await assert.rejects(
    readDriverFile(directory, { bytesMax: 100 }),
    failsWith("DRIVER_FILE_NOT_FOUND", /no regular file/),
  );
  const empty = join(directory, "empty.wasm");
  writeFileSync(empty, "");
  await assert.rejects(readDriverFile(empty, { bytesMax: 100 }), failsWith("DRIVER_MALFORMED", /empty/));
  await assert.rejects(
    readDriverFile(path, { bytesMax: 11 }),
    failsWith("DRIVER_MALFORMED", /12 bytes, the limit is 11/),
  );
  await readDriverFile(path, { bytesMax: 12 });
});

test("a pipe in a file's place does not make the host wait", { timeout: 5000 }, async () => {
  const pipe = join(directory, "pipe.wasm");
  execFileSync("mkfifo", [pipe]);
  await assert.rejects(readDriverFile(pipe, { bytesMax: 100 }), failsWith("DRIVER_FILE_NOT_FOUND", /no regular file/));
});
