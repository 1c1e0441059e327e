// Builds the application that a pipeline file describes: built-in parts by name, others by path, filters around applications.
import { HostError, messageOf } from "../errors.ts";
import { loadObject } from "../manager/load-object.ts";
import type { App, Filter } from "./app.ts";
import { APPS, type AppParts } from "./apps.ts";
import { Composite } from "./composite.ts";
import { FILTERS } from "./filters.ts";
import type { BuiltIns, NodeEntry, PartEntry, PipelineFile } from "./pipeline-file.ts";

export const BUILT_INS: BuiltIns = {
  filters: new Map([...FILTERS].map(([name, { options }]) => [name, options])),
  apps: new Map([...APPS].map(([name, { options }]) => [name, options])),
};

/** What serves when no file is named: health for everybody, figures and calls for who has a token. */
export const DEFAULT_PIPELINE: PipelineFile = {
  main: "root",
  nodes: new Map<string, NodeEntry>([
    ...[...FILTERS.keys()].map((use) => [use, { kind: "filter", part: { use, options: {} } }] as const),
    ...[...APPS.keys()].map((use) => [use, { kind: "app", part: { use, options: {} } }] as const),
    ["calls", { kind: "pipeline", names: ["request-id", "auth", "rpc"] }],
    ["figures", { kind: "pipeline", names: ["request-id", "auth", "metrics"] }],
    [
      "root",
      {
        kind: "composite",
        mounts: new Map([
          ["/rpc", "calls"],
          ["/metrics", "figures"],
          ["/livez", "live"],
          ["/readyz", "ready"],
        ]),
      },
    ],
  ]),
};

export interface ComposeOptions {
  readonly parts: AppParts;
  readonly host: string;
  /** Where relative paths of the file start. */
  readonly baseDir: string;
}

/** Throws LOAD_FAILED or CONFIG_INVALID naming the part. Each part is built once, however often it is named. */
export async function composeApp(file: PipelineFile, options: ComposeOptions): Promise<App> {
  const built = new Map<string, Promise<App | Filter>>();
  const build = (name: string): Promise<App | Filter> => {
    const before = built.get(name) ?? make(name);
    built.set(name, before);
    return before;
  };
  const make = async (name: string): Promise<App | Filter> => {
    const node = file.nodes.get(name);
    if (!node) throw new HostError("CONFIG_INVALID", `the pipeline has no part ${name}`);
    if (node.kind === "composite") return new Composite(await all(node.mounts, (app) => build(app) as Promise<App>));
    if (node.kind === "pipeline") return wrap(await Promise.all(node.names.map(build)));
    return makePart(name, node.kind, node.part, options);
  };
  return (await build(file.main)) as App;
}

// The last is the application; filters wrap it from right to left, so that the first one written is the first one asked.
function wrap(chain: readonly (App | Filter)[]): App {
  const app = chain.at(-1) as App;
  const filters = chain.slice(0, -1) as readonly Filter[];
  const handle = filters.reduceRight<App["handle"]>(
    (next, filter) => (ctx, request) => filter.handle(ctx, request, next),
    (ctx, request) => app.handle(ctx, request),
  );
  return { handle, upgrade: (upgrade) => app.upgrade?.(upgrade) };
}

async function makePart(
  name: string,
  kind: "filter" | "app",
  { use, path, options }: PartEntry,
  { parts, host, baseDir }: ComposeOptions,
): Promise<App | Filter> {
  try {
    if (path === undefined) return madeOf(kind, use ?? name, options, parts);
    const { object } = await loadObject(path, { cwd: baseDir, parts: { host, domain: { options } } });
    if (typeof (object as Partial<App>).handle !== "function")
      throw new HostError("LOAD_FAILED", `${path} has no function handle, which a ${kind} must have`);
    return object as App | Filter;
  } catch (error) {
    const code = error instanceof HostError ? error.code : "LOAD_FAILED";
    throw new HostError(code, `the ${kind} ${name} of the pipeline: ${messageOf(error)}`, { cause: error });
  }
}

function madeOf(kind: "filter" | "app", use: string, options: PartEntry["options"], parts: AppParts): App | Filter {
  const made = kind === "filter" ? FILTERS.get(use)?.make(options, parts) : APPS.get(use)?.make(options, parts);
  if (!made) throw new HostError("CONFIG_INVALID", `there is no built-in ${kind} ${use}`);
  return made;
}

async function all<T>(
  names: ReadonlyMap<string, string>,
  build: (name: string) => Promise<T>,
): Promise<ReadonlyMap<string, T>> {
  const entries = await Promise.all([...names].map(async ([key, name]) => [key, await build(name)] as const));
  return new Map(entries);
}
