// What a network should be according to its records, as the plans that a driver is given.
import type { NetworkChange, NetworkDriver } from "@holdfast/sdk";
import type { RequestContext } from "../context.ts";
import { listPorts, type PortRecord } from "../db/network-ports-table.ts";
import { listRules, type RuleRecord } from "../db/network-rules-table.ts";
import type { NetworkRecord } from "../db/networks-table.ts";
import type { Handle } from "../db/tx.ts";
import { HostError } from "../errors.ts";
import type { Parts } from "./domain.ts";
import { parseBlock } from "./ipv4.ts";
import type { RuleView } from "./messages.ts";

/** The network itself. */
export function networkPlan({ strategy }: Parts, row: NetworkRecord) {
  const { id: network, name: label, vlan, uplink, gateway } = row;
  const foot = strategy.routed ? { gateway, prefix: prefixOf(row) } : {};
  return { network, label, ...foot, ...(vlan === null ? {} : { vlan }), ...(uplink === null ? {} : { uplink }) };
}

/** A port; `inject` when the driver shall give the device its address. */
export function portPlan(network: NetworkRecord, port: PortRecord, inject: boolean) {
  const { id, name: label, mac, netns, wantedDevice, address } = port;
  const place = { ...(netns === null ? {} : { netns }), ...(wantedDevice === null ? {} : { device: wantedDevice }) };
  const own = inject ? { address, prefix: prefixOf(network), gateway: network.gateway } : {};
  return { network: network.id, port: id, label, mac, ...place, ...own };
}

/** DHCP for all ports that are there or shall be. */
export async function dhcpPlan(db: Handle, { domain }: Parts, network: NetworkRecord) {
  const ports = (await listPorts(db, network.id)).filter(wanted);
  return {
    network: network.id,
    server: network.gateway,
    prefix: prefixOf(network),
    leaseSeconds: Math.round(domain.settings.leaseMs / 1000),
    reservations: ports.map(({ mac, address }) => ({ mac, address })),
  };
}

/** The same as a call that can be planned; none where addresses are given otherwise. */
export async function dhcpCalls(db: Handle, parts: Parts, network: NetworkRecord): Promise<readonly NetworkChange[]> {
  return parts.strategy.dhcp ? [{ setDhcp: await dhcpPlan(db, parts, network) }] : [];
}

/** Has the driver serve it. */
export async function applyDhcp(
  ctx: RequestContext,
  parts: Parts,
  network: NetworkRecord,
  driver: NetworkDriver,
): Promise<void> {
  const plan = await dhcpPlan(parts.domain.database.handle, parts, network);
  await required(driver.setDhcp, "set_dhcp")(ctx, plan);
}

/** Has the driver enforce all rules of a network. */
export async function applyRules(
  ctx: RequestContext,
  { domain }: Parts,
  network: NetworkRecord,
  driver: NetworkDriver,
): Promise<void> {
  await required(driver.setRules, "set_rules")(ctx, await rulesPlan(domain.database.handle, network));
}

/** All rules of a network: those that are there or shall be. */
export async function rulesPlan(db: Handle, network: NetworkRecord) {
  const ports = (await listPorts(db, network.id)).filter(wanted);
  const rules = (await listRules(db, idsOf(ports))).filter(({ state }) => state !== "removing");
  const listed = ports.flatMap(({ id, mac, address }) => {
    const own = rules.filter(({ portId }) => portId === id).map(ruleOf);
    return own.length === 0 ? [] : [{ port: id, mac, address, rules: own }];
  });
  return { network: network.id, ports: listed };
}

export function prefixOf({ cidr }: NetworkRecord): number {
  return parseBlock(cidr)?.prefix ?? 0;
}

export function idsOf(ports: readonly PortRecord[]): string[] {
  return ports.map(({ id }) => id);
}

/** An optional function that the driver must have for this. */
export function required<F>(call: F | undefined, name: string): F {
  if (call === undefined) throw new HostError("UNSUPPORTED", `the driver does not offer ${name}`);
  return call;
}

const wanted = ({ state }: PortRecord) => state !== "detaching";

function ruleOf(row: RuleRecord) {
  const { direction, action, protocol } = row as RuleRecord & RuleView;
  const { portFirst, portLast, peer } = row;
  const ports = { ...(portFirst === null ? {} : { portFirst }), ...(portLast === null ? {} : { portLast }) };
  return { direction, action, protocol, ...ports, ...(peer === null ? {} : { peer }) };
}
