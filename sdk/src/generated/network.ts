// Generated from sdk/abi/network.yaml, version 1.1, by `npm run generate`. Do not edit: change the contract and generate again.

import type { DriverContext } from "../abi.ts";
import type { KindDescriptor } from "../kind.ts";
import * as shape from "../shape.ts";
import { DRIVER } from "./driver.ts";

/**
 * What a driver may be able to do: carry Ethernet frames between ports, keep networks apart by VLAN tags, give a
 * port its address itself, serve DHCP, lead outer addresses inwards, enforce security rules.
 */
export const ABILITY_VALUES = ["bridge", "vlan", "address", "dhcp", "floating", "rules"] as const;
export type Ability = (typeof ABILITY_VALUES)[number];

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
export const DIRECTION_VALUES = ["ingress", "egress"] as const;
export type Direction = (typeof DIRECTION_VALUES)[number];

/** Whether a packet that fits passes. */
export const ACTION_VALUES = ["allow", "deny"] as const;
export type Action = (typeof ACTION_VALUES)[number];

/** What a packet carries. */
export const PROTOCOL_VALUES = ["any", "tcp", "udp", "icmp"] as const;
export type Protocol = (typeof PROTOCOL_VALUES)[number];

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

/** What a manager holds of a driver of the kind network. Statuses other than ok are thrown as DriverStatusError. */
export interface NetworkDriver {
  /**
   * Says what this driver can do on this machine, and why not where it cannot: "the kernel has no 8021q". It must
   * look, never assume. Called: at the start of the manager, which refuses to work with a driver that lacks what
   * its strategy needs, and after each swap of the driver. Afterwards: nothing was changed. Statuses: not_ready
   * (what the driver stands on is not there yet or at the moment; trying later may help); permission_denied (the
   * host or what lies behind it refused the driver); failed (none of these; the message says what. The manager
   * looks before it goes on).
   */
  getAbilities(ctx: DriverContext): Promise<Abilities>;
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
  ensureNetwork(ctx: DriverContext, input: NetworkPlan): Promise<Network>;
  /**
   * Removes a network and all that belongs to it: ports, the DHCP server, rules, floating addresses, and what a
   * broken ensureNetwork left. Removing what is absent is ok. Called: when a network shall go, and again until it
   * answers ok. Afterwards: with ok the machine is as if the network had never been. Statuses: invalid_argument
   * (the input cannot be right, now or later, such as an address that is none); busy (something in it cannot be
   * removed now; the rest may be gone, and deleting again goes on); not_ready (what the driver stands on is not
   * there yet or at the moment; trying later may help); permission_denied (the host or what lies behind it refused
   * the driver); failed (none of these; the message says what. The manager looks before it goes on).
   */
  deleteNetwork(ctx: DriverContext, input: NetworkId): Promise<void>;
  /**
   * Says what is really there. It must look, never remember. Called: whenever the manager must know: to settle an
   * unknown outcome, and when its records are compared with what is there. Afterwards: nothing was changed. What it
   * answered was there at that moment. Statuses: invalid_argument (the input cannot be right, now or later, such as
   * an address that is none); not_found (there is no such network, or it was only half made); not_ready (what the
   * driver stands on is not there yet or at the moment; trying later may help); permission_denied (the host or what
   * lies behind it refused the driver); failed (it could not look; the outcome stays unknown).
   */
  inspectNetwork(ctx: DriverContext, input: NetworkId): Promise<Network>;
  /**
   * Lists the networks that drivers of this kind made here, in any order. Called: when records are compared with
   * what is there. Afterwards: nothing was changed. Statuses: not_ready (what the driver stands on is not there yet
   * or at the moment; trying later may help); permission_denied (the host or what lies behind it refused the
   * driver); failed (none of these; the message says what. The manager looks before it goes on).
   */
  listNetworks(ctx: DriverContext): Promise<NetworkList>;
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
  attachPort(ctx: DriverContext, input: PortPlan): Promise<Port>;
  /**
   * Takes a port and its device away. Taking away what is absent, or is in an absent network, is ok. Called: when
   * something shall be disconnected, and again until it answers ok. Afterwards: with ok neither the port nor its
   * device is left. Statuses: invalid_argument (the input cannot be right, now or later, such as an address that is
   * none); busy (the device cannot be removed now; it is still there); not_ready (what the driver stands on is not
   * there yet or at the moment; trying later may help); permission_denied (the host or what lies behind it refused
   * the driver); failed (none of these; the message says what. The manager looks before it goes on).
   */
  detachPort(ctx: DriverContext, input: PortId): Promise<void>;
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
  setDhcp?(ctx: DriverContext, input: DhcpPlan): Promise<void>;
  /**
   * Lists the addresses that the DHCP server of a network has given out and that have not expired. Called: when the
   * manager or an operator wants to know who has which address. Afterwards: nothing was changed. Statuses:
   * invalid_argument (the input cannot be right, now or later, such as an address that is none); not_found (there
   * is no such network); not_ready (what the driver stands on is not there yet or at the moment; trying later may
   * help); permission_denied (the host or what lies behind it refused the driver); failed (none of these; the
   * message says what. The manager looks before it goes on).
   */
  listLeases?(ctx: DriverContext, input: NetworkId): Promise<LeaseList>;
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
  setFloating?(ctx: DriverContext, input: FloatingPlan): Promise<void>;
  /**
   * Takes an outer address away. Taking away what is absent, or belongs to an absent network, is ok. Called: when
   * an outer address is disassociated, and again until it answers ok. Afterwards: with ok nothing of it is left.
   * Statuses: invalid_argument (the input cannot be right, now or later, such as an address that is none); busy
   * (someone else holds what would be touched); not_ready (what the driver stands on is not there yet or at the
   * moment; trying later may help); permission_denied (the host or what lies behind it refused the driver); failed
   * (none of these; the message says what. The manager looks before it goes on).
   */
  clearFloating?(ctx: DriverContext, input: FloatingId): Promise<void>;
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
  setRules?(ctx: DriverContext, input: RulesPlan): Promise<void>;
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
  planChange?(ctx: DriverContext, input: NetworkChange): Promise<NetworkSteps>;
}

