// What of a switch's configuration is ours: VLANs by their names, interfaces by what is written in their descriptions.
import { DriverFailure } from "../../sdk/guest/typescript/holdfast.ts";
import { listOf, readNative, type Tree, textOf, treeOf } from "./device.ts";

/** An interface that a port is, or can become. */
export interface Socket {
  /** As the model names it: GigabitEthernet, 1/0/3. */
  readonly type: string;
  readonly name: string;
  readonly description: string;
}

/** A port of ours. */
export interface HeldPort extends Socket {
  readonly network: string;
  readonly port: string;
  readonly mac: string;
}

/** The switch's own address in a VLAN. */
export interface Foot {
  readonly description: string;
  readonly address: string;
  readonly mask: string;
}

export interface SwitchState {
  /** The tags of our networks. */
  readonly networks: ReadonlyMap<string, number>;
  /** The names of all VLANs. */
  readonly names: ReadonlyMap<number, string>;
  readonly feet: ReadonlyMap<number, Foot>;
  readonly sockets: readonly Socket[];
  readonly ports: readonly HeldPort[];
}

const TYPES: Readonly<Record<string, string>> = {
  Fa: "FastEthernet",
  Gi: "GigabitEthernet",
  Tw: "TwoGigabitEthernet",
  Fi: "FiveGigabitEthernet",
  Te: "TenGigabitEthernet",
  Twe: "TwentyFiveGigE",
  Fo: "FortyGigabitEthernet",
  Hu: "HundredGigE",
};
const VLAN_NAME = /^hf-([0-9a-f]{8})$/;
const PORT = /^holdfast ([0-9a-f]{8}) ([0-9a-f]{8}) ([0-9a-f:]{17})$/;

/** Looks at the whole of it: two requests. */
export function readSwitch(): SwitchState {
  const vlans = listOf(readNative("/vlan")["Cisco-IOS-XE-vlan:vlan-list"]);
  const names = new Map(vlans.map((vlan) => [Number(vlan["id"]), textOf(vlan["name"])] as const));
  const interfaces = readNative("/interface");
  const sockets = Object.values(TYPES).flatMap((type) => listOf(interfaces[type]).map((one) => socket(type, one)));
  return {
    names,
    networks: new Map([...names].flatMap(([tag, name]) => owned(name, tag))),
    feet: new Map(listOf(interfaces["Vlan"]).map((one) => [Number(one["name"]), foot(one)] as const)),
    sockets,
    ports: sockets.flatMap(held),
  };
}

/** The tag of a network that is there; not_found otherwise. */
export function requireTag(state: SwitchState, network: string): number {
  const tag = state.networks.get(network);
  if (tag === undefined) throw new DriverFailure("not_found", "There is no such network.");
  return tag;
}

/** The interface that a short name such as Gi1/0/3 stands for. */
export function socketOf(state: SwitchState, device: string): Socket {
  const [, short = "", name = ""] = /^([A-Z][a-z]+)(\d[\d/.]*)$/.exec(device) ?? [];
  const found = state.sockets.find((one) => one.type === TYPES[short] && one.name === name);
  if (found) return found;
  throw new DriverFailure("not_found", `The switch has no interface ${device}: name it as in Gi1/0/3.`);
}

/** The short name of an interface. */
export function deviceOf({ type, name }: Socket): string {
  const short = Object.keys(TYPES).find((key) => TYPES[key] === type);
  return `${short ?? type}${name}`;
}

/** Where an interface stands in the model. */
export function pathOf({ type, name }: Socket): string {
  return `/interface/${type}=${encodeURIComponent(name)}`;
}

/** What is written on the address of a network. */
export function described(network: string): string {
  return `holdfast ${network}`;
}

/** The same, when DHCP is served in it. */
export function served(network: string): string {
  return `holdfast ${network} dhcp`;
}

export function footPath(tag: number): string {
  return `/interface/Vlan=${tag}`;
}

export function requireId(id: string): void {
  if (!/^[0-9a-f]{8}$/.test(id))
    throw new DriverFailure("invalid_argument", "The name of a network or a port is eight of 0-9 and a-f.");
}

function owned(name: string, tag: number): (readonly [string, number])[] {
  const network = VLAN_NAME.exec(name)?.[1];
  return network === undefined ? [] : [[network, tag]];
}

function socket(type: string, one: Tree): Socket {
  return { type, name: textOf(one["name"]), description: textOf(one["description"]) };
}

function held(one: Socket): HeldPort[] {
  const [, network, port, mac] = PORT.exec(one.description) ?? [];
  return network === undefined || port === undefined || mac === undefined ? [] : [{ ...one, network, port, mac }];
}

function foot(one: Tree): Foot {
  const { address, mask } = treeOf(treeOf(treeOf(one["ip"])["address"])["primary"]);
  return { description: textOf(one["description"]), address: textOf(address), mask: textOf(mask) };
}
