// The kind `function`: any Extism plugin, its exports called with bytes. It has no contract, so nothing of it is generated.
import type { DriverContext } from "./abi.ts";
import { EXTISM_ENV, EXTISM_USER, type OfferedImport } from "./guest-imports.ts";
import type { FunctionType, Inspection } from "./inspection.ts";
import type { HostDescriptor, KindDescriptor } from "./kind.ts";
import type { Manifest, PermissionRequest } from "./manifest.ts";
import type { GivenGrants } from "./verdict-model.ts";

/** A driver of it needs no manifest: what it is follows from its imports and exports. */
export const FUNCTION: KindDescriptor = Object.freeze({ name: "function", version: "1.0", functions: [] });

/** What managers hold of a driver of this kind. */
export interface FunctionDriver {
  /** The functions that can be called, by name. */
  readonly exports: readonly string[];
  /** One call: bytes in, bytes out. NOT_FOUND for what it does not export; accidents are HostErrors DRIVER_*. */
  call(ctx: DriverContext, exportName: string, input: Uint8Array): Promise<Uint8Array>;
}

/** Parts of Extism's environment that only functions are offered: state of the instance, and HTTP behind the grant `http`. */
export const FUNCTION_IMPORTS: Readonly<Record<string, OfferedImport>> = {
  var_get: { type: { params: ["i64"], results: ["i64"] } },
  var_set: { type: { params: ["i64", "i64"], results: [] } },
  http_request: { type: { params: ["i64", "i64"], results: ["i64"] }, permission: "http" },
  http_status_code: { type: { params: [], results: ["i32"] } },
  http_headers: { type: { params: [], results: ["i64"] } },
};

// Called by the host, once, before anything else; and what TinyGo leaves behind.
const NO_FUNCTIONS =
  /^(?:_start|_initialize|hs_init|__wasm_call_ctors|malloc|free|calloc|realloc|asyncify_.*|holdfast:.*)$/;

/** Exports that take nothing and answer a code or nothing: those that can be called with bytes. */
export function callableExports({ exports }: Inspection): readonly string[] {
  const fits = ({ params, results }: FunctionType) => params.length === 0 && (results.length === 0 || isCode(results));
  return exports.flatMap(({ name, type }) => (type && fits(type) && !NO_FUNCTIONS.test(name) ? [name] : []));
}

/** Stands in for the manifest of a plugin that has none: it asks, without need, for what it imports and for what was granted. */
export function functionManifest({ imports }: Inspection, host: HostDescriptor, grants: GivenGrants): Manifest {
  const wanted = new Map<string, string>();
  for (const { module, name } of imports) {
    const permission = permissionOf(host, module, name);
    if (permission !== undefined) wanted.set(permission, `it imports ${name}`);
  }
  const given = grants as Readonly<Record<string, unknown>>;
  for (const { name } of host.permissions) if (isSaid(given[name])) wanted.set(name, "it was granted");
  const permissions = [...wanted].map(([name, reason]) => requestOf(name, reason, grants));
  return { name: "function", version: "0.0.0", kind: FUNCTION.name, abi: FUNCTION.version, permissions };
}

function permissionOf(host: HostDescriptor, module: string, name: string): string | undefined {
  if (module === EXTISM_USER) return host.functions.find((fn) => fn.wire === name)?.permission;
  if (module !== EXTISM_ENV) return undefined;
  const own = Object.hasOwn(FUNCTION_IMPORTS, name) ? FUNCTION_IMPORTS[name]?.permission : undefined;
  return own ?? host.functions.find((fn) => fn.extism.includes(name))?.permission;
}

function requestOf(name: string, reason: string, { fs = [], exec = [], secret = {} }: GivenGrants): PermissionRequest {
  const request = { name, reason, optional: true };
  if (name === "fs") return { ...request, paths: fs.map(({ guest, mode }) => ({ guest, mode })) };
  if (name === "exec") return { ...request, rules: exec };
  return name === "secret" ? { ...request, secrets: Object.keys(secret) } : request;
}

function isSaid(grant: unknown): boolean {
  if (Array.isArray(grant)) return grant.length > 0;
  return grant !== undefined && grant !== false;
}

function isCode(results: readonly string[]): boolean {
  return results.length === 1 && results[0] === "i32";
}
