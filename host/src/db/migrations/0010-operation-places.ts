// Where the driver of an operation worked when it was asked.
import type { Migration } from "./migration.ts";

export const operationPlaces: Migration = {
  number: 10,
  name: "operation-places",
  async up(tx) {
    await tx.schema
      .alterTable("operations")
      .addColumn("driverPlace", "text", (column) => column.notNull().defaultTo(""))
      .execute();
  },
  async down(tx) {
    await tx.schema.alterTable("operations").dropColumn("driverPlace").execute();
  },
};
