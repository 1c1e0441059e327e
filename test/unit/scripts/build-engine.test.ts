// The committed engine of the TypeScript kit is what its record and its sources say, and a change of either is found.
import { match, rejects } from "node:assert/strict";
import { appendFileSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { buildEngine } from "#scripts/build-engine";

const root = mkdtempSync(join(tmpdir(), "holdfast-engine-"));
after(() => rmSync(root, { recursive: true }));
const reset = () => {
  for (const folder of ["sdk/engine", "sdk/guest/typescript", "sdk/guest/c"])
    cpSync(folder, join(root, folder), { recursive: true });
};
const check = (place: string) => buildEngine({ root: place, check: true, rebuild: false });

test("the committed engine is the one that its sources were built to", async () => {
  match(await check(process.cwd()), /engine\.wasm: digests fit; not built again$/);
});

test("an engine, its sources or the C kit that were changed alone are refused with what to run", async () => {
  for (const file of ["sdk/guest/typescript/engine.wasm", "sdk/engine/read.c", "sdk/guest/c/number.c"]) {
    reset();
    await check(root);
    appendFileSync(join(root, file), "\n");
    await rejects(check(root), /run `npm run engine`/, file);
  }
});

test("without the compiler a rebuild is refused with the command that gets it", async () => {
  reset();
  await rejects(
    buildEngine({ root, check: true, rebuild: true }),
    /missing: run `npm ci --prefix scripts\/toolchains`/,
  );
});
