// Conformance: what any driver of a kind must do, as cases that run against the driver's interface and nothing else.
import type { Contract } from "../contract/model.ts";
import type { DriverInterfaces, KindName } from "../generated/kinds.ts";
import type { ConformanceCase } from "./case.ts";
import { type AnyDriver, generatedCases } from "./generated-cases.ts";
import { NETWORK_CASES } from "./network-cases.ts";
import { VOLUME_CASES } from "./volume-cases.ts";

export type * from "./case.ts";

// A kind without a row has the cases that follow from its contract.
const CASES: { readonly [K in KindName]?: readonly ConformanceCase<DriverInterfaces[K]>[] } = {
  volume: VOLUME_CASES,
  network: NETWORK_CASES,
};

/** The cases of a kind, in an order in which each stands on what earlier ones have shown. */
export function conformanceCases<K extends KindName>(kind: K): readonly ConformanceCase<DriverInterfaces[K]>[] {
  return CASES[kind] ?? [];
}

/** All cases for drivers of a contract: those that follow from it, then those that know what the kind means. */
export function allCases(contract: Contract): readonly ConformanceCase<AnyDriver>[] {
  const table: Readonly<Record<string, readonly ConformanceCase<never>[] | undefined>> = CASES;
  const known = Object.hasOwn(table, contract.name) ? (table[contract.name] ?? []) : [];
  return [
    ...generatedCases(contract),
    ...(known as readonly ConformanceCase<never>[] as readonly ConformanceCase<AnyDriver>[]),
  ];
}
