// Joins the function domain with the host.
import { FUNCTION, type FunctionDriver } from "@holdfast/sdk";
import { type FunctionDomain, FunctionManager } from "../function/manager.ts";
import { describeManager } from "../manager/declarations.ts";
import type { Probe } from "../service/messages.ts";
import { Service } from "../service/service.ts";
import type { ServiceOptions } from "../service/service-run.ts";
import type { Core } from "./core.ts";

/** The service of the topic function: always there, since plugins may be added at any time. */
export function functionService(core: Core, common: Omit<ServiceOptions, "topic" | "manager">): Service {
  const { database, journal, supervisor } = core;
  const domain: FunctionDomain = { database, journal, drivers: supervisor.set<FunctionDriver>(FUNCTION.name) };
  const manager = async () =>
    describeManager(new FunctionManager({ host: common.host, domain }), "the function manager");
  const listed = () => supervisor.list().filter((driver) => driver.kind === FUNCTION.name);
  const probes = () =>
    listed().map(({ name, health, state, reason }): Probe => {
      const ok = state === "serving" && health === "ready";
      return { name: `driver ${name}`, ok, ...(reason === undefined ? {} : { reason }) };
    });
  const drivers = () => listed().map(({ name, version, digest }) => ({ name, version, digest }));
  return new Service({ ...common, topic: FUNCTION.name, manager, probes, drivers });
}
