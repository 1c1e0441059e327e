// The committed kernel is what its text makes, and a change of either is found.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { buildKernel } from "#scripts/build-kernel";

const root = mkdtempSync(join(tmpdir(), "holdfast-kernel-"));
after(() => rmSync(root, { recursive: true }));
const place = (name: string) => join(root, "host/kernel", name);
const reset = () => cpSync("host/kernel", join(root, "host/kernel"), { recursive: true });

test("the committed kernel is made of the committed text", async () => {
  assert.match(await buildKernel(process.cwd(), { check: true }), /kernel\.wasm: \d+ bytes, sha-256 [0-9a-f]{64}$/);
});

test("a kernel, a record or a text that was changed alone is refused, and building mends it", async () => {
  const changes: [string, (text: string) => string][] = [
    ["kernel.wat", (text) => text.replace("(i64.const 23)", "(i64.const 39)")],
    ["kernel.wat", (text) => `${text};; A remark.\n`],
    ["build.json", (text) => text.replace("wabt", "wabt-next")],
  ];
  for (const [name, change] of changes) {
    reset();
    const text = readFileSync(place(name), "utf8");
    assert.notEqual(change(text), text);
    writeFileSync(place(name), change(text));
    await assert.rejects(buildKernel(root, { check: true }), /run `npm run kernel`/);
    await buildKernel(root, { check: false });
    await buildKernel(root, { check: true });
  }
  reset();
  writeFileSync(place("kernel.wasm"), Buffer.concat([readFileSync(place("kernel.wasm")), Buffer.from([0])]));
  await assert.rejects(buildKernel(root, { check: true }), /kernel\.wasm is not what kernel\.wat makes/);
});

test("a text that does not assemble is told by its line", async () => {
  reset();
  writeFileSync(place("kernel.wat"), "(module (func (nonsense)))");
  await assert.rejects(buildKernel(root, { check: true }), /kernel\.wat:1/);
});
