// A folder of somebody's own that has Holdfast's packages installed, without an installation.
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Makes `node_modules/@holdfast` in a folder. */
export function ownPackage(folder: string): void {
  mkdirSync(join(folder, "node_modules/@holdfast"), { recursive: true });
  for (const name of ["host", "sdk"]) symlinkSync(join(ROOT, name), join(folder, "node_modules/@holdfast", name));
}
