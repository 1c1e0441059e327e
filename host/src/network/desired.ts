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

/**
 * DHCP for all ports that are there. `own` is the port that is being changed now: others that are being attached or detached count as they
 * were, since their turn has not come, and may end otherwise.
 */
export async function dhcpPlan(db: Handle, { domain }: Parts, network: NetworkRecord, own?: string) {
  const ports = (await listPorts(db, network.id)).filter((port) => isThere(port, own));
  return {
    network: network.id,
    server: network.gateway,
    prefix: prefixOf(network),
    leaseSeconds: Math.round(domain.settings.leaseMs / 1000),
    reservations: ports.map(({ mac, address }) => ({ mac, address })),
  };
}

/** The same as a call that can be planned; none where addresses are given otherwise. */
export async function dhcpCalls(
  db: Handle,
  parts: Parts,
  network: NetworkRecord,
  own?: string,
): Promise<readonly NetworkChange[]> {
  return parts.strategy.dhcp ? [{ setDhcp: await dhcpPlan(db, parts, network, own) }] : [];
}

/** A network whose driver is asked, on behalf of the port or the rule `own` that is being changed. */
export interface Asked {
  readonly network: NetworkRecord;
  readonly driver: NetworkDriver;
  readonly own?: string;
}

/** Has the driver serve it. */
export async function applyDhcp(ctx: RequestContext, parts: Parts, { network, driver, own }: Asked): Promise<void> {
  const plan = await dhcpPlan(parts.domain.database.handle, parts, network, own);
  await required(driver.setDhcp, "set_dhcp")(ctx, plan);
}

/** Has the driver enforce all rules of a network. */
export async function applyRules(ctx: RequestContext, { domain }: Parts, asked: Asked): Promise<void> {
  const plan = await rulesPlan(domain.database.handle, asked.network, asked.own);
  await required(asked.driver.setRules, "set_rules")(ctx, plan);
}

/** All rules of a network. `own` is the port or the rule that is being changed now; the others count as they were. */
export async function rulesPlan(db: Handle, network: NetworkRecord, own?: string) {
  const ports = (await listPorts(db, network.id)).filter((port) => isThere(port, own));
  const rules = (await listRules(db, idsOf(ports))).filter((rule) => isThere(rule, own));
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

/** What is being made or taken away counts as if that were done when it is `own`, and as if it were not begun otherwise. */
function isThere({ id, state }: { readonly id: string; readonly state: string }, own: string | undefined): boolean {
  if (id === own) return state !== "detaching" && state !== "removing";
  return state !== "attaching" && state !== "adding";
}

function ruleOf(row: RuleRecord) {
  const { direction, action, protocol } = row as RuleRecord & RuleView;
  const { portFirst, portLast, peer } = row;
  const ports = { ...(portFirst === null ? {} : { portFirst }), ...(portLast === null ? {} : { portLast }) };
  return { direction, action, protocol, ...ports, ...(peer === null ? {} : { peer }) };
}
