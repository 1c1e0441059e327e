// Opens the state database: one SQLite file that only its owner may read, written durably, and the handle by which rooms use it.
import BetterSqlite3 from "better-sqlite3";
import { CamelCasePlugin, Kysely } from "kysely";
import { type Clock, systemClock } from "../clock.ts";
import type { RequestContext } from "../context.ts";
import { HostError } from "../errors.ts";
import { sqliteDialect } from "./dialects.ts";
import { backupTo, type DatabaseStatus, statusOf } from "./maintenance.ts";
import { makePrivateFile } from "./private-file.ts";
import type { Schema } from "./schema.ts";
import { insideTransaction } from "./sqlite-driver.ts";
import { storageError } from "./storage-error.ts";
import type { Handle, Transaction } from "./tx.ts";

export interface DatabaseOptions {
  /** The file; its directory is made when absent, for its owner alone. */
  readonly path: string;
  /** How long a statement waits for another process or for the connection; default 5000. */
  readonly busyTimeoutMs?: number;
  /** How many queries may wait for the connection; default 10000. */
  readonly queueLengthMax?: number;
  /** Refuses to make or change anything: for tools that look while a host runs. */
  readonly readOnly?: boolean;
  readonly clock?: Clock;
}

// "Hold": says in the file's header whose database it is.
const APPLICATION_ID = 0x486f_6c64;
// SQLite waits by holding the event loop, so it may wait this long and no longer; the driver waits the rest.
const BLOCKING_WAIT_MS = 20;

/** The open state database. Close it; a closed one answers STORAGE_FAILED. */
export class Database {
  readonly path: string;
  /** For single statements, each true on its own. */
  readonly handle: Handle;
  readonly clock: Clock;
  readonly #raw: BetterSqlite3.Database;
  readonly #kysely: Kysely<Schema>;

  constructor(raw: BetterSqlite3.Database, options: DatabaseOptions) {
    this.path = options.path;
    this.clock = options.clock ?? systemClock;
    this.#raw = raw;
    this.#kysely = new Kysely<Schema>({
      dialect: sqliteDialect(raw, {
        clock: this.clock,
        busyTimeoutMs: options.busyTimeoutMs ?? 5000,
        queueLengthMax: options.queueLengthMax ?? 10_000,
      }),
      plugins: [new CamelCasePlugin()],
    });
    this.handle = this.#kysely;
  }

  /**
   * Runs `work` in one durable transaction; a throw undoes all of it and comes through. Inside, only the given transaction may be
   * used: the handle answers INTERNAL there. Never call a driver inside.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#kysely.transaction().execute((tx) => insideTransaction(() => work(tx)));
  }

  /** Copies the living database to a new file. ALREADY_EXISTS if `path` exists. */
  backup(ctx: RequestContext, path: string): Promise<void> {
    return backupTo(this.#raw, ctx, path);
  }

  /** What state the file is in; reads the whole of it for the integrity check. */
  status(): DatabaseStatus {
    return statusOf(this.#raw, this.path);
  }

  /** Closes the file. Idempotent; what still waits fails. */
  async close(): Promise<void> {
    await this.#kysely.destroy();
    this.#raw.close();
  }
}

/** Opens or makes the file. STORAGE_FAILED when that cannot be done, FAILED_PRECONDITION when the file is somebody else's. */
export function openDatabase(options: DatabaseOptions): Database {
  try {
    if (!options.readOnly) makePrivateFile(options.path);
    const raw = new BetterSqlite3(options.path, {
      readonly: options.readOnly ?? false,
      fileMustExist: true,
      timeout: options.busyTimeoutMs ?? 5000,
    });
    try {
      prepare(raw, options);
    } catch (error) {
      raw.close();
      throw error;
    }
    return new Database(raw, options);
  } catch (error) {
    throw openError(error, options.path);
  }
}

function prepare(raw: BetterSqlite3.Database, options: DatabaseOptions): void {
  refuseForeign(raw, options.path);
  if (!options.readOnly) {
    raw.pragma("journal_mode = WAL");
    raw.pragma(`application_id = ${APPLICATION_ID}`);
  }
  raw.pragma("synchronous = FULL");
  raw.pragma("foreign_keys = ON");
  raw.pragma(`busy_timeout = ${BLOCKING_WAIT_MS}`);
}

function refuseForeign(raw: BetterSqlite3.Database, path: string): void {
  const id = raw.pragma("application_id", { simple: true });
  const empty = raw.prepare("select 1 from sqlite_schema limit 1").get() === undefined;
  if (id === APPLICATION_ID || (id === 0 && empty)) return;
  throw new HostError("FAILED_PRECONDITION", `${path} is a database of another program: point database.path elsewhere`);
}

function openError(error: unknown, path: string): unknown {
  const known = storageError(error);
  if (known !== error || error instanceof HostError) return known;
  const reason = error instanceof Error ? error.message : String(error);
  return new HostError("STORAGE_FAILED", `cannot open the state database ${path}: ${reason}`, {
    cause: error,
    retryable: false,
  });
}
