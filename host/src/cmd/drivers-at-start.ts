// The drivers that a host begins with: what the configuration names.
import { mkdirSync } from "node:fs";
import type { Config, DriverEntry } from "../conf/options.ts";
import type { RequestContext } from "../context.ts";
import type { DriverSpec } from "../driver/driver-types.ts";
import type { Supervisor } from "../driver/supervisor.ts";
import { loadObject } from "../manager/load-object.ts";
import { driverPath } from "./builtin-drivers.ts";
import { kindNameIn } from "./own-kinds.ts";

/**
 * Loads every driver that the configuration names, side by side. One that does not load is logged, listed as broken with its reason,
 * and keeps nobody else from serving.
 */
export async function addConfiguredDrivers(ctx: RequestContext, supervisor: Supervisor, config: Config): Promise<void> {
  const entries = configuredDrivers(config);
  const add = async ({ kind, name, entry }: (typeof entries)[number]) => {
    prepareOwnDirectories(entry, config.dataDir);
    await supervisor.add(ctx, await specOf(kind, name, entry));
  };
  const outcomes = await Promise.allSettled(entries.map(add));
  for (const [index, outcome] of outcomes.entries()) {
    const { kind, name } = entries[index] ?? { kind: "", name: "" };
    const listed = supervisor.list().some((driver) => driver.kind === kind && driver.name === name);
    if (outcome.status === "rejected" && !listed)
      ctx.log.error({ driver: name, kind, err: outcome.reason }, "a driver was not loaded");
  }
}

/** Every driver that the configuration names, of every kind. START_FAILED when the contract of a kind cannot be read. */
export function configuredDrivers(config: Config) {
  const domains = ["volume", "network", "function"] as const;
  const own = Object.values(config.services).flatMap(({ kind, drivers }) =>
    kind === undefined ? [] : entriesOf(kindNameIn(kind), drivers),
  );
  return [...domains.flatMap((kind) => entriesOf(kind, config[kind].drivers)), ...own];
}

function entriesOf(kind: string, drivers: Config["volume"]["drivers"]) {
  return Object.entries(drivers).map(([name, entry]) => ({ kind, name, entry }));
}

async function specOf(kind: string, name: string, entry: DriverEntry): Promise<DriverSpec> {
  const { path, digest, config, grants, limits, runtime, metered, isolation, onFailure, watch, record } = entry;
  if (entry.trusted) {
    const spec = entry.export === undefined ? path : `${path}#${entry.export}`;
    const { object } = await loadObject(spec, { cwd: "/", parts: { host: "", domain: undefined } });
    return { kind, name, object, path };
  }
  return {
    kind,
    name,
    path: driverPath(path),
    config,
    grants,
    limits: given(limits),
    ...(digest === undefined ? {} : { digest }),
    ...(runtime === undefined ? {} : { runtime }),
    ...(metered === undefined ? {} : { metered }),
    ...(isolation === undefined ? {} : { isolation }),
    ...(onFailure === undefined ? {} : { onFailure }),
    ...(watch === undefined ? {} : { watch }),
    ...(record === undefined ? {} : { record }),
  };
}

/** Granted directories below the data directory are ours to make; others must be there, or the grant is a mistake. */
function prepareOwnDirectories(entry: DriverEntry, dataDir: string): void {
  for (const { host } of entry.grants.fs) {
    if (host.startsWith(`${dataDir}/`)) mkdirSync(host, { recursive: true, mode: 0o700 });
  }
}

function given<T extends object>(limits: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)) as never;
}
