// The quota on volumes: how many, and how much they may add up to.
import { listOperations } from "../db/operations-table.ts";
import type { Transaction } from "../db/tx.ts";
import { findVolumeByOperation, sumVolumes } from "../db/volumes-table.ts";
import { HostError } from "../errors.ts";

// At most one for each volume, and as many calls as a host takes at once; far fewer in fact.
const OPEN_OPERATIONS_MAX = 100_000;

/** Zero means no limit. */
export interface VolumeQuota {
  readonly volumes: number;
  readonly bytes: number;
}

/** Throws RESOURCE_EXHAUSTED when so many more volumes or bytes would not fit. Runs in the transaction that marks the change. */
export async function requireQuota(
  tx: Transaction,
  quota: VolumeQuota,
  moreBytes: number,
  moreVolumes: number,
): Promise<void> {
  const held = await sumVolumes(tx);
  const used = { ...held, bytes: held.bytes + (quota.bytes > 0 ? await bytesBeingAdded(tx) : 0) };
  const over = (limit: number, wanted: number) => limit > 0 && wanted > limit;
  const which = over(quota.volumes, used.volumes + moreVolumes)
    ? "volumes"
    : over(quota.bytes, used.bytes + moreBytes)
      ? "bytes"
      : undefined;
  if (which === undefined) return;
  throw new HostError(
    "RESOURCE_EXHAUSTED",
    `the quota of ${quota[which]} ${which} is used up: delete volumes or raise volume.quota.${which}`,
    {
      data: { quota, used },
      retryable: false,
    },
  );
}

/** What extends that are under way, or whose outcome is not known yet, may add to what the records say. */
async function bytesBeingAdded(tx: Transaction): Promise<number> {
  let bytes = 0;
  for (const state of ["started", "unknown"] as const) {
    for (const operation of await listOperations(tx, { domain: "volume", state, limit: OPEN_OPERATIONS_MAX })) {
      if (operation.action !== "extend") continue;
      // The extend that is being checked has not claimed its volume yet, and so counts nothing here.
      const volume = await findVolumeByOperation(tx, operation.id);
      const { sizeBytes } = operation.input as { readonly sizeBytes: number };
      if (volume) bytes += Math.max(0, sizeBytes - volume.sizeBytes);
    }
  }
  return bytes;
}
