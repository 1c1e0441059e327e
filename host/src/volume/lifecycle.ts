// Making, growing and deleting volumes: what is checked before a driver is asked, and what it is asked.
import { randomUUID } from "node:crypto";
import type { RequestContext } from "../context.ts";
import type { Transaction } from "../db/tx.ts";
import { listExports, listSnapshots } from "../db/volume-parts-table.ts";
import { findVolume, insertVolume, listClones, type VolumeRecord } from "../db/volumes-table.ts";
import { HostError } from "../errors.ts";
import { asAsked, inDoubt } from "./answer.ts";
import type { Backends } from "./backends.ts";
import type { Changes } from "./changes.ts";
import type * as messages from "./messages.ts";
import { requireQuota } from "./quota.ts";
import { claim, hold, view } from "./record.ts";

export interface LifecycleParts {
  readonly changes: Changes;
  readonly backends: Backends;
}

/** Makes a volume. ALREADY_EXISTS, RESOURCE_EXHAUSTED by quota or room, DRIVER_UNAVAILABLE; after a lost answer it is settled later. */
export async function createVolume(
  ctx: RequestContext,
  { changes, backends }: LifecycleParts,
  params: messages.CreateParams,
): Promise<messages.Change> {
  const { dryRun, ...input } = params;
  const { name, sizeBytes } = params;
  const driver = await backends.choose(ctx, params);
  changes.driver(driver);
  const isNew = !(await findVolume(changes.domain.database.handle, name));
  if (isNew) await changes.requireAbsent(ctx, driver, name);
  const room = isNew ? await backends.room(ctx, driver) : undefined;
  const inWords = [`${driver} makes a volume ${name} of ${sizeBytes} bytes`];
  const call = { change: "create_volume", name, sizeBytes } as const;
  return changes.run(
    ctx,
    { action: "create", name, driver, input: { ...input, driver }, dryRun, call, inWords },
    {
      mark: async (tx, operationId) => {
        await requireQuota(tx, changes.domain.quota, { bytes: sizeBytes, volumes: 1 });
        await requireLooked(tx, name, isNew);
        if (isNew) await backends.requireRoom(tx, { driver, room, moreBytes: sizeBytes });
        await insertNew(tx, { changes, name, sizeBytes, driver, operationId });
      },
      work: async (inner) => asAsked(params, await changes.driver(driver).createVolume(inner, { name, sizeBytes })),
    },
  );
}

/**
 * Makes a volume with what another holds; it lies with the same driver. While it is read, nothing changes the source. Of room it wants what
 * it is larger than its source: what the contents take only the driver knows, which may share them.
 */
export async function cloneVolume(
  ctx: RequestContext,
  { changes, backends }: LifecycleParts,
  params: messages.CloneParams,
): Promise<messages.Change> {
  const { dryRun, name, source: sourceName, snapshot } = params;
  const source = await changes.require(sourceName);
  const sizeBytes = params.sizeBytes ?? source.sizeBytes;
  if (sizeBytes < source.sizeBytes && params.snapshot === undefined)
    throw new HostError(
      "INVALID_PARAMS",
      `a clone cannot be smaller than its source: that has ${source.sizeBytes} bytes`,
    );
  const { driver } = source;
  const clone = changes.offered(driver, "cloneVolume");
  const isNew = !(await findVolume(changes.domain.database.handle, name));
  if (isNew) await changes.requireAbsent(ctx, driver, name);
  const moreBytes = sizeBytes - source.sizeBytes;
  const room = isNew && moreBytes > 0 ? await backends.room(ctx, driver) : undefined;
  const asked = { name, source: sourceName, sizeBytes, ...(snapshot === undefined ? {} : { snapshot }) };
  return changes.run(
    ctx,
    {
      ...{ action: "clone", name, driver, dryRun },
      input: asked,
      call: { change: "clone_volume", ...asked },
      inWords: [`${driver} makes a volume ${name} with what ${sourceName} holds`],
    },
    {
      mark: async (tx, operationId) => {
        await requireQuota(tx, changes.domain.quota, { bytes: sizeBytes, volumes: 1 });
        await requireLooked(tx, name, isNew);
        if (snapshot !== undefined) await requireSnapshot(tx, source, snapshot);
        await backends.requireRoom(tx, { driver, room, moreBytes });
        await hold(tx, source, operationId, changes.nowIso());
        await insertNew(tx, { changes, name, sizeBytes, driver, operationId });
      },
      work: async (inner) => asAsked({ name, sizeBytes }, await clone(inner, asked)),
    },
  );
}

