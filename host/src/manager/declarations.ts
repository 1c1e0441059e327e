// Reads what a manager declares (`rpc`, `periodic`, `version`, `requires`, `gated`) into checked tables, or says everything that is wrong with it at once.
import type { RequestContext } from "../context.ts";
import { HostError, nearestWord } from "../errors.ts";
import { checkPeriodicTask, checkRpcMethod } from "./declaration-fields.ts";
import { HOOKS, type ManagerHooks, type PeriodicTask, type RpcDeclarations, type RpcMethod } from "./manager.ts";

/** What a task that one process runs alone may write beside its work: a lower number than was seen before is a former leader's. */
export interface Leadership {
  readonly fencingToken: number;
}

/** One repeated task with its work; the method is looked up at each run, so a replaced one is the one that runs. */
export interface RepeatedMethod {
  readonly declaration: PeriodicTask;
  run(ctx: RequestContext, leadership?: Leadership): Promise<unknown>;
}

/** A manager as the service uses it: the object and the two tables. Only what stands here can be called or repeated. */
export interface ManagerShape {
  /** `major.minor` of what it exposes. */
  readonly version: string;
  /** The manager itself: its hooks, and the methods that `rpc` names. */
  readonly manager: ManagerHooks;
  readonly rpc: RpcDeclarations;
  readonly periodic: ReadonlyMap<string, RepeatedMethod>;
  /** Topic → the lowest version that its living servers may speak. */
  readonly requires: Readonly<Record<string, string>>;
  /** Calls wait for the end of `postStartHook`. */
  readonly gated: boolean;
}

/**
 * The shape of a manager: an instance of a class (static declarations, merged from the base class down, the nearer one replaces), a plain
 * object or a module. `label` names it in messages. Throws LOAD_FAILED with `data.problems`, one sentence each.
 */
export function describeManager(manager: object, label: string): ManagerShape {
  const problems: string[] = [];
  const members = manager as Readonly<Record<string, unknown>>;
  const sources = declarationSources(manager, problems);
  const version = readVersion(sources, problems);
  const requires = readRequires(sources, problems);
  const gated = readGated(sources, problems);
  checkHooks(manager, members, problems);
  const rpc = readTable<RpcMethod>(sources, "rpc", problems);
  const periodic = readTable<PeriodicTask>(sources, "periodic", problems);
  for (const [name, entry] of rpc) problems.push(...checkRpcMethod(name, entry, version));
  for (const [name, entry] of periodic) problems.push(...checkPeriodicTask(name, entry));
  checkMethods(members, rpc, "rpc", problems);
  checkMethods(members, periodic, "periodic", problems);
  if (problems.length > 0) {
    const message = `${label} is not a manager that can run: ${problems.join("; ")}`;
    throw new HostError("LOAD_FAILED", message, { data: { object: label, problems } });
  }
  return {
    version,
    manager,
    rpc: Object.fromEntries(rpc),
    periodic: new Map([...periodic].map(([name, entry]) => [name, repeated(members, name, entry)])),
    requires,
    gated,
  };
}

const DECLARATIONS = ["rpc", "periodic", "version", "requires", "gated"] as const;
const VERSION = /^\d{1,6}\.\d{1,6}$/;
type Source = Readonly<Record<string, unknown>>;

// From the base class down to the object's own class; for a plain object or a module, the object itself.
function declarationSources(manager: object, problems: string[]): readonly Source[] {
  const prototype: unknown = Object.getPrototypeOf(manager);
  if (prototype === null || prototype === Object.prototype) return [ownDeclarations(manager)];
  for (const name of DECLARATIONS) {
    if (Object.hasOwn(manager, name))
      problems.push(`${name} is a field of each instance; declare it \`static ${name}\``);
  }
  const sources: Source[] = [];
  let level: unknown = (manager as { readonly constructor?: unknown }).constructor;
  while (typeof level === "function" && level !== Function.prototype) {
    sources.unshift(ownDeclarations(level));
    level = Object.getPrototypeOf(level);
  }
  return sources;
}

function ownDeclarations(holder: object): Source {
  const present = DECLARATIONS.filter((name) => Object.hasOwn(holder, name));
  return Object.fromEntries(present.map((name) => [name, (holder as Source)[name]]));
}

function readVersion(sources: readonly Source[], problems: string[]): string {
  const version = nearest(sources, "version") ?? "1.0";
  if (typeof version === "string" && VERSION.test(version)) return version;
  problems.push(`version must be a text like "1.0", not ${show(version)}`);
  return "1.0";
}

