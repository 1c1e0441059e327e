// Networks: a VLAN each, with the switch's own address in it where the network has a gateway.
import type { Network, NetworkPlan } from "../../sdk/guest/typescript/generated/network.ts";
import { config, DriverFailure } from "../../sdk/guest/typescript/holdfast.ts";
import { change, type Edit, isPlanning } from "./device.ts";
import { poolEdits, readPools } from "./dhcp.ts";
import { translationEdits, translationsOf } from "./floating.ts";
import { maskOf } from "./ipv4.ts";
import { portEdits } from "./ports.ts";
import { described, deviceOf, footPath, readSwitch, requireId, type SwitchState, served, socketOf } from "./switch.ts";

/** Makes a network or brings it in line, in one change. */
export function ensureNetwork(plan: NetworkPlan): Network {
  const { network, gateway, prefix, uplink } = plan;
  requireId(network);
  const state = readSwitch();
  if (uplink !== undefined) socketOf(state, uplink);
  const tag = tagFor(plan, state);
  const vlan = { "Cisco-IOS-XE-vlan:vlan-list": [{ id: tag, name: `hf-${network}` }] };
  const edits: Edit[] = [{ operation: "merge", target: vlanPath(tag), value: vlan }];
  if (gateway !== undefined && prefix !== undefined) {
    const address = { primary: { address: gateway, mask: maskOf(prefix) } };
    const dhcp = state.feet.get(tag)?.description === served(network);
    const foot = { name: tag, description: dhcp ? served(network) : described(network), ip: { address } };
    edits.push({ operation: "merge", target: footPath(tag), value: { "Cisco-IOS-XE-native:Vlan": [foot] } });
  }
  change(edits);
  return isPlanning() ? { network, ports: [], dhcp: false, floating: [] } : inspectNetwork(network);
}

export function inspectNetwork(network: string): Network {
  requireId(network);
  const state = readSwitch();
  const tag = state.networks.get(network);
  if (tag === undefined) throw new DriverFailure("not_found", "There is no such network.");
  const ports = state.ports.filter((port) => port.network === network);
  return {
    network,
    device: `Vlan${tag}`,
    vlan: tag,
    ports: ports.map((port) => ({ port: port.port, device: deviceOf(port), mac: port.mac })),
    dhcp: state.feet.get(tag)?.description === served(network),
    floating: translationsOf(state.feet.get(tag)).map(({ outer }) => outer),
  };
}

/** Takes away all that carries the network's name, in one change. */
export function deleteNetwork(network: string): void {
  requireId(network);
  const state = readSwitch();
  const tag = state.networks.get(network);
  const edits = state.ports.filter((port) => port.network === network).flatMap(portEdits);
  edits.push(...poolEdits(readPools(network), []));
  if (tag !== undefined) {
    const foot = state.feet.get(tag);
    edits.push(...translationsOf(foot).map(translationEdits));
    if (foot) edits.push({ operation: "remove", target: footPath(tag) });
    edits.push({ operation: "remove", target: vlanPath(tag) });
  }
  change(edits);
}

function vlanPath(tag: number): string {
  return `/vlan/Cisco-IOS-XE-vlan:vlan-list=${tag}`;
}

/** The VLAN that was asked for, the one that it has, or a free one. */
function tagFor({ network, vlan }: NetworkPlan, { names, networks }: SwitchState): number {
  const has = networks.get(network);
  if (has !== undefined && (vlan === undefined || vlan === has)) return has;
  if (has !== undefined) throw new DriverFailure("already_exists", `The network is there, as VLAN ${has}.`);
  if (vlan === undefined) return freeTag(names);
  const name = names.get(vlan);
  if (name === undefined) return vlan;
  throw new DriverFailure(
    "already_exists",
    `VLAN ${vlan} is somebody else's: the switch has it as ${name || "unnamed"}.`,
  );
}

function freeTag(names: ReadonlyMap<number, string>): number {
  const [first = 0, last = 0] = (config("flat_vlans") ?? "3900-3999").split("-").map(Number);
  for (let tag = Math.max(first, 1); tag <= Math.min(last, 4094); tag++) if (!names.has(tag)) return tag;
  throw new DriverFailure(
    "resource_exhausted",
    `All VLANs of flat_vlans, ${first} to ${last}, are in use on the switch.`,
  );
}
