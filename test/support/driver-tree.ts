// A copy of what the builder of drivers reads, to be changed at will.
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";

const ROOT = process.cwd();
export const FAKE = "drivers-wasm/volume-fake";

/** A copy of what the builder reads; compilers come with it only if asked for. */
export function copyOfTree({ compilers }: { readonly compilers: boolean }): string {
  const root = mkdtempSync(join(tmpdir(), "holdfast-build-"));
  after(() => rmSync(root, { recursive: true }));
  for (const folder of ["drivers-wasm", "sdk/guest"])
    cpSync(join(ROOT, folder), join(root, folder), { recursive: true });
  mkdirSync(join(root, "scripts/toolchains"), { recursive: true });
  cpSync(join(ROOT, "scripts/toolchains/package.json"), join(root, "scripts/toolchains/package.json"));
  if (compilers)
    symlinkSync(join(ROOT, "scripts/toolchains/node_modules"), join(root, "scripts/toolchains/node_modules"));
  return root;
}
