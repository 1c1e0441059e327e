// The volume's record through a change: claimed before the driver is asked, brought in line with what came of it, and shown.
import type { Volume } from "@holdfast/sdk";
import type { Transaction } from "../db/tx.ts";
import {
  deleteVolume,
  findVolumeById,
  findVolumeByOperation,
  updateVolume,
  type VolumeRecord,
} from "../db/volumes-table.ts";
import { HostError } from "../errors.ts";
import type { Outcome } from "../operation/outcome.ts";
import type { VolumeState, VolumeView } from "./messages.ts";
import type { RecordChange, VolumeAction } from "./settlement.ts";

export interface Claim {
  readonly state: VolumeState;
  readonly operationId: string;
  readonly ifState: readonly VolumeState[];
}

/**
 * Takes the record for a change, in the transaction that journals it. FAILED_PRECONDITION when it is in no state for that, BUSY when it
 * is not what `seen` was any more: what the change was judged by no longer holds.
 */
export async function claim(tx: Transaction, seen: VolumeRecord, asked: Claim, nowIso: string): Promise<void> {
  const { state, operationId, ifState } = asked;
  const now = await findVolumeById(tx, seen.id);
  if (!now || now.sizeBytes !== seen.sizeBytes) {
    throw new HostError("BUSY", `volume ${seen.name} was changed at the same time; look at it and try again`);
  }
  if (await updateVolume(tx, now.id, { state, operationId }, { nowIso, ifState })) return;
  const message = `volume ${now.name} is ${now.state}, but must be ${ifState.join(" or ")} for this`;
  throw new HostError("FAILED_PRECONDITION", message, { data: { state: now.state } });
}

/** Brings the record in line with an outcome. An unknown one leaves it as it was marked, until somebody has looked. */
export async function settleOutcome(
  tx: Transaction,
  change: { readonly action: VolumeAction; readonly operationId: string },
  outcome: Outcome<Volume | undefined>,
  nowIso: string,
): Promise<void> {
  if (outcome.state === "unknown") return;
  const row = await findVolumeByOperation(tx, change.operationId);
  if (!row) return;
  if (outcome.state === "done" && change.action !== "delete") {
    await writeRecord(tx, row, { to: { state: "available", error: null }, found: outcome.result }, nowIso);
    return;
  }
  // A driver that refuses has changed nothing: what was not made is not kept, what was there stays as it was.
  const gone = outcome.state === "done" || change.action === "create";
  await writeRecord(tx, row, { to: gone ? "gone" : "as-before", found: undefined }, nowIso);
}

/** Writes what the record becomes, and what the driver says is there, if it said it. */
export async function writeRecord(
  tx: Transaction,
  row: VolumeRecord,
  change: { readonly to: RecordChange; readonly found: Volume | undefined },
  nowIso: string,
): Promise<void> {
  const { to, found } = change;
  if (to === "gone") return deleteVolume(tx, row.id, nowIso);
  const state = to === "as-before" ? { state: row.error === null ? "available" : "error" } : to;
  const { sizeBytes, allocatedBytes, location } = found ?? {};
  const seen = found && { sizeBytes, allocatedBytes: allocatedBytes ?? null, location: location ?? null };
  await updateVolume(tx, row.id, { ...state, ...seen }, { nowIso });
}

/** The record as it is shown. */
export function view(row: VolumeRecord): VolumeView {
  const { id, name, sizeBytes, allocatedBytes, error, driver, driverDigest, location, createdAt, updatedAt } = row;
  const state = row.state as VolumeState;
  return { id, name, sizeBytes, allocatedBytes, state, error, driver, driverDigest, location, createdAt, updatedAt };
}
