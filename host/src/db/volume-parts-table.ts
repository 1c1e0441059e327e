// What a volume has: its snapshots and its exports, a row each, there exactly as long as the thing itself.
import type { Selectable } from "kysely";
import type { VolumeExportsTable, VolumeSnapshotsTable } from "./schema.ts";
import type { Handle } from "./tx.ts";

export type SnapshotRecord = Selectable<VolumeSnapshotsTable>;
export type ExportRecord = Selectable<VolumeExportsTable>;

/** Writes a snapshot down; one that is there stays as it is. */
export async function insertSnapshot(db: Handle, snapshot: SnapshotRecord): Promise<void> {
  await db
    .insertInto("volumeSnapshots")
    .values(snapshot)
    .onConflict((on) => on.columns(["volumeId", "name"]).doNothing())
    .execute();
}

export async function deleteSnapshot(db: Handle, volumeId: string, name: string): Promise<void> {
  await db.deleteFrom("volumeSnapshots").where("volumeId", "=", volumeId).where("name", "=", name).execute();
}

/** By name. */
export function listSnapshots(db: Handle, volumeId: string): Promise<SnapshotRecord[]> {
  return db.selectFrom("volumeSnapshots").selectAll().where("volumeId", "=", volumeId).orderBy("name").execute();
}

/** How many snapshots there are, and what their volumes' sizes were in all. */
export function sumSnapshots(db: Handle): Promise<{ readonly snapshots: number; readonly bytes: number }> {
  return db
    .selectFrom("volumeSnapshots")
    .select((on) => [on.fn.countAll<number>().as("snapshots"), on.fn<number>("total", ["sizeBytes"]).as("bytes")])
    .executeTakeFirstOrThrow();
}

/** Writes an export down, or what has become of it. */
export async function putExport(db: Handle, one: ExportRecord): Promise<void> {
  const { address, readOnly } = one;
  await db
    .insertInto("volumeExports")
    .values(one)
    .onConflict((on) => on.columns(["volumeId", "way"]).doUpdateSet({ address, readOnly }))
    .execute();
}

export async function deleteExport(db: Handle, volumeId: string, way: string): Promise<void> {
  await db.deleteFrom("volumeExports").where("volumeId", "=", volumeId).where("way", "=", way).execute();
}

export function listExports(db: Handle, volumeId: string): Promise<ExportRecord[]> {
  return db.selectFrom("volumeExports").selectAll().where("volumeId", "=", volumeId).orderBy("way").execute();
}

/** What a volume had goes with it. */
export async function deleteParts(db: Handle, volumeId: string): Promise<void> {
  await db.deleteFrom("volumeSnapshots").where("volumeId", "=", volumeId).execute();
  await db.deleteFrom("volumeExports").where("volumeId", "=", volumeId).execute();
}
