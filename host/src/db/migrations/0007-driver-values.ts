// What drivers keep at the host: small texts under keys, a space of its own for each driver.
import type { Migration } from "./migration.ts";

export const driverValues: Migration = {
  number: 7,
  name: "driver-values",
  async up(tx) {
    await tx.schema
      .createTable("driverValues")
      .addColumn("kind", "text", (column) => column.notNull())
      .addColumn("driver", "text", (column) => column.notNull())
      .addColumn("key", "text", (column) => column.notNull())
      .addColumn("value", "text", (column) => column.notNull())
      .addColumn("bytes", "integer", (column) => column.notNull())
      .addPrimaryKeyConstraint("driverValuesSpaceKey", ["kind", "driver", "key"])
      .execute();
  },
  async down(tx) {
    await tx.schema.dropTable("driverValues").execute();
  },
};
