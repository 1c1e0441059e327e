// The quota on volumes: how many, and how much they may add up to.
import type { Transaction } from "../db/tx.ts";
import { sumVolumes } from "../db/volumes-table.ts";
import { HostError } from "../errors.ts";

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
  const used = await sumVolumes(tx);
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
