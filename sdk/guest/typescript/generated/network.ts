// Generated from sdk/abi/network.yaml, version 1.1, by `npm run generate`. Do not edit: change the contract and generate again.

import { defineTypes, serveDriver } from "../holdfast.ts";

/** A driver's own account of itself. */
export interface Description {
  /** The driver's name, as in its manifest. */
  readonly name: string;
  /** The driver's own semantic version. */
  readonly version: string;
  /** The kind it implements, such as volume. */
  readonly kind: string;
  /** The version of the kind it was built against, major.minor. */
  readonly abi: string;
}

/** How the driver feels. */
export type Health = "ready" | "degraded" | "unavailable";

/** The answer of a probe. */
export interface Probe {
  readonly health: Health;
  /** Why it is not ready, for the operator; one sentence. */
  readonly reason?: string;
}

/**
 * What a driver may be able to do: carry Ethernet frames between ports, keep networks apart by VLAN tags, give a
 * port its address itself, serve DHCP, lead outer addresses inwards, enforce security rules.
 */
export type Ability = "bridge" | "vlan" | "address" | "dhcp" | "floating" | "rules";

/** One ability, here and now. */
export interface AbilityState {
  readonly ability: Ability;
  /** Whether it can be asked for. */
  readonly available: boolean;
  /** Why not, in a few words: the kernel has no 8021q. */
  readonly reason?: string;
}

/** What a driver can do here. An ability that is not listed is not there. */
export interface Abilities {
  /** Each at most once. */
  readonly abilities: readonly AbilityState[];
}

/** Names one network. */
export interface NetworkId {
  /** Eight of 0-9 and a-f: short enough for the name of a device. */
  readonly network: string;
}

/** Names one port. */
export interface PortId {
  /** Eight of 0-9 and a-f. */
  readonly network: string;
  /** Eight of 0-9 and a-f, unlike that of any other port. */
  readonly port: string;
}

/** Names one outer address. */
export interface FloatingId {
  /** Eight of 0-9 and a-f. */
  readonly network: string;
  /** The outer address, such as 203.0.113.5. */
  readonly floating: string;
}

/** What a network shall be. */
export interface NetworkPlan {
  /** Eight of 0-9 and a-f. */
  readonly network: string;
  /** The operator's name for it, any UTF-8: to be shown, never to be run. */
  readonly label: string;
  /** Its 802.1Q tag; without one it is flat. */
  readonly vlan?: number;
  /** The device that leads to the rest of the network; without one it stays on this machine. */
  readonly uplink?: string;
  /** The host's own IPv4 address in it; without one the host has none. */
  readonly gateway?: string;
  /** Bits of the network's part of an address; given with `gateway`. */
  readonly prefix?: number;
}

/** A port as it is. */
export interface Port {
  /** Eight of 0-9 and a-f. */
  readonly port: string;
  /** The name of the device that was put in, where it now is. */
  readonly device?: string;
  /** Its hardware address, if the driver can see it. */
  readonly mac?: string;
}

/** A network as it is. */
export interface Network {
  /** Eight of 0-9 and a-f. */
  readonly network: string;
  /** The host's foot in it or what else stands for it: a bridge, a VLAN interface. */
  readonly device?: string;
  /** Its 802.1Q tag. */
  readonly vlan?: number;
  /** Each port once, in any order. */
  readonly ports: readonly Port[];
  /** Whether a DHCP server serves it now. */
  readonly dhcp: boolean;
  /** The outer addresses that lead into it. */
  readonly floating: readonly string[];
}

/** The networks of a driver. */
export interface NetworkList {
  /** The name of each network once. */
  readonly networks: readonly string[];
}

