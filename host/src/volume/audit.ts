// Compares the records with what the drivers have: volumes that are gone or have another size, and volumes that no record knows.
import type { Volume } from "@holdfast/sdk";
import type { RequestContext } from "../context.ts";
import { findOpenOperation } from "../db/operations-table.ts";
import { findVolumeById, listVolumes, updateVolume, type VolumeRecord } from "../db/volumes-table.ts";
import { isDriverStatus, messageOf } from "../errors.ts";
import type { Changes } from "./changes.ts";
import type { Orphans } from "./messages.ts";
import { seenFields } from "./record.ts";

const FOUND = "audit: ";

/** What the drivers have and no record knows, half-made changes and leftovers of migrations aside. */
export async function listOrphans(ctx: RequestContext, changes: Changes): Promise<Orphans> {
  const orphans: Orphans["orphans"] = [];
  const unasked: Orphans["unasked"] = [];
  for (const driver of changes.domain.drivers.names()) {
    try {
      const { volumes } = await changes.driver(driver).listVolumes(ctx);
      const known = await knownNames(changes, driver);
      for (const { name, sizeBytes, location } of volumes) {
        if (known.has(name) || (await findOpenOperation(changes.domain.database.handle, "volume", name))) continue;
        orphans.push({ driver, name, sizeBytes, location: location ?? null });
      }
    } catch (error) {
      ctx.throwIfOver();
      unasked.push({ driver, reason: messageOf(error) });
    }
  }
  return { orphans, unasked };
}

/** Looks at every volume that no change holds; a driver that does not answer costs nobody its state. */
export async function auditVolumes(ctx: RequestContext, changes: Changes): Promise<void> {
  for (const driver of changes.domain.drivers.names()) {
    try {
      await auditDriver(ctx, changes, driver);
    } catch (error) {
      ctx.throwIfOver();
      ctx.log.warn({ driver, reason: messageOf(error) }, "a driver's volumes could not be compared with the records");
    }
  }
}

async function auditDriver(ctx: RequestContext, changes: Changes, driver: string): Promise<void> {
  const rows = await listVolumes(changes.domain.database.handle, { driver });
  const { volumes } = await changes.driver(driver).listVolumes(ctx);
  const found = new Map(volumes.map((volume) => [volume.name, volume]));
  for (const row of rows) {
    if (row.state !== "available" && row.state !== "error") continue;
    const listed = found.get(row.name);
    if (listed && listed.sizeBytes === row.sizeBytes && row.state === "available") continue;
    // The list is a little old by now: only a second look decides.
    await write(ctx, changes, { row, finding: await look(ctx, changes, row) });
  }
}

type Finding = { readonly problem: string } | { readonly volume: Volume };

async function look(ctx: RequestContext, changes: Changes, row: VolumeRecord): Promise<Finding> {
  try {
    const volume = await changes.driver(row.driver).inspectVolume(ctx, { name: row.name });
    if (volume.sizeBytes === row.sizeBytes) return { volume };
    return { problem: `the driver has it with ${volume.sizeBytes} bytes instead of ${row.sizeBytes}` };
  } catch (error) {
    if (isDriverStatus(error, "not_found")) return { problem: "the driver does not have it any more" };
    throw error;
  }
}

async function write(
  ctx: RequestContext,
  changes: Changes,
  { row, finding }: { readonly row: VolumeRecord; readonly finding: Finding },
): Promise<void> {
  const isProblem = "problem" in finding;
  // Only what an audit found may an audit take back.
  if (!isProblem && !row.error?.startsWith(FOUND)) return;
  const error = isProblem ? `${FOUND}${finding.problem}` : null;
  if (error === row.error) return;
  const nowIso = changes.nowIso();
  const seen = isProblem ? {} : seenFields(finding.volume);
  const changed = await changes.domain.database.transaction(async (tx) => {
    const now = await findVolumeById(tx, row.id);
    if (now?.updatedAt !== row.updatedAt || now.state !== row.state) return false;
    const state = isProblem ? "error" : "available";
    return (await updateVolume(tx, row.id, { state, error, ...seen }, { nowIso, ifState: [row.state] })) !== undefined;
  });
  if (changed) ctx.log.warn({ volume: row.name, driver: row.driver, error }, "an audit changed a volume's state");
}

async function knownNames(changes: Changes, driver: string): Promise<Set<string>> {
  const rows = await listVolumes(changes.domain.database.handle);
  return new Set(rows.filter((row) => row.driver === driver || row.discardDriver === driver).map((row) => row.name));
}
