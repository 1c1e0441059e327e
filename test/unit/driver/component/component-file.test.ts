// A component becomes a module in a process of its own, once for each digest; whatever comes of it, the host lives.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { moduleOf } from "#host/driver/component/component-file";
import { openComponentStore } from "#host/driver/component/component-store";
import { readDriverFile } from "#host/driver/store";
import { ROOT } from "../../../support/guests.ts";
import { wat } from "../../../support/wat.ts";

const RECIPE = join(ROOT, "test/fixtures/recipes/component.wasm");
const folder = mkdtempSync(join(tmpdir(), "holdfast-components-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("a translation is kept by the component's digest, made again when what is kept is not whole, and the digest stays the component's", async () => {
  const directory = join(folder, "kept");
  const store = openComponentStore(directory);
  const file = await readDriverFile(RECIPE, { bytesMax: 1_000_000 });
  const made = await moduleOf(file, { store });
  assert.equal(made.digest, file.digest);
  assert.ok(WebAssembly.validate(made.bytes as Uint8Array<ArrayBuffer>));
  const [kept = "", ...more] = readdirSync(directory);
  assert.deepEqual(more, []);
  assert.ok(kept.startsWith(file.digest));
  // Without any time for it, it can only be the one that was kept.
  assert.deepEqual(await moduleOf(file, { store, timeoutMs: 0 }), made);
  const whole = readFileSync(join(directory, kept));
  for (const broken of [whole.subarray(0, whole.length - 1), new Uint8Array(0), Buffer.alloc(100)]) {
    writeFileSync(join(directory, kept), broken);
    assert.equal(await store.read(file.digest), undefined);
  }
  assert.deepEqual(await moduleOf(file, { store }), made);
  assert.deepEqual(readFileSync(join(directory, kept)), whole);
});

test("a folder that cannot be written costs time and nothing else", async () => {
  writeFileSync(join(folder, "a-file"), "");
  const store = openComponentStore(join(folder, "a-file", "below"));
  await store.write("00", new Uint8Array(8));
  assert.equal(await store.read("00"), undefined);
});

test("what takes too long or cannot be translated is malformed, in words that name the file", async () => {
  const file = await readDriverFile(RECIPE, { bytesMax: 1_000_000 });
  const late = { code: "DRIVER_MALFORMED", message: /component\.wasm was not translated: not within \d+ ms/ };
  await assert.rejects(moduleOf(file, { timeoutMs: 1 }), late);
  const cut = { ...file, bytes: file.bytes.subarray(0, 5_000) };
  await assert.rejects(moduleOf(cut), { code: "DRIVER_MALFORMED", message: /component\.wasm: .*claims more bytes/ });
});

test("a module that says it was translated is refused: only a translation of ours says so", async () => {
  const bytes = await wat("(module)");
  const same = { path: "plain.wasm", digest: "", bytes };
  assert.equal(await moduleOf(same), same);
  const section = [0, 20, 18, ...Buffer.from("holdfast:component"), 0x20];
  const forged = { ...same, path: "forged.wasm", bytes: Uint8Array.from([...bytes, ...section]) };
  await assert.rejects(moduleOf(forged), { code: "DRIVER_MALFORMED", message: /belongs to the host/ });
});
