// Everything that helps to understand a host from outside, as one JSON file: for SIGUSR2 and for people who mail us.
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../clock.ts";
import { isoTime } from "../clock.ts";
import type { LoadedConfig } from "../conf/load.ts";
import { flatten } from "../conf/values.ts";
import { withContext } from "../context.ts";
import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { raceSignal } from "../rpc/race.ts";
import type { Service } from "../service/service.ts";
import type { ServiceProcess } from "../service/service-process.ts";
import type { Core } from "./core.ts";

export interface DebugParts {
  readonly core: Pick<Core, "hub" | "heartbeat" | "supervisor" | "journal">;
  readonly loaded: Pick<LoadedConfig, "config" | "origins">;
  readonly version: string;
  readonly services: () => readonly Service[];
  readonly processes: () => readonly ServiceProcess[];
  readonly clock: Clock;
  readonly log: Log;
}

const SECRET = /token|secret|password|passphrase|credential|(^|[._-])key$/i;
const MASK = "…";
const MANAGER_TIMEOUT_MS = 2000;

/** The report. Values whose names speak of secrets are masked, drivers' and managers' own sections among them. */
export async function debugReport({ core, loaded, version, services, processes, clock, log }: DebugParts) {
  const { config, origins } = loaded;
  return {
    at: isoTime(clock),
    version,
    node: process.version,
    pid: process.pid,
    uptimeSeconds: Math.round(process.uptime()),
    memory: process.memoryUsage(),
    // What keeps the event loop alive, by kind: timers, sockets, files.
    resources: counted(process.getActiveResourcesInfo()),
    config: flatten(config).map(({ path, value }) => {
      const name = path.join(".");
      return {
        name,
        value: path.some((word) => SECRET.test(word)) ? MASK : masked(value),
        origin: origins[name] ?? "default",
      };
    }),
    services: await Promise.all(
      services().map(async (service) => {
        const { topic, host, phase, steps, tasks } = service;
        const manager = await ownSection(service, { clock, log });
        const inFlight = service.inFlight();
        return { topic, host, phase: phase.name, steps, inFlight, tasks: tasks?.status() ?? [], ...manager };
      }),
    ),
    processes: processes().map((one) => one.status()),
    heartbeat: core.heartbeat.status(),
    drivers: core.supervisor.list(),
    operations: core.journal.running(),
    topics: Object.fromEntries(core.hub.topics()),
    connections: core.hub.connections(),
  };
}

/** Writes the report below the data directory, for its owner alone; answers the file. */
export async function writeDebugReport(parts: DebugParts): Promise<string> {
  const { dataDir } = parts.loaded.config;
  const path = join(dataDir, `debug-${isoTime(parts.clock).replaceAll(":", "-")}.json`);
  writeFileSync(`${path}.new`, `${JSON.stringify(await debugReport(parts), undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return path;
}

/** What a manager says of itself in `debugReport`; one that fails or hangs keeps nobody from the rest. */
async function ownSection(
  { manager: shape }: Service,
  { clock, log }: Pick<DebugParts, "clock" | "log">,
): Promise<{ readonly manager?: unknown }> {
  const { manager } = shape ?? {};
  if (!manager?.debugReport) return {};
  try {
    const said = await withContext({ timeoutMs: MANAGER_TIMEOUT_MS, clock, log }, (ctx) =>
      raceSignal(Promise.resolve(manager.debugReport?.(ctx)), ctx.signal),
    );
    return { manager: masked(JSON.parse(JSON.stringify(said ?? null))) };
  } catch (error) {
    return { manager: { error: messageOf(error) } };
  }
}

/** Values inside a section that the schema does not know: the same rule, at any depth. */
function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, SECRET.test(key) ? MASK : masked(inner)]),
  );
}

function counted(kinds: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