/** The function table of network 1.1. */
export const NETWORK: KindDescriptor = {
  name: "network",
  version: "1.1",
  functions: [
    ...DRIVER.functions,
    {
      wire: "get_abilities",
      camel: "getAbilities",
      required: true,
      mutates: false,
      idempotent: true,
      timeoutMs: 10000,
      errors: ["not_ready", "permission_denied", "failed"],
      component: "() -> result<record{abilities: list<record{ability: enum{bridge, vlan, address, dhcp, floating, rules}, available: bool, reason: option<string>}>}, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      decodeOutput: (value) => decodeAbilities(value, ""),
    },
    {
      wire: "ensure_network",
      camel: "ensureNetwork",
      required: true,
      mutates: true,
      idempotent: true,
      timeoutMs: 30000,
      errors: ["invalid_argument", "already_exists", "not_ready", "resource_exhausted", "permission_denied", "busy", "failed"],
      component: "(record{network: string, label: string, vlan: option<s32>, uplink: option<string>, gateway: option<string>, prefix: option<s32>}) -> result<record{network: string, device: option<string>, vlan: option<s32>, ports: list<record{port: string, device: option<string>, mac: option<string>}>, dhcp: bool, floating: list<string>}, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      encodeInput: (value) => encodeNetworkPlan(value, ""),
      decodeOutput: (value) => decodeNetwork(value, ""),
    },
    {
      wire: "delete_network",
      camel: "deleteNetwork",
      required: true,
      mutates: true,
      idempotent: true,
      timeoutMs: 30000,
      errors: ["invalid_argument", "busy", "not_ready", "permission_denied", "failed"],
      component: "(record{network: string}) -> result<_, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      encodeInput: (value) => encodeNetworkId(value, ""),
    },
    {
      wire: "inspect_network",
      camel: "inspectNetwork",
      required: true,
      mutates: false,
      idempotent: true,
      timeoutMs: 10000,
      errors: ["invalid_argument", "not_found", "not_ready", "permission_denied", "failed"],
      component: "(record{network: string}) -> result<record{network: string, device: option<string>, vlan: option<s32>, ports: list<record{port: string, device: option<string>, mac: option<string>}>, dhcp: bool, floating: list<string>}, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      encodeInput: (value) => encodeNetworkId(value, ""),
      decodeOutput: (value) => decodeNetwork(value, ""),
    },
    {
      wire: "list_networks",
      camel: "listNetworks",
      required: true,
      mutates: false,
      idempotent: true,
      timeoutMs: 10000,
      errors: ["not_ready", "permission_denied", "failed"],
      component: "() -> result<record{networks: list<string>}, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      decodeOutput: (value) => decodeNetworkList(value, ""),
    },
    {
      wire: "attach_port",
      camel: "attachPort",
      required: true,
      mutates: true,
      idempotent: true,
      timeoutMs: 30000,
      errors: ["invalid_argument", "not_found", "already_exists", "not_ready", "resource_exhausted", "permission_denied", "busy", "failed"],
      component: "(record{network: string, port: string, label: string, mac: string, netns: option<string>, device: option<string>, address: option<string>, prefix: option<s32>, gateway: option<string>}) -> result<record{port: string, device: option<string>, mac: option<string>}, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      encodeInput: (value) => encodePortPlan(value, ""),
      decodeOutput: (value) => decodePort(value, ""),
    },
    {
      wire: "detach_port",
      camel: "detachPort",
      required: true,
      mutates: true,
      idempotent: true,
      timeoutMs: 30000,
      errors: ["invalid_argument", "busy", "not_ready", "permission_denied", "failed"],
      component: "(record{network: string, port: string}) -> result<_, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      encodeInput: (value) => encodePortId(value, ""),
    },
    {
      wire: "set_dhcp",
      camel: "setDhcp",
      required: false,
      mutates: true,
      idempotent: true,
      timeoutMs: 30000,
      errors: ["invalid_argument", "not_found", "not_ready", "resource_exhausted", "permission_denied", "busy", "failed"],
      component: "(record{network: string, server: string, prefix: s32, lease-seconds: s32, reservations: list<record{mac: string, address: string}>}) -> result<_, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      encodeInput: (value) => encodeDhcpPlan(value, ""),
    },
    {
      wire: "list_leases",
      camel: "listLeases",
      required: false,
      mutates: false,
      idempotent: true,
      timeoutMs: 10000,
      errors: ["invalid_argument", "not_found", "not_ready", "permission_denied", "failed"],
      component: "(record{network: string}) -> result<record{leases: list<record{mac: string, address: string, expires-seconds: option<s64>}>}, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      encodeInput: (value) => encodeNetworkId(value, ""),
      decodeOutput: (value) => decodeLeaseList(value, ""),
    },
    {
      wire: "set_floating",
      camel: "setFloating",
      required: false,
      mutates: true,
      idempotent: true,
      timeoutMs: 30000,
      errors: ["invalid_argument", "not_found", "already_exists", "not_ready", "resource_exhausted", "permission_denied", "busy", "failed"],
      component: "(record{network: string, floating: string, fixed: string, device: option<string>}) -> result<_, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      encodeInput: (value) => encodeFloatingPlan(value, ""),
    },
    {
      wire: "clear_floating",
      camel: "clearFloating",
      required: false,
      mutates: true,
      idempotent: true,
      timeoutMs: 30000,
      errors: ["invalid_argument", "busy", "not_ready", "permission_denied", "failed"],
      component: "(record{network: string, floating: string}) -> result<_, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      encodeInput: (value) => encodeFloatingId(value, ""),
    },
    {
      wire: "set_rules",
      camel: "setRules",
      required: false,
      mutates: true,
      idempotent: true,
      timeoutMs: 30000,
      errors: ["invalid_argument", "not_found", "not_ready", "resource_exhausted", "permission_denied", "busy", "failed"],
      component: "(record{network: string, ports: list<record{port: string, mac: string, address: string, rules: list<record{direction: enum{ingress, egress}, action: enum{allow, deny}, protocol: enum{any, tcp, udp, icmp}, port-first: option<s32>, port-last: option<s32>, peer: option<string>}>}>}) -> result<_, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      encodeInput: (value) => encodeRulesPlan(value, ""),
    },
    {
      wire: "plan_change",
      camel: "planChange",
      required: false,
      mutates: false,
      idempotent: true,
      timeoutMs: 30000,
      errors: ["invalid_argument", "not_found", "already_exists", "not_ready", "resource_exhausted", "permission_denied", "busy", "failed"],
      component: "(record{ensure-network: option<record{network: string, label: string, vlan: option<s32>, uplink: option<string>, gateway: option<string>, prefix: option<s32>}>, delete-network: option<record{network: string}>, attach-port: option<record{network: string, port: string, label: string, mac: string, netns: option<string>, device: option<string>, address: option<string>, prefix: option<s32>, gateway: option<string>}>, detach-port: option<record{network: string, port: string}>, set-dhcp: option<record{network: string, server: string, prefix: s32, lease-seconds: s32, reservations: list<record{mac: string, address: string}>}>, set-floating: option<record{network: string, floating: string, fixed: string, device: option<string>}>, clear-floating: option<record{network: string, floating: string}>, set-rules: option<record{network: string, ports: list<record{port: string, mac: string, address: string, rules: list<record{direction: enum{ingress, egress}, action: enum{allow, deny}, protocol: enum{any, tcp, udp, icmp}, port-first: option<s32>, port-last: option<s32>, peer: option<string>}>}>}>}) -> result<record{steps: list<record{what: string, argv: option<list<string>>, stdin-text: option<string>}>}, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      encodeInput: (value) => encodeNetworkChange(value, ""),
      decodeOutput: (value) => decodeNetworkSteps(value, ""),
    },
  ],
};

