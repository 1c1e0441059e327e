// Exports of volumes: how programs of this node reach them, until that is taken back.
import type { RequestContext } from "../context.ts";
import { listExports } from "../db/volume-parts-table.ts";
import { HostError } from "../errors.ts";
import type { Changes } from "./changes.ts";
import { leaveInDoubt } from "./lifecycle.ts";
import type { Change, ExportParams, UnexportParams } from "./messages.ts";
import { claim, view } from "./record.ts";

/** Exported in the same way already: the same address, and nothing is asked. */
export async function exportVolume(ctx: RequestContext, changes: Changes, params: ExportParams): Promise<Change> {
  const { dryRun, name, way } = params;
  const volume = await changes.require(name);
  const readOnly = params.readOnly ?? false;
  const present = (await listExports(changes.domain.database.handle, volume.id)).find((one) => one.way === way);
  if (present && (present.readOnly === 1) === readOnly)
    return { operationId: null, volume: view(volume), export: { way, address: present.address, readOnly } };
  if (present)
    throw new HostError("FAILED_PRECONDITION", `volume ${name} is exported otherwise: take that back first`, {
      data: { way, readOnly: !readOnly },
    });
  const open = changes.offered(volume.driver, "exportVolume");
  return changes.run(
    ctx,
    {
      ...{ action: "export", name, driver: volume.driver, dryRun, input: { name, way, readOnly } },
      call: { change: "export_volume", name, way },
      inWords: [`${volume.driver} exports the volume ${name} as ${way}`],
    },
    {
      mark: (tx, operationId) =>
        claim(tx, volume, { state: "exporting", operationId, ifState: ["available"] }, changes.nowIso()),
      work: async (inner) => {
        const answer = await open(inner, { name, way, readOnly }).catch(leaveInDoubt);
        if (answer.way === way) return answer;
        throw new HostError("DRIVER_BAD_ANSWER", `the driver answered ok for an export as ${answer.way}`);
      },
    },
  );
}

/** Taking back what is not exported succeeds, and asks nobody. */
export async function unexportVolume(ctx: RequestContext, changes: Changes, params: UnexportParams): Promise<Change> {
  const { dryRun, name, way } = params;
  const volume = await changes.require(name);
  const present = await listExports(changes.domain.database.handle, volume.id);
  if (!present.some((one) => one.way === way)) return { operationId: null, volume: view(volume) };
  const close = changes.offered(volume.driver, "unexportVolume");
  return changes.run(
    ctx,
    {
      ...{ action: "unexport", name, driver: volume.driver, dryRun, input: { name, way } },
      call: { change: "unexport_volume", name, way },
      inWords: [`${volume.driver} takes the export of ${name} as ${way} back`],
    },
    {
      mark: (tx, operationId) =>
        claim(tx, volume, { state: "exporting", operationId, ifState: ["available", "error"] }, changes.nowIso()),
      work: async (inner) => {
        await close(inner, { name, way }).catch(leaveInDoubt);
        return undefined;
      },
    },
  );
}
