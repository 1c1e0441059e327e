// What SQLite answers, as the host's own error: each with what the operator can do about it.
import { HostError, isHostError } from "../errors.ts";

/** SQLite's primary result code → what it means here and what helps. */
const REMEDIES: readonly (readonly [code: string, meaning: string, retryable: boolean])[] = [
  ["SQLITE_FULL", "the disk or the quota is full: free some space, nothing was written", true],
  ["SQLITE_BUSY", "another process holds the state database: end it, or raise database.busyTimeoutMs", true],
  ["SQLITE_LOCKED", "another connection holds the state database: try again", true],
  ["SQLITE_READONLY", "the state database may only be read: check the owner and the mode of file and directory", false],
  ["SQLITE_PERM", "no permission on the state database: check the owner and the mode of file and directory", false],
  ["SQLITE_AUTH", "no permission on the state database: check the owner and the mode of file and directory", false],
  ["SQLITE_CANTOPEN", "the state database cannot be opened: check that the directory exists and may be written", false],
  ["SQLITE_NOTADB", "the file is not a state database: point database.path elsewhere or restore a backup", false],
  ["SQLITE_CORRUPT", "the state database is damaged: stop the host and restore a backup", false],
  ["SQLITE_IOERR", "the disk refused a read or a write: check the disk and its free space, then try again", true],
  ["SQLITE_NOMEM", "there was not enough memory for the statement", true],
];

/** The error as STORAGE_FAILED if it is an accident of storage; a broken constraint or another error comes back as it was. */
export function storageError(error: unknown): unknown {
  const code = sqliteCode(error);
  if (code === undefined || isHostError(error) || code.startsWith("SQLITE_CONSTRAINT")) return error;
  // Extended codes carry the primary one in front: SQLITE_IOERR_WRITE, SQLITE_BUSY_SNAPSHOT.
  const row = REMEDIES.find(([primary]) => code === primary || code.startsWith(`${primary}_`));
  if (row === undefined) return error;
  return new HostError("STORAGE_FAILED", `${row[1]} (${code})`, {
    cause: error,
    data: { storageCode: code },
    retryable: row[2],
  });
}

/** True when a statement failed because another process holds the database for now. */
export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === "SQLITE_BUSY" || code?.startsWith("SQLITE_BUSY_") === true;
}

/** True when a row of the same unique key exists. */
export function isUniqueViolation(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === "SQLITE_CONSTRAINT_UNIQUE" || code === "SQLITE_CONSTRAINT_PRIMARYKEY";
}

function sqliteCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" && error.code.startsWith("SQLITE_") ? error.code : undefined;
}
