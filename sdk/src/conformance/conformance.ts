// Conformance: what any driver of a kind must do, as cases that run against the driver's interface and nothing else.
import type { DriverContext } from "../abi.ts";
import type { Contract } from "../contract/model.ts";
import type { DriverInterfaces, KindName } from "../generated/kinds.ts";
import type { ConformanceCase } from "./case.ts";
import { contractCases } from "./contract-cases.ts";
import { type AnyDriver, generatedCases } from "./generated-cases.ts";
import { NETWORK_CASES, removeNetworkOf } from "./network-cases.ts";
import { removeVolumeOf, VOLUME_CASES } from "./volume-cases.ts";

export type * from "./case.ts";

/** Takes away what a case left behind, by the fresh name that it had. */
type Remove<D> = (driver: D, ctx: DriverContext, freshName: string) => Promise<void>;

// A kind without a row has the cases that follow from its contract.
const CASES: { readonly [K in KindName]?: readonly ConformanceCase<DriverInterfaces[K]>[] } = {
  volume: VOLUME_CASES,
  network: NETWORK_CASES,
};

const REMOVERS: { readonly [K in KindName]?: Remove<DriverInterfaces[K]> } = {
  volume: removeVolumeOf,
  network: removeNetworkOf,
};

/** The cases of a kind, in an order in which each stands on what earlier ones have shown. */
export function conformanceCases<K extends KindName>(kind: K): readonly ConformanceCase<DriverInterfaces[K]>[] {
  return CASES[kind] ?? [];
}

/**
 * What of a kind's cases may be run where the driver does real work, and how it is tidied up. A kind that this package does not know has those that
 * its contract marks.
 */
export function smokeCases(
  kind: string,
  contract?: Contract,
): {
  readonly cases: readonly ConformanceCase<AnyDriver>[];
  readonly remove: Remove<AnyDriver>;
} {
  const own = contract === undefined ? [] : contractCases(contract);
  const known = [...casesOf(kind), ...own].filter(({ smoke }) => smoke === true);
  const removers: Readonly<Record<string, unknown>> = REMOVERS;
  const remove = Object.hasOwn(removers, kind) ? (removers[kind] as Remove<AnyDriver>) : async () => {};
  return { cases: known, remove };
}

/** All cases for drivers of a contract: those that follow from it, those that it asks for, then those that know what the kind means. */
export function allCases(contract: Contract): readonly ConformanceCase<AnyDriver>[] {
  return [...generatedCases(contract), ...contractCases(contract), ...casesOf(contract.name)];
}

function casesOf(kind: string): readonly ConformanceCase<AnyDriver>[] {
  const table: Readonly<Record<string, readonly ConformanceCase<never>[] | undefined>> = CASES;
  const known = Object.hasOwn(table, kind) ? (table[kind] ?? []) : [];
  return known as readonly ConformanceCase<never>[] as readonly ConformanceCase<AnyDriver>[];
}