/** What a port shall be. */
export interface PortPlan {
  /** The network it is in. */
  readonly network: string;
  /** Eight of 0-9 and a-f. */
  readonly port: string;
  /** The operator's name for it, any UTF-8: to be shown, never to be run. */
  readonly label: string;
  /** The device's hardware address, in lower case: 02:68:66:0a:0b:0c. */
  readonly mac: string;
  /** The network namespace that the device goes into; without one it stays with the host. */
  readonly netns?: string;
  /** The device's name there, or for a switch its interface; the driver's choice by default. */
  readonly device?: string;
  /** The IPv4 address to give to the device; without one the driver gives none. */
  readonly address?: string;
  /** Bits of the network's part; given with `address`. */
  readonly prefix?: number;
  /** The default route to set with `address`. */
  readonly gateway?: string;
}

/** The address of one hardware address. */
export interface Reservation {
  /** The client's hardware address, in lower case. */
  readonly mac: string;
  /** Its IPv4 address. */
  readonly address: string;
}

/** What a DHCP server shall serve. */
export interface DhcpPlan {
  /** The network it serves. */
  readonly network: string;
  /** The address it serves from, and the clients' gateway. */
  readonly server: string;
  /** Bits of the network's part. */
  readonly prefix: number;
  /** How long a lease lasts. */
  readonly leaseSeconds: number;
  /** Who gets which address. */
  readonly reservations: readonly Reservation[];
}

/** An address that was given out. */
export interface Lease {
  /** Who has it. */
  readonly mac: string;
  /** The IPv4 address. */
  readonly address: string;
  /** When it ends, in seconds since 1970; without it, not by itself. */
  readonly expiresSeconds?: number;
}

/** The leases of a network. */
export interface LeaseList {
  /** Each address once. */
  readonly leases: readonly Lease[];
}

/** What an outer address shall lead to. */
export interface FloatingPlan {
  /** The network it leads into. */
  readonly network: string;
  /** The outer address. */
  readonly floating: string;
  /** The address in the network. */
  readonly fixed: string;
  /** The device on which the outer address is answered for; without one it is only translated. */
  readonly device?: string;
}

/** To the port or from it. */
export type Direction = "ingress" | "egress";

/** Whether a packet that fits passes. */
export type Action = "allow" | "deny";

/** What a packet carries. */
export type Protocol = "any" | "tcp" | "udp" | "icmp";

/** One security rule. */
export interface Rule {
  readonly direction: Direction;
  readonly action: Action;
  readonly protocol: Protocol;
  /** The first destination port, with tcp and udp; without one all fit. */
  readonly portFirst?: number;
  /** The last destination port; `portFirst` by default. */
  readonly portLast?: number;
  /** The other side's addresses, such as 10.0.0.0/24; without it any. */
  readonly peer?: string;
}

/** The rules of one port. */
export interface PortRules {
  /** Eight of 0-9 and a-f. */
  readonly port: string;
  /** Its hardware address. */
  readonly mac: string;
  /** Its IPv4 address. */
  readonly address: string;
  /** In the order in which they are gone through. */
  readonly rules: readonly Rule[];
}

/** All rules of a network; a port that is not listed has none. */
export interface RulesPlan {
  /** The network they hold in. */
  readonly network: string;
  /** Each port at most once. */
  readonly ports: readonly PortRules[];
}

/** One change: the field is named like the function, and has what that would be given. */
export interface NetworkChange {
  /** A network made or brought in line. */
  readonly ensureNetwork?: NetworkPlan;
  /** A network taken away. */
  readonly deleteNetwork?: NetworkId;
  /** A port put in. */
  readonly attachPort?: PortPlan;
  /** A port taken out. */
  readonly detachPort?: PortId;
  /** DHCP served. */
  readonly setDhcp?: DhcpPlan;
  /** An outer address led inwards. */
  readonly setFloating?: FloatingPlan;
  /** An outer address taken away. */
  readonly clearFloating?: FloatingId;
  /** All rules replaced. */
  readonly setRules?: RulesPlan;
}

