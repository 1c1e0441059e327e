// What drivers keep at the host: small texts under keys, a space of its own for each driver, with a quota.
import type { Database } from "./connection.ts";
import type { Handle } from "./tx.ts";

/** Whose space it is. */
export interface DriverSpace {
  readonly kind: string;
  /** The name that configuration gave the driver. */
  readonly driver: string;
}

/** Bounds of one space: bytes of UTF-8 of all keys and values, and keys. */
export interface SpaceQuota {
  readonly bytesMax: number;
  readonly keysMax: number;
}

/** Undefined when nothing is kept under the key. */
export async function readDriverValue(
  { handle }: Database,
  space: DriverSpace,
  key: string,
): Promise<string | undefined> {
  return (await only(handle, space).select("value").where("key", "=", key).executeTakeFirst())?.value;
}

/** Keeps it durably; false, and nothing changed, when the space would be more than full. */
export async function writeDriverValue(
  database: Database,
  space: DriverSpace,
  { key, value, quota }: { readonly key: string; readonly value: string; readonly quota: SpaceQuota },
): Promise<boolean> {
  const bytes = Buffer.byteLength(key) + Buffer.byteLength(value);
  return database.transaction(async (tx) => {
    const { used, keys } = await only(tx, space)
      .select((row) => [
        row.fn.coalesce(row.fn.sum<number>("bytes"), row.lit(0)).as("used"),
        row.fn.countAll<number>().as("keys"),
      ])
      .where("key", "!=", key)
      .executeTakeFirstOrThrow();
    if (Number(used) + bytes > quota.bytesMax || Number(keys) + 1 > quota.keysMax) return false;
    await tx
      .insertInto("driverValues")
      .values({ ...space, key, value, bytes })
      .onConflict((conflict) => conflict.columns(["kind", "driver", "key"]).doUpdateSet({ value, bytes }))
      .execute();
    return true;
  });
}

export async function deleteDriverValue(database: Database, { kind, driver }: DriverSpace, key: string): Promise<void> {
  await database.transaction(async (tx) => {
    const query = tx.deleteFrom("driverValues").where("kind", "=", kind).where("driver", "=", driver);
    await query.where("key", "=", key).execute();
  });
}

/** All keys of a space, in the order of their bytes. */
export async function listDriverKeys({ handle }: Database, space: DriverSpace): Promise<readonly string[]> {
  const rows = await only(handle, space).select("key").orderBy("key").execute();
  return rows.map(({ key }) => key);
}

function only(handle: Handle, { kind, driver }: DriverSpace) {
  return handle.selectFrom("driverValues").where("kind", "=", kind).where("driver", "=", driver);
}
