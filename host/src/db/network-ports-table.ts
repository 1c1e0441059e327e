// The ports of networks: what each shall be, and the device that the driver made of it.
import type { Selectable, Updateable } from "kysely";
import { HostError } from "../errors.ts";
import type { NetworkPortsTable } from "./schema.ts";
import { isUniqueViolation } from "./storage-error.ts";
import type { Handle } from "./tx.ts";

export type PortRecord = Selectable<NetworkPortsTable>;
export type NewPort = Omit<PortRecord, "device" | "error" | "createdAt" | "updatedAt">;
export type PortChange = Pick<Updateable<NetworkPortsTable>, "state" | "error" | "device" | "operationId">;

/** Makes the row. ALREADY_EXISTS when the network has a port of that name, or the hardware address is taken. */
export async function insertPort(db: Handle, port: NewPort, nowIso: string): Promise<void> {
  const blank = { device: null, error: null, createdAt: nowIso, updatedAt: nowIso };
  try {
    await db
      .insertInto("networkPorts")
      .values({ ...blank, ...port })
      .execute();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const taken = (await findPort(db, port.networkId, port.name))
      ? `the network has a port named ${JSON.stringify(port.name)}`
      : `another port has the hardware address ${port.mac}`;
    throw new HostError("ALREADY_EXISTS", taken, { cause: error });
  }
}

export function findPort(db: Handle, networkId: string, name: string): Promise<PortRecord | undefined> {
  return db
    .selectFrom("networkPorts")
    .selectAll()
    .where("networkId", "=", networkId)
    .where("name", "=", name)
    .executeTakeFirst();
}

export function findPortById(db: Handle, id: string): Promise<PortRecord | undefined> {
  return db.selectFrom("networkPorts").selectAll().where("id", "=", id).executeTakeFirst();
}

/** The ports of a network by name. */
export function listPorts(db: Handle, networkId: string): Promise<PortRecord[]> {
  return db.selectFrom("networkPorts").selectAll().where("networkId", "=", networkId).orderBy("name").execute();
}

/** How many ports a network has, or all have. */
export async function countPorts(db: Handle, networkId?: string): Promise<number> {
  let query = db.selectFrom("networkPorts").select((on) => on.fn.countAll<number>().as("ports"));
  if (networkId !== undefined) query = query.where("networkId", "=", networkId);
  return (await query.executeTakeFirstOrThrow()).ports;
}

/** Changes a port; with `ifState` only when it is in one of those states. False when no row fitted. */
export async function updatePort(
  db: Handle,
  id: string,
  change: PortChange,
  options: { readonly nowIso: string; readonly ifState?: readonly string[] },
): Promise<boolean> {
  let query = db
    .updateTable("networkPorts")
    .set({ ...change, updatedAt: options.nowIso })
    .where("id", "=", id);
  if (options.ifState !== undefined) query = query.where("state", "in", options.ifState);
  return (await query.executeTakeFirst()).numUpdatedRows > 0n;
}

/** Removes the row and with it the rows of its rules. */
export async function deletePort(db: Handle, id: string): Promise<void> {
  await db.deleteFrom("networkPorts").where("id", "=", id).execute();
}
