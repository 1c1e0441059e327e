// Joins the network domain with the host: its manager by name or by path, its drivers, its options.
import type { NetworkDriver } from "@holdfast/sdk";
import type { Config } from "../conf/options.ts";
import { describeManager, type ManagerShape } from "../manager/declarations.ts";
import { loadManager } from "../manager/load-object.ts";
import type { NetworkDomain } from "../network/domain.ts";
import { FlatDHCPManager } from "../network/flat-dhcp-manager.ts";
import { FlatManager } from "../network/flat-manager.ts";
import { VlanManager } from "../network/vlan-manager.ts";
import { RpcClient } from "../rpc/client.ts";
import { createNeighbours } from "../service/neighbours.ts";
import { Service } from "../service/service.ts";
import type { ServiceOptions } from "../service/service-run.ts";
import type { Core } from "./core.ts";
import type { LiveConfig } from "./live-config.ts";
import { shownDrivers } from "./service-drivers.ts";

const MANAGERS = new Map([FlatManager, FlatDHCPManager, VlanManager].map((one) => [one.name, one] as const));

/** What an operator is told who adds a driver that nothing can use. */
export const NO_NETWORK_SERVICE =
  "this host has no network service, so nothing uses the driver yet: name a network driver under network.drivers in the configuration " +
  "and start the host anew; from then on this one can be named by --driver";

/** The service of the topic network; none while the configuration names no network driver, since there is nothing to manage. */
export function networkService(
  core: Core,
  live: LiveConfig,
  common: Omit<ServiceOptions, "topic" | "manager">,
  services: readonly Service[],
): readonly Service[] {
  const { config } = live;
  if (Object.keys(config.network.drivers).length === 0) return [];
  const { database, journal, supervisor } = core;
  const domain: NetworkDomain = {
    ...{ database, journal, drivers: supervisor.set<NetworkDriver>("network"), retry: config.operation },
    driverLines: (name) => core.recentLines.of(name),
    get defaultDriver() {
      return defaultDriver(live.current);
    },
    get settings() {
      return live.current.network;
    },
  };
  const neighbours = createNeighbours({ client: new RpcClient(core.hub.transport), services: () => services });
  const parts = { ...neighbours, host: config.host.name, domain };
  const { manager: named } = config.network;
  const manager = async (): Promise<ManagerShape> => {
    const own = MANAGERS.get(named);
    if (own) return describeManager(new own(parts), `the network manager ${named}`);
    return (await loadManager(named, { cwd: config.dataDir, parts })).shape;
  };
  return [new Service({ ...common, topic: "network", manager, ...shownDrivers(supervisor, "network") })];
}

function defaultDriver({ network }: Config): string | undefined {
  const names = Object.keys(network.drivers);
  return network.defaultDriver ?? (names.length === 1 ? names[0] : undefined);
}
