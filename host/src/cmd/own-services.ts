// The services that an operator added: inside the host, or each in processes of its own.
import type { Config, ServiceEntry } from "../conf/options.ts";
import type { Service } from "../service/service.ts";
import { ServiceProcess } from "../service/service-process.ts";
import type { ServiceOptions } from "../service/service-run.ts";
import type { Core } from "./core.ts";
import { outsideService } from "./outside-service.ts";
import { kindNameIn } from "./own-kinds.ts";
import { shownDrivers } from "./service-drivers.ts";
import type { ProcessWork } from "./service-worker.ts";

export interface OwnServiceParts {
  readonly core: Core;
  readonly config: Config;
  readonly common: Omit<ServiceOptions, "topic" | "manager">;
  /** The services inside the host. */
  readonly services: () => readonly Service[];
  /** Takes each line that a service in a process of its own logs. */
  readonly onLine: (line: string) => void;
}

/** In the order of the configuration. */
export function ownServices(parts: OwnServiceParts): readonly (Service | ServiceProcess)[] {
  return Object.entries(parts.config.services).flatMap(([topic, entry]): readonly (Service | ServiceProcess)[] => {
    if (entry.process === "own") return workers(parts, topic, entry);
    const { core, common, services } = parts;
    const { database, supervisor } = core;
    if (entry.kind === undefined) return [outsideService({ topic, entry, database, common, services })];
    const kind = kindNameIn(entry.kind);
    const own = { ...common, ...shownDrivers(supervisor, kind) };
    return [outsideService({ topic, entry, database, common: own, services, drivers: supervisor.set<object>(kind) })];
  });
}

function workers(
  { core, config, common, onLine }: OwnServiceParts,
  topic: string,
  entry: ServiceEntry,
): ServiceProcess[] {
  const { database, service, rpc, log: logOptions } = config;
  const { clock, log, random, limits } = common;
  return Array.from({ length: entry.workers }, (_, index) => {
    // Each has a place on the bus and a record of its own.
    const server = index === 0 ? common.host : `${common.host}.w${index + 1}`;
    const work: ProcessWork = {
      ...{ topic, server, entry: { manager: entry.manager, config: entry.config } },
      lackingTags: Object.entries(entry.workerTags)
        .filter(([, workersWithTag]) => index >= workersWithTag)
        .map(([tag]) => tag),
      ...{ hub: { url: core.hub.url, token: core.serviceToken }, config: { database, service, rpc, log: logOptions } },
    };
    const program = new URL("./service-worker.js", import.meta.url);
    return new ServiceProcess({ topic, server, entry: program, work, limits, clock, log, random, onLine });
  });
}
