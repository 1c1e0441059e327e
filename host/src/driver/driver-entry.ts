// The supervisor's record of one driver, and the two ways in which it is shown.
import type { KindDescriptor } from "@holdfast/sdk";
import type { HostError } from "../errors.ts";
import { directoriesOf, placeOf } from "./driver-place.ts";
import type { DriverInfo, DriverSpec, DriverStatus, FileDriverSpec, SwapStatus } from "./driver-types.ts";
import type { RuntimeName } from "./runtime.ts";
import { NO_FIGURES, type ProbeResult, type ServingDriver, type ServingFigures } from "./serving-driver.ts";

/** A driver that was loaded: what serves, and how to have the same again without its file. */
export interface LoadedDriver {
  readonly spec: FileDriverSpec;
  readonly kind: KindDescriptor;
  readonly serving: ServingDriver;
  readonly revive: () => ServingDriver;
  /** Whether the file has a function of that name besides those of its kind. */
  readonly exports: (name: string) => boolean;
  readonly inputBytesMax: number;
  readonly facts: Required<Pick<DriverEntry, "digest" | "runtime" | "version">>;
}

/** Changes as the driver does; only the supervisor writes to it. */
export interface DriverEntry {
  spec: DriverSpec;
  state: "starting" | "serving" | "broken";
  health: ProbeResult;
  removed: boolean;
  serving?: ServingDriver | undefined;
  error?: HostError | undefined;
  digest?: string;
  version?: string;
  runtime?: RuntimeName | "object";
  /** Attempts to bring it up that failed one after the other, and when the next one is due on the monotonic clock. */
  failures: number;
  retryAtMs: number;
  /** The file behind `serving`; none for an object. */
  loaded?: LoadedDriver | undefined;
  /** What a swap replaced, and what became of the swap. */
  former?: LoadedDriver | undefined;
  swap?: SwapStatus | undefined;
  /** When a driver in quarantine may try again, in a process of its own, and how often it did. */
  probationAtMs?: number | undefined;
  probations: number;
  /** Failures that callers did not see. */
  covered: number;
  swapping?: boolean;
  stopWatch?: (() => void) | undefined;
  /** Its file is followed: what is saved there takes its place. */
  stopFollowing?: () => Promise<void>;
  /** Replaced drivers whose last calls are not done yet. */
  readonly retiring: Map<ServingDriver, Promise<void>>;
}

/** A driver that has only been named so far. */
export function newEntry(spec: DriverSpec): DriverEntry {
  const health: ProbeResult = { health: "unavailable", reason: "starting" };
  return {
    spec,
    state: "starting",
    health,
    removed: false,
    failures: 0,
    retryAtMs: 0,
    covered: 0,
    probations: 0,
    retiring: new Map(),
  };
}

/** As managers see it. */
export function infoOf(entry: DriverEntry): DriverInfo {
  const { spec } = entry;
  const { health, reason } = healthOf(entry);
  return {
    name: spec.name,
    path: spec.path ?? "",
    digest: entry.digest ?? "",
    place: placeOf(spec),
    directories: directoriesOf(spec),
    version: entry.serving?.version ?? entry.version ?? "",
    health,
    ...(reason === undefined ? {} : { reason }),
  };
}

/** As operators see it. */
export function statusOf(entry: DriverEntry): DriverStatus {
  const { spec } = entry;
  const { quarantined, lastFault, ...figures } = figuresOf(entry);
  const error = entry.error ?? lastFault;
  return {
    ...infoOf(entry),
    kind: spec.kind,
    state: quarantined ? "quarantined" : entry.state,
    runtime: entry.runtime ?? "none",
    capabilities: entry.state === "serving" ? (entry.serving?.capabilities ?? []) : [],
    grants: "object" in spec ? {} : (spec.grants ?? {}),
    covered: entry.covered,
    watched: !("object" in spec) && spec.watch === true,
    ...(entry.swap && { swap: entry.swap }),
    ...(error && { error: { code: error.code, message: error.message, retryable: error.retryable } }),
    ...figures,
  };
}

// A driver in quarantine is unavailable from that moment on, not from the next probe.
function healthOf(entry: DriverEntry): ProbeResult {
  if (!figuresOf(entry).quarantined) return entry.health;
  return { health: "unavailable", reason: "in quarantine after too many faults" };
}

function figuresOf(entry: DriverEntry): ServingFigures {
  return entry.serving?.figures() ?? NO_FIGURES;
}
