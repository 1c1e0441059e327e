// What an operator does with the database file itself: a backup of the living one, and a look at its state.
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import type { RequestContext } from "../context.ts";
import { HostError } from "../errors.ts";
import { MIGRATIONS } from "./migrations/index.ts";
import { storageError } from "./storage-error.ts";

export interface DatabaseStatus {
  readonly path: string;
  /** The number of the last applied migration; 0 in a new file. */
  readonly version: number;
  /** The last migration this program knows. */
  readonly versionKnown: number;
  /** Names of the migrations that still wait. */
  readonly pending: readonly string[];
  readonly fileBytes: number;
  /** The write-ahead log beside the file. */
  readonly walBytes: number;
  /** Empty when the file is sound, else what SQLite's quick check found. */
  readonly damage: readonly string[];
}

const PAGES_PER_STEP = 256;

/** Reads the state of the open file. */
export function statusOf(raw: BetterSqlite3.Database, path: string): DatabaseStatus {
  try {
    const version = appliedVersion(raw);
    return {
      path,
      version,
      versionKnown: MIGRATIONS.length,
      pending: MIGRATIONS.filter(({ number }) => number > version).map(({ number, name }) => `${number} ${name}`),
      fileBytes: bytesOf(path),
      walBytes: bytesOf(`${path}-wal`),
      damage: damageOf(raw),
    };
  } catch (error) {
    throw storageError(error);
  }
}

/** Copies page by page, beside the work of the host, into a new file of mode 0600 that appears only when it is whole and sound. */
export async function backupTo(raw: BetterSqlite3.Database, ctx: RequestContext, path: string): Promise<void> {
  if (existsSync(path)) throw new HostError("ALREADY_EXISTS", `${path} exists: name a new file for the backup`);
  const partial = `${path}.partial`;
  try {
    rmSync(partial, { force: true });
    closeSync(openSync(partial, "wx", 0o600));
    await raw.backup(partial, {
      progress() {
        ctx.throwIfOver();
        return PAGES_PER_STEP;
      },
    });
    verify(partial);
    chmodSync(partial, 0o600);
    sync(partial);
    renameSync(partial, path);
    sync(dirname(path));
  } catch (error) {
    rmSync(partial, { force: true });
    throw backupError(error, path);
  }
}

function appliedVersion(raw: BetterSqlite3.Database): number {
  const table = raw.prepare("select 1 from sqlite_schema where type = 'table' and name = 'schema_migrations'").get();
  if (table === undefined) return 0;
  return raw.prepare<[], number>("select coalesce(max(number), 0) from schema_migrations").pluck().get() ?? 0;
}

function damageOf(raw: BetterSqlite3.Database): readonly string[] {
  const lines = raw.prepare<[], string>("pragma quick_check(20)").pluck().all();
  return lines.length === 1 && lines[0] === "ok" ? [] : lines;
}

function bytesOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function verify(path: string): void {
  const copy = new BetterSqlite3(path, { readonly: true, fileMustExist: true });
  try {
    const damage = damageOf(copy);
    if (damage.length > 0) {
      throw new HostError("STORAGE_FAILED", `the copy is damaged, and so may be the original: ${damage.join("; ")}`, {
        retryable: false,
      });
    }
  } finally {
    copy.close();
  }
}

function sync(path: string): void {
  const fd = openSync(path, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function backupError(error: unknown, path: string): unknown {
  const known = storageError(error);
  if (known !== error || error instanceof HostError) return known;
  const reason = error instanceof Error ? error.message : String(error);
  return new HostError("STORAGE_FAILED", `cannot write the backup ${path}: ${reason}`, { cause: error });
}
