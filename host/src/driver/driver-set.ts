// The drivers of one kind as managers see them: by name, serving or with the reason why not.
import type { KindDescriptor } from "@holdfast/sdk";
import { HostError } from "../errors.ts";
import type { Log } from "../log.ts";
import { type DriverEntry, infoOf } from "./driver-entry.ts";
import type { DriverInfo } from "./driver-types.ts";
import { coverFailures, fallbackOf } from "./failure-policy.ts";
import type { ServingDriver } from "./serving-driver.ts";

/** The drivers of one kind, as a manager holds them; they come and go while the host runs. */
export interface DriverSet<D> {
  names(): readonly string[];
  get(name: string): D;
  info(name: string): DriverInfo;
  supports(name: string, functionName: string): boolean;
}

export interface SetParts {
  readonly kind: string;
  readonly descriptor: () => KindDescriptor;
  readonly entries: ReadonlyMap<string, DriverEntry>;
  readonly log: Log;
}

/** Looks into `entries` at each question, so that drivers may come and go. */
export function createSet<D>({ kind, descriptor, entries, log }: SetParts): DriverSet<D> {
  const all = () => [...entries.values()].filter((entry) => entry.spec.kind === kind);
  const find = (name: string): DriverEntry => {
    const entry = entries.get(keyOf(kind, name));
    if (entry) return entry;
    const names = all().map((one) => one.spec.name);
    const there = names.length > 0 ? `there are ${names.join(", ")}` : "there are none";
    throw new HostError("DRIVER_UNAVAILABLE", `there is no ${kind} driver ${name}; ${there}`, { retryable: false });
  };
  const serving = (name: string): ServingDriver => {
    const entry = find(name);
    if (entry.serving && entry.state === "serving") return entry.serving;
    const reason = entry.error ? `it is broken: ${entry.error.message}` : "it is starting";
    throw new HostError("DRIVER_UNAVAILABLE", `the ${kind} driver ${name} does not serve; ${reason}`, {
      data: { driver: name, called: false },
    });
  };
  const covers = new WeakMap<object, object>();
  const covered = (name: string): object => {
    const entry = find(name);
    const policy = "object" in entry.spec ? undefined : entry.spec.onFailure;
    const onCovered = (functionName: string, { code, message }: HostError) => {
      entry.covered += 1;
      log.warn(
        { driver: name, kind, function: functionName, code, reason: message, policy },
        "a driver's failure was covered",
      );
    };
    const handleOf = (other: string) => serving(other).handle;
    const fallback = fallbackOf(policy);
    if (fallback !== undefined && entry.state !== "serving") return handleOf(fallback);
    const { handle } = serving(name);
    const known = covers.get(handle) ?? coverFailures(handle, { kind: descriptor(), policy, handleOf, onCovered });
    covers.set(handle, known);
    return known;
  };
  return {
    names: () => all().map((entry) => entry.spec.name),
    get: (name) => covered(name) as D,
    info: (name) => infoOf(find(name)),
    supports: (name, functionName) => serving(name).supports(functionName),
  };
}

/** The name of an entry among all kinds. */
export function keyOf(kind: string, name: string): string {
  return `${kind}/${name}`;
}
