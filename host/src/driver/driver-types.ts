// What the driver room is told about a driver, and what it tells: plain data, by the words that configuration uses.
import type { HttpGrant, KvGrant } from "./host-functions/host-grants.ts";
import type { Isolation } from "./isolation.ts";
import type { RecordMode } from "./replay/tape.ts";
import type { ExtismRuntimeName, FsGrant, RuntimeName } from "./runtime.ts";

/** What the operator allows one driver. Whatever is not here is denied. */
export interface Grants {
  readonly log?: boolean;
  readonly config?: boolean;
  readonly fs?: readonly FsGrant[];
  /** Ids of the executor's rules. */
  readonly exec?: readonly string[] | undefined;
  readonly http?: readonly HttpGrant[] | undefined;
  /** True for the ordinary bounds. */
  readonly kv?: boolean | Partial<KvGrant> | undefined;
  /** Files with the values, by the names that the driver uses. */
  readonly secret?: Readonly<Record<string, string>> | undefined;
  readonly clock?: boolean | undefined;
  readonly random?: boolean | undefined;
  readonly event?: boolean | undefined;
}

/** Bounds of one driver; a spec may narrow or widen each of them for its driver. */
export interface DriverLimits {
  /** Linear memory of one instance, in bytes; rounded down to whole pages. */
  readonly memoryBytesMax: number;
  readonly inputBytesMax: number;
  readonly outputBytesMax: number;
  /** No call takes longer, whatever the contract would allow it; absent: the contract alone says how long. */
  readonly callTimeoutMs?: number | undefined;
  /**
   * Fuel of one call, in units of about one instruction; a short time-out allows less. Absent: FUEL_OF_A_CALL, and as much as fits its time
   * for a call that its contract lets work for long. Counts for metered drivers.
   */
  readonly fuelMax?: number | undefined;
  /** From the birth of the thread until the instance has described itself. */
  readonly startTimeoutMs: number;
  readonly queueLengthMax: number;
  readonly instances: number;
  /** An instance that nobody called for so long ends, and the next call starts one; never when absent. */
  readonly idleTimeoutMs?: number | undefined;
  /** After so many calls a fresh instance takes the next one; never when absent. */
  readonly refreshCalls?: number | undefined;
  /** So does one whose memory has grown beyond this; never when absent. */
  readonly refreshMemoryBytes?: number | undefined;
}

export const DRIVER_LIMITS: DriverLimits = {
  memoryBytesMax: 64 * 1024 * 1024,
  inputBytesMax: 4 * 1024 * 1024,
  outputBytesMax: 4 * 1024 * 1024,
  startTimeoutMs: 10_000,
  queueLengthMax: 64,
  instances: 1,
};

/** A driver file to load: the ordinary case. */
export interface FileDriverSpec {
  readonly kind: string;
  /** The name under which managers and operators know it. */
  readonly name: string;
  /** Absolute path of the .wasm file. */
  readonly path: string;
  /** sha-256 in hex: no other file is loaded. */
  readonly digest?: string;
  /** The driver's own section; values that are no text reach the guest as JSON. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly grants?: Grants;
  readonly limits?: Partial<DriverLimits>;
  /** What runs it when it is an Extism guest; the host's choice when absent. */
  readonly runtime?: ExtismRuntimeName;
  /** False leaves its code as it is: no fuel ends it then, only the end of its thread. True when absent. */
  readonly metered?: boolean;
  /** Where its guests run; absent: in a shared thread if nothing speaks against it, else in one of their own. */
  readonly isolation?: Isolation;
  /** Which of its calls are recorded; the host's choice when absent. */
  readonly record?: RecordMode;
  /** What callers get when it fails: `closed` (its error, also when absent), `last-known-good`, or `fallback:NAME`. */
  readonly onFailure?: string;
  /** For development: whatever is saved under `path` takes its place, without a word of the operator. Not together with `digest`. */
  readonly watch?: boolean;
}

/** A JavaScript object that stands in for a driver, unsandboxed: only where configuration says `trusted`. */
export interface ObjectDriverSpec {
  readonly kind: string;
  readonly name: string;
  /** Has the methods of the kind's TypeScript interface. */
  readonly object: object;
  /** Where it came from, to be shown. */
  readonly path?: string;
}

export type DriverSpec = FileDriverSpec | ObjectDriverSpec;

export type DriverHealth = "ready" | "degraded" | "unavailable";

/** A driver as managers may see it. */
export interface DriverInfo {
  readonly name: string;
  readonly path: string;
  /** sha-256 of the file; empty for a JavaScript object. */
  readonly digest: string;
  /** A digest of what its configuration and its grants point it at; absent where that is not known. */
  readonly place?: string;
  /** Directories of this machine that it may write to; absent where that is not known. */
  readonly directories?: readonly string[];
  readonly version: string;
  readonly health: DriverHealth;
  readonly reason?: string;
}

/** `starting` until the first probe was answered; `broken` when it could not be loaded; `quarantined` after too many faults. */
export type DriverState = "starting" | "serving" | "broken" | "quarantined";

/** A driver as the operator sees it. */
export interface DriverStatus extends DriverInfo {
  readonly kind: string;
  readonly state: DriverState;
  readonly runtime: RuntimeName | "object" | "none";
  /** The optional functions of its kind that it offers, by wire name; of a plain plugin all that can be called. None while it does not serve. */
  readonly capabilities: readonly string[];
  /** Why it is broken, or the last fault. */
  readonly error?: { readonly code: string; readonly message: string; readonly retryable: boolean };
  readonly grants: Grants;
  /** The last swap since it was added, if there was one. */
  readonly swap?: SwapStatus;
  /** Failures that its callers did not see, for they had another answer. */
  readonly covered: number;
  /** What is saved in its file takes its place. */
  readonly watched: boolean;
  /** Faults since it was added. */
  readonly faults: number;
  readonly isolation: Isolation | "none";
  readonly instances: number;
  readonly busy: number;
  readonly queued: number;
  /** It has no instance because nobody called it for long; the next call starts one. */
  readonly asleep: boolean;
  readonly calls: number;
  readonly restarts: number;
  readonly account: DriverAccount;
}

/**
 * `watched` while faults would take it back, `kept` after that, `rolled-back` when they did or the operator wanted it; `refused` when a
 * followed file was not taken.
 */
export interface SwapStatus {
  readonly state: "watched" | "kept" | "rolled-back" | "refused";
  /** Digest of the file that was replaced, or was to be. */
  readonly from: string;
  readonly reason?: string;
  /** The smoke cases that the file passed before it got calls, and those that could not be tried here. */
  readonly smoke?: { readonly passed: number; readonly skipped: number };
  /** How much of what its predecessor knew the file was given, or why nothing; neither where there was nothing to give. */
  readonly stateBytes?: number;
  readonly stateDropped?: string;
}

/** What a driver used since it was added, over all of its instances. */
export interface DriverAccount {
  /** Time that its guests had a thread, in milliseconds. */
  readonly guestMs: number;
  /** Units of fuel: a measure of its work that does not depend on the machine. */
  readonly fuel: number;
  /** The largest linear memory of one instance, in bytes. */
  readonly memoryBytesPeak: number;
  readonly hostCalls: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}
