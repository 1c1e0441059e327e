// The events table: the last events of each source, and how far their numbers have gone, so that no number is ever given twice.
import type { Database } from "./connection.ts";
import type { Transaction } from "./tx.ts";

/** A list of events as it was left. */
export interface EventListState {
  /** Names the list. */
  readonly log: string;
  /** No event with a higher number is in the table. */
  readonly writtenTo: number;
  /** Numbers up to this one may have been given, and are not given again. */
  readonly reservedTo: number;
  /** It was not closed: events with numbers above `writtenTo` may have been told. */
  readonly isOpen: boolean;
}

/** `event` is JSON. */
export interface EventRow {
  readonly source: string;
  readonly sequence: number;
  readonly event: string;
}

/** Undefined for a database that never had events. */
export async function readEventList({ handle }: Database): Promise<EventListState | undefined> {
  const row = await handle.selectFrom("eventLists").selectAll().executeTakeFirst();
  return row && { log: row.log, writtenTo: row.writtenTo, reservedTo: row.reservedTo, isOpen: row.open === 1 };
}

/** Puts the list into this state, which is the only one. */
export async function writeEventList(tx: Transaction, { isOpen, ...state }: EventListState): Promise<void> {
  const row = { ...state, open: isOpen ? 1 : 0 };
  const { numUpdatedRows } = await tx.updateTable("eventLists").set(row).executeTakeFirst();
  if (numUpdatedRows === 0n) await tx.insertInto("eventLists").values(row).execute();
}

export async function insertEvents(tx: Transaction, rows: readonly EventRow[]): Promise<void> {
  // One by one, so that the same statement serves batches of every length.
  for (const row of rows) await tx.insertInto("events").values(row).execute();
}

/** Forgets what a source told before a number. */
export async function forgetEvents(tx: Transaction, source: string, before: number): Promise<void> {
  await tx.deleteFrom("events").where("source", "=", source).where("sequence", "<", before).execute();
}

/** Forgets events by their numbers. */
export async function forgetTheseEvents(tx: Transaction, sequences: readonly number[]): Promise<void> {
  for (let from = 0; from < sequences.length; from += NUMBERS_OF_A_STATEMENT) {
    const some = sequences.slice(from, from + NUMBERS_OF_A_STATEMENT);
    await tx.deleteFrom("events").where("sequence", "in", some).execute();
  }
}

// Fewer than any database takes.
const NUMBERS_OF_A_STATEMENT = 500;

/** The last events of a source, the oldest first. */
export async function listEvents({ handle }: Database, source: string, limit: number): Promise<readonly EventRow[]> {
  const rows = handle.selectFrom("events").selectAll().where("source", "=", source);
  return (await rows.orderBy("sequence", "desc").limit(limit).execute()).reverse();
}
