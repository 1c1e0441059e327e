// What a server answers: the declared methods of one object, at one version, as a table of own keys that nothing inherited can enter.
import type { RequestContext } from "../context.ts";
import { type ErrorCode, HostError, nearestWord } from "../errors.ts";
import type { Codec } from "./codec.ts";
import { isMethodName } from "./target.ts";
import { parseVersion, type Version } from "./version.ts";

/** Checks params by name; zod's shape, without naming zod. */
export interface ParamsSchema {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: unknown }
    | {
        readonly success: false;
        readonly error: {
          readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
        };
      };
}

/** Who may call: `read` any authenticated peer, `operate` hosts and admins, `admin` admins only. */
export type Access = "read" | "operate" | "admin";

/** One method as its owner declares it; the shape of a manager's declarations. */
export interface MethodDeclaration {
  readonly params?: ParamsSchema;
  readonly result?: unknown;
  readonly access: Access;
  readonly since?: string;
  /** The object's method; the declaration's own key in camelCase by default. */
  readonly method?: string;
  readonly summary: string;
  readonly whileDraining?: boolean;
  /** The method answers an AsyncIterable; its items are pulled one after the other. Its context lives as long as the stream. */
  readonly streams?: boolean;
  /** What it may answer instead of a result, besides what the bus itself may (`BUS_ERRORS`); absent says nothing of it. */
  readonly errors?: readonly ErrorCode[];
  /** Reads params that come as raw bytes, before their schema; the result of such a call is written by it too. JSON is understood all the same. */
  readonly codec?: Codec;
}

/** An interface that a server offers: declared methods and the object that has them. */
export interface Endpoint {
  /** `major.minor`; absent answers every version, as built-in methods do. */
  readonly version?: string;
  readonly namespace?: string;
  readonly methods: Readonly<Record<string, MethodDeclaration>>;
  readonly target: object;
  /** Stands between the dispatcher and the object; a service counts and names its station here. */
  readonly around?: (ctx: RequestContext, run: () => Promise<unknown>) => Promise<unknown>;
}

/** A method that can be called: `invoke` gets checked params; it answers or throws as the object's method does, a promise or not. */
export interface BoundMethod {
  readonly name: string;
  readonly declaration: MethodDeclaration;
  readonly invoke: (ctx: RequestContext, params: unknown) => unknown;
}

export interface BoundEndpoint {
  readonly version: Version | undefined;
  readonly namespace: string | undefined;
  readonly methods: ReadonlyMap<string, BoundMethod>;
}

/** Binds declarations to the object's methods. Throws START_FAILED if one is misnamed or missing: at start, not at the first call. */
export function bindEndpoint(endpoint: Endpoint): BoundEndpoint {
  const methods = new Map<string, BoundMethod>();
  for (const [name, declaration] of Object.entries(endpoint.methods)) {
    methods.set(name, bindMethod(endpoint, name, declaration));
  }
  return {
    version: endpoint.version === undefined ? undefined : parseVersion(endpoint.version),
    namespace: endpoint.namespace,
    methods,
  };
}

/** Throws START_FAILED if two endpoints would answer the same method of the same major version: no order may decide that. */
export function refuseAmbiguity(endpoints: readonly BoundEndpoint[]): void {
  const seen: { readonly endpoint: BoundEndpoint; readonly name: string }[] = [];
  for (const endpoint of endpoints) {
    for (const name of endpoint.methods.keys()) {
      const rival = seen.find((other) => other.name === name && overlap(other.endpoint, endpoint));
      if (rival)
        throw new HostError("START_FAILED", `two endpoints declare the RPC method ${name}; rename or remove one`);
      seen.push({ endpoint, name });
    }
  }
}

function bindMethod(endpoint: Endpoint, name: string, declaration: MethodDeclaration): BoundMethod {
  if (!isMethodName(name)) {
    throw new HostError(
      "START_FAILED",
      `the RPC method ${JSON.stringify(name)} is misnamed: letters, digits and _, a letter first`,
    );
  }
  const own = declaration.method ?? camelCase(name);
  const { target, around } = endpoint;
  const work: unknown = own in Object.prototype ? undefined : Reflect.get(target, own);
  if (typeof work !== "function") throw new HostError("START_FAILED", missing(target, name, own));
  const invoke = (ctx: RequestContext, params: unknown): unknown => work.call(target, ctx, params);
  return { name, declaration, invoke: around ? (ctx, params) => around(ctx, async () => invoke(ctx, params)) : invoke };
}

function missing(target: object, name: string, own: string): string {
  const near = nearestWord(own, functionNames(target));
  const advice = near === undefined ? "" : `; did you mean ${near}?`;
  return `the RPC method ${name} is declared, but there is no function ${own}${advice}`;
}

function functionNames(target: object): string[] {
  const names = new Set<string>();
  for (let level: object | null = target; level && level !== Object.prototype; level = Object.getPrototypeOf(level)) {
    for (const name of Object.getOwnPropertyNames(level)) names.add(name);
  }
  names.delete("constructor");
  return [...names];
}

function camelCase(name: string): string {
  return name.replace(/_+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function overlap(one: BoundEndpoint, other: BoundEndpoint): boolean {
  // A method without a version answers every namespace and version, so it may stand once.
  if (one.version === undefined || other.version === undefined) return true;
  return one.namespace === other.namespace && one.version.major === other.version.major;
}
