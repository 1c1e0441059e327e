// The driver below kysely for SQLite: one connection, statements prepared once, transactions that begin as writers, waits with an end.
import { AsyncLocalStorage } from "node:async_hooks";
import type BetterSqlite3 from "better-sqlite3";
import { CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from "kysely";
import type { Clock } from "../clock.ts";
import { HostError } from "../errors.ts";
import { isBusy, storageError } from "./storage-error.ts";

export interface SqliteDriverOptions {
  readonly clock: Clock;
  /** How long a statement waits for another process, and a query for the connection. */
  readonly busyTimeoutMs: number;
  /** How many queries may wait for the connection. */
  readonly queueLengthMax: number;
}

const STATEMENTS_MAX = 256;
const BUSY_RETRY_MS = 10;

/** Marks the work inside a transaction, so that using the database beside it is an error instead of a wait for ever. */
const openTransaction = new AsyncLocalStorage<{ open: boolean }>();

/** Runs `work` as the inside of a transaction. */
export async function insideTransaction<T>(work: () => Promise<T>): Promise<T> {
  const mark = { open: true };
  try {
    return await openTransaction.run(mark, work);
  } finally {
    mark.open = false;
  }
}

/** A kysely driver; kysely's own would prepare each statement anew, begin deferred and wait without end. */
export class SqliteDriver implements Driver {
  readonly #connection: SqliteConnection;
  readonly #raw: BetterSqlite3.Database;
  readonly #options: SqliteDriverOptions;
  readonly #waiting: (() => void)[] = [];
  #held = false;

  constructor(raw: BetterSqlite3.Database, options: SqliteDriverOptions) {
    this.#raw = raw;
    this.#options = options;
    this.#connection = new SqliteConnection(raw, options);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    if (openTransaction.getStore()?.open) {
      throw new HostError(
        "INTERNAL",
        "the database was used beside an open transaction: pass the transaction on instead",
      );
    }
    if (!this.#raw.open) throw new HostError("STORAGE_FAILED", "the state database is closed", { retryable: false });
    if (this.#held) await this.#turn();
    this.#held = true;
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {
    this.#held = false;
    this.#waiting.shift()?.();
  }

  /** A writer from the start: a transaction that reads first and writes later could fail half-way when another process writes. */
  async beginTransaction(): Promise<void> {
    await this.#connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }

  async commitTransaction(): Promise<void> {
    await this.#connection.executeQuery(CompiledQuery.raw("commit"));
  }

  async rollbackTransaction(): Promise<void> {
    // After a full disk SQLite has already rolled back by itself.
    if (this.#raw.inTransaction) await this.#connection.executeQuery(CompiledQuery.raw("rollback"));
  }

  async destroy(): Promise<void> {
    this.#raw.close();
  }

  #turn(): Promise<void> {
    const { clock, busyTimeoutMs, queueLengthMax } = this.#options;
    if (this.#waiting.length >= queueLengthMax) {
      throw new HostError("RESOURCE_EXHAUSTED", `${queueLengthMax} queries already wait for the state database`);
    }
    return new Promise((resolve, reject) => {
      const proceed = () => {
        cancel();
        // Taken here, not by whoever awaits: a newcomer between the two would get the connection twice.
        this.#held = true;
        resolve();
      };
      const cancel = clock.setTimer(busyTimeoutMs, () => {
        this.#waiting.splice(this.#waiting.indexOf(proceed), 1);
        reject(
          new HostError("STORAGE_FAILED", `the state database was not free within ${busyTimeoutMs} ms: try again`),
        );
      });
      this.#waiting.push(proceed);
    });
  }
}

class SqliteConnection implements DatabaseConnection {
  readonly #raw: BetterSqlite3.Database;
  readonly #options: SqliteDriverOptions;
  readonly #statements = new Map<string, BetterSqlite3.Statement>();

  constructor(raw: BetterSqlite3.Database, options: SqliteDriverOptions) {
    this.#raw = raw;
    this.#options = options;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { clock, busyTimeoutMs } = this.#options;
    const endMs = clock.monotonicMs() + busyTimeoutMs;
    for (;;) {
      try {
        return this.#run<R>(query);
      } catch (error) {
        // SQLite's own waiting would hold the event loop; only what begins may be tried again.
        const again = isBusy(error) && !this.#raw.inTransaction && clock.monotonicMs() < endMs;
        if (!again) throw storageError(error);
      }
      await new Promise<void>((resolve) => clock.setTimer(BUSY_RETRY_MS, resolve));
    }
  }

  // biome-ignore lint/correctness/useYield: kysely's interface wants it; nothing here streams
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new HostError("INTERNAL", "the state database does not stream: ask for pages");
  }

  #run<R>(query: CompiledQuery): QueryResult<R> {
    const statement = this.#prepared(query.sql);
    if (statement.reader) return { rows: statement.all(query.parameters) as R[] };
    const { changes, lastInsertRowid } = statement.run(query.parameters);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  #prepared(sql: string): BetterSqlite3.Statement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#raw.prepare(sql);
    if (this.#statements.size >= STATEMENTS_MAX) {
      for (const oldest of this.#statements.keys()) {
        this.#statements.delete(oldest);
        break;
      }
    }
    this.#statements.set(sql, statement);
    return statement;
  }
}
