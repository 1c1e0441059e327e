// The outer addresses that were taken from their range, and the ports that they lead to.
import type { Selectable, Updateable } from "kysely";
import { HostError } from "../errors.ts";
import type { FloatingAddressesTable } from "./schema.ts";
import { isUniqueViolation } from "./storage-error.ts";
import type { Handle } from "./tx.ts";

export type FloatingRecord = Selectable<FloatingAddressesTable>;
export type FloatingChange = Pick<Updateable<FloatingAddressesTable>, "portId" | "state" | "operationId">;

/** Takes an address. ALREADY_EXISTS when it is taken. */
export async function insertFloating(
  db: Handle,
  taken: { readonly number: number; readonly address: string },
  nowIso: string,
): Promise<void> {
  const blank = { portId: null, state: "free", operationId: null, createdAt: nowIso, updatedAt: nowIso };
  try {
    await db
      .insertInto("floatingAddresses")
      .values({ ...blank, ...taken })
      .execute();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new HostError("ALREADY_EXISTS", `the floating address ${taken.address} is taken`, { cause: error });
  }
}

export function findFloating(db: Handle, number: number): Promise<FloatingRecord | undefined> {
  return db.selectFrom("floatingAddresses").selectAll().where("number", "=", number).executeTakeFirst();
}

/** All of them in their order, or those of some ports. */
export function listFloating(db: Handle, portIds?: readonly string[]): Promise<FloatingRecord[]> {
  const query = db.selectFrom("floatingAddresses").selectAll().orderBy("number");
  return (portIds === undefined ? query : query.where("portId", "in", portIds)).execute();
}

/** Changes one; with `ifState` only when it is in one of those states. False when no row fitted. */
export async function updateFloating(
  db: Handle,
  number: number,
  change: FloatingChange,
  options: { readonly nowIso: string; readonly ifState?: readonly string[] },
): Promise<boolean> {
  let query = db
    .updateTable("floatingAddresses")
    .set({ ...change, updatedAt: options.nowIso })
    .where("number", "=", number);
  if (options.ifState !== undefined) query = query.where("state", "in", options.ifState);
  return (await query.executeTakeFirst()).numUpdatedRows > 0n;
}

/** Gives a free one back to the range. False when it is not free. */
export async function deleteFloating(db: Handle, number: number): Promise<boolean> {
  const result = await db
    .deleteFrom("floatingAddresses")
    .where("number", "=", number)
    .where("state", "=", "free")
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}