function decodeAbilityState(value: unknown, at: string): AbilityState {
  const record = shape.checkRecord(value, at);
  const result: shape.Draft<AbilityState> = {
    ability: shape.checkEnum(record["ability"], shape.join(at, "ability"), ABILITY_VALUES),
    available: shape.checkBoolean(record["available"], shape.join(at, "available")),
  };
  if (record["reason"] !== undefined && record["reason"] !== null) {
    result.reason = shape.checkText(record["reason"], shape.join(at, "reason"));
  }
  return result;
}

function decodeAbilities(value: unknown, at: string): Abilities {
  const record = shape.checkRecord(value, at);
  return {
    abilities: shape.checkList(record["abilities"], shape.join(at, "abilities"), (item, at) => decodeAbilityState(item, at)),
  };
}

function encodeNetworkId(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  return {
    network: shape.checkText(record["network"], shape.join(at, "network"), 8, 8),
  };
}

function encodePortId(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  return {
    network: shape.checkText(record["network"], shape.join(at, "network"), 8, 8),
    port: shape.checkText(record["port"], shape.join(at, "port"), 8, 8),
  };
}

function encodeFloatingId(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  return {
    network: shape.checkText(record["network"], shape.join(at, "network"), 8, 8),
    floating: shape.checkText(record["floating"], shape.join(at, "floating"), 7, 15),
  };
}

