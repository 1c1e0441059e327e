// What happened to services and what they tell, so that it outlives a restart, and the numbers that were given so far.
import type { Migration } from "./migration.ts";

export const events: Migration = {
  number: 9,
  name: "events",
  async up(tx) {
    await tx.schema
      .createTable("events")
      .addColumn("source", "text", (column) => column.notNull())
      .addColumn("sequence", "integer", (column) => column.notNull())
      .addColumn("event", "text", (column) => column.notNull())
      .addPrimaryKeyConstraint("eventsKey", ["source", "sequence"])
      .execute();
    await tx.schema
      .createTable("eventLists")
      .addColumn("log", "text", (column) => column.notNull())
      .addColumn("writtenTo", "integer", (column) => column.notNull())
      .addColumn("reservedTo", "integer", (column) => column.notNull())
      .addColumn("open", "integer", (column) => column.notNull())
      .execute();
  },
  async down(tx) {
    await tx.schema.dropTable("eventLists").execute();
    await tx.schema.dropTable("events").execute();
  },
};
