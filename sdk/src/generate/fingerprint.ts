// The fingerprint of a contract's shape, and the rule that a version keeps its shape.
import { createHash } from "node:crypto";
import type { Contract } from "../contract/model.ts";

// Words for readers; changing them changes nothing for a driver.
const REMARKS: ReadonlySet<string> = new Set(["cases", "description", "meanings", "when", "holds", "since"]);

/** Contract name → version → fingerprint. */
export type Fingerprints = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** sha-256 over everything a driver can notice: descriptions are left out, the order of keys does not count. */
export function fingerprintOf(contract: Contract): string {
  return `sha256:${createHash("sha256").update(canonical(contract)).digest("hex")}`;
}

/**
 * Adds the contracts' versions to the record. A version that is there with another shape is not replaced:
 * it is named in `problems` with what to do.
 */
export function recordFingerprints(
  contracts: readonly Contract[],
  recorded: Fingerprints,
): { readonly fingerprints: Fingerprints; readonly problems: readonly string[] } {
  const fingerprints: Record<string, Readonly<Record<string, string>>> = { ...recorded };
  const problems: string[] = [];
  for (const contract of contracts) {
    const { name, version } = contract;
    const now = fingerprintOf(contract);
    const before = fingerprints[name]?.[version];
    if (before === undefined) fingerprints[name] = { ...fingerprints[name], [version]: now };
    else if (before !== now) {
      problems.push(
        `the contract ${name} ${version} has another shape than the one recorded under this version: raise x-interface.version ` +
          `in sdk/abi/${name}.yaml, or, if ${version} was never released, remove its line from sdk/abi/fingerprints.json`,
      );
    }
  }
  return { fingerprints, problems };
}

/** All that a driver can notice, in one spelling: no descriptions, keys in order. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([key, one]) => !REMARKS.has(key) && one !== undefined);
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(",")}}`;
}
