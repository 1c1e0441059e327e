// The network manager's rows: networks, their ports, the addresses that are taken, outer addresses, and security rules.
import { sql } from "kysely";
import type { Transaction } from "../tx.ts";
import type { Migration } from "./migration.ts";

export const networks: Migration = {
  number: 6,
  name: "networks",
  async up(tx) {
    await createNetworks(tx);
    await createPorts(tx);
    await createAddresses(tx);
    await createFloating(tx);
    await createRules(tx);
  },
  async down(tx) {
    for (const table of ["networkRules", "floatingAddresses", "networkAddresses", "networkPorts", "networks"])
      await tx.schema.dropTable(table).execute();
  },
};

async function createNetworks(tx: Transaction): Promise<void> {
  await tx.schema
    .createTable("networks")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("host", "text", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull().unique())
    .addColumn("driver", "text", (column) => column.notNull())
    .addColumn("driverDigest", "text", (column) => column.notNull())
    .addColumn("manager", "text", (column) => column.notNull())
    .addColumn("cidr", "text", (column) => column.notNull())
    .addColumn("gateway", "text", (column) => column.notNull())
    .addColumn("poolFirst", "integer", (column) => column.notNull())
    .addColumn("poolLast", "integer", (column) => column.notNull())
    .addColumn("vlan", "integer")
    .addColumn("uplink", "text")
    .addColumn("device", "text")
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("error", "text")
    .addColumn("operationId", "text")
    .addColumn("createdAt", "text", (column) => column.notNull())
    .addColumn("updatedAt", "text", (column) => column.notNull())
    .execute();
  // The database itself holds the rule that no two networks share a tag.
  await tx.schema
    .createIndex("networksVlan")
    .unique()
    .on("networks")
    .column("vlan")
    .where(sql.ref("vlan"), "is not", null)
    .execute();
}

async function createPorts(tx: Transaction): Promise<void> {
  await tx.schema
    .createTable("networkPorts")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("networkId", "text", (column) => column.notNull().references("networks.id").onDelete("cascade"))
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("mac", "text", (column) => column.notNull().unique())
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("netns", "text")
    .addColumn("wantedDevice", "text")
    .addColumn("device", "text")
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("error", "text")
    .addColumn("operationId", "text")
    .addColumn("createdAt", "text", (column) => column.notNull())
    .addColumn("updatedAt", "text", (column) => column.notNull())
    .addUniqueConstraint("networkPortsName", ["networkId", "name"])
    .execute();
}

async function createAddresses(tx: Transaction): Promise<void> {
  await tx.schema
    .createTable("networkAddresses")
    .addColumn("networkId", "text", (column) => column.notNull().references("networks.id").onDelete("cascade"))
    .addColumn("number", "integer", (column) => column.notNull())
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("portId", "text")
    .addColumn("reserved", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("owner", "text")
    .addColumn("expiresAt", "text")
    .addColumn("createdAt", "text", (column) => column.notNull())
    // The database itself holds the rule that no address is given out twice.
    .addPrimaryKeyConstraint("networkAddressesNumber", ["networkId", "number"])
    .execute();
}

async function createFloating(tx: Transaction): Promise<void> {
  await tx.schema
    .createTable("floatingAddresses")
    .addColumn("number", "integer", (column) => column.primaryKey())
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("portId", "text")
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("operationId", "text")
    .addColumn("createdAt", "text", (column) => column.notNull())
    .addColumn("updatedAt", "text", (column) => column.notNull())
    .execute();
}

async function createRules(tx: Transaction): Promise<void> {
  await tx.schema
    .createTable("networkRules")
    .addColumn("position", "integer", (column) => column.primaryKey().autoIncrement())
    .addColumn("id", "text", (column) => column.notNull().unique())
    .addColumn("portId", "text", (column) => column.notNull().references("networkPorts.id").onDelete("cascade"))
    .addColumn("direction", "text", (column) => column.notNull())
    .addColumn("action", "text", (column) => column.notNull())
    .addColumn("protocol", "text", (column) => column.notNull())
    .addColumn("portFirst", "integer")
    .addColumn("portLast", "integer")
    .addColumn("peer", "text")
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("operationId", "text")
    .addColumn("createdAt", "text", (column) => column.notNull())
    .execute();
  await tx.schema.createIndex("networkRulesPort").on("networkRules").columns(["portId", "position"]).execute();
}
