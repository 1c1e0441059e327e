// The base of every manager: its hooks, and the data by which it says what it exposes and what it repeats.

import type { RequestContext } from "../context.ts";
import type { ErrorCode } from "../errors.ts";

/** A schema as far as this room cares: zod's shape, without naming zod. */
export interface ParamsSchema<T = unknown> {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: T }
    | { readonly success: false; readonly error: { readonly issues: readonly SchemaIssue[] } };
}
export interface SchemaIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Who may call: `read` any authenticated peer, `operate` hosts and admins, `admin` admins only. */
export type Access = "read" | "operate" | "admin";

/** One exposed method. Nothing is callable that is not declared; the declaration's key is the RPC method's name. */
export interface RpcMethod {
  /** Checks the params by name; absent means the method takes none. */
  readonly params?: ParamsSchema;
  /** The result's schema, for documents; answers are not checked at run time. */
  readonly result?: unknown;
  readonly access: Access;
  /** The minor version of the manager's interface that brought the method. */
  readonly since?: string;
  /** The manager's method; the declaration's own key in camelCase by default. */
  readonly method?: string;
  readonly summary: string;
  /** Answered even while the service drains. */
  readonly whileDraining?: boolean;
  /** The method answers an AsyncIterable; its items are pulled one after the other. Its context lives as long as the stream. */
  readonly streams?: boolean;
  /** What it may answer instead of a result, besides what every call may meet; another one is answered too, and logged as a mistake. */
  readonly errors?: readonly ErrorCode[];
  /** Reads params that come as raw bytes, before their schema; the result of such a call is written by it too. JSON is understood all the same. */
  readonly codec?: {
    readonly name: string;
    write(value: unknown): Uint8Array;
    read(bytes: Uint8Array): unknown;
  };
}
export type RpcDeclarations = Readonly<Record<string, RpcMethod>>;

/** One repeated task; each has a timer of its own. All times in milliseconds. */
export interface PeriodicTask {
  readonly spacingMs: number;
  /** Random addition to each wait, as a fraction of the spacing, 0 to 1; default 0.05. */
  readonly jitter?: number;
  readonly timeoutMs?: number;
  /** The first run follows the start at once instead of one spacing later. */
  readonly runImmediately?: boolean;
  readonly enabled?: boolean;
  /** When a run is due while the last one goes on: it is missed (the default), waits for its turn, or runs beside it. */
  readonly overlap?: "skip" | "queue" | "parallel";
  /** Runs that may wait (`queue`, default 1) or go on at once (`parallel`, default 4); what is above it is missed. */
  readonly runsMax?: number;
  /** Of several processes that serve the topic only one runs it; its method gets `{ fencingToken }` as second argument. */
  readonly leaderOnly?: boolean;
  /** Tasks of one group never run at the same time: a run waits for its turn, within its own time. */
  readonly group?: string;
  /** Only workers that have one of these tags run it; which do is said by `workerTags` of the service in the configuration. */
  readonly tags?: readonly string[];
  /** The longest wait after repeated failures; default sixteen spacings. */
  readonly backOffMsMax?: number;
  /** The manager's method; the declaration's key by default. */
  readonly method?: string;
}
export type PeriodicDeclarations = Readonly<Record<string, PeriodicTask>>;

/** A driver as the manager's room knows it: the typed handle and what may be shown of it. */
export interface DriverInfo {
  readonly name: string;
  readonly path: string;
  /** sha-256 of the file, lower-case hex; empty for a trusted JavaScript object. */
  readonly digest: string;
  /** A digest of what its configuration and its grants point it at; absent where that is not known. */
  readonly place?: string;
  /** Directories of this machine that it may write to; absent where that is not known. */
  readonly directories?: readonly string[];
  readonly version: string;
  readonly health: "ready" | "degraded" | "unavailable";
  readonly reason?: string;
}

/** The drivers of one domain, by the name configuration gave them. They come and go while the host runs. */
export interface DriverSet<D> {
  names(): readonly string[];
  /** Throws DRIVER_UNAVAILABLE naming the drivers there are. */
  get(name: string): D;
  info(name: string): DriverInfo;
  /** False when the driver does not export that optional function. */
  supports(name: string, functionName: string): boolean;
}

/** What a manager gets when it is built. `domain` holds what its own room asks for. */
export interface ManagerParts<Domain = unknown> {
  readonly host: string;
  readonly domain: Domain;
}

/** What a manager may know of its own service's record, before it is written again. */
export interface KnownService {
  readonly uuid: string;
  readonly host: string;
  readonly topic: string;
  readonly disabled: boolean;
  /** As the record has it; `left` after a clean end of the last run. */
  readonly state: string;
}

/** The lifecycle methods, in the order in which they can be called. */
export const HOOKS = ["initHost", "preStartHook", "postStartHook", "cleanupHost", "reset"] as const;
export type Hook = (typeof HOOKS)[number];

/** A manager as the service calls it: every hook may be missing, so that a plain object or a module can be one. */
export type ManagerHooks = { readonly [Name in Hook]?: Manager[Name] } & {
  /** What the manager adds to the host's debug report: JSON, its secrets left out. Not callable by RPC. */
  debugReport?(ctx: RequestContext): Promise<unknown>;
};

/** Hooks in the order the service calls them; each has a deadline in its context. Lifecycle methods are never callable by RPC. */
export abstract class Manager {
  /** `major.minor` of what it exposes. */
  static readonly version: string = "1.0";
  static readonly rpc: RpcDeclarations = {};
  static readonly periodic: PeriodicDeclarations = {};
  /** Topics whose living servers must speak at least a version, or the start fails and names the older ones: `{ volume: "1.2" }`. */
  static readonly requires: Readonly<Record<string, string>> = {};
  /** True: calls that arrive before `postStartHook` has ended wait for it, within their own deadlines. */
  static readonly gated: boolean = false;

  /** Before the service's record is written: an error here stops the start. `known` is the record of an earlier run, if any. */
  async initHost(_ctx: RequestContext, _known?: KnownService): Promise<void> {}
  /** The record exists, nothing can call yet. */
  async preStartHook(_ctx: RequestContext): Promise<void> {}
  /** Calls can arrive from now on. */
  async postStartHook(_ctx: RequestContext): Promise<void> {}
  /** Exactly once when the service ends, however it ends. */
  async cleanupHost(_ctx: RequestContext): Promise<void> {}
  /** Configuration was read again; answers what changed for this manager. */
  async reset(_ctx: RequestContext): Promise<{ readonly changed: readonly string[] }> {
    return { changed: [] };
  }
}
