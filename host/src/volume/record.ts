// The volume's record through a change: claimed before the driver is asked, brought in line with what came of it, and shown.
import type { Volume } from "@holdfast/sdk";
import type { Transaction } from "../db/tx.ts";
import { deleteParts } from "../db/volume-parts-table.ts";
import {
  deleteVolume,
  findVolumeById,
  findVolumeByOperation,
  releaseVolumes,
  updateVolume,
  type VolumeRecord,
} from "../db/volumes-table.ts";
import { HostError } from "../errors.ts";
import type { Outcome } from "../operation/outcome.ts";
import { type Answer, type ChangeFacts, writeDone } from "./done.ts";
import type { VolumeState, VolumeView } from "./messages.ts";
import type { RecordChange } from "./settlement.ts";

export interface Claim {
  readonly state: VolumeState;
  readonly operationId: string;
  readonly ifState: readonly VolumeState[];
}

/**
 * Takes the record for a change, in the transaction that journals it. FAILED_PRECONDITION when it is in no state for that, BUSY when it
 * is not what `seen` was any more, or while another volume's operation reads it: what the change was judged by no longer holds.
 */
export async function claim(tx: Transaction, seen: VolumeRecord, asked: Claim, nowIso: string): Promise<void> {
  const { state, operationId, ifState } = asked;
  const now = await requireUnchanged(tx, seen);
  if (await updateVolume(tx, now.id, { state, operationId }, { nowIso, ifState })) return;
  throw wrongState(now, ifState);
}

/** Keeps every change off a volume that an operation of another one reads, until that ends. As `claim`, but the state stays. */
export async function hold(tx: Transaction, seen: VolumeRecord, operationId: string, nowIso: string): Promise<void> {
  const now = await requireUnchanged(tx, seen);
  const ifState = ["available"] as const;
  if (await updateVolume(tx, now.id, { heldBy: operationId }, { nowIso, ifState })) return;
  throw wrongState(now, ifState);
}

async function requireUnchanged(tx: Transaction, seen: VolumeRecord): Promise<VolumeRecord> {
  const now = await findVolumeById(tx, seen.id);
  if (!now || now.sizeBytes !== seen.sizeBytes || now.driver !== seen.driver) {
    throw new HostError("BUSY", `volume ${seen.name} was changed at the same time; look at it and try again`);
  }
  if (now.heldBy === null) return now;
  throw new HostError(
    "BUSY",
    `volume ${seen.name} is being read by operation ${now.heldBy}; try again when it is done`,
    {
      data: { operationId: now.heldBy },
    },
  );
}

function wrongState(now: VolumeRecord, ifState: readonly VolumeState[]): HostError {
  const message = `volume ${now.name} is ${now.state}, but must be ${ifState.join(" or ")} for this`;
  return new HostError("FAILED_PRECONDITION", message, { data: { state: now.state } });
}

/** Brings the record in line with an outcome. An unknown one leaves it as it was marked, until somebody has looked. */
export async function settleOutcome(
  tx: Transaction,
  change: ChangeFacts,
  outcome: Outcome<Answer>,
  nowIso: string,
): Promise<void> {
  if (outcome.state === "unknown") return;
  await releaseVolumes(tx, change.operationId);
  const row = await findVolumeByOperation(tx, change.operationId);
  if (!row) return;
  if (outcome.state === "done") {
    const { to, found } = await writeDone(tx, row, { change, answer: outcome.result, nowIso });
    return writeRecord(tx, row, { to, found }, nowIso);
  }
  // A driver that refuses has changed nothing: what was not made is not kept, what was there stays as it was.
  const isNew = change.action === "create" || change.action === "clone" || change.action === "manage";
  await writeRecord(tx, row, { to: isNew ? "gone" : "as-before", found: undefined }, nowIso);
}

/** Writes what the record becomes, and what the driver says is there, if it said it. */
export async function writeRecord(
  tx: Transaction,
  row: VolumeRecord,
  change: { readonly to: RecordChange; readonly found: Volume | undefined },
  nowIso: string,
): Promise<void> {
  const { to, found } = change;
  if (to === "gone") {
    await deleteParts(tx, row.id);
    return deleteVolume(tx, row.id, nowIso);
  }
  const state = to === "as-before" ? { state: row.error === null ? "available" : "error" } : to;
  await updateVolume(tx, row.id, { ...state, ...seenFields(found) }, { nowIso });
}

/** What a record keeps of a driver's word. */
export function seenFields(found: Volume | undefined) {
  if (!found) return {};
  const { sizeBytes, allocatedBytes, location, origin } = found;
  return {
    sizeBytes,
    allocatedBytes: allocatedBytes ?? null,
    location: location ?? null,
    origin: origin ?? null,
  };
}

/** The record as it is shown. */
export function view(row: VolumeRecord): VolumeView {
  const { id, name, sizeBytes, allocatedBytes, error, driver, driverDigest, location, origin } = row;
  const { createdAt, updatedAt } = row;
  const state = row.state as VolumeState;
  const what = { id, name, sizeBytes, allocatedBytes, state, error, driver, driverDigest, location, origin };
  return { ...what, createdAt, updatedAt };
}
