// Volumes that come into the records, and go from them, without a driver making or deleting anything.
import type { RequestContext } from "../context.ts";
import { findVolume } from "../db/volumes-table.ts";
import { HostError, isDriverStatus } from "../errors.ts";
import { ofName } from "./answer.ts";
import type { Changes } from "./changes.ts";
import { insertNew, requireUnused } from "./lifecycle.ts";
import type { Change, DeleteParams, ManageParams } from "./messages.ts";
import { requireQuota } from "./quota.ts";
import { claim } from "./record.ts";

/** Takes in what the driver has under that name, with its snapshots and exports. NOT_FOUND when it has nothing. */
export async function manageVolume(ctx: RequestContext, changes: Changes, params: ManageParams): Promise<Change> {
  const { dryRun, name, driver } = params;
  const found = await changes
    .driver(driver)
    .inspectVolume(ctx, { name })
    .catch((error: unknown) => {
      if (!isDriverStatus(error, "not_found")) throw error;
      const message = `the driver ${driver} has no volume ${JSON.stringify(name)}: \`holdfast volume orphans\` shows what it has`;
      throw new HostError("NOT_FOUND", message, { cause: error });
    });
  const { sizeBytes } = ofName(name, found);
  return changes.run(
    ctx,
    {
      ...{ action: "manage", name, driver, dryRun, input: { name, driver } },
      inWords: [
        `the volume ${name} of ${driver}, ${sizeBytes} bytes, comes into the records; ${driver} changes nothing`,
      ],
    },
    {
      mark: async (tx, operationId) => {
        await requireQuota(tx, changes.domain.quota, { bytes: sizeBytes, volumes: 1 });
        await insertNew(tx, { changes, name, sizeBytes, driver, operationId });
      },
      work: async (inner) => ofName(name, await changes.driver(driver).inspectVolume(inner, { name })),
    },
  );
}

/** Removes the record, whatever the driver has. FAILED_PRECONDITION while it is exported. */
export async function unmanageVolume(ctx: RequestContext, changes: Changes, params: DeleteParams): Promise<Change> {
  const { dryRun, name } = params;
  const volume = await findVolume(changes.domain.database.handle, name);
  if (!volume) return { operationId: null, volume: null };
  return changes.run(
    ctx,
    {
      ...{ action: "unmanage", name, driver: volume.driver, dryRun, input: { name } },
      inWords: [`the record of ${name} goes; what ${volume.driver} has stays`],
    },
    {
      mark: async (tx, operationId) => {
        await requireUnused(tx, volume);
        const ifState = ["available", "error"] as const;
        await claim(tx, volume, { state: "deleting", operationId, ifState }, changes.nowIso());
      },
      work: async () => undefined,
    },
  );
}
