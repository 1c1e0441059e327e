// The drivers of one kind as managers see them: by name, serving or with the reason why not.
import { HostError } from "../errors.ts";
import { type DriverEntry, infoOf } from "./driver-entry.ts";
import type { DriverInfo } from "./driver-types.ts";
import type { ServingDriver } from "./serving-driver.ts";

/** The drivers of one kind, as a manager holds them; they come and go while the host runs. */
export interface DriverSet<D> {
  names(): readonly string[];
  get(name: string): D;
  info(name: string): DriverInfo;
  supports(name: string, functionName: string): boolean;
}

/** Looks into `entries` at each question, so that drivers may come and go. */
export function createSet<D>(kind: string, entries: ReadonlyMap<string, DriverEntry>): DriverSet<D> {
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
  return {
    names: () => all().map((entry) => entry.spec.name),
    get: (name) => serving(name).handle as D,
    info: (name) => infoOf(find(name)),
    supports: (name, functionName) => serving(name).supports(functionName),
  };
}

/** The name of an entry among all kinds. */
export function keyOf(kind: string, name: string): string {
  return `${kind}/${name}`;
}
