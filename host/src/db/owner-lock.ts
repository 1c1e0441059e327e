// One host a data directory: a lock that the kernel takes back when its holder dies, however it dies.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { HostError } from "../errors.ts";
import { makePrivateFile } from "./private-file.ts";
import { isBusy, storageError } from "./storage-error.ts";

export interface OwnerLock {
  /** Idempotent. */
  release(): void;
}

// A lock lives until it is released: were it only the caller's to keep, the garbage collector could let it go.
const held = new Set<BetterSqlite3.Database>();

/**
 * Takes the lock beside the database, or FAILED_PRECONDITION naming the process that holds it. Whoever holds it may take every
 * operation that another run of the host left `started` for abandoned.
 */
export function lockDatabase(databasePath: string): OwnerLock {
  const path = `${databasePath}.lock`;
  const note = `${path}.pid`;
  try {
    makePrivateFile(path);
    // Node has no flock; SQLite's own file lock is one, taken by the process and gone with it.
    const raw = new BetterSqlite3(path, { timeout: 0 });
    try {
      raw.exec("begin exclusive");
    } catch (error) {
      raw.close();
      throw error;
    }
    rmSync(note, { force: true });
    writeFileSync(note, `${process.pid}\n`, { mode: 0o600, flag: "wx" });
    held.add(raw);
    return {
      release() {
        held.delete(raw);
        raw.close();
      },
    };
  } catch (error) {
    if (!isBusy(error)) throw storageError(error);
    throw new HostError(
      "FAILED_PRECONDITION",
      `another host (process ${holder(note)}) uses ${dirname(path)}: stop it first`,
      {
        cause: error,
      },
    );
  }
}

function holder(note: string): string {
  try {
    return readFileSync(note, "utf8").trim();
  } catch {
    return "unknown";
  }
}
