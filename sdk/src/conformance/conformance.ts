// Conformance: what any driver of a kind must do, as cases that run against the driver's interface and nothing else.
import type { DriverInterfaces, KindName } from "../generated/kinds.ts";
import type { ConformanceCase } from "./case.ts";
import { VOLUME_CASES } from "./volume-cases.ts";

export type * from "./case.ts";

const CASES: { readonly [K in KindName]: readonly ConformanceCase<DriverInterfaces[K]>[] } = {
  volume: VOLUME_CASES,
};

/** The cases of a kind, in an order in which each stands on what earlier ones have shown. */
export function conformanceCases<K extends KindName>(kind: K): readonly ConformanceCase<DriverInterfaces[K]>[] {
  return CASES[kind];
}
