// The HTTP service of a host: what its applications see of the other rooms, joined into an ordinary service.

import type { Check } from "../api/apps.ts";
import type { ApiOptions } from "../api/manager.ts";
import { API_TOPIC, ApiManager } from "../api/manager.ts";
import { parseListen } from "../conf/address.ts";
import type { Config } from "../conf/options.ts";
import { HostError } from "../errors.ts";
import { describeManager } from "../manager/declarations.ts";
import type { Launcher } from "../service/launcher.ts";
import { Service } from "../service/service.ts";
import type { ServiceProcess } from "../service/service-process.ts";
import type { ServiceOptions } from "../service/service-run.ts";
import type { Core } from "./core.ts";
import { hostMetrics } from "./host-metrics.ts";
import { tlsMaterial } from "./tls-material.ts";

export interface ApiParts {
  readonly core: Core;
  readonly version: string;
  readonly common: Omit<ServiceOptions, "topic" | "manager">;
  /** The configuration in force, asked at the start and at each reload. */
  readonly config: () => Config;
  /** The services of this host, the HTTP service among them. */
  readonly services: () => readonly Service[];
  /** Services in processes of their own. */
  readonly processes: () => readonly ServiceProcess[];
  readonly launcher: () => Pick<Launcher, "isReady">;
}

/** The service; undefined when the configuration names no address to listen on. */
export function apiService(parts: ApiParts): Service | undefined {
  const { core, common, config } = parts;
  if (config().api.listen === undefined) return undefined;
  let manager: ApiManager | undefined;
  const domain = {
    options: () => apiOptions(config()),
    parts: {
      identify: core.hub.identify.bind(core.hub),
      answer: core.hub.answer.bind(core.hub),
      upgrade: core.hub.upgrade.bind(core.hub),
      checks: () => checks(parts),
      metrics: async () => hostMetrics(parts, (await manager?.describe()) ?? { inFlight: 0, answered: {} }),
    },
  };
  return new Service({
    ...common,
    topic: API_TOPIC,
    manager: () => {
      manager = new ApiManager({ host: common.host, domain });
      return describeManager(manager, "the HTTP service's manager");
    },
    capabilities: () => ({ url: manager?.url }),
  });
}

function apiOptions({ api }: Config): ApiOptions {
  const listen = parseListen(api.listen ?? "");
  if (!listen) throw new HostError("CONFIG_INVALID", `api.listen: ${api.listen} is no host:port`);
  const { pipeline, tls, ...limits } = api;
  return {
    ...limits,
    listen,
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(tls === undefined ? {} : { tls: tlsMaterial(tls, "api.tls") }),
  };
}

async function checks({ core, common, services, processes, launcher }: ApiParts): Promise<readonly Check[]> {
  const beats = core.heartbeat.status();
  const beatAge = beats.lastBeatAgeMs === undefined ? {} : { ageMs: beats.lastBeatAgeMs };
  return [
    { name: "start", ...verdict(launcher().isReady, "the host is starting or stopping") },
    ...services().map(({ topic, isReady, phase }) => ({
      name: `service ${topic}`,
      ...verdict(isReady, "step" in phase ? `${phase.name}: ${phase.step ?? "?"}` : phase.name),
    })),
    ...processes().map((one) => {
      const { topic, server, state, lastEnd } = one.status();
      const reason = lastEnd === undefined ? state : `${state}: ${lastEnd}`;
      return { name: `process ${topic}@${server}`, ...verdict(state === "serving", reason) };
    }),
    { name: "heartbeat", ...verdict(beats.lastError === undefined, beats.lastError ?? ""), ...beatAge },
    await storageCheck(core, common.host),
  ];
}

// Read, not written: a full disk is the business of who wants to write, and this is asked every few seconds.
async function storageCheck({ records }: Core, host: string): Promise<Check> {
  const readable = await records.find(host, API_TOPIC).then(
    () => true,
    () => false,
  );
  return { name: "storage", ...verdict(readable, "the state database cannot be read"), ageMs: 0 };
}

function verdict(ok: boolean, reason: string): Pick<Check, "ok" | "reason"> {
  return ok ? { ok } : { ok, reason };
}
