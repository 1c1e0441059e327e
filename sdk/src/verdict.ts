// The verdict on a driver before anything of it runs: loads, loads with these grants, or does not, and what to do about it.
import { checkTypes, componentTypesIn } from "./component-types.ts";
import { FUNCTION, functionManifest } from "./function-kind.ts";
import { InspectError, inspect } from "./inspect.ts";
import type { EarlierMajor, KindDescriptor } from "./kind.ts";
import { type Manifest, ManifestError, readManifest } from "./manifest.ts";
import { checkGrants } from "./verdict-grants.ts";
import type { GivenGrants, HostTerms, Verdict, VerdictInput, VerdictProblem } from "./verdict-model.ts";
import { checkExports, checkImports, checkModule, runtimeOf, unaskedOf } from "./verdict-module.ts";

export type * from "./verdict-model.ts";

/** Judges what was read of a file. Same input, same words. */
export function verdict({ inspection, componentTypes, manifest, host, grants }: VerdictInput): Verdict {
  const isFunction = manifest?.kind === FUNCTION.name;
  const runtime = runtimeOf(inspection) ?? (isFunction ? "extism" : undefined);
  const known = isFunction ? FUNCTION : manifest && ownValue(host.kinds, manifest.kind);
  // What the driver was built against decides what it must export.
  const kind = manifest === undefined || known === undefined ? known : (served(known, manifest.abi)?.kind ?? known);
  const granted = checkGrants(manifest, host.hostFunctions, grants);
  const problems = [
    ...checkModule(inspection, manifest, host.limits),
    ...(manifest === undefined ? [NO_MANIFEST] : checkAbi(manifest, known, host.kinds)),
    ...(kind === undefined || runtime === undefined ? [] : checkExports(inspection, kind, runtime)),
    ...(kind && componentTypes && manifest ? checkTypes(kind, manifest, componentTypes) : []),
    ...checkImports({ inspection, manifest, runtime, host: host.hostFunctions }),
    ...granted.problems,
  ];
  const functions = new Set(inspection.exports.filter((item) => item.kind === "function").map((item) => item.name));
  const optional = kind?.functions.filter((fn) => !fn.required && functions.has(fn.wire)) ?? [];
  return {
    outcome: outcomeOf(problems),
    problems,
    missingGrants: granted.missing,
    notes: [
      ...granted.notes,
      ...notesOn(runtime === "component" ? unaskedOf(inspection, manifest, host.hostFunctions) : []),
    ],
    ...(runtime === undefined ? {} : { runtime }),
    ...(manifest === undefined ? {} : { kind: manifest.kind }),
    optionalFunctions: optional.map((fn) => fn.wire),
  };
}

/**
 * Reads a file and judges it; with the kind `function` a file without a manifest too. Bytes that cannot be read are a verdict too; it never
 * throws for what is in them.
 */
export function verdictOf(
  bytes: Uint8Array,
  terms: { readonly host: HostTerms; readonly grants: GivenGrants; readonly kind?: string | undefined },
): Verdict {
  try {
    const inspection = inspect(bytes);
    const { kind, ...rest } = terms;
    const own = readManifest(bytes, inspection);
    const manifest =
      own ?? (kind === FUNCTION.name ? functionManifest(inspection, rest.host.hostFunctions, rest.grants) : undefined);
    return verdict({ inspection, componentTypes: componentTypesIn(bytes, inspection), manifest, ...rest });
  } catch (error) {
    if (error instanceof InspectError) {
      return refused({
        code: "DRIVER_MALFORMED",
        message: `the file cannot be read as WebAssembly: ${error.message}`,
        remedy: "build the driver again and give the path of the finished .wasm",
      });
    }
    if (error instanceof ManifestError) {
      return refused({
        code: "DRIVER_MANIFEST_INVALID",
        message: `the manifest has errors: ${error.message}`,
        remedy: "correct the manifest and attach it again; sdk/abi/README.md describes each key",
      });
    }
    throw error;
  }
}

function notesOn(unasked: readonly string[]): string[] {
  if (unasked.length === 0) return [];
  return [
    `the component imports functions of ${unasked.join(", ")} without asking for it: they answer permission_denied`,
  ];
}

const NO_MANIFEST: VerdictProblem = {
  code: "DRIVER_MANIFEST_INVALID",
  message: "the file has no manifest, so nothing says which kind of driver it is",
  remedy:
    "attach a manifest as the custom section holdfast:manifest, sdk/abi/README.md describes it; a plain Extism plugin loads as --kind function",
};

function checkAbi(
  manifest: Manifest,
  kind: KindDescriptor | undefined,
  kinds: Readonly<Record<string, KindDescriptor>>,
): VerdictProblem[] {
  if (kind === undefined) {
    const known = Object.keys(kinds).sort().join(", ");
    return [
      {
        code: "DRIVER_ABI_MISMATCH",
        message: `the driver is of the kind ${manifest.kind}, this host knows ${known}`,
        remedy: "correct `kind` in the manifest, or use a host that knows this kind",
      },
    ];
  }
  if (served(kind, manifest.abi) !== undefined) return [];
  const spoken = [...(kind.earlier ?? []).map((one) => one.kind.version), kind.version].map(rangeOf).join(" and ");
  return [
    {
      code: "DRIVER_ABI_MISMATCH",
      message: `the driver was built against ${kind.name} ${manifest.abi}, this host speaks ${kind.name} ${spoken}`,
      remedy: `build the driver against ${kind.name} ${kind.version}, or use a host that speaks ${manifest.abi}`,
    },
  ];
}

function rangeOf(version: string): string {
  return `${version.split(".")[0]}.0 to ${version}`;
}

/** The descriptor that a driver of a version is held to, and what adapts it to the present one; undefined when it is not served. */
export function served(
  kind: KindDescriptor,
  abi: string,
): (Partial<EarlierMajor> & { readonly kind: KindDescriptor }) | undefined {
  if (speaks(kind.version, abi)) return { kind };
  return kind.earlier?.find((one) => speaks(one.kind.version, abi));
}

/** The version rule: the same major, and the driver's minor not above the host's. */
export function speaks(hostVersion: string, driverVersion: string): boolean {
  const [hostMajor, hostMinor] = hostVersion.split(".").map(Number);
  const [major, minor] = driverVersion.split(".").map(Number);
  return major === hostMajor && minor !== undefined && hostMinor !== undefined && minor <= hostMinor;
}

function outcomeOf(problems: readonly VerdictProblem[]): Verdict["outcome"] {
  if (problems.length === 0) return "loads";
  return problems.every((problem) => problem.code === "DRIVER_GRANT_MISSING") ? "needs-grants" : "refused";
}

function refused(problem: VerdictProblem): Verdict {
  return { outcome: "refused", problems: [problem], missingGrants: [], notes: [], optionalFunctions: [] };
}

function ownValue<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
