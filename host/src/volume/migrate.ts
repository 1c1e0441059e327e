// Moves a volume to another driver: makes it there, copies and compares it piece by piece, then changes over; the old one goes last.
import { createHash, type Hash } from "node:crypto";
import type { Volume } from "@holdfast/sdk";
import type { RequestContext } from "../context.ts";
import { listSnapshots } from "../db/volume-parts-table.ts";
import type { VolumeRecord } from "../db/volumes-table.ts";
import { HostError, isDriverStatus, messageOf } from "../errors.ts";
import type { Progress } from "../operation/journal.ts";
import { asAsked } from "./answer.ts";
import type { Changes } from "./changes.ts";
import { type LifecycleParts, requireUnused } from "./lifecycle.ts";
import type { Change, MigrateParams } from "./messages.ts";
import { claim, view } from "./record.ts";

/** How much is asked of a driver at once; as base64 in JSON it is well below the largest answer. */
const PART_BYTES = 1024 * 1024;

/**
 * Answers when the volume lies with the other driver and the old one is gone, or was left to be discarded later. FAILED_PRECONDITION
 * for a volume with snapshots, which would be lost, and for one in use. `begun` is told the operation's id when the copying begins.
 */
export async function migrateVolume(
  ctx: RequestContext,
  { changes, backends }: LifecycleParts,
  params: MigrateParams,
  begun: (operationId: string) => void = () => {},
): Promise<Change> {
  const { dryRun, name, driver: to } = params;
  const volume = await changes.require(name);
  if (volume.driver === to) return { operationId: null, volume: view(volume) };
  if (volume.discardDriver !== null)
    throw new HostError(
      "BUSY",
      `volume ${name} still lies on ${volume.discardDriver} too, from which it is being removed`,
    );
  backends.requireAbility(volume.driver, "copy");
  backends.requireAbility(to, "copy");
  await changes.requireAbsent(ctx, to, name);
  const room = await backends.room(ctx, to);
  const { sizeBytes } = volume;
  const change = await changes.run(
    ctx,
    {
      ...{ action: "migrate", name, driver: to, dryRun, input: { name, driver: to } },
      inWords: [
        `${to} makes a volume ${name} of ${sizeBytes} bytes`,
        `what ${volume.driver} holds is copied to ${to}, and both are compared`,
        `the record changes over to ${to}`,
        `${volume.driver} deletes its volume ${name}`,
      ],
    },
    {
      mark: async (tx, operationId) => {
        await requireUnused(tx, volume);
        const snapshots = (await listSnapshots(tx, volume.id)).map((one) => one.name);
        if (snapshots.length > 0) {
          const message = `the snapshots ${snapshots.join(", ")} of ${name} would be lost: delete them first`;
          throw new HostError("FAILED_PRECONDITION", message, { data: { snapshots } });
        }
        await backends.requireRoom(tx, { driver: to, room, moreBytes: sizeBytes });
        await claim(tx, volume, { state: "migrating", operationId, ifState: ["available"] }, changes.nowIso());
      },
      work: (inner, report, operationId) => {
        begun(operationId);
        return copyOver(inner, { changes, volume, to, report });
      },
    },
  );
  if (dryRun) return change;
  await discardLeftover(ctx, changes, { ...volume, driver: to, discardDriver: volume.driver });
  return change;
}

/** Removes what a migrated volume left with its old driver, as an operation of its own. What fails is tried again by the periodic task. */
export async function discardLeftover(ctx: RequestContext, changes: Changes, seen: VolumeRecord): Promise<void> {
  const { name, discardDriver: driver } = seen;
  if (driver === null) return;
  // The caller's key is the migration's.
  try {
    await changes.run(
      ctx,
      { action: "discard", name, driver, input: { name }, inWords: [], withoutKey: true },
      {
        mark: (tx, operationId) =>
          claim(tx, seen, { state: "migrating", operationId, ifState: ["available", "error"] }, changes.nowIso()),
        work: async (inner) => {
          await changes.driver(driver).deleteVolume(inner, { name });
          return undefined;
        },
      },
    );
  } catch (error) {
    ctx.log.warn(
      { volume: name, driver, reason: messageOf(error) },
      "the old driver still has a volume that was migrated",
    );
  }
}

/** For what the settling of an unknown migration must undo: the copy, which nobody has used yet. */
export async function removeCopy(ctx: RequestContext, changes: Changes, copy: { name: string; driver: string }) {
  await changes.driver(copy.driver).deleteVolume(ctx, { name: copy.name });
}

interface Copy {
  readonly changes: Changes;
  readonly volume: VolumeRecord;
  readonly to: string;
  readonly report: (progress: Progress) => void;
}

/** The new volume; after a failure the copy is gone again, or the outcome is in doubt. */
async function copyOver(ctx: RequestContext, copy: Copy): Promise<Volume> {
  const { changes, volume, to } = copy;
  const { name, sizeBytes } = volume;
  const made = asAsked({ name, sizeBytes }, await changes.driver(to).createVolume(ctx, { name, sizeBytes }));
  try {
    const read = createHash("sha256");
    await eachPart(ctx, copy, { of: volume.driver, hash: read, write: true });
    const written = createHash("sha256");
    await eachPart(ctx, copy, { of: to, hash: written, write: false });
    if (read.digest("hex") === written.digest("hex")) return made;
    throw new HostError("DRIVER_BAD_ANSWER", `what the driver ${to} gives back is not what was written to it`);
  } catch (error) {
    throw await undone(ctx, copy, error);
  }
}

/** A failure that left nothing is one; any other leaves the outcome open until somebody has looked. */
async function undone(ctx: RequestContext, { changes, volume, to }: Copy, error: unknown): Promise<unknown> {
  const message = `the migration to ${to} failed: ${messageOf(error)}`;
  if (ctx.ending.reason) return error;
  try {
    await removeCopy(ctx, changes, { name: volume.name, driver: to });
  } catch (cause) {
    return new HostError("DRIVER_FAILED", message, { data: { called: true, undo: messageOf(cause) }, cause: error });
  }
  const status = isDriverStatus(error) ? { status: error.status } : {};
  return new HostError("DRIVER_FAILED", message, { data: { called: false, ...status }, cause: error });
}

async function eachPart(
  ctx: RequestContext,
  { changes, volume, to, report }: Copy,
  pass: { readonly of: string; readonly hash: Hash; readonly write: boolean },
): Promise<void> {
  const { name, sizeBytes } = volume;
  const read = changes.offered(pass.of, "readVolume");
  const write = changes.offered(to, "writeVolume");
  const zeros = new Uint8Array(PART_BYTES);
  for (let offset = 0; offset < sizeBytes; ) {
    ctx.throwIfOver();
    const length = Math.min(PART_BYTES, sizeBytes - offset);
    const part = await read(ctx, { name, offset, length });
    const data = part.data ?? zeros.subarray(0, part.zeroBytes ?? 0);
    if (data.length !== length)
      throw new HostError("DRIVER_BAD_ANSWER", `the driver ${pass.of} read ${data.length} bytes instead of ${length}`);
    pass.hash.update(data);
    // A new volume reads as zeros.
    if (pass.write && part.data) await write(ctx, { name, offset, data: part.data });
    offset += length;
    report({ done: (pass.write ? 0 : sizeBytes) + offset, total: 2 * sizeBytes, unit: "bytes" });
  }
}
