// The supervisor's record of one driver, and the two ways in which it is shown.
import type { HostError } from "../errors.ts";
import type { DriverInfo, DriverSpec, DriverStatus } from "./driver-types.ts";
import type { RuntimeName } from "./runtime.ts";
import type { ProbeResult, ServingDriver } from "./serving-driver.ts";

/** Changes as the driver does; only the supervisor writes to it. */
export interface DriverEntry {
  readonly spec: DriverSpec;
  state: "starting" | "serving" | "broken";
  health: ProbeResult;
  removed: boolean;
  serving?: ServingDriver | undefined;
  error?: HostError | undefined;
  digest?: string;
  version?: string;
  runtime?: RuntimeName | "object";
}

/** As managers see it. */
export function infoOf(entry: DriverEntry): DriverInfo {
  const { spec, health } = entry;
  return {
    name: spec.name,
    path: spec.path ?? "",
    digest: entry.digest ?? "",
    version: entry.serving?.version ?? entry.version ?? "",
    health: health.health,
    ...(health.reason === undefined ? {} : { reason: health.reason }),
  };
}

/** As operators see it. */
export function statusOf(entry: DriverEntry): DriverStatus {
  const { spec, error } = entry;
  const { quarantined = false, ...figures } = entry.serving?.figures() ?? {
    faults: 0,
    instances: 0,
    busy: 0,
    queued: 0,
    calls: 0,
    restarts: 0,
  };
  return {
    ...infoOf(entry),
    kind: spec.kind,
    state: quarantined ? "quarantined" : entry.state,
    runtime: entry.runtime ?? "none",
    grants: "object" in spec ? {} : (spec.grants ?? {}),
    ...(error && { error: { code: error.code, message: error.message, retryable: error.retryable } }),
    ...figures,
  };
}
