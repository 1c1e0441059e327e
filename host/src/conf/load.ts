// From file, environment and flags to one frozen configuration. The only place that reads the process's environment.
import { resolve } from "node:path";
import { checkTree } from "./check.ts";
import { addDefaults, BUILTIN_PREFIX } from "./defaults.ts";
import { type FilePlaces, readFileSource } from "./file-source.ts";
import { NETWORK_MANAGERS } from "./network-options.ts";
import type { Config, DriverEntry } from "./options.ts";
import { configError, type Problem } from "./problem.ts";
import { expandShorthand } from "./shorthand.ts";
import { type ConfigSources, configFile } from "./sources.ts";
import { readEnvironment, readFlags } from "./text-sources.ts";
import { isFields, type Path, ValueTree } from "./tree.ts";
import { flatten } from "./values.ts";

export interface LoadedConfig {
  readonly config: Config;
  /** For every value by its path: `default`, `file:line`, `env NAME` or `flag`. */
  readonly origins: Readonly<Record<string, string>>;
  /** The file that was read, absolute. */
  readonly file?: string;
}

/**
 * Defaults, then the file, then the environment, then flags; the later wins. Throws CONFIG_INVALID with all problems at once in
 * `data.problems`. Relative paths are relative to the file that names them, or to `cwd`. An empty value (`hub:`) counts as not
 * given; an empty driver takes a default one away.
 */
export function loadConfig(sources: ConfigSources = {}): LoadedConfig {
  const cwd = resolve(sources.cwd ?? process.cwd());
  const env = sources.env ?? process.env;
  const file = configFile({ ...sources, env, cwd });
  const tree = new ValueTree();
  const problems: Problem[] = [];
  let places: FilePlaces = new Map();
  if (file !== undefined) {
    const read = readFileSource(file, tree, cwd);
    problems.push(...read.problems);
    places = read.places;
  }
  expandShorthand(tree);
  problems.push(...readEnvironment(env, tree, cwd), ...readFlags(sources.flags ?? [], tree, cwd));
  addDefaults(tree, env);
  dropEmpty(tree, tree.root, []);
  const checked = checkTree(tree, places);
  problems.push(...checked.problems);
  if (checked.config === undefined || problems.length > 0) throw configError(problems);
  const config = deepFreeze(absolutePaths(checked.config, (path) => tree.origin(path)?.baseDir ?? cwd));
  const origins = flatten(config).map(({ path }) => [path.join("."), tree.origin(path)?.text ?? "default"]);
  return deepFreeze({ config, origins: Object.fromEntries(origins), ...(file === undefined ? {} : { file }) });
}

function dropEmpty(tree: ValueTree, fields: Readonly<Record<string, unknown>>, above: Path): void {
  for (const [key, value] of Object.entries(fields)) {
    if (value === null || value === undefined) tree.delete([...above, key]);
    else if (isFields(value)) dropEmpty(tree, value, [...above, key]);
  }
}

function absolutePaths(config: Config, baseOf: (path: Path) => string): Config {
  const absolute = (path: Path, value: string) => resolve(baseOf(path), value);
  const driver = (at: Path, entry: DriverEntry): DriverEntry => {
    const path = entry.path.startsWith(BUILTIN_PREFIX) ? entry.path : absolute([...at, "path"], entry.path);
    return {
      ...entry,
      path,
      grants: absoluteGrants(entry.grants, (key, value) => absolute([...at, "grants", key], value)),
    };
  };
  const driversOf = (domain: "volume" | "network" | "function") => {
    const { drivers } = config[domain];
    return mapped(drivers, (name, entry) => driver([domain, "drivers", name], entry));
  };
  const { manager } = config.volume;
  const { services, network } = config;
  const builtIn: readonly string[] = NETWORK_MANAGERS;
  const { pipeline, tls } = config.api;
  const { remote, peers } = config.hub;
  const { join: joined } = config;
  const files = <Files extends object>(at: Path, given: Files): Files =>
    Object.fromEntries(
      Object.entries(given).map(([key, file]) => [key, key === "url" ? file : absolute([...at, key], file as string)]),
    ) as never;
  const peer = (name: string, entry: Peer): Peer => {
    const { tokenFile } = entry;
    return tokenFile === undefined
      ? entry
      : { ...entry, tokenFile: absolute(["hub", "peers", name, "tokenFile"], tokenFile) };
  };
  return {
    ...config,
    dataDir: absolute(["dataDir"], config.dataDir),
    api: {
      ...config.api,
      ...(pipeline === undefined ? {} : { pipeline: absolute(["api", "pipeline"], pipeline) }),
      ...(tls === undefined ? {} : { tls: files(["api", "tls"], tls) }),
    },
    executor: { rules: config.executor.rules.map((path) => absolute(["executor", "rules"], path)) },
    hub: {
      ...config.hub,
      ...(remote === undefined ? {} : { remote: { ...remote, tls: files(["hub", "remote", "tls"], remote.tls) } }),
      peers: mapped(peers, peer),
    },
    ...(joined === undefined ? {} : { join: files(["join"], joined) }),
    database: { ...config.database, path: absolute(["database", "path"], config.database.path) },
    services: Object.fromEntries(
      Object.entries(services).map(([name, entry]) => {
        const at = ["services", name];
        const own = mapped(entry.drivers, (key, one) => driver([...at, "drivers", key], one));
        return [
          name,
          {
            ...entry,
            manager: absolute([...at, "manager"], entry.manager),
            ...(entry.kind === undefined ? {} : { kind: absolute([...at, "kind"], entry.kind) }),
            drivers: own,
          },
        ];
      }),
    ),
    volume: {
      ...config.volume,
      ...(manager === undefined ? {} : { manager: absolute(["volume", "manager"], manager) }),
      drivers: driversOf("volume"),
    },
    network: {
      ...network,
      manager: builtIn.includes(network.manager) ? network.manager : absolute(["network", "manager"], network.manager),
      drivers: driversOf("network"),
    },
    function: { drivers: driversOf("function") },
  };
}

function mapped<T, R>(record: Readonly<Record<string, T>>, make: (name: string, value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, make(name, value)]));
}

type Granted = DriverEntry["grants"];

function absoluteGrants(grants: Granted, absolute: (key: string, value: string) => string): Granted {
  const { http, secret = {} } = grants;
  const secrets = Object.entries(secret).map(([name, file]) => [name, absolute("secret", file)]);
  return {
    ...grants,
    fs: grants.fs.map((grant) => ({ ...grant, host: absolute("fs", grant.host) })),
    ...(http && { http: http.map((grant) => ({ ...grant, ...(grant.ca && { ca: absolute("http", grant.ca) }) })) }),
    ...(grants.secret && { secret: Object.fromEntries(secrets) }),
  };
}
type Peer = Config["hub"]["peers"][string];

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
