// From a path to a compiled module: digest, verdict, then clamp, meter and compile. Nothing of the file runs here.
import {
  callableExports,
  FUNCTION,
  functionManifest,
  HOST,
  inspect,
  KINDS,
  type KindDescriptor,
  type Manifest,
  readManifest,
  served,
  type Verdict,
  verdictOf,
} from "@holdfast/sdk";
import { HostError } from "../errors.ts";
import { FUEL_OF_A_CALL, fuelFor } from "./call-limits.ts";
import { moduleOf } from "./component/component-file.ts";
import type { ComponentStore } from "./component/component-store.ts";
import { type ConformancePolicy, mustConform } from "./conformance-policy.ts";
import { DRIVER_LIMITS, type DriverLimits, type FileDriverSpec } from "./driver-types.ts";
import { effectivePermissions } from "./grants.ts";
import { type Isolation, isolationFor } from "./isolation.ts";
import { ModuleCache, type ModulePolicy, prepareBytes } from "./module-cache.ts";
import type { RecordMode } from "./replay/tape.ts";
import type { ExtismRuntimeName } from "./runtime.ts";
import { readDriverFile } from "./store.ts";
import type { GuestSpec } from "./thread-messages.ts";

/** A driver that may be started. */
export interface PreparedDriver {
  /** The contract that it was built against; of an earlier major, with what adapts its handle. */
  readonly kind: KindDescriptor;
  readonly adapt?: (driver: object) => object;
  readonly manifest: Manifest;
  readonly digest: string;
  readonly path: string;
  /** Which of its calls are recorded; the host's choice when absent. */
  readonly record?: RecordMode;
  readonly guest: GuestSpec;
  /** What `guest.module` was compiled from; only for a process of its own. */
  readonly bytes?: Uint8Array;
  readonly isolation: Isolation;
  /** Wire names of the optional functions that the file exports; of the kind `function`, all that can be called. */
  readonly optionalFunctions: readonly string[];
  readonly limits: DriverLimits;
}

/** The largest file of a driver. */
export const FILE_BYTES_MAX = 32 * 1024 * 1024;
/** Of one table of a driver. */
export const TABLE_ELEMENTS_MAX = 65_536;
const PAGE_BYTES = 65_536;
// As much as Extism lets a plugin keep by itself.
const VARIABLES_BYTES_MAX = 1024 * 1024;
const MIB = 1024 * 1024;

/** The limits of one driver: its spec's over the host's over the defaults. */
export function limitsOf(spec: FileDriverSpec, host: Partial<DriverLimits>): DriverLimits {
  return { ...DRIVER_LIMITS, ...host, ...spec.limits };
}

/** Descriptors by the name of their kind. */
export type Kinds = Readonly<Record<string, KindDescriptor>>;

export interface LoadParts {
  /** What runs Extism guests whose spec does not say. */
  readonly runtime?: ExtismRuntimeName | undefined;
  /** The kinds there are; those of the SDK when absent. */
  readonly kinds?: Kinds | undefined;
  /** What a driver's report must say; nothing when absent. */
  readonly policy?: ConformancePolicy | undefined;
  /** Where modules of the same file are shared; without one, this load is alone. */
  readonly cache?: ModuleCache;
  /** Where translations of components are kept; each load makes its own without one. */
  readonly components?: ComponentStore | undefined;
}