/** One step. */
export interface NetworkStep {
  /** In words. */
  readonly what: string;
  /** The argument vector, where a command would run. */
  readonly argv?: readonly string[];
  /** What the command would read. */
  readonly stdinText?: string;
}

/** What would be done, in order. */
export interface NetworkSteps {
  /** Nothing would be done when there are none. */
  readonly steps: readonly NetworkStep[];
}

/** What a driver of the kind network implements. It throws a DriverFailure to answer a status other than ok. */
export interface NetworkDriver {
  /**
   * Says what this driver is. It must not touch the outside. Called: once after every instantiation, before any
   * other function. Afterwards: nothing was changed. What it answered equals the manifest carried in the file, or
   * the driver is refused.
   */
  describe(): Description | Promise<Description>;
  /**
   * Says whether the driver can work here and now: directories writable, kernel features present, devices
   * reachable. A driver that cannot work answers `unavailable` with the reason, it does not fail later. Called:
   * after describe, then regularly, and when an operator asks. Afterwards: nothing was changed. The health is shown
   * to operators, with the reason. Statuses: failed (looking itself went wrong; the message says how).
   */
  probe(): Probe | Promise<Probe>;
  /**
   * Says what this driver can do on this machine, and why not where it cannot: "the kernel has no 8021q". It must
   * look, never assume. Called: at the start of the manager, which refuses to work with a driver that lacks what
   * its strategy needs, and after each swap of the driver. Afterwards: nothing was changed. Statuses: not_ready
   * (what the driver stands on is not there yet or at the moment; trying later may help); permission_denied (the
   * host or what lies behind it refused the driver); failed (none of these; the message says what. The manager
   * looks before it goes on).
   */
  getAbilities(): Abilities | Promise<Abilities>;
  /**
   * Makes the network be there as described, with the host's own foot in it when a gateway address is given. One
   * that is there is brought in line and keeps its ports. Called: for a new network, after each start of the host,
   * and again after an accident. Afterwards: with ok the network is as described. With anything else a network that
   * was not there before is not there either. Statuses: invalid_argument (the input cannot be right, now or later,
   * such as an address that is none); already_exists (a device of that name is there and is not the driver's own;
   * it was not touched); not_ready (the uplink or the kernel feature that it needs is not there);
   * resource_exhausted (no more of something: devices, addresses, table entries); permission_denied (the host or
   * what lies behind it refused the driver); busy (someone else holds what would be touched); failed (none of
   * these; the message says what. The manager looks before it goes on).
   */
  ensureNetwork(input: NetworkPlan): Network | Promise<Network>;
  /**
   * Removes a network and all that belongs to it: ports, the DHCP server, rules, floating addresses, and what a
   * broken ensureNetwork left. Removing what is absent is ok. Called: when a network shall go, and again until it
   * answers ok. Afterwards: with ok the machine is as if the network had never been. Statuses: invalid_argument
   * (the input cannot be right, now or later, such as an address that is none); busy (something in it cannot be
   * removed now; the rest may be gone, and deleting again goes on); not_ready (what the driver stands on is not
   * there yet or at the moment; trying later may help); permission_denied (the host or what lies behind it refused
   * the driver); failed (none of these; the message says what. The manager looks before it goes on).
   */
  deleteNetwork(input: NetworkId): void | Promise<void>;
  /**
   * Says what is really there. It must look, never remember. Called: whenever the manager must know: to settle an
   * unknown outcome, and when its records are compared with what is there. Afterwards: nothing was changed. What it
   * answered was there at that moment. Statuses: invalid_argument (the input cannot be right, now or later, such as
   * an address that is none); not_found (there is no such network, or it was only half made); not_ready (what the
   * driver stands on is not there yet or at the moment; trying later may help); permission_denied (the host or what
   * lies behind it refused the driver); failed (it could not look; the outcome stays unknown).
   */
  inspectNetwork(input: NetworkId): Network | Promise<Network>;
  /**
   * Lists the networks that drivers of this kind made here, in any order. Called: when records are compared with
   * what is there. Afterwards: nothing was changed. Statuses: not_ready (what the driver stands on is not there yet
   * or at the moment; trying later may help); permission_denied (the host or what lies behind it refused the
   * driver); failed (none of these; the message says what. The manager looks before it goes on).
   */
  listNetworks(): NetworkList | Promise<NetworkList>;
  /**
   * Puts one device with that hardware address into the network, in a network namespace when one is named. A port
   * that is there as described is ok. Called: when something shall be connected, after each start of the host, and
   * again after an accident. Afterwards: with ok the device is there, up and in the network. With anything else a
   * port that was not there before is not there either. Statuses: invalid_argument (the input cannot be right, now
   * or later, such as an address that is none); not_found (there is no such network, or no such network namespace);
   * already_exists (a device of that name is there and is not the port's own; it was not touched); not_ready (what
   * the driver stands on is not there yet or at the moment; trying later may help); resource_exhausted (no more of
   * something: devices, addresses, table entries); permission_denied (the host or what lies behind it refused the
   * driver); busy (the place that the port needs is held by another); failed (none of these; the message says what.
   * The manager looks before it goes on).
   */
  attachPort(input: PortPlan): Port | Promise<Port>;
  /**
   * Takes a port and its device away. Taking away what is absent, or is in an absent network, is ok. Called: when
   * something shall be disconnected, and again until it answers ok. Afterwards: with ok neither the port nor its
   * device is left. Statuses: invalid_argument (the input cannot be right, now or later, such as an address that is
   * none); busy (the device cannot be removed now; it is still there); not_ready (what the driver stands on is not
   * there yet or at the moment; trying later may help); permission_denied (the host or what lies behind it refused
   * the driver); failed (none of these; the message says what. The manager looks before it goes on).
   */
  detachPort(input: PortId): void | Promise<void>;
  /**
   * Serves DHCP in the network: exactly these reservations, and nothing for hardware addresses that have none. The
   * network has a gateway address, which is the server's. Called: whenever reservations change, after each start of
   * the host, and again after an accident. Afterwards: with ok these reservations are served and no others. With
   * anything else what was served before may be served still, or nothing. Statuses: invalid_argument (the input
   * cannot be right, now or later, such as an address that is none); not_found (there is no such network);
   * not_ready (what the driver stands on is not there yet or at the moment; trying later may help);
   * resource_exhausted (no more of something: devices, addresses, table entries); permission_denied (the host or
   * what lies behind it refused the driver); busy (another server holds the address or the port); failed (none of
   * these; the message says what. The manager looks before it goes on).
   */
  setDhcp?(input: DhcpPlan): void | Promise<void>;
  /**
   * Lists the addresses that the DHCP server of a network has given out and that have not expired. Called: when the
   * manager or an operator wants to know who has which address. Afterwards: nothing was changed. Statuses:
   * invalid_argument (the input cannot be right, now or later, such as an address that is none); not_found (there
   * is no such network); not_ready (what the driver stands on is not there yet or at the moment; trying later may
   * help); permission_denied (the host or what lies behind it refused the driver); failed (none of these; the
   * message says what. The manager looks before it goes on).
   */
  listLeases?(input: NetworkId): LeaseList | Promise<LeaseList>;
  /**
   * Makes an outer address lead to an address in the network, both ways: what is sent to it arrives there, what
   * comes from there leaves with it. One that is there as described is ok. Called: when an outer address is
   * associated, after each start of the host, and again after an accident. Afterwards: with ok both ways are
   * translated. With anything else the outer address leads where it led before, or nowhere. Statuses:
   * invalid_argument (the input cannot be right, now or later, such as an address that is none); not_found (there
   * is no such network); already_exists (someone else has the outer address); not_ready (what the driver stands on
   * is not there yet or at the moment; trying later may help); resource_exhausted (no more of something: devices,
   * addresses, table entries); permission_denied (the host or what lies behind it refused the driver); busy
   * (someone else holds what would be touched); failed (none of these; the message says what. The manager looks
   * before it goes on).
   */
  setFloating?(input: FloatingPlan): void | Promise<void>;
  /**
   * Takes an outer address away. Taking away what is absent, or belongs to an absent network, is ok. Called: when
   * an outer address is disassociated, and again until it answers ok. Afterwards: with ok nothing of it is left.
   * Statuses: invalid_argument (the input cannot be right, now or later, such as an address that is none); busy
   * (someone else holds what would be touched); not_ready (what the driver stands on is not there yet or at the
   * moment; trying later may help); permission_denied (the host or what lies behind it refused the driver); failed
   * (none of these; the message says what. The manager looks before it goes on).
   */
  clearFloating?(input: FloatingId): void | Promise<void>;
  /**
   * Replaces all security rules of a network. The rules of a port are gone through in their order and the first
   * that fits decides; what none fits passes. Replies to what was let pass always pass. Called: whenever a rule or
   * a port changes, after each start of the host, and again after an accident. Afterwards: with ok all these rules
   * hold and no others; no packet met a part of them. With anything else the rules are as they were. Statuses:
   * invalid_argument (the input cannot be right, now or later, such as an address that is none); not_found (there
   * is no such network); not_ready (what the driver stands on is not there yet or at the moment; trying later may
   * help); resource_exhausted (no more of something: devices, addresses, table entries); permission_denied (the
   * host or what lies behind it refused the driver); busy (someone else holds what would be touched); failed (none
   * of these; the message says what. The manager looks before it goes on).
   */
  setRules?(input: RulesPlan): void | Promise<void>;
  /**
   * Says what a change would do, and does nothing: each step in words, with the argument vector where a command
   * would run. It answers the status that the change would be refused with, as far as looking can tell. DHCP is
   * planned for a network that is not there too: it would have been made just before. Called: when an operator asks
   * what a change would do (`--dry-run`). Afterwards: nothing was changed. The change may still end otherwise: the
   * world goes on. Statuses: invalid_argument (the input cannot be right, now or later, such as an address that is
   * none); not_found (the change would answer it: what it needs is not there); already_exists (the change would
   * answer it: the name or the place is taken); not_ready (what the driver stands on is not there yet or at the
   * moment; trying later may help); resource_exhausted (the change would answer it: there is no more of something);
   * permission_denied (the host or what lies behind it refused the driver); busy (the change would answer it: what
   * it needs is in use); failed (none of these; the message says what. The manager looks before it goes on).
   */
  planChange?(input: NetworkChange): NetworkSteps | Promise<NetworkSteps>;
}