function encodeNetworkPlan(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  const result: Record<string, unknown> = {
    network: shape.checkText(record["network"], shape.join(at, "network"), 8, 8),
    label: shape.checkText(record["label"], shape.join(at, "label"), 1, 255),
  };
  if (record["vlan"] !== undefined && record["vlan"] !== null) {
    result["vlan"] = shape.checkInteger(record["vlan"], shape.join(at, "vlan"), 1, 4094);
  }
  if (record["uplink"] !== undefined && record["uplink"] !== null) {
    result["uplink"] = shape.checkText(record["uplink"], shape.join(at, "uplink"), 1, 15);
  }
  if (record["gateway"] !== undefined && record["gateway"] !== null) {
    result["gateway"] = shape.checkText(record["gateway"], shape.join(at, "gateway"), 7, 15);
  }
  if (record["prefix"] !== undefined && record["prefix"] !== null) {
    result["prefix"] = shape.checkInteger(record["prefix"], shape.join(at, "prefix"), 1, 30);
  }
  return result;
}

function decodePort(value: unknown, at: string): Port {
  const record = shape.checkRecord(value, at);
  const result: shape.Draft<Port> = {
    port: shape.checkText(record["port"], shape.join(at, "port"), 8, 8),
  };
  if (record["device"] !== undefined && record["device"] !== null) {
    result.device = shape.checkText(record["device"], shape.join(at, "device"));
  }
  if (record["mac"] !== undefined && record["mac"] !== null) {
    result.mac = shape.checkText(record["mac"], shape.join(at, "mac"));
  }
  return result;
}

