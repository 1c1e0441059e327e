// What an outcome means for a volume: pure decisions from the action, what was asked, and what the driver says is really there.
import type { Export, Snapshot, Volume } from "@holdfast/sdk";

/** `discard` removes what a migration left with the old driver; the others are named as their RPC methods. */
export type VolumeAction =
  | "create"
  | "delete"
  | "extend"
  | "clone"
  | "createSnapshot"
  | "deleteSnapshot"
  | "restoreSnapshot"
  | "export"
  | "unexport"
  | "migrate"
  | "discard"
  | "manage"
  | "unmanage";

/** The part of an operation that a decision needs. */
export interface AskedChange {
  readonly action: VolumeAction;
  readonly sizeBytes?: number | undefined;
  readonly snapshot?: string | undefined;
  readonly way?: string | undefined;
}

/** What a record becomes; `as-before` is what it was when the change claimed it. */
export type RecordChange =
  | "gone"
  | "as-before"
  | { readonly state: "available" | "error"; readonly error: string | null };

/** How an operation ended and what its volume's record becomes. */
export type Settlement =
  /** As if the driver had answered so. */
  | { readonly outcome: "done"; readonly answer: Volume | Snapshot | Export | undefined; readonly note: string }
  | { readonly outcome: "failed"; readonly record: RecordChange; readonly note: string; readonly found?: Volume };

/** Settles a change whose answer was lost by what is there now; `found` is undefined when the driver says not_found. */
export function settleByInspection(asked: AskedChange, found: Volume | undefined): Settlement {
  switch (asked.action) {
    case "create":
    case "clone":
    case "manage":
      return settleNew(asked, found);
    case "delete":
      if (!found) return done("the volume is gone");
      return failed("as-before", "the volume is still there: it was not deleted");
    case "unmanage":
      return failed("as-before", "nothing was asked of the driver, and the record is still there");
    default:
      return found ? settleChanged(asked, found) : lost();
  }
}

function settleNew(asked: AskedChange, found: Volume | undefined): Settlement {
  if (!found) return failed("gone", "the driver has no such volume: it was not created");
  if (asked.sizeBytes === undefined || found.sizeBytes === asked.sizeBytes)
    return done("the volume is there with the size that was asked", found);
  const note = `the volume is there with ${found.sizeBytes} bytes instead of ${asked.sizeBytes}`;
  return failed({ state: "error", error: note }, note, found);
}

function settleChanged(asked: AskedChange, found: Volume): Settlement {
  switch (asked.action) {
    case "extend":
      if (found.sizeBytes === asked.sizeBytes) return done("the volume has the size that was asked", found);
      return failed(
        "as-before",
        `the volume has ${found.sizeBytes} bytes: it was not extended to ${asked.sizeBytes}`,
        found,
      );
    case "createSnapshot": {
      const snapshot = found.snapshots?.find(({ name }) => name === asked.snapshot);
      if (snapshot) return done("the snapshot is there", snapshot);
      return failed("as-before", "the volume has no such snapshot: it was not made");
    }
    case "deleteSnapshot":
      if (!found.snapshots?.some(({ name }) => name === asked.snapshot)) return done("the snapshot is gone");
      return failed("as-before", "the snapshot is still there: it was not deleted");
    case "export": {
      const way = found.exports?.find((one) => one.way === asked.way);
      return way ? done("the volume is exported", way) : failed("as-before", "the volume was not exported");
    }
    case "unexport":
      if (!found.exports?.some((one) => one.way === asked.way)) return done("the volume is not exported any more");
      return failed("as-before", "the volume is still exported");
    default:
      return failed("as-before", `nobody can say what ${asked.action} did`);
  }
}

function lost(): Settlement {
  const note = "the volume is gone from the driver";
  return failed({ state: "error", error: note }, note);
}

const done = (note: string, answer?: Volume | Snapshot | Export): Settlement => ({ outcome: "done", answer, note });
const failed = (record: RecordChange, note: string, found?: Volume): Settlement => ({
  outcome: "failed",
  record,
  note,
  ...(found === undefined ? {} : { found }),
});
