// Fencing tokens of leases: a number that rises each time a lease changes hands, and survives every process.
import { isoTime } from "../clock.ts";
import type { Database } from "./connection.ts";
import type { Transaction } from "./tx.ts";

export interface LeaseRow {
  readonly name: string;
  readonly holder: string;
  readonly token: number;
  readonly takenAt: string;
}

/** Who had it last; undefined for a lease that nobody ever had. */
export async function readLease(database: Database, name: string): Promise<LeaseRow | undefined> {
  return database.transaction(async (tx) => {
    await makeTable(tx);
    return tx.selectFrom("leases").selectAll().where("name", "=", name).executeTakeFirst();
  });
}

/** Gives it to a new holder, with the next token; durable before it is answered. */
export async function takeLease(database: Database, name: string, holder: string): Promise<LeaseRow> {
  const takenAt = isoTime(database.clock);
  return database.transaction(async (tx) => {
    await makeTable(tx);
    return tx
      .insertInto("leases")
      .values({ name, holder, token: 1, takenAt })
      .onConflict((conflict) =>
        conflict.column("name").doUpdateSet((on) => ({ holder, takenAt, token: on("leases.token", "+", 1) })),
      )
      .returningAll()
      .executeTakeFirstOrThrow();
  });
}

// Made when the first lease is asked for: most hosts never have one.
async function makeTable(tx: Transaction): Promise<void> {
  await tx.schema
    .createTable("leases")
    .ifNotExists()
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("holder", "text", (column) => column.notNull())
    .addColumn("token", "integer", (column) => column.notNull())
    .addColumn("takenAt", "text", (column) => column.notNull())
    .execute();
}
