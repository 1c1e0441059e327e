// From a request to a method: version, then name, then access, then params; each refusal says what would have been accepted.
import type { Caller, RequestContext } from "../context.ts";
import { HostError, nearestWord } from "../errors.ts";
import { type Codec, decodeParams } from "./codec.ts";
import {
  type Access,
  type BoundEndpoint,
  type BoundMethod,
  bindEndpoint,
  type Endpoint,
  refuseAmbiguity,
} from "./endpoint.ts";
import { formatTarget } from "./target.ts";
import type { RpcRequest } from "./transport.ts";
import { formatRange, isCompatible, parseVersion } from "./version.ts";

const ISSUES_MAX = 32;
const FOUND_MAX = 4096;

interface Found {
  readonly method: string;
  readonly version: string | undefined;
  readonly namespace: string | undefined;
  readonly bound: BoundMethod;
}

/** Finds and runs the method that a request names, out of a fixed set of endpoints. */
export class Dispatcher {
  readonly #endpoints: readonly BoundEndpoint[];
  // What was found before, by what was asked for; only what exists is remembered, so that nobody can fill it.
  readonly #found = new Map<string, BoundMethod>();
  // And the last of it, since mostly one is asked for again and again.
  #last: Found | undefined;

  /** Throws START_FAILED for a declared method that is missing, misnamed or declared twice. */
  constructor(endpoints: readonly Endpoint[]) {
    // The oldest major first: a request without a version comes from somebody who knew nothing newer.
    this.#endpoints = endpoints.map(bindEndpoint).sort((a, b) => (a.version?.major ?? -1) - (b.version?.major ?? -1));
    refuseAmbiguity(this.#endpoints);
  }

  get endpoints(): readonly BoundEndpoint[] {
    return this.#endpoints;
  }

  /** The method that will answer. Throws VERSION_UNSUPPORTED or METHOD_NOT_FOUND. */
  find(request: RpcRequest): BoundMethod {
    const { method, meta } = request;
    const last = this.#last;
    const { version, namespace } = meta;
    if (last?.method === method && last.version === version && last.namespace === namespace) return last.bound;
    const bound = this.#findNamed(request);
    this.#last = { method, version, namespace, bound };
    return bound;
  }

  #findNamed(request: RpcRequest): BoundMethod {
    const { method, meta } = request;
    const key = `${method} ${meta.version ?? ""} ${meta.namespace ?? ""}`;
    const known = this.#found.get(key);
    if (known) return known;
    const found = this.#search(request);
    if (this.#found.size < FOUND_MAX) this.#found.set(key, found);
    return found;
  }

  #search(request: RpcRequest): BoundMethod {
    const { method, meta } = request;
    const named = this.#endpoints.filter(({ version, namespace }) => !version || namespace === meta.namespace);
    const asked = meta.version === undefined ? undefined : parseVersion(meta.version);
    const compatible = named.filter(({ version }) => !version || !asked || isCompatible(version, asked));
    for (const endpoint of compatible) {
      const found = endpoint.methods.get(method);
      if (found) return found;
    }
    if (asked && !compatible.some(({ version }) => version)) throw versionUnsupported(request, named);
    throw methodNotFound(request, compatible);
  }

  /** Runs a method that `find` gave, which answers a promise or not. Throws PERMISSION_DENIED or INVALID_PARAMS before anything is done, then whatever the method throws. */
  run(ctx: RequestContext, method: BoundMethod, params: unknown): unknown {
    ctx.visit("rpc/dispatcher");
    requireAccess(ctx.caller, method);
    const { codec } = method.declaration;
    if (codec && params instanceof Uint8Array)
      return inCodec(codec, params, (read) => method.invoke(ctx, checkedParams(method, read)));
    return method.invoke(ctx, checkedParams(method, params));
  }
}

async function inCodec(codec: Codec, bytes: Uint8Array, run: (params: unknown) => unknown): Promise<Uint8Array> {
  return codec.write(await run(decodeParams(codec, bytes)));
}

// What each access needs of a caller; an admin may do everything.
const ROLES: Readonly<Record<Access, readonly string[]>> = {
  read: ["reader", "host", "admin"],
  operate: ["host", "admin"],
  admin: ["admin"],
};

function requireAccess(caller: Caller, method: BoundMethod): void {
  const { access } = method.declaration;
  for (const role of caller.roles) if (ROLES[access].includes(role)) return;
  throw new HostError("PERMISSION_DENIED", `${method.name} needs one of the roles ${ROLES[access].join(", ")}`, {
    data: { method: method.name, access },
  });
}

/** The params as the method's schema makes them, defaults filled in. Throws INVALID_PARAMS saying where they are wrong. */
export function checkedParams(method: BoundMethod, params: unknown): unknown {
  if (Array.isArray(params))
    throw invalidParams(method, [{ path: [], message: "params go by name: an object, not an array" }]);
  const { params: schema } = method.declaration;
  if (!schema) {
    const extra = Object.keys(params ?? {});
    if (extra.length === 0) return undefined;
    throw invalidParams(
      method,
      extra.map((name) => ({ path: [name], message: "the method takes no params" })),
    );
  }
  const parsed = schema.safeParse(params ?? {});
  if (parsed.success) return parsed.data;
  throw invalidParams(method, parsed.error.issues);
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

function invalidParams(method: BoundMethod, found: readonly Issue[]): HostError {
  const issues = found.slice(0, ISSUES_MAX).map(({ path, message }) => ({ path: path.map(String), message }));
  const first = issues[0];
  const where = first && first.path.length > 0 ? `${first.path.join(".")}: ` : "";
  return new HostError("INVALID_PARAMS", `the params of ${method.name} do not fit: ${where}${first?.message}`, {
    data: { method: method.name, issues },
  });
}

function versionUnsupported({ target, meta }: RpcRequest, named: readonly BoundEndpoint[]): HostError {
  const supported = named.flatMap(({ version }) => (version ? [formatRange(version)] : []));
  return new HostError(
    "VERSION_UNSUPPORTED",
    `${formatTarget(target)} does not speak version ${meta.version}; it speaks ${supported.join(", ") || "none"}`,
    { data: { asked: meta.version, supported } },
  );
}

function methodNotFound({ target, method }: RpcRequest, compatible: readonly BoundEndpoint[]): HostError {
  const names = [...new Set(compatible.flatMap(({ methods }) => [...methods.keys()]))].sort();
  const near = nearestWord(method, names);
  const advice = near === undefined ? `it has ${names.join(", ")}` : `did you mean ${near}?`;
  return new HostError("METHOD_NOT_FOUND", `${formatTarget(target)} has no method ${method}; ${advice}`, {
    data: { method, ...(near === undefined ? {} : { near }), methods: names },
  });
}
