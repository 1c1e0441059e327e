// The shapes of every version that a contract ever had, kept so that what a step between two versions breaks can be computed.
import { versionProblem } from "../contract/compatibility.ts";
import type { Contract } from "../contract/model.ts";
import { canonical, type Fingerprints, fingerprintOf } from "./fingerprint.ts";

/** Where the shapes are, below sdk/. */
export const VERSIONS_FOLDER = "abi/generated/versions";

/** The file of one version, below sdk/. */
export function versionPath(name: string, version: string): string {
  return `${VERSIONS_FOLDER}/${name}-${version}.json`;
}

/** A contract as it is kept: all that a driver can notice, in one spelling. */
export function keptShape(contract: Contract): string {
  return `${canonical(contract)}\n`;
}

/**
 * Holds each contract against every version that is recorded: the kept shape must be the recorded one, and the version number
 * must say what changed since. `read` answers a kept file's text. Answers sentences for a person.
 */
export function checkVersions(
  contracts: readonly Contract[],
  recorded: Fingerprints,
  read: (path: string) => string | undefined,
): string[] {
  return contracts.flatMap((contract) => {
    const earlier = Object.entries(recorded[contract.name] ?? {}).filter(([version]) => version !== contract.version);
    return earlier.flatMap(([version, fingerprint]) => {
      const path = versionPath(contract.name, version);
      const kept = parseShape(read(path));
      if (kept === undefined || fingerprintOf(kept) !== fingerprint)
        return [`sdk/${path} is not the shape that sdk/abi/fingerprints.json records: restore it from version control`];
      const problem = versionProblem(kept, contract);
      return problem === undefined ? [] : [problem];
    });
  });
}

function parseShape(text: string | undefined): Contract | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Contract);
  } catch {
    return undefined;
  }
}
