// Generated from sdk/abi/driver.yaml, version 1.0, by `npm run generate`. Do not edit: change the contract and generate again.

import type { DriverContext } from "../abi.ts";
import type { KindDescriptor } from "../kind.ts";
import * as shape from "../shape.ts";

/** A driver's own account of itself. */
export interface Description {
  /** The driver's name, as in its manifest. */
  readonly name: string;
  /** The driver's own semantic version. */
  readonly version: string;
  /** The kind it implements, such as volume. */
  readonly kind: string;
  /** The version of the kind it was built against, major.minor. */
  readonly abi: string;
}

/** How the driver feels. */
export const HEALTH_VALUES = ["ready", "degraded", "unavailable"] as const;
export type Health = (typeof HEALTH_VALUES)[number];

/** The answer of a probe. */
export interface Probe {
  readonly health: Health;
  /** Why it is not ready, for the operator; one sentence. */
  readonly reason?: string;
}

/** What every driver offers, whatever its kind. */
export interface Driver {
  /**
   * Says what this driver is. It must not touch the outside. Called: once after every instantiation, before any
   * other function. Afterwards: nothing was changed. What it answered equals the manifest carried in the file, or
   * the driver is refused.
   */
  describe(ctx: DriverContext): Promise<Description>;
  /**
   * Says whether the driver can work here and now: directories writable, kernel features present, devices
   * reachable. A driver that cannot work answers `unavailable` with the reason, it does not fail later. Called:
   * after describe, then regularly, and when an operator asks. Afterwards: nothing was changed. The health is shown
   * to operators, with the reason. Statuses: failed (looking itself went wrong; the message says how).
   */
  probe(ctx: DriverContext): Promise<Probe>;
}

/** The function table of driver 1.0. */
export const DRIVER: KindDescriptor = {
  name: "driver",
  version: "1.0",
  functions: [
    {
      wire: "describe",
      camel: "describe",
      required: true,
      mutates: false,
      idempotent: true,
      timeoutMs: 2000,
      errors: [],
      component: "() -> result<record{name: string, version: string, kind: string, abi: string}, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      decodeOutput: (value) => decodeDescription(value, ""),
    },
    {
      wire: "probe",
      camel: "probe",
      required: true,
      mutates: false,
      idempotent: true,
      timeoutMs: 5000,
      errors: ["failed"],
      component: "() -> result<record{health: enum{ready, degraded, unavailable}, reason: option<string>}, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      decodeOutput: (value) => decodeProbe(value, ""),
    },
  ],
};

function decodeDescription(value: unknown, at: string): Description {
  const record = shape.checkRecord(value, at);
  return {
    name: shape.checkText(record["name"], shape.join(at, "name")),
    version: shape.checkText(record["version"], shape.join(at, "version")),
    kind: shape.checkText(record["kind"], shape.join(at, "kind")),
    abi: shape.checkText(record["abi"], shape.join(at, "abi")),
  };
}

function decodeProbe(value: unknown, at: string): Probe {
  const record = shape.checkRecord(value, at);
  const result: shape.Draft<Probe> = {
    health: shape.checkEnum(record["health"], shape.join(at, "health"), HEALTH_VALUES),
  };
  if (record["reason"] !== undefined && record["reason"] !== null) {
    result.reason = shape.checkText(record["reason"], shape.join(at, "reason"));
  }
  return result;
}
