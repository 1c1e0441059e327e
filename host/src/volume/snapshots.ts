// Snapshots of volumes: made, deleted and restored by the driver, known to the records exactly as long as they are there.
import type { RequestContext } from "../context.ts";
import { listSnapshots } from "../db/volume-parts-table.ts";
import type { VolumeRecord } from "../db/volumes-table.ts";
import { HostError } from "../errors.ts";
import { ofName } from "./answer.ts";
import type { Asked, Changes } from "./changes.ts";
import { leaveInDoubt, requireSnapshot, requireUnused } from "./lifecycle.ts";
import type { Change, SnapshotParams } from "./messages.ts";
import { requireQuota } from "./quota.ts";
import { claim, view } from "./record.ts";

/** ALREADY_EXISTS when the volume has a snapshot of that name. */
export async function createSnapshot(ctx: RequestContext, changes: Changes, params: SnapshotParams): Promise<Change> {
  const volume = await changes.require(params.name);
  const make = changes.offered(volume.driver, "createSnapshot");
  return changes.run(
    ctx,
    asked(volume, params, ["createSnapshot", `${volume.driver} keeps what ${volume.name} holds as ${params.snapshot}`]),
    {
      mark: async (tx, operationId) => {
        if ((await listSnapshots(tx, volume.id)).some(({ name }) => name === params.snapshot))
          throw new HostError("ALREADY_EXISTS", `volume ${volume.name} has a snapshot ${params.snapshot}`);
        await requireQuota(tx, changes.domain.quota, { bytes: volume.sizeBytes, snapshots: 1 });
        await claim(tx, volume, { state: "snapshotting", operationId, ifState: ["available"] }, changes.nowIso());
      },
      work: async (inner) => {
        const answer = await make(inner, { volume: volume.name, name: params.snapshot });
        if (answer.name === params.snapshot) return answer;
        throw new HostError("DRIVER_BAD_ANSWER", `the driver answered ok for a snapshot ${answer.name.slice(0, 80)}`);
      },
    },
  );
}

/** Deleting what is absent succeeds, and asks nobody. */
export async function deleteSnapshot(ctx: RequestContext, changes: Changes, params: SnapshotParams): Promise<Change> {
  const volume = await changes.require(params.name);
  const known = await listSnapshots(changes.domain.database.handle, volume.id);
  if (!known.some(({ name }) => name === params.snapshot)) return { operationId: null, volume: view(volume) };
  const remove = changes.offered(volume.driver, "deleteSnapshot");
  return changes.run(
    ctx,
    asked(volume, params, ["deleteSnapshot", `${volume.driver} deletes the snapshot ${params.snapshot}`]),
    {
      mark: (tx, operationId) =>
        claim(tx, volume, { state: "snapshotting", operationId, ifState: ["available"] }, changes.nowIso()),
      work: async (inner) => {
        await remove(inner, { volume: volume.name, name: params.snapshot }).catch(leaveInDoubt);
        return undefined;
      },
    },
  );
}

/** What the volume holds now is lost. NOT_FOUND without such a snapshot, FAILED_PRECONDITION while programs or clones use it. */
export async function restoreSnapshot(ctx: RequestContext, changes: Changes, params: SnapshotParams): Promise<Change> {
  const volume = await changes.require(params.name);
  const restore = changes.offered(volume.driver, "restoreSnapshot");
  const words = `${volume.driver} makes ${volume.name} hold again what it held at ${params.snapshot}`;
  return changes.run(ctx, asked(volume, params, ["restoreSnapshot", words]), {
    mark: async (tx, operationId) => {
      await requireSnapshot(tx, volume, params.snapshot);
      await requireUnused(tx, volume);
      const ifState = ["available", "error"] as const;
      await claim(tx, volume, { state: "restoring", operationId, ifState }, changes.nowIso());
    },
    work: async (inner) =>
      ofName(volume.name, await restore(inner, { volume: volume.name, name: params.snapshot }).catch(leaveInDoubt)),
  });
}

const FUNCTIONS = {
  createSnapshot: "create_snapshot",
  deleteSnapshot: "delete_snapshot",
  restoreSnapshot: "restore_snapshot",
} as const;

function asked(
  { name, driver }: VolumeRecord,
  { snapshot, dryRun }: SnapshotParams,
  [action, words]: readonly [keyof typeof FUNCTIONS, string],
): Asked {
  const call = { change: FUNCTIONS[action], name, snapshot };
  return { action, name, driver, input: { name, snapshot }, dryRun, call, inWords: [words] };
}
