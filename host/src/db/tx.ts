// The types by which a database connection and a manager's part of a transaction are passed on; other rooms see them as opaque.
import type { Kysely, Transaction as KyselyTransaction } from "kysely";
import type { Schema } from "./schema.ts";

/** An open transaction: what is done with it becomes true together, or not at all. No driver is called while one is open. */
export type Transaction = KyselyTransaction<Schema>;

/** What the functions of a table take: the database itself, each statement on its own, or a transaction. */
export type Handle = Kysely<Schema> | Transaction;
