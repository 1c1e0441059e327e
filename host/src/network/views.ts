// Records as they are shown.
import type { FloatingRecord } from "../db/floating-addresses-table.ts";
import type { AddressRecord } from "../db/network-addresses-table.ts";
import type { PortRecord } from "../db/network-ports-table.ts";
import type { RuleRecord } from "../db/network-rules-table.ts";
import type { NetworkRecord } from "../db/networks-table.ts";
import { formatAddress } from "./ipv4.ts";
import type { AddressView, FloatingView, NetworkView, PortView, RuleView } from "./messages.ts";

export function viewNetwork(row: NetworkRecord): NetworkView {
  const { id, name, error, manager, driver, driverDigest, cidr, gateway, vlan, uplink, device, createdAt, updatedAt } =
    row;
  const pool = { poolFirst: formatAddress(row.poolFirst), poolLast: formatAddress(row.poolLast) };
  const state = row.state as NetworkView["state"];
  const made = { manager, driver, driverDigest, cidr, gateway, ...pool, vlan, uplink, device };
  return { id, name, state, error, ...made, createdAt, updatedAt };
}

export function viewPort(row: PortRecord, network: string): PortView {
  const { id, name, error, mac, address, netns, device, createdAt } = row;
  return { id, network, name, state: row.state as PortView["state"], error, mac, address, netns, device, createdAt };
}

/** `portNames` has the ports of the network by their ids. */
export function viewAddress(row: AddressRecord, portNames: ReadonlyMap<string, string>): AddressView {
  const { address, portId, reserved, owner, expiresAt } = row;
  const port = portId === null ? null : (portNames.get(portId) ?? null);
  return { address, port, reserved: reserved === 1, owner, expiresAt };
}

export function viewFloating(
  { address, state }: FloatingRecord,
  place: { readonly network: string; readonly port: string } | undefined,
): FloatingView {
  return { address, state, network: place?.network ?? null, port: place?.port ?? null };
}

export function viewRule(row: RuleRecord): RuleView {
  const { id, state, portFirst, portLast, peer } = row;
  const { direction, action, protocol } = row as RuleRecord & Pick<RuleView, "direction" | "action" | "protocol">;
  return { id, state, direction, action, protocol, portFirst, portLast, peer };
}
