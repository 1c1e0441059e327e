// The smoke part of the conformance suite: run by a host on a driver's next file, beside the one that serves, before it gets any calls.
import { randomUUID } from "node:crypto";
import type { DriverContext } from "../abi.ts";
import { type DriverErrorStatus, isDriverStatus } from "../status.ts";
import { smokeCases } from "./conformance.ts";
import type { AnyDriver } from "./generated-cases.ts";

export interface SmokeRun {
  readonly kind: string;
  /** The handle of the file that is tried. */
  readonly driver: object;
  /** Removes what a failed case left behind: best the driver that serves, for the one on trial has just shown that it cannot be relied on. */
  readonly cleaner: object;
  /** A context for one call, which ends after so many milliseconds or with the trial. */
  context(timeoutMs?: number): DriverContext;
  /** One for removing, which may be done when the trial's time is over. */
  cleaningContext(): DriverContext;
}

/** Names of cases. A case is left out where the driver lacks a function or the place, not the driver, stands in its way. */
export interface SmokeReport {
  readonly passed: readonly string[];
  readonly skipped: readonly string[];
}

/** A case that a driver failed; `cause` is why. */
export class SmokeFailure extends Error {
  /** The sentence that does not hold. */
  readonly caseName: string;

  constructor(caseName: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = "SmokeFailure";
    this.caseName = caseName;
  }
}

// A full disk or a device that is away says nothing of the file: the one that serves would answer the same.
const OF_THE_PLACE: readonly DriverErrorStatus[] = ["resource_exhausted", "not_ready", "busy", "permission_denied"];

/** Runs the cases one after the other. Throws a SmokeFailure at the first that does not hold; what it made is removed then too. */
export async function runSmoke(run: SmokeRun): Promise<SmokeReport> {
  const driver = run.driver as AnyDriver;
  const { cases, remove } = smokeCases(run.kind);
  const passed: string[] = [];
  const skipped: string[] = [];
  for (const { name, needs, run: look } of cases) {
    if (needs !== undefined && driver[needs] === undefined) {
      skipped.push(name);
      continue;
    }
    const names = freshNames();
    try {
      await look(driver, { context: (timeoutMs) => run.context(timeoutMs), freshName: names.next });
      passed.push(name);
    } catch (error) {
      for (const made of names.given)
        await remove(run.cleaner as AnyDriver, run.cleaningContext(), made).catch(() => {});
      if (!isDriverStatus(error) || !OF_THE_PLACE.includes(error.status)) throw new SmokeFailure(name, error);
      skipped.push(name);
    }
  }
  return { passed, skipped };
}

function freshNames(): { readonly given: readonly string[]; readonly next: (hint: string) => string } {
  const stamp = randomUUID().slice(0, 8);
  const given: string[] = [];
  const next = (hint: string): string => {
    const name = `smoke-${hint}-${stamp}-${given.length}`;
    given.push(name);
    return name;
  };
  return { given, next };
}
