// The journal: one row an operation, and a row for every change of its state.
import { sql } from "kysely";
import type { Transaction } from "../tx.ts";
import type { Migration } from "./migration.ts";

export const operations: Migration = {
  number: 2,
  name: "operations",
  async up(tx) {
    await createOperations(tx);
    await createIndexes(tx);
    await tx.schema
      .createTable("operationTransitions")
      .addColumn("id", "integer", (column) => column.primaryKey().autoIncrement())
      .addColumn("operationId", "text", (column) => column.notNull().references("operations.id").onDelete("cascade"))
      .addColumn("at", "text", (column) => column.notNull())
      .addColumn("state", "text", (column) => column.notNull())
      .addColumn("outcome", "text")
      .addColumn("note", "text")
      .execute();
    await tx.schema
      .createIndex("operationTransitionsOperation")
      .on("operationTransitions")
      .columns(["operationId", "id"])
      .execute();
  },
  async down(tx) {
    await tx.schema.dropTable("operationTransitions").execute();
    await tx.schema.dropTable("operations").execute();
  },
};

async function createOperations(tx: Transaction): Promise<void> {
  await tx.schema
    .createTable("operations")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("host", "text", (column) => column.notNull())
    .addColumn("instanceId", "text", (column) => column.notNull())
    .addColumn("domain", "text", (column) => column.notNull())
    .addColumn("resource", "text", (column) => column.notNull())
    .addColumn("action", "text", (column) => column.notNull())
    .addColumn("driver", "text", (column) => column.notNull())
    .addColumn("input", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("result", "text")
    .addColumn("error", "text")
    .addColumn("idempotencyKey", "text")
    .addColumn("requestId", "text", (column) => column.notNull())
    .addColumn("startedBy", "text", (column) => column.notNull())
    .addColumn("startedAt", "text", (column) => column.notNull())
    .addColumn("finishedAt", "text")
    .addColumn("attempts", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("nextTryAt", "text")
    .execute();
}

async function createIndexes(tx: Transaction): Promise<void> {
  // The database itself holds the rule: one operation at a time whose outcome is not known yet, for each thing.
  await tx.schema
    .createIndex("operationsOpenResource")
    .unique()
    .on("operations")
    .columns(["domain", "resource"])
    .where(sql.ref("state"), "in", sql`('started', 'unknown')`)
    .execute();
  await tx.schema
    .createIndex("operationsIdempotencyKey")
    .unique()
    .on("operations")
    .columns(["domain", "idempotencyKey"])
    .where(sql.ref("idempotency_key"), "is not", null)
    .execute();
  await tx.schema.createIndex("operationsState").on("operations").columns(["state", "finishedAt"]).execute();
  await tx.schema.createIndex("operationsStartedAt").on("operations").columns(["startedAt", "id"]).execute();
}
