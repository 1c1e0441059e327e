// What the network domain needs from the host, and what its parts share.
import type { Ability, NetworkDriver } from "@holdfast/sdk";
import { isoTime } from "../clock.ts";
import type { Database } from "../db/connection.ts";
import type { DriverLines } from "../manager/explained-driver.ts";
import type { DriverSet } from "../manager/manager.ts";
import type { Journal } from "../operation/journal.ts";
import type { Turns } from "./turns.ts";

export interface NetworkSettings {
  /** The tags that a network gets that names none. */
  readonly vlan: { readonly first: number; readonly last: number };
  /** The device that networks reach the outside by, when they name none. */
  readonly uplink?: string | undefined;
  readonly floating: {
    /** The block of outer addresses; without it there are none. */
    readonly range?: string | undefined;
    /** The device on which they are answered for. */
    readonly device?: string | undefined;
  };
  /** How long a DHCP lease lasts. */
  readonly leaseMs: number;
  /** Zero means no limit. */
  readonly quota: { readonly networks: number; readonly ports: number };
  /** Changes that may wait for one network. */
  readonly waitingMax: number;
}

/** What the network domain needs besides what every manager gets. */
export interface NetworkDomain {
  readonly database: Database;
  readonly journal: Journal;
  readonly drivers: DriverSet<NetworkDriver>;
  /** The driver for a network that names none; undefined when there are none or several to choose from. */
  readonly defaultDriver: string | undefined;
  readonly settings: NetworkSettings;
  /** Waits between the tries to find out an unknown outcome. */
  readonly retry: { readonly retryMs: number; readonly retryMsMax: number };
  readonly driverLines?: DriverLines;
}

/** How a manager sees networks: the part in which FlatManager, FlatDHCPManager and VlanManager differ. */
export interface Strategy {
  readonly name: string;
  /** What it cannot do without. */
  readonly needs: readonly Ability[];
  /** The host has a foot in each network, which is the gateway. */
  readonly routed: boolean;
  /** Ports get their addresses by DHCP; otherwise the driver gives them, where it can. */
  readonly dhcp: boolean;
  /** Each network has a VLAN of its own. */
  readonly tagged: boolean;
}

/** What every change of the domain works with. */
export interface Parts {
  readonly host: string;
  readonly domain: NetworkDomain;
  readonly strategy: Strategy;
  readonly turns: Turns;
}

export function nowIso({ domain }: Parts): string {
  return isoTime(domain.database.clock);
}
