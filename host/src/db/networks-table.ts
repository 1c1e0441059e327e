// The networks table: what the network manager knows of each network. The row says what should be; the driver says what is.
import type { Selectable, Updateable } from "kysely";
import { HostError } from "../errors.ts";
import type { NetworksTable } from "./schema.ts";
import { isUniqueViolation } from "./storage-error.ts";
import type { Handle } from "./tx.ts";

export type NetworkRecord = Selectable<NetworksTable>;
export type NewNetwork = Omit<NetworkRecord, "device" | "error" | "createdAt" | "updatedAt">;
export type NetworkChange = Pick<Updateable<NetworksTable>, "state" | "error" | "device" | "operationId">;

/** Makes the row. ALREADY_EXISTS when the name or the VLAN is taken. */
export async function insertNetwork(db: Handle, network: NewNetwork, nowIso: string): Promise<void> {
  const blank = { device: null, error: null, createdAt: nowIso, updatedAt: nowIso };
  try {
    await db
      .insertInto("networks")
      .values({ ...blank, ...network })
      .execute();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const taken = (await findNetwork(db, network.name))
      ? `a network named ${JSON.stringify(network.name)} exists`
      : `the VLAN ${network.vlan} belongs to another network`;
    throw new HostError("ALREADY_EXISTS", taken, { cause: error });
  }
}

export function findNetwork(db: Handle, name: string): Promise<NetworkRecord | undefined> {
  return db.selectFrom("networks").selectAll().where("name", "=", name).executeTakeFirst();
}

export function findNetworkById(db: Handle, id: string): Promise<NetworkRecord | undefined> {
  return db.selectFrom("networks").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Networks by name; `afterName` and `limit` page through them. */
export function listNetworks(
  db: Handle,
  options: { readonly driver?: string; readonly afterName?: string; readonly limit?: number } = {},
): Promise<NetworkRecord[]> {
  const { driver, afterName, limit } = options;
  let query = db.selectFrom("networks").selectAll().orderBy("name");
  if (driver !== undefined) query = query.where("driver", "=", driver);
  if (afterName !== undefined) query = query.where("name", ">", afterName);
  if (limit !== undefined) query = query.limit(limit);
  return query.execute();
}

/** The tags that are taken. */
export async function listVlans(db: Handle): Promise<readonly number[]> {
  const rows = await db.selectFrom("networks").select("vlan").where("vlan", "is not", null).execute();
  return rows.flatMap(({ vlan }) => vlan ?? []);
}

/** Changes a network; with `ifState` only when it is in one of those states. False when no row fitted. */
export async function updateNetwork(
  db: Handle,
  id: string,
  change: NetworkChange,
  options: { readonly nowIso: string; readonly ifState?: readonly string[] },
): Promise<boolean> {
  let query = db
    .updateTable("networks")
    .set({ ...change, updatedAt: options.nowIso })
    .where("id", "=", id);
  if (options.ifState !== undefined) query = query.where("state", "in", options.ifState);
  return (await query.executeTakeFirst()).numUpdatedRows > 0n;
}

/** Removes the row and with it the rows of its ports, addresses and rules. */
export async function deleteNetwork(db: Handle, id: string): Promise<void> {
  await db.deleteFrom("networks").where("id", "=", id).execute();
}