function readRequires(sources: readonly Source[], problems: string[]): Readonly<Record<string, string>> {
  const requires = nearest(sources, "requires") ?? {};
  if (!isRecord(requires)) {
    problems.push(`requires must be an object of versions by topic, not ${show(requires)}`);
    return {};
  }
  for (const [topic, version] of Object.entries(requires)) {
    if (typeof version === "string" && VERSION.test(version)) continue;
    problems.push(`requires.${topic} must be a text like "1.0", not ${show(version)}`);
  }
  return requires as Readonly<Record<string, string>>;
}

function readGated(sources: readonly Source[], problems: string[]): boolean {
  const gated = nearest(sources, "gated") ?? false;
  if (typeof gated !== "boolean") problems.push(`gated must be true or false, not ${show(gated)}`);
  return gated === true;
}

function nearest(sources: readonly Source[], name: (typeof DECLARATIONS)[number]): unknown {
  return sources.map((source) => source[name]).findLast((value) => value !== undefined);
}

function readTable<Entry>(
  sources: readonly Source[],
  table: "rpc" | "periodic",
  problems: string[],
): Map<string, Entry> {
  const merged = new Map<string, Entry>();
  for (const source of sources) {
    const entries = source[table] ?? {};
    if (!isRecord(entries)) {
      problems.push(`${table} must be an object of declarations by name, not ${show(entries)}`);
      continue;
    }
    for (const [name, entry] of Object.entries(entries)) {
      if (isRecord(entry)) merged.set(name, entry as Entry);
      else problems.push(`${table}.${name} must be an object, not ${show(entry)}`);
    }
  }
  return merged;
}

const LIFECYCLE: readonly string[] = [...HOOKS, "debugReport"];
// Names whose spelling in other systems, or in haste, comes close enough that silence would be a trap.
const HOOK_BY_SPELLING = new Map(HOOKS.map((hook) => [hook.toLowerCase(), hook]));

function checkHooks(manager: object, members: Source, problems: string[]): void {
  for (const hook of LIFECYCLE) {
    const value = members[hook];
    if (value !== undefined && typeof value !== "function")
      problems.push(`${hook} must be a function, not ${show(value)}`);
  }
  for (const name of methodNames(manager)) {
    const meant = HOOK_BY_SPELLING.get(name.replaceAll("_", "").toLowerCase());
    if (meant && meant !== name) problems.push(`${name} is never called: the hook is written ${meant}`);
  }
}

type Table = ReadonlyMap<string, { readonly method?: string }>;

function checkMethods(members: Source, entries: Table, table: "rpc" | "periodic", problems: string[]): void {
  const nameByMethod = new Map<string, string>();
  for (const [name, entry] of entries) {
    const method = methodOf(name, entry);
    const complaint = complainOfMethod(members, method, nameByMethod.get(method));
    if (complaint) problems.push(`${table}.${name}: ${complaint}`);
    nameByMethod.set(method, name);
  }
}

function complainOfMethod(members: Source, method: string, otherName: string | undefined): string | undefined {
  if (LIFECYCLE.includes(method)) return `${method} is a lifecycle method, which only the service calls`;
  if (otherName !== undefined) return `${method} is declared already, as ${otherName}; give one method one name`;
  if (method in Object.prototype || typeof members[method] !== "function") {
    const meant = nearestWord(method, methodNames(members));
    return `the manager has no method ${method}${meant ? `; did you mean ${meant}?` : ""}`;
  }
  return undefined;
}

function repeated(members: Source, name: string, declaration: PeriodicTask): RepeatedMethod {
  const method = methodOf(name, declaration);
  const work = () => members[method] as (ctx: RequestContext, leadership?: Leadership) => unknown;
  return { declaration, run: async (ctx, leadership) => work().call(members, ctx, leadership) };
}

function methodNames(manager: object): readonly string[] {
  const names = new Set<string>();
  for (let level: object | null = manager; level && level !== Object.prototype; level = Object.getPrototypeOf(level)) {
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(level))) {
      if (name !== "constructor" && typeof descriptor.value === "function") names.add(name);
    }
  }
  return [...names];
}

// The same rule as the dispatcher's: what is checked here is what will be called there.
function methodOf(name: string, entry: { readonly method?: string }): string {
  return String(entry.method ?? name.replace(/_+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase()));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return typeof value === "string"
    ? JSON.stringify(value.slice(0, 40))
    : Array.isArray(value)
      ? "a list"
      : String(value);
}
