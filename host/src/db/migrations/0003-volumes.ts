// The volume manager's rows.
import { sql } from "kysely";
import type { Migration } from "./migration.ts";

export const volumes: Migration = {
  number: 3,
  name: "volumes",
  async up(tx) {
    await tx.schema
      .createTable("volumes")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("host", "text", (column) => column.notNull())
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("sizeBytes", "integer", (column) => column.notNull())
      .addColumn("state", "text", (column) => column.notNull())
      .addColumn("driver", "text", (column) => column.notNull())
      .addColumn("driverDigest", "text", (column) => column.notNull())
      .addColumn("location", "text")
      .addColumn("allocatedBytes", "integer")
      .addColumn("error", "text")
      .addColumn("operationId", "text")
      .addColumn("createdAt", "text", (column) => column.notNull())
      .addColumn("updatedAt", "text", (column) => column.notNull())
      .addColumn("deletedAt", "text")
      .execute();
    await tx.schema
      .createIndex("volumesName")
      .unique()
      .on("volumes")
      .column("name")
      .where(sql.ref("deleted_at"), "is", null)
      .execute();
  },
  async down(tx) {
    await tx.schema.dropTable("volumes").execute();
  },
};
