// The smoke part of the conformance suite: run by a host on a driver's next file, beside the one that serves, before it gets any calls.
import { randomUUID } from "node:crypto";
import type { DriverContext } from "../abi.ts";
import type { Contract } from "../contract/model.ts";
import { type DriverErrorStatus, isDriverStatus } from "../status.ts";
import { smokeCases } from "./conformance.ts";
import type { AnyDriver } from "./generated-cases.ts";

export interface SmokeRun {
  readonly kind: string;
  /** Of a kind of the operator's own, for the cases that it asks for. */
  readonly contract?: Contract;
  /** The handle of the file that is tried. */
  readonly driver: object;
  /** Of this run alone: what its cases make has it in its name, so that it can be told from everything else. */
  readonly stamp: string;
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
  const { cases, remove } = smokeCases(run.kind, run.contract);
  const names = freshNames(run.stamp);
  const passed: string[] = [];
  const skipped: string[] = [];
  for (const { name, needs, run: look, tidy = remove } of cases) {
    if (needs !== undefined && driver[needs] === undefined) {
      skipped.push(name);
      continue;
    }
    const before = names.given.length;
    try {
      await look(driver, { context: (timeoutMs) => run.context(timeoutMs), freshName: names.next });
      passed.push(name);
    } catch (error) {
      for (const made of names.given.slice(before))
        await tidy(run.cleaner as AnyDriver, run.cleaningContext(), made).catch(() => {});
      if (!isDriverStatus(error) || !OF_THE_PLACE.includes(error.status)) throw new SmokeFailure(name, error);
      skipped.push(name);
    }
  }
  return { passed, skipped };
}

/** A stamp that no other run has. */
export function smokeStamp(): string {
  return randomUUID().replaceAll("-", "").slice(0, STAMP_LENGTH);
}

/** Removes whatever a run that was cut off may have left. Throws what the driver throws; absent things are no error. */
export async function cleanSmoke(
  run: Pick<SmokeRun, "kind" | "contract" | "cleaner" | "cleaningContext" | "stamp">,
): Promise<void> {
  const { cases, remove } = smokeCases(run.kind, run.contract);
  const removers = new Set([remove, ...cases.flatMap(({ tidy }) => tidy ?? [])]);
  for (let number = 0; number < CLEANED_MAX; number++) {
    for (const take of removers) {
      const gone = take(run.cleaner as AnyDriver, run.cleaningContext(), nameOf(run.stamp, number));
      await gone.catch((error: unknown) => {
        if (!isDriverStatus(error, "not_found")) throw error;
      });
    }
  }
}

// Nobody gives such a name by chance, and it fits where names must be short.
const STAMP_LENGTH = 12;
// More than the cases of a kind that ships make in all.
const CLEANED_MAX = 32;

function nameOf(stamp: string, number: number): string {
  return `smoke-${stamp}-${number}`;
}

function freshNames(stamp: string): { readonly given: readonly string[]; readonly next: () => string } {
  const given: string[] = [];
  const next = (): string => {
    const name = nameOf(stamp, given.length);
    given.push(name);
    return name;
  };
  return { given, next };
}
