// A volume as it is shown with what belongs to it.
import type { Handle } from "../db/tx.ts";
import { listExports, listSnapshots } from "../db/volume-parts-table.ts";
import type { VolumeRecord } from "../db/volumes-table.ts";
import type { ExportWay, VolumeDetails } from "./messages.ts";
import { view } from "./record.ts";

export async function describeVolume(db: Handle, row: VolumeRecord): Promise<VolumeDetails> {
  const snapshots = await listSnapshots(db, row.id);
  const exports = await listExports(db, row.id);
  return {
    ...view(row),
    snapshots: snapshots.map(({ name, sizeBytes, createdAt }) => ({ name, sizeBytes, createdAt })),
    exports: exports.map(({ way, address, readOnly, createdAt }) => ({
      ...{ way: way as ExportWay, address, readOnly: readOnly === 1, createdAt },
    })),
  };
}
