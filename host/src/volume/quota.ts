// The quota on volumes and snapshots: how many of each, and how much they may add up to.
import { formatBytes } from "../conf/units.ts";
import { listOperations } from "../db/operations-table.ts";
import type { Transaction } from "../db/tx.ts";
import { sumSnapshots } from "../db/volume-parts-table.ts";
import { findVolumeByOperation, sumVolumes } from "../db/volumes-table.ts";
import { HostError } from "../errors.ts";

// At most one for each volume, and as many calls as a host takes at once; far fewer in fact.
const OPEN_OPERATIONS_MAX = 100_000;

/** Zero means no limit. */
export interface VolumeQuota {
  readonly volumes: number;
  /** Of volumes and snapshots. */
  readonly bytes: number;
  readonly snapshots?: number;
}

/** What a change would add. */
export interface More {
  readonly bytes: number;
  readonly volumes?: number;
  readonly snapshots?: number;
}

const COUNTED = ["volumes", "snapshots", "bytes"] as const;

/** Throws RESOURCE_EXHAUSTED when so much more would not fit. Runs in the transaction that marks the change. */
export async function requireQuota(tx: Transaction, quota: VolumeQuota, more: More): Promise<void> {
  const limits = { snapshots: 0, ...quota };
  if (COUNTED.every((which) => limits[which] === 0)) return;
  const used = await usedOf(tx);
  const which = COUNTED.find(
    (one) => limits[one] > 0 && (more[one] ?? 0) > 0 && used[one] + (more[one] ?? 0) > limits[one],
  );
  if (which === undefined) return;
  const left = Math.max(0, limits.bytes - used.bytes);
  const problem =
    which === "bytes"
      ? `${formatBytes(more.bytes)} are more than the ${formatBytes(left)} that are left of the quota of ${formatBytes(limits.bytes)}: delete volumes or snapshots`
      : `the quota of ${limits[which]} ${which} is used up: delete ${which}`;
  throw new HostError("RESOURCE_EXHAUSTED", `${problem} or raise volume.quota.${which}`, {
    data: { quota, used },
    retryable: false,
  });
}

async function usedOf(tx: Transaction) {
  const [volumes, kept, coming] = [await sumVolumes(tx), await sumSnapshots(tx), await beingAdded(tx)];
  const bytes = volumes.bytes + kept.bytes + coming.bytes;
  return { volumes: volumes.volumes, snapshots: kept.snapshots + coming.snapshots, bytes };
}

/** What extends and snapshots that are under way, or whose outcome is not known yet, may add to what the records say. */
async function beingAdded(tx: Transaction): Promise<{ readonly bytes: number; readonly snapshots: number }> {
  let [bytes, snapshots] = [0, 0];
  for (const state of ["started", "unknown"] as const) {
    for (const operation of await listOperations(tx, { domain: "volume", state, limit: OPEN_OPERATIONS_MAX })) {
      if (operation.action !== "extend" && operation.action !== "createSnapshot") continue;
      // The change that is being checked has not claimed its volume yet, and so counts nothing here.
      const volume = await findVolumeByOperation(tx, operation.id);
      if (volume && operation.action === "createSnapshot") {
        snapshots += 1;
        bytes += volume.sizeBytes;
        continue;
      }
      const { sizeBytes } = operation.input as { readonly sizeBytes: number };
      if (volume) bytes += Math.max(0, sizeBytes - volume.sizeBytes);
    }
  }
  return { bytes, snapshots };
}