/** Deletes a volume; of an absent one nothing is asked and nothing is journaled. */
export async function deleteVolume(
  ctx: RequestContext,
  changes: Changes,
  { name, dryRun }: messages.DeleteParams,
): Promise<messages.Change> {
  const volume = await findVolume(changes.domain.database.handle, name);
  if (!volume) return { operationId: null, volume: null };
  const driver = changes.driver(volume.driver);
  const call = { change: "delete_volume", name } as const;
  const inWords = [`${volume.driver} deletes the volume ${name} and all it holds`];
  return changes.run(
    ctx,
    { action: "delete", name, driver: volume.driver, input: { name }, dryRun, call, inWords },
    {
      mark: async (tx, operationId) => {
        await requireUnused(tx, volume);
        const ifState = ["available", "error"] as const;
        await claim(tx, volume, { state: "deleting", operationId, ifState }, changes.nowIso());
      },
      work: async (inner) => {
        await driver.deleteVolume(inner, { name }).catch(leaveInDoubt);
        return undefined;
      },
    },
  );
}

/** Grows a volume. A smaller size is INVALID_PARAMS, the present one is done at once. */
export async function extendVolume(
  ctx: RequestContext,
  { changes, backends }: LifecycleParts,
  { name, sizeBytes, dryRun }: messages.ExtendParams,
): Promise<messages.Change> {
  const volume = await changes.require(name);
  if (sizeBytes < volume.sizeBytes)
    throw new HostError("INVALID_PARAMS", `a volume cannot shrink: it has ${volume.sizeBytes} bytes`);
  if (sizeBytes === volume.sizeBytes) return { operationId: null, volume: view(volume) };
  const driver = changes.driver(volume.driver);
  const moreBytes = sizeBytes - volume.sizeBytes;
  const room = await backends.room(ctx, volume.driver);
  const call = { change: "extend_volume", name, sizeBytes } as const;
  const inWords = [`${volume.driver} grows the volume ${name} to ${sizeBytes} bytes`];
  return changes.run(
    ctx,
    { action: "extend", name, driver: volume.driver, input: { name, sizeBytes }, dryRun, call, inWords },
    {
      mark: async (tx, operationId) => {
        await requireQuota(tx, changes.domain.quota, { bytes: moreBytes });
        await backends.requireRoom(tx, { driver: volume.driver, room, moreBytes });
        await claim(tx, volume, { state: "extending", operationId, ifState: ["available"] }, changes.nowIso());
      },
      work: async (inner) =>
        asAsked({ name, sizeBytes }, await driver.extendVolume(inner, { name, sizeBytes }).catch(leaveInDoubt)),
    },
  );
}

/** FAILED_PRECONDITION while programs may use the volume, or others live from it. */
export async function requireUnused(tx: Transaction, volume: VolumeRecord): Promise<void> {
  const ways = (await listExports(tx, volume.id)).map(({ way }) => way);
  if (ways.length > 0) {
    const message = `volume ${volume.name} is exported (${ways.join(", ")}): take that back first, \`holdfast volume unexport\``;
    throw new HostError("FAILED_PRECONDITION", message, { data: { exports: ways } });
  }
  const clones = await listClones(tx, volume);
  if (clones.length === 0) return;
  const message = `volume ${volume.name} is what ${clones.join(", ")} was cloned from and lives from: delete that first`;
  throw new HostError("FAILED_PRECONDITION", message, { data: { clones } });
}

/** NOT_FOUND when the records know no such snapshot of the volume. */
export async function requireSnapshot(tx: Transaction, volume: VolumeRecord, snapshot: string): Promise<void> {
  if ((await listSnapshots(tx, volume.id)).some(({ name }) => name === snapshot)) return;
  throw new HostError("NOT_FOUND", `volume ${volume.name} has no snapshot ${snapshot}`);
}

/** BUSY when the record that kept us from asking the driver is gone: what it left there might be taken for ours. */
async function requireLooked(tx: Transaction, name: string, looked: boolean): Promise<void> {
  if (looked || (await findVolume(tx, name))) return;
  throw new HostError("BUSY", `volume ${name} was removed from the records at the same time; try again`);
}

export interface NewRow {
  readonly changes: Changes;
  readonly name: string;
  readonly sizeBytes: number;
  readonly driver: string;
  readonly operationId: string;
}

/** The record of a volume that is being made. */
export async function insertNew(tx: Transaction, row: NewRow): Promise<void> {
  const { changes, name, sizeBytes, driver, operationId } = row;
  const { digest: driverDigest } = changes.domain.drivers.info(driver);
  const made = { id: randomUUID(), host: changes.host, state: "creating", operationId, driver, driverDigest };
  await insertVolume(tx, { ...made, name, sizeBytes }, changes.nowIso());
}

/** For what a failed call may have done half of. */
export function leaveInDoubt(error: unknown): never {
  throw inDoubt(error);
}