function decodeNetwork(value: unknown, at: string): Network {
  const record = shape.checkRecord(value, at);
  const result: shape.Draft<Network> = {
    network: shape.checkText(record["network"], shape.join(at, "network"), 8, 8),
    ports: shape.checkList(record["ports"], shape.join(at, "ports"), (item, at) => decodePort(item, at)),
    dhcp: shape.checkBoolean(record["dhcp"], shape.join(at, "dhcp")),
    floating: shape.checkList(record["floating"], shape.join(at, "floating"), (item, at) => shape.checkText(item, at)),
  };
  if (record["device"] !== undefined && record["device"] !== null) {
    result.device = shape.checkText(record["device"], shape.join(at, "device"));
  }
  if (record["vlan"] !== undefined && record["vlan"] !== null) {
    result.vlan = shape.checkInteger(record["vlan"], shape.join(at, "vlan"), 1, 4094);
  }
  return result;
}

function decodeNetworkList(value: unknown, at: string): NetworkList {
  const record = shape.checkRecord(value, at);
  return {
    networks: shape.checkList(record["networks"], shape.join(at, "networks"), (item, at) => shape.checkText(item, at)),
  };
}

function encodePortPlan(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  const result: Record<string, unknown> = {
    network: shape.checkText(record["network"], shape.join(at, "network"), 8, 8),
    port: shape.checkText(record["port"], shape.join(at, "port"), 8, 8),
    label: shape.checkText(record["label"], shape.join(at, "label"), 1, 255),
    mac: shape.checkText(record["mac"], shape.join(at, "mac"), 17, 17),
  };
  if (record["netns"] !== undefined && record["netns"] !== null) {
    result["netns"] = shape.checkText(record["netns"], shape.join(at, "netns"), 1, 64);
  }
  if (record["device"] !== undefined && record["device"] !== null) {
    result["device"] = shape.checkText(record["device"], shape.join(at, "device"), 1, 15);
  }
  if (record["address"] !== undefined && record["address"] !== null) {
    result["address"] = shape.checkText(record["address"], shape.join(at, "address"), 7, 15);
  }
  if (record["prefix"] !== undefined && record["prefix"] !== null) {
    result["prefix"] = shape.checkInteger(record["prefix"], shape.join(at, "prefix"), 1, 30);
  }
  if (record["gateway"] !== undefined && record["gateway"] !== null) {
    result["gateway"] = shape.checkText(record["gateway"], shape.join(at, "gateway"), 7, 15);
  }
  return result;
}

function encodeReservation(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  return {
    mac: shape.checkText(record["mac"], shape.join(at, "mac"), 17, 17),
    address: shape.checkText(record["address"], shape.join(at, "address"), 7, 15),
  };
}

function encodeDhcpPlan(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  return {
    network: shape.checkText(record["network"], shape.join(at, "network"), 8, 8),
    server: shape.checkText(record["server"], shape.join(at, "server"), 7, 15),
    prefix: shape.checkInteger(record["prefix"], shape.join(at, "prefix"), 1, 30),
    lease_seconds: shape.checkInteger(record["leaseSeconds"], shape.join(at, "leaseSeconds"), 120, 31536000),
    reservations: shape.checkList(record["reservations"], shape.join(at, "reservations"), (item, at) => encodeReservation(item, at)),
  };
}

function decodeLease(value: unknown, at: string): Lease {
  const record = shape.checkRecord(value, at);
  const result: shape.Draft<Lease> = {
    mac: shape.checkText(record["mac"], shape.join(at, "mac")),
    address: shape.checkText(record["address"], shape.join(at, "address")),
  };
  if (record["expires_seconds"] !== undefined && record["expires_seconds"] !== null) {
    result.expiresSeconds = shape.checkInteger(record["expires_seconds"], shape.join(at, "expires_seconds"), 0, 9007199254740991);
  }
  return result;
}

function decodeLeaseList(value: unknown, at: string): LeaseList {
  const record = shape.checkRecord(value, at);
  return {
    leases: shape.checkList(record["leases"], shape.join(at, "leases"), (item, at) => decodeLease(item, at)),
  };
}

function encodeFloatingPlan(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  const result: Record<string, unknown> = {
    network: shape.checkText(record["network"], shape.join(at, "network"), 8, 8),
    floating: shape.checkText(record["floating"], shape.join(at, "floating"), 7, 15),
    fixed: shape.checkText(record["fixed"], shape.join(at, "fixed"), 7, 15),
  };
  if (record["device"] !== undefined && record["device"] !== null) {
    result["device"] = shape.checkText(record["device"], shape.join(at, "device"), 1, 15);
  }
  return result;
}

