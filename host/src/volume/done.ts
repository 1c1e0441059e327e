// What a change that is done leaves in the records, action by action.
import type { Export, Snapshot, Volume } from "@holdfast/sdk";
import type { Transaction } from "../db/tx.ts";
import { deleteExport, deleteSnapshot, insertSnapshot, putExport } from "../db/volume-parts-table.ts";
import { updateVolume, type VolumeRecord } from "../db/volumes-table.ts";
import type { RecordChange, VolumeAction } from "./settlement.ts";

/** What a driver answers to a change. */
export type Answer = Volume | Snapshot | Export | undefined;

export interface ChangeFacts {
  readonly action: VolumeAction;
  readonly operationId: string;
  /** As the journal keeps it. */
  readonly input?: unknown;
  /** Of the driver that has the volume from now on. */
  readonly driverDigest?: string;
}

/** The fields of an input that matter here; which of them are there depends on the action. */
export interface ChangeInput {
  readonly sizeBytes?: number;
  readonly snapshot?: string;
  readonly way?: "path" | "nbd";
  readonly readOnly?: boolean;
  readonly driver?: string;
}

interface Done {
  readonly change: ChangeFacts;
  readonly answer: Answer;
  readonly nowIso: string;
}

interface Written {
  readonly to: RecordChange;
  readonly found: Volume | undefined;
}

const AVAILABLE = { state: "available", error: null } as const;
const AS_BEFORE: Written = { to: "as-before", found: undefined };

/** Writes what belongs to the volume; what its own row becomes is the answer. */
export async function writeDone(tx: Transaction, row: VolumeRecord, done: Done): Promise<Written> {
  const { change, answer, nowIso } = done;
  const input = (change.input ?? {}) as ChangeInput;
  const isNow = { to: AVAILABLE, found: answer as Volume | undefined };
  switch (change.action) {
    case "delete":
    case "unmanage":
      return { to: "gone", found: undefined };
    case "createSnapshot":
      await insertSnapshot(tx, snapshotRow(row, answer as Snapshot, nowIso));
      return AS_BEFORE;
    case "deleteSnapshot":
      await deleteSnapshot(tx, row.id, input.snapshot ?? "");
      return AS_BEFORE;
    case "export":
      await putExport(tx, exportRow(row, answer as Export, nowIso));
      return AS_BEFORE;
    case "unexport":
      await deleteExport(tx, row.id, input.way ?? "");
      return AS_BEFORE;
    case "migrate": {
      const driver = input.driver ?? row.driver;
      const there = { driver, driverDigest: change.driverDigest ?? "", discardDriver: row.driver };
      await updateVolume(tx, row.id, there, { nowIso });
      return isNow;
    }
    case "discard":
      await updateVolume(tx, row.id, { discardDriver: null }, { nowIso });
      return AS_BEFORE;
    case "manage":
      for (const snapshot of isNow.found?.snapshots ?? []) await insertSnapshot(tx, snapshotRow(row, snapshot, nowIso));
      for (const one of isNow.found?.exports ?? []) await putExport(tx, exportRow(row, one, nowIso));
      return isNow;
    default:
      return isNow;
  }
}

function snapshotRow(row: VolumeRecord, { name, sizeBytes }: Snapshot, createdAt: string) {
  return { volumeId: row.id, name, sizeBytes, createdAt };
}

function exportRow(row: VolumeRecord, { way, address, readOnly }: Export, createdAt: string) {
  return { volumeId: row.id, way, address, readOnly: readOnly ? 1 : 0, createdAt };
}