/** Makes these functions the exports of the file. To be called once, at the top of the driver's entry. */
export function serve(driver: NetworkDriver): void {
  serveDriver(
    driver,
    [
      ["describe", "describe", null, 1],
      ["probe", "probe", null, 3],
      ["get_abilities", "getAbilities", null, 8],
      ["ensure_network", "ensureNetwork", 15, 19],
      ["delete_network", "deleteNetwork", 20, null],
      ["inspect_network", "inspectNetwork", 20, 19],
      ["list_networks", "listNetworks", null, 21],
      ["attach_port", "attachPort", 24, 16],
      ["detach_port", "detachPort", 25, null],
      ["set_dhcp", "setDhcp", 29, null],
      ["list_leases", "listLeases", 20, 33],
      ["set_floating", "setFloating", 34, null],
      ["clear_floating", "clearFloating", 35, null],
      ["set_rules", "setRules", 45, null],
      ["plan_change", "planChange", 46, 49],
    ],
    TYPES,
  );
}

const TYPES = /* @__PURE__ */ defineTypes([
  ["string"],
  ["record",[["name","name",1,0,0],["version","version",1,0,0],["kind","kind",1,0,0],["abi","abi",1,0,0]]],
  ["enum",["ready","degraded","unavailable"]],
  ["record",[["health","health",1,0,2],["reason","reason",0,1,0]]],
  ["enum",["bridge","vlan","address","dhcp","floating","rules"]],
  ["boolean"],
  ["record",[["ability","ability",1,0,4],["available","available",1,0,5],["reason","reason",0,1,0]]],
  ["array",6],
  ["record",[["abilities","abilities",1,0,7]]],
  ["string",8,8],
  ["string",1,255],
  ["integer",1,4094],
  ["string",1,15],
  ["string",7,15],
  ["integer",1,30],
  ["record",[["network","network",1,0,9],["label","label",1,0,10],["vlan","vlan",0,1,11],["uplink","uplink",0,1,12],["gateway","gateway",0,1,13],["prefix","prefix",0,1,14]]],
  ["record",[["port","port",1,0,9],["device","device",0,1,0],["mac","mac",0,1,0]]],
  ["array",16],
  ["array",0],
  ["record",[["network","network",1,0,9],["device","device",0,1,0],["vlan","vlan",0,1,11],["ports","ports",1,0,17],["dhcp","dhcp",1,0,5],["floating","floating",1,0,18]]],
  ["record",[["network","network",1,0,9]]],
  ["record",[["networks","networks",1,0,18]]],
  ["string",17,17],
  ["string",1,64],
  ["record",[["network","network",1,0,9],["port","port",1,0,9],["label","label",1,0,10],["mac","mac",1,0,22],["netns","netns",0,1,23],["device","device",0,1,12],["address","address",0,1,13],["prefix","prefix",0,1,14],["gateway","gateway",0,1,13]]],
  ["record",[["network","network",1,0,9],["port","port",1,0,9]]],
  ["integer",120,31536000],
  ["record",[["mac","mac",1,0,22],["address","address",1,0,13]]],
  ["array",27],
  ["record",[["network","network",1,0,9],["server","server",1,0,13],["prefix","prefix",1,0,14],["lease_seconds","leaseSeconds",1,0,26],["reservations","reservations",1,0,28]]],
  ["integer",0,9007199254740991],
  ["record",[["mac","mac",1,0,0],["address","address",1,0,0],["expires_seconds","expiresSeconds",0,1,30]]],
  ["array",31],
  ["record",[["leases","leases",1,0,32]]],
  ["record",[["network","network",1,0,9],["floating","floating",1,0,13],["fixed","fixed",1,0,13],["device","device",0,1,12]]],
  ["record",[["network","network",1,0,9],["floating","floating",1,0,13]]],
  ["enum",["ingress","egress"]],
  ["enum",["allow","deny"]],
  ["enum",["any","tcp","udp","icmp"]],
  ["integer",1,65535],
  ["string",9,18],
  ["record",[["direction","direction",1,0,36],["action","action",1,0,37],["protocol","protocol",1,0,38],["port_first","portFirst",0,1,39],["port_last","portLast",0,1,39],["peer","peer",0,1,40]]],
  ["array",41],
  ["record",[["port","port",1,0,9],["mac","mac",1,0,22],["address","address",1,0,13],["rules","rules",1,0,42]]],
  ["array",43],
  ["record",[["network","network",1,0,9],["ports","ports",1,0,44]]],
  ["record",[["ensure_network","ensureNetwork",0,1,15],["delete_network","deleteNetwork",0,1,20],["attach_port","attachPort",0,1,24],["detach_port","detachPort",0,1,25],["set_dhcp","setDhcp",0,1,29],["set_floating","setFloating",0,1,34],["clear_floating","clearFloating",0,1,35],["set_rules","setRules",0,1,45]]],
  ["record",[["what","what",1,0,0],["argv","argv",0,1,18],["stdin_text","stdinText",0,1,0]]],
  ["array",47],
  ["record",[["steps","steps",1,0,48]]],
]);
