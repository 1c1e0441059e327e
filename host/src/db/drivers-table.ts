// The drivers table: what the operator added while the host ran. With the configuration file it is all that may ever be loaded.
import type { Selectable } from "kysely";
import { HostError } from "../errors.ts";
import type { DriversTable } from "./schema.ts";
import type { Handle } from "./tx.ts";

/** `spec` is what the driver room takes beside kind, name and path: configuration, grants, limits. */
export interface DriverRecord extends Omit<Selectable<DriversTable>, "spec"> {
  readonly spec: Readonly<Record<string, unknown>>;
}

/** Remembers a driver. ALREADY_EXISTS when one of that kind and name is there. */
export async function insertDriver(db: Handle, driver: DriverRecord): Promise<void> {
  const result = await db
    .insertInto("drivers")
    .values({ ...driver, spec: JSON.stringify(driver.spec) })
    .onConflict((conflict) => conflict.columns(["kind", "name"]).doNothing())
    .executeTakeFirst();
  if (result.numInsertedOrUpdatedRows === 0n) {
    throw new HostError("ALREADY_EXISTS", `a ${driver.kind} driver ${driver.name} was added before: remove it first`);
  }
}

/** Remembers another file in a driver's place; false when the driver is not there. */
export async function updateDriverFile(
  db: Handle,
  { kind, name }: Pick<DriverRecord, "kind" | "name">,
  file: Pick<DriverRecord, "path" | "digest">,
): Promise<boolean> {
  const query = db.updateTable("drivers").set(file).where("kind", "=", kind).where("name", "=", name);
  return (await query.executeTakeFirst()).numUpdatedRows > 0n;
}

/** Forgets a driver; false when there was none. */
export async function deleteDriver(db: Handle, kind: string, name: string): Promise<boolean> {
  const query = db.deleteFrom("drivers").where("kind", "=", kind).where("name", "=", name);
  return (await query.executeTakeFirst()).numDeletedRows > 0n;
}

/** All of them, in the order in which they were added. */
export async function listDrivers(db: Handle): Promise<DriverRecord[]> {
  const rows = await db.selectFrom("drivers").selectAll().orderBy("addedAt").orderBy("kind").orderBy("name").execute();
  return rows.map((row) => ({ ...row, spec: JSON.parse(row.spec) as Record<string, unknown> }));
}
