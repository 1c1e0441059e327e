// The addresses of networks that are taken. What has no row is free, and the primary key keeps any from being given out twice.
import type { Selectable } from "kysely";
import { HostError } from "../errors.ts";
import type { NetworkAddressesTable } from "./schema.ts";
import { isUniqueViolation } from "./storage-error.ts";
import type { Handle } from "./tx.ts";

export type AddressRecord = Selectable<NetworkAddressesTable>;
export type NewAddress = Omit<AddressRecord, "createdAt">;

/** Takes an address. ALREADY_EXISTS when it is taken. */
export async function insertAddress(db: Handle, address: NewAddress, nowIso: string): Promise<void> {
  try {
    await db
      .insertInto("networkAddresses")
      .values({ ...address, createdAt: nowIso })
      .execute();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new HostError("ALREADY_EXISTS", `the address ${address.address} is taken`, { cause: error });
  }
}

/** The lowest free number from `first` to `last`; undefined when all are taken. */
export async function firstFreeAddress(
  db: Handle,
  networkId: string,
  pool: { readonly first: number; readonly last: number },
): Promise<number | undefined> {
  const { first, last } = pool;
  if (!(await findAddress(db, networkId, first))) return first;
  // The number after a taken one, if it is not taken itself: one index scan instead of a list of all.
  const row = await db
    .selectFrom("networkAddresses as taken")
    .leftJoin("networkAddresses as next", (join) =>
      join
        .onRef("next.networkId", "=", "taken.networkId")
        .on((on) => on("next.number", "=", on("taken.number", "+", 1))),
    )
    .select((on) => on.fn.min("taken.number").as("number"))
    .where("taken.networkId", "=", networkId)
    .where("taken.number", ">=", first)
    .where("taken.number", "<", last)
    .where("next.number", "is", null)
    .executeTakeFirst();
  return typeof row?.number === "number" ? row.number + 1 : undefined;
}

export function findAddress(db: Handle, networkId: string, number: number): Promise<AddressRecord | undefined> {
  return db
    .selectFrom("networkAddresses")
    .selectAll()
    .where("networkId", "=", networkId)
    .where("number", "=", number)
    .executeTakeFirst();
}

/** The taken addresses of a network in their order. */
export function listAddresses(db: Handle, networkId: string): Promise<AddressRecord[]> {
  return db.selectFrom("networkAddresses").selectAll().where("networkId", "=", networkId).orderBy("number").execute();
}

/** Gives a reserved address to a port. False when another port has it or it is not reserved any more. */
export async function giveAddress(db: Handle, networkId: string, number: number, portId: string): Promise<boolean> {
  const result = await db
    .updateTable("networkAddresses")
    .set({ portId })
    .where("networkId", "=", networkId)
    .where("number", "=", number)
    .where("portId", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Takes the addresses of a port back: a reserved one stays reserved, any other is free again. */
export async function takeBackAddresses(db: Handle, portId: string): Promise<void> {
  await db.deleteFrom("networkAddresses").where("portId", "=", portId).where("reserved", "=", 0).execute();
  await db.updateTable("networkAddresses").set({ portId: null }).where("portId", "=", portId).execute();
}

/** Releases a reservation that no port has. False when there is no such one. */
export async function deleteAddress(db: Handle, networkId: string, number: number): Promise<boolean> {
  const result = await db
    .deleteFrom("networkAddresses")
    .where("networkId", "=", networkId)
    .where("number", "=", number)
    .where("portId", "is", null)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** Frees the reservations whose time is over and that no port has; answers how many. */
export async function expireAddresses(db: Handle, nowIso: string): Promise<number> {
  const result = await db
    .deleteFrom("networkAddresses")
    .where("expiresAt", "<=", nowIso)
    .where("portId", "is", null)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