function encodeRule(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  const result: Record<string, unknown> = {
    direction: shape.checkEnum(record["direction"], shape.join(at, "direction"), DIRECTION_VALUES),
    action: shape.checkEnum(record["action"], shape.join(at, "action"), ACTION_VALUES),
    protocol: shape.checkEnum(record["protocol"], shape.join(at, "protocol"), PROTOCOL_VALUES),
  };
  if (record["portFirst"] !== undefined && record["portFirst"] !== null) {
    result["port_first"] = shape.checkInteger(record["portFirst"], shape.join(at, "portFirst"), 1, 65535);
  }
  if (record["portLast"] !== undefined && record["portLast"] !== null) {
    result["port_last"] = shape.checkInteger(record["portLast"], shape.join(at, "portLast"), 1, 65535);
  }
  if (record["peer"] !== undefined && record["peer"] !== null) {
    result["peer"] = shape.checkText(record["peer"], shape.join(at, "peer"), 9, 18);
  }
  return result;
}

function encodePortRules(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  return {
    port: shape.checkText(record["port"], shape.join(at, "port"), 8, 8),
    mac: shape.checkText(record["mac"], shape.join(at, "mac"), 17, 17),
    address: shape.checkText(record["address"], shape.join(at, "address"), 7, 15),
    rules: shape.checkList(record["rules"], shape.join(at, "rules"), (item, at) => encodeRule(item, at)),
  };
}

function encodeRulesPlan(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  return {
    network: shape.checkText(record["network"], shape.join(at, "network"), 8, 8),
    ports: shape.checkList(record["ports"], shape.join(at, "ports"), (item, at) => encodePortRules(item, at)),
  };
}

function encodeNetworkChange(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  const result: Record<string, unknown> = {};
  if (record["ensureNetwork"] !== undefined && record["ensureNetwork"] !== null) {
    result["ensure_network"] = encodeNetworkPlan(record["ensureNetwork"], shape.join(at, "ensureNetwork"));
  }
  if (record["deleteNetwork"] !== undefined && record["deleteNetwork"] !== null) {
    result["delete_network"] = encodeNetworkId(record["deleteNetwork"], shape.join(at, "deleteNetwork"));
  }
  if (record["attachPort"] !== undefined && record["attachPort"] !== null) {
    result["attach_port"] = encodePortPlan(record["attachPort"], shape.join(at, "attachPort"));
  }
  if (record["detachPort"] !== undefined && record["detachPort"] !== null) {
    result["detach_port"] = encodePortId(record["detachPort"], shape.join(at, "detachPort"));
  }
  if (record["setDhcp"] !== undefined && record["setDhcp"] !== null) {
    result["set_dhcp"] = encodeDhcpPlan(record["setDhcp"], shape.join(at, "setDhcp"));
  }
  if (record["setFloating"] !== undefined && record["setFloating"] !== null) {
    result["set_floating"] = encodeFloatingPlan(record["setFloating"], shape.join(at, "setFloating"));
  }
  if (record["clearFloating"] !== undefined && record["clearFloating"] !== null) {
    result["clear_floating"] = encodeFloatingId(record["clearFloating"], shape.join(at, "clearFloating"));
  }
  if (record["setRules"] !== undefined && record["setRules"] !== null) {
    result["set_rules"] = encodeRulesPlan(record["setRules"], shape.join(at, "setRules"));
  }
  return result;
}

function decodeNetworkStep(value: unknown, at: string): NetworkStep {
  const record = shape.checkRecord(value, at);
  const result: shape.Draft<NetworkStep> = {
    what: shape.checkText(record["what"], shape.join(at, "what")),
  };
  if (record["argv"] !== undefined && record["argv"] !== null) {
    result.argv = shape.checkList(record["argv"], shape.join(at, "argv"), (item, at) => shape.checkText(item, at));
  }
  if (record["stdin_text"] !== undefined && record["stdin_text"] !== null) {
    result.stdinText = shape.checkText(record["stdin_text"], shape.join(at, "stdin_text"));
  }
  return result;
}

function decodeNetworkSteps(value: unknown, at: string): NetworkSteps {
  const record = shape.checkRecord(value, at);
  return {
    steps: shape.checkList(record["steps"], shape.join(at, "steps"), (item, at) => decodeNetworkStep(item, at)),
  };
}
