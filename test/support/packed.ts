// A folder of a stranger's with nothing of ours but the two packages, as `npm pack` makes them, and the compilers that npm would bring.
import { strictEqual } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "./until.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
/** What a host needs and the author's commands must do without. */
const NATIVE = ["better-sqlite3", "bindings"];
const LOCK_MS = 120_000;
const STALE_MS = 60_000;

export interface PackedPlace {
  readonly folder: string;
  /** The command's file, in the unpacked package. */
  readonly bin: string;
  /** Runs the command in a folder. */
  holdfast(
    cwd: string,
    ...args: string[]
  ): { readonly status: number | null; readonly out: string; readonly err: string };
  /** From now on native code can be loaded: a host needs it. */
  addNativeCode(): void;
  remove(): void;
}

let shared: Promise<PackedPlace> | undefined;

/** The place that the tests of one file share; `after(dropPackedPlace)` takes it away. */
export function sharedPackedPlace(): Promise<PackedPlace> {
  shared ??= packedPlace();
  return shared;
}

export async function dropPackedPlace(): Promise<void> {
  (await shared)?.remove();
}

/** Packs, unpacks, and links from this checkout what npm would have fetched from a registry, without native code. */
export async function packedPlace(): Promise<PackedPlace> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "holdfast-packed-")));
  await unpackInto(folder);
  const link = (name: string, from: string) => {
    const place = join(folder, "node_modules", name);
    if (!existsSync(place)) symlinkSync(join(ROOT, from, name), place);
  };
  const installed = readdirSync(join(ROOT, "node_modules")).filter((name) => !/^(@holdfast$|\.)/.test(name));
  for (const name of installed.filter((one) => !NATIVE.includes(one))) link(name, "node_modules");
  const toolchains = join(ROOT, "scripts/toolchains/node_modules");
  const compilers = existsSync(toolchains) ? readdirSync(toolchains).filter((name) => !name.startsWith(".")) : [];
  for (const name of compilers) link(name, "scripts/toolchains/node_modules");
  const bin = join(folder, "node_modules/@holdfast/host/bin/holdfast.js");
  return {
    folder,
    bin,
    holdfast(cwd, ...args) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { cwd, encoding: "utf8" });
      return { status, out: stdout, err: stderr };
    },
    addNativeCode: () => {
      for (const name of NATIVE) link(name, "node_modules");
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Packing copies the drivers into the package first, so only one process may do it at a time. */
async function unpackInto(folder: string): Promise<void> {
  const lock = join(ROOT, "test/dist/.packing");
  await until("nobody else packs", () => taken(lock), LOCK_MS);
  try {
    const pack = ["pack", "--workspace", "sdk", "--workspace", "host", "--pack-destination", folder];
    const packed = spawnSync("npm", pack, { cwd: ROOT, encoding: "utf8" });
    strictEqual(packed.status, 0, packed.stderr);
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
  for (const name of ["sdk", "host"]) {
    const file = readdirSync(folder).find((entry) => entry.startsWith(`holdfast-${name}-`)) ?? "";
    const place = join(folder, "node_modules/@holdfast", name);
    mkdirSync(place, { recursive: true });
    const unpacked = spawnSync("tar", ["-xzf", join(folder, file), "-C", place, "--strip-components=1"]);
    strictEqual(unpacked.status, 0, String(unpacked.stderr));
  }
}

/** Makes the folder that stands for the lock; one that a killed run left is not waited for for ever. */
function taken(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - since > STALE_MS) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}
