// Until when a service is disabled: the operator may say it, and then nobody has to remember to enable it again.
import type { Migration } from "./migration.ts";

export const disabledUntil: Migration = {
  number: 8,
  name: "disabled-until",
  async up(tx) {
    await tx.schema.alterTable("services").addColumn("disabledUntil", "text").execute();
  },
  async down(tx) {
    await tx.schema.alterTable("services").dropColumn("disabledUntil").execute();
  },
};
