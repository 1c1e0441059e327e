// `holdfast driver attach`: a manifest into a file that some compiler made, so that it becomes a driver.
import { readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { attachManifest, InspectError, ManifestError } from "@holdfast/sdk";
import { readDriverFile } from "../driver/store.ts";
import { HostError, messageOf } from "../errors.ts";
import type { Cli } from "./cli.ts";

const FILE_BYTES_MAX = 32 * 1024 * 1024;
// Far more than a manifest may have, whatever its author's blanks.
const MANIFEST_BYTES_MAX = 1024 * 1024;

/** Writes the file anew; one that had a manifest gets this in its place. */
export async function attachToDriver(cli: Cli, path: string, manifestPath: string): Promise<void> {
  const file = resolve(cli.surroundings.cwd, path);
  const manifest = readJson(resolve(cli.surroundings.cwd, manifestPath));
  const { bytes } = await readDriverFile(file, { bytesMax: FILE_BYTES_MAX });
  const whole = attached(bytes, manifest);
  // Never half a driver under its name.
  writeFileSync(`${file}.new`, whole, { mode: statSync(file).mode });
  renameSync(`${file}.new`, file);
  cli.output.answer({ file, bytes: whole.length }, () => `${path}: ${whole.length} bytes, with its manifest`);
}

function readJson(file: string): unknown {
  try {
    if (statSync(file).size > MANIFEST_BYTES_MAX) throw new Error(`it has more than ${MANIFEST_BYTES_MAX} bytes`);
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new HostError("DRIVER_MANIFEST_INVALID", `${file} cannot be read as JSON: ${messageOf(cause)}`, { cause });
  }
}

function attached(bytes: Uint8Array, manifest: unknown): Uint8Array {
  try {
    return attachManifest(bytes, manifest);
  } catch (cause) {
    if (cause instanceof ManifestError) throw new HostError("DRIVER_MANIFEST_INVALID", cause.message, { cause });
    if (!(cause instanceof InspectError)) throw cause;
    throw new HostError("DRIVER_MALFORMED", `the file cannot be read as WebAssembly: ${cause.message}`, { cause });
  }
}
