// Drivers that the operator added while the host ran: configuration that lives in the database.
import type { Migration } from "./migration.ts";

export const drivers: Migration = {
  number: 4,
  name: "drivers",
  async up(tx) {
    await tx.schema
      .createTable("drivers")
      .addColumn("kind", "text", (column) => column.notNull())
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("path", "text", (column) => column.notNull())
      .addColumn("digest", "text", (column) => column.notNull())
      .addColumn("spec", "text", (column) => column.notNull())
      .addColumn("addedAt", "text", (column) => column.notNull())
      .addColumn("addedBy", "text", (column) => column.notNull())
      .addPrimaryKeyConstraint("driversKindName", ["kind", "name"])
      .execute();
  },
  async down(tx) {
    await tx.schema.dropTable("drivers").execute();
  },
};
