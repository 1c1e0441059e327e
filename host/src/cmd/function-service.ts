// Joins the function domain with the host.
import { FUNCTION, type FunctionDriver } from "@holdfast/sdk";
import { type FunctionDomain, FunctionManager } from "../function/manager.ts";
import { describeManager } from "../manager/declarations.ts";
import { Service } from "../service/service.ts";
import type { ServiceOptions } from "../service/service-run.ts";
import type { Core } from "./core.ts";
import { shownDrivers } from "./service-drivers.ts";

/** The service of the topic function: always there, since plugins may be added at any time. */
export function functionService(core: Core, common: Omit<ServiceOptions, "topic" | "manager">): Service {
  const { database, journal, supervisor } = core;
  const domain: FunctionDomain = { database, journal, drivers: supervisor.set<FunctionDriver>(FUNCTION.name) };
  const manager = async () =>
    describeManager(new FunctionManager({ host: common.host, domain }), "the function manager");
  return new Service({ ...common, topic: FUNCTION.name, manager, ...shownDrivers(supervisor, FUNCTION.name) });
}