/** Throws a HostError DRIVER_* that names the first reason and lists all of them in its message and data. */
export async function loadDriver(
  spec: FileDriverSpec,
  limits: DriverLimits,
  { runtime = "linked", kinds = KINDS, policy, cache = new ModuleCache(), components }: LoadParts = {},
): Promise<PreparedDriver> {
  const known = kindOf(spec.kind, kinds);
  const read = await readDriverFile(spec.path, { bytesMax: FILE_BYTES_MAX, digest: spec.digest });
  const file = await moduleOf(read, { store: components });
  const { bytes, digest } = file;
  const bounds = {
    memoryPagesMax: Math.floor(limits.memoryBytesMax / PAGE_BYTES),
    tableElementsMax: TABLE_ELEMENTS_MAX,
  };
  const host = { kinds, hostFunctions: HOST, limits: bounds };
  const verdict = verdictOf(bytes, { host, grants: spec.grants ?? {}, kind: spec.kind });
  const manifest = accepted(spec, verdict, () => manifestOf(bytes, spec));
  if (policy) await mustConform(file, manifest, policy);
  const memoryPagesMax = Math.min(bounds.memoryPagesMax, manifest.limits?.memoryPages ?? bounds.memoryPagesMax);
  // The module's shape decides which ABI it speaks, the operator which runtime speaks Extism's.
  const isExtism = verdict.runtime === undefined || verdict.runtime === "extism";
  const speaks = isExtism ? (spec.runtime ?? runtime) : verdict.runtime;
  const metered = spec.metered ?? true;
  const shape: ModulePolicy = { ...bounds, memoryPagesMax, metered, runtime: speaks };
  const module = await cache.prepare(file, shape);
  const options = {
    driver: spec.name,
    memoryPagesMax,
    outputBytesMax: limits.outputBytesMax,
    hostBytesMax: limits.inputBytesMax + limits.memoryBytesMax,
    ...effectivePermissions(manifest, spec.grants ?? {}, spec.config),
    ...(known === FUNCTION && { variablesBytesMax: VARIABLES_BYTES_MAX }),
    ...(metered && { fuelAtStart: fuelFor(limits.startTimeoutMs, limits) }),
  };
  const guest: GuestSpec = { module, runtime: speaks, options, heapMibMax: heapFor(limits) };
  const isolation = isolationFor(guest, limits.fuelMax ?? FUEL_OF_A_CALL, spec.isolation);
  const { kind = known, adapt } = served(known, manifest.abi) ?? {};
  return {
    kind,
    ...(adapt && { adapt }),
    manifest,
    digest,
    path: spec.path,
    ...(spec.record && { record: spec.record }),
    guest,
    isolation,
    ...(isolation === "process" && { bytes: prepareBytes(bytes, shape) }),
    optionalFunctions: known === FUNCTION ? callableExports(inspect(bytes)) : verdict.optionalFunctions,
    limits: { ...limits, callTimeoutMs: least(limits.callTimeoutMs, manifest.limits?.timeoutMs) },
  };
}

function least(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}

/**
 * A thread that fills its heap in small steps ends as DRIVER_MEMORY_EXCEEDED, but V8 ends the whole process when one
 * allocation of more than some 16 MiB does not fit. So the heap must hold the largest texts that may pass through it,
 * twice two bytes a character, beside the runtime itself; and nothing else that a guest can make is that large.
 */
function heapFor(limits: DriverLimits): number {
  return 32 + 4 * Math.ceil((limits.inputBytesMax + limits.outputBytesMax) / MIB);
}

/** The descriptor of a kind; DRIVER_ABI_MISMATCH for a kind that this host does not know. */
export function kindOf(name: string, kinds: Kinds = KINDS): KindDescriptor {
  if (name === FUNCTION.name) return FUNCTION;
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (kind) return kind;
  throw new HostError(
    "DRIVER_ABI_MISMATCH",
    `this host knows no drivers of kind ${name}, it knows ${[...Object.keys(kinds), FUNCTION.name].join(", ")}`,
  );
}

function manifestOf(bytes: Uint8Array, { kind, grants = {} }: FileDriverSpec): Manifest | undefined {
  const own = readManifest(bytes);
  return own ?? (kind === FUNCTION.name ? functionManifest(inspect(bytes), HOST, grants) : undefined);
}

function accepted(spec: FileDriverSpec, verdict: Verdict, read: () => Manifest | undefined): Manifest {
  const problem = verdict.problems.find(({ code }) => code !== "DRIVER_GRANT_MISSING") ?? verdict.problems[0];
  if (problem) {
    const sentences = verdict.problems.map(
      ({ message, remedy }) => `${message}: ${remedy.replaceAll("<NAME>", spec.name)}`,
    );
    throw new HostError(problem.code, `the driver ${spec.name} does not load: ${sentences.join("; ")}`, {
      data: { driver: spec.name, problems: verdict.problems, missingGrants: verdict.missingGrants },
    });
  }
  const manifest = read();
  if (!manifest) throw new HostError("DRIVER_MANIFEST_INVALID", `the driver ${spec.name} has no manifest`);
  if (manifest.kind === spec.kind) return manifest;
  throw new HostError(
    "DRIVER_ABI_MISMATCH",
    `the driver ${spec.name} is of kind ${manifest.kind}, it was added as ${spec.kind}; add it under its own kind`,
  );
}
