// Makes the directory in which a host or a hub keeps what is its own.
import { existsSync, mkdirSync, opendirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { HostError, messageOf } from "../errors.ts";

/** Makes it and what is above it, for its owner alone, where it is not there yet. Throws START_FAILED, also for what nobody but another user may read. */
export function makeDataDirectory(dataDir: string): void {
  try {
    makeBelow(dataDir);
  } catch (cause) {
    throw unusable(dataDir, "made", cause);
  }
  try {
    opendirSync(dataDir).closeSync();
  } catch (cause) {
    throw unusable(dataDir, "used", cause);
  }
}

function unusable(dataDir: string, verb: string, cause: unknown): HostError {
  const message = `the data directory ${dataDir} cannot be ${verb}: ${messageOf(cause)}; choose another with --data-dir`;
  return new HostError("START_FAILED", message, { cause });
}

/** Not by mkdir's own `recursive`: that tries for ever, deaf to signals, where a file system such as /proc answers ENOENT for what is new. */
function makeBelow(directory: string): void {
  const parent = dirname(directory);
  if (parent !== directory && !existsSync(parent)) makeBelow(parent);
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    if (!isDirectory(directory)) throw error;
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
