// What an outcome means for a volume: pure decisions from the action, what was asked, and what the driver says is really there.
import type { Volume } from "@holdfast/sdk";

export type VolumeAction = "create" | "delete" | "extend";

/** The part of an operation that a decision needs. */
export interface AskedChange {
  readonly action: VolumeAction;
  readonly sizeBytes: number | undefined;
}

/** What a record becomes; `as-before` is what it was when the change claimed it. */
export type RecordChange =
  | "gone"
  | "as-before"
  | { readonly state: "available" | "error"; readonly error: string | null };

/** How an operation ended and what its volume's record becomes. */
export interface Settlement {
  readonly outcome: "done" | "failed";
  readonly record: RecordChange;
  /** For the operator: why it was settled so. */
  readonly note: string;
}

/** Settles a change whose answer was lost by what is there now; `found` is undefined when the driver says not_found. */
export function settleByInspection(asked: AskedChange, found: Volume | undefined): Settlement {
  if (asked.action === "create") return settleCreate(asked, found);
  if (asked.action === "delete") return settleDelete(found);
  return settleExtend(asked, found);
}

function settleCreate(asked: AskedChange, found: Volume | undefined): Settlement {
  if (!found) return failed("gone", "the driver has no such volume: it was not created");
  if (found.sizeBytes === asked.sizeBytes) return done("the volume is there with the size that was asked");
  const note = `the volume is there with ${found.sizeBytes} bytes instead of ${asked.sizeBytes}`;
  return failed({ state: "error", error: note }, note);
}

function settleDelete(found: Volume | undefined): Settlement {
  if (!found) return { outcome: "done", record: "gone", note: "the volume is gone" };
  return failed("as-before", "the volume is still there: it was not deleted");
}

function settleExtend(asked: AskedChange, found: Volume | undefined): Settlement {
  if (!found) {
    const note = "the volume is gone from the driver";
    return failed({ state: "error", error: note }, note);
  }
  if (found.sizeBytes === asked.sizeBytes) return done("the volume has the size that was asked");
  return failed("as-before", `the volume has ${found.sizeBytes} bytes: it was not extended to ${asked.sizeBytes}`);
}

const available = { state: "available", error: null } as const;
const done = (note: string): Settlement => ({ outcome: "done", record: available, note });
const failed = (record: RecordChange, note: string): Settlement => ({ outcome: "failed", record, note });
