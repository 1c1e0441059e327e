// The services table: one row for each service that ever registered, deleted ones kept.
import type { Migration } from "./migration.ts";

export const services: Migration = {
  number: 1,
  name: "services",
  async up(tx) {
    await tx.schema
      .createTable("services")
      .addColumn("id", "integer", (column) => column.primaryKey().autoIncrement())
      .addColumn("uuid", "text", (column) => column.notNull().unique())
      .addColumn("host", "text", (column) => column.notNull())
      .addColumn("binary", "text", (column) => column.notNull())
      .addColumn("topic", "text", (column) => column.notNull())
      .addColumn("reportCount", "integer", (column) => column.notNull().defaultTo(0))
      .addColumn("disabled", "integer", (column) => column.notNull().defaultTo(0))
      .addColumn("disabledReason", "text")
      .addColumn("disabledAt", "text")
      .addColumn("disabledBy", "text")
      .addColumn("forcedDown", "integer", (column) => column.notNull().defaultTo(0))
      .addColumn("lastSeenUp", "text")
      .addColumn("version", "text", (column) => column.notNull())
      .addColumn("startedAt", "text")
      .addColumn("instanceId", "text")
      .addColumn("bootId", "text")
      .addColumn("state", "text", (column) => column.notNull())
      .addColumn("stateReason", "text")
      .addColumn("stateChangedAt", "text")
      .addColumn("startSteps", "text", (column) => column.notNull().defaultTo("[]"))
      .addColumn("drivers", "text", (column) => column.notNull().defaultTo("[]"))
      .addColumn("capabilities", "text", (column) => column.notNull().defaultTo("{}"))
      .addColumn("apiVersions", "text", (column) => column.notNull().defaultTo("{}"))
      .addColumn("createdAt", "text", (column) => column.notNull())
      .addColumn("updatedAt", "text", (column) => column.notNull())
      .addColumn("deleted", "integer", (column) => column.notNull().defaultTo(0))
      .addColumn("deletedAt", "text")
      .addUniqueConstraint("servicesHostTopicDeleted", ["host", "topic", "deleted"])
      .execute();
  },
  async down(tx) {
    await tx.schema.dropTable("services").execute();
  },
};
