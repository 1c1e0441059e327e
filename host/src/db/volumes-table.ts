// The volumes table: what the volume manager knows of each volume. The row says what should be; the driver says what is.
import type { Selectable, Updateable } from "kysely";
import { HostError } from "../errors.ts";
import type { VolumesTable } from "./schema.ts";
import { isUniqueViolation } from "./storage-error.ts";
import type { Handle } from "./tx.ts";

// Of clones and leftovers only so many are looked at in one go.
const CLONES_SHOWN_MAX = 100;

export type VolumeRecord = Selectable<VolumesTable>;

export type NewVolume = Pick<
  VolumeRecord,
  "id" | "host" | "name" | "sizeBytes" | "state" | "driver" | "driverDigest" | "operationId"
>;
export type VolumeChange = Pick<
  Updateable<VolumesTable>,
  | "sizeBytes"
  | "state"
  | "driver"
  | "driverDigest"
  | "location"
  | "allocatedBytes"
  | "error"
  | "operationId"
  | "heldBy"
  | "origin"
  | "discardDriver"
>;

/** Makes the row. ALREADY_EXISTS when a living volume has the name. */
export async function insertVolume(db: Handle, volume: NewVolume, nowIso: string): Promise<VolumeRecord> {
  const nothing = { location: null, allocatedBytes: null, error: null, deletedAt: null };
  const blank = { ...nothing, heldBy: null, origin: null, discardDriver: null };
  try {
    return await db
      .insertInto("volumes")
      .values({ ...blank, ...volume, createdAt: nowIso, updatedAt: nowIso })
      .returningAll()
      .executeTakeFirstOrThrow();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new HostError("ALREADY_EXISTS", `a volume named ${JSON.stringify(volume.name)} exists`, { cause: error });
  }
}

/** The living volume of that name. */
export function findVolume(db: Handle, name: string): Promise<VolumeRecord | undefined> {
  return db
    .selectFrom("volumes")
    .selectAll()
    .where("name", "=", name)
    .where("deletedAt", "is", null)
    .executeTakeFirst();
}

/** The living volume of that id. */
export function findVolumeById(db: Handle, id: string): Promise<VolumeRecord | undefined> {
  return db.selectFrom("volumes").selectAll().where("id", "=", id).where("deletedAt", "is", null).executeTakeFirst();
}

/** The living volume that an operation marked last. */
export function findVolumeByOperation(db: Handle, operationId: string): Promise<VolumeRecord | undefined> {
  return db
    .selectFrom("volumes")
    .selectAll()
    .where("operationId", "=", operationId)
    .where("deletedAt", "is", null)
    .executeTakeFirst();
}

/** Living volumes by name; `afterName` and `limit` page through them. */
export function listVolumes(
  db: Handle,
  options: {
    readonly driver?: string;
    readonly name?: string;
    readonly afterName?: string;
    readonly limit?: number;
  } = {},
): Promise<VolumeRecord[]> {
  const { driver, name, afterName, limit } = options;
  let query = db.selectFrom("volumes").selectAll().where("deletedAt", "is", null).orderBy("name");
  if (name !== undefined) query = query.where("name", "=", name);
  if (driver !== undefined) query = query.where("driver", "=", driver);
  if (afterName !== undefined) query = query.where("name", ">", afterName);
  if (limit !== undefined) query = query.limit(limit);
  return query.execute();
}

/** How many there are and what they add up to, for quotas. */
export function sumVolumes(db: Handle): Promise<{ readonly volumes: number; readonly bytes: number }> {
  return db
    .selectFrom("volumes")
    .select((on) => [
      on.fn.countAll<number>().as("volumes"),
      // total() and not sum(): a thousand volumes of the largest size are more than an integer of SQLite, and that would be an error.
      on.fn<number>("total", ["sizeBytes"]).as("bytes"),
    ])
    .where("deletedAt", "is", null)
    .executeTakeFirstOrThrow();
}

/** Lets go of the volumes that an operation held. */
export async function releaseVolumes(db: Handle, operationId: string): Promise<void> {
  await db.updateTable("volumes").set({ heldBy: null }).where("heldBy", "=", operationId).execute();
}

/** The living volumes of a driver that cannot live without this one. */
export async function listClones(db: Handle, volume: { readonly name: string; readonly driver: string }) {
  const rows = await db
    .selectFrom("volumes")
    .select("name")
    .where("origin", "=", volume.name)
    .where("driver", "=", volume.driver)
    .where("deletedAt", "is", null)
    .limit(CLONES_SHOWN_MAX)
    .execute();
  return rows.map(({ name }) => name);
}

/** Living volumes that still lie on an earlier driver too. */
export function listLeftovers(db: Handle): Promise<VolumeRecord[]> {
  return db
    .selectFrom("volumes")
    .selectAll()
    .where("discardDriver", "is not", null)
    .where("deletedAt", "is", null)
    .limit(CLONES_SHOWN_MAX)
    .execute();
}

/** What each driver's living volumes are and add up to; `pendingBytes` is what those that are being made will take. */
export function sumByDriver(db: Handle) {
  return db
    .selectFrom("volumes")
    .select((on) => [
      "driver",
      on.fn.countAll<number>().as("volumes"),
      on.fn<number>("total", ["sizeBytes"]).as("bytes"),
      on
        .fn<number>("total", [on.case().when("state", "in", ["creating"]).then(on.ref("sizeBytes")).else(0).end()])
        .as("pendingBytes"),
    ])
    .where("deletedAt", "is", null)
    .groupBy("driver")
    .execute();
}

/** Changes a living volume; with `ifState` only when it is in one of those states. Undefined when no row fitted. */
export function updateVolume(
  db: Handle,
  id: string,
  change: VolumeChange,
  options: { readonly nowIso: string; readonly ifState?: readonly string[] },
): Promise<VolumeRecord | undefined> {
  let query = db
    .updateTable("volumes")
    .set({ ...change, updatedAt: options.nowIso })
    .where("id", "=", id)
    .where("deletedAt", "is", null);
  if (options.ifState !== undefined) query = query.where("state", "in", options.ifState);
  return query.returningAll().executeTakeFirst();
}

/** Deletes softly; the name becomes free. Deleting what is gone changes nothing. */
export async function deleteVolume(db: Handle, id: string, nowIso: string): Promise<void> {
  await db
    .updateTable("volumes")
    .set({ state: "deleted", deletedAt: nowIso, updatedAt: nowIso })
    .where("id", "=", id)
    .where("deletedAt", "is", null)
    .execute();
}
