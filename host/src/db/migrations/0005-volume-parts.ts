// What belongs to volumes besides their rows, snapshots and exports, and what an operation must remember to be settled honestly.
import type { Migration } from "./migration.ts";

export const volumeParts: Migration = {
  number: 5,
  name: "volume-parts",
  async up(tx) {
    for (const column of ["heldBy", "origin", "discardDriver"])
      await tx.schema.alterTable("volumes").addColumn(column, "text").execute();
    await tx.schema
      .alterTable("operations")
      .addColumn("driverDigest", "text", (column) => column.notNull().defaultTo(""))
      .execute();
    await tx.schema.alterTable("operations").addColumn("waitReason", "text").execute();
    await tx.schema
      .createTable("volumeSnapshots")
      .addColumn("volumeId", "text", (column) => column.notNull().references("volumes.id"))
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("sizeBytes", "integer", (column) => column.notNull())
      .addColumn("createdAt", "text", (column) => column.notNull())
      .addPrimaryKeyConstraint("volumeSnapshotsKey", ["volumeId", "name"])
      .execute();
    await tx.schema
      .createTable("volumeExports")
      .addColumn("volumeId", "text", (column) => column.notNull().references("volumes.id"))
      .addColumn("way", "text", (column) => column.notNull())
      .addColumn("address", "text", (column) => column.notNull())
      .addColumn("readOnly", "integer", (column) => column.notNull())
      .addColumn("createdAt", "text", (column) => column.notNull())
      .addPrimaryKeyConstraint("volumeExportsKey", ["volumeId", "way"])
      .execute();
    await tx.schema.createIndex("volumesHeldBy").on("volumes").column("heldBy").execute();
  },
  async down(tx) {
    await tx.schema.dropIndex("volumesHeldBy").execute();
    await tx.schema.dropTable("volumeExports").execute();
    await tx.schema.dropTable("volumeSnapshots").execute();
    for (const column of ["waitReason", "driverDigest"])
      await tx.schema.alterTable("operations").dropColumn(column).execute();
    for (const column of ["discardDriver", "origin", "heldBy"])
      await tx.schema.alterTable("volumes").dropColumn(column).execute();
  },
};
