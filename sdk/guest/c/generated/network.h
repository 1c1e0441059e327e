// Generated from sdk/abi/network.yaml, version 1.1, by `npm run generate`. Do not edit: change the contract and generate again.

// Include it in one source file, which then holds the driver's exports; in any other define
// NETWORK_TYPES_ONLY before. Implement every function that is declared here.
// Define before, for what the driver offers beyond that: NETWORK_OFFERS_SET_DHCP, NETWORK_OFFERS_LIST_LEASES, NETWORK_OFFERS_SET_FLOATING, NETWORK_OFFERS_CLEAR_FLOATING, NETWORK_OFFERS_SET_RULES, NETWORK_OFFERS_PLAN_CHANGE.

#ifndef HOLDFAST_NETWORK_H
#define HOLDFAST_NETWORK_H

#include "holdfast.h"

/** A driver's own account of itself. */
typedef struct {
  /** The driver's name, as in its manifest. */
  hf_text name;
  /** The driver's own semantic version. */
  hf_text version;
  /** The kind it implements, such as volume. */
  hf_text kind;
  /** The version of the kind it was built against, major.minor. */
  hf_text abi;
} Description;

/** How the driver feels. */
typedef enum { HEALTH_READY, HEALTH_DEGRADED, HEALTH_UNAVAILABLE } Health;

/** The answer of a probe. */
typedef struct {
  Health health;
  /** Why it is not ready, for the operator; one sentence. */
  bool has_reason;
  hf_text reason;
} Probe;

/**
 * What a driver may be able to do: carry Ethernet frames between ports, keep networks apart by VLAN tags, give a
 * port its address itself, serve DHCP, lead outer addresses inwards, enforce security rules.
 */
typedef enum { ABILITY_BRIDGE, ABILITY_VLAN, ABILITY_ADDRESS, ABILITY_DHCP, ABILITY_FLOATING, ABILITY_RULES } Ability;

/** One ability, here and now. */
typedef struct {
  Ability ability;
  /** Whether it can be asked for. */
  bool available;
  /** Why not, in a few words: the kernel has no 8021q. */
  bool has_reason;
  hf_text reason;
} AbilityState;

typedef struct {
  AbilityState *items;
  size_t count;
} AbilityStateArray;

/** What a driver can do here. An ability that is not listed is not there. */
typedef struct {
  /** Each at most once. */
  AbilityStateArray abilities;
} Abilities;

/** Names one network. */
typedef struct {
  /** Eight of 0-9 and a-f: short enough for the name of a device. */
  hf_text network;
} NetworkId;

/** Names one port. */
typedef struct {
  /** Eight of 0-9 and a-f. */
  hf_text network;
  /** Eight of 0-9 and a-f, unlike that of any other port. */
  hf_text port;
} PortId;

/** Names one outer address. */
typedef struct {
  /** Eight of 0-9 and a-f. */
  hf_text network;
  /** The outer address, such as 203.0.113.5. */
  hf_text floating;
} FloatingId;

/** What a network shall be. */
typedef struct {
  /** Eight of 0-9 and a-f. */
  hf_text network;
  /** The operator's name for it, any UTF-8: to be shown, never to be run. */
  hf_text label;
  /** Its 802.1Q tag; without one it is flat. */
  bool has_vlan;
  int32_t vlan;
  /** The device that leads to the rest of the network; without one it stays on this machine. */
  bool has_uplink;
  hf_text uplink;
  /** The host's own IPv4 address in it; without one the host has none. */
  bool has_gateway;
  hf_text gateway;
  /** Bits of the network's part of an address; given with `gateway`. */
  bool has_prefix;
  int32_t prefix;
} NetworkPlan;

/** A port as it is. */
typedef struct {
  /** Eight of 0-9 and a-f. */
  hf_text port;
  /** The name of the device that was put in, where it now is. */
  bool has_device;
  hf_text device;
  /** Its hardware address, if the driver can see it. */
  bool has_mac;
  hf_text mac;
} Port;

typedef struct {
  Port *items;
  size_t count;
} PortArray;

#ifndef HF_HAS_TEXT_ARRAY
#define HF_HAS_TEXT_ARRAY
typedef struct {
  hf_text *items;
  size_t count;
} TextArray;
#endif

/** A network as it is. */
typedef struct {
  /** Eight of 0-9 and a-f. */
  hf_text network;
  /** The host's foot in it or what else stands for it: a bridge, a VLAN interface. */
  bool has_device;
  hf_text device;
  /** Its 802.1Q tag. */
  bool has_vlan;
  int32_t vlan;
  /** Each port once, in any order. */
  PortArray ports;
  /** Whether a DHCP server serves it now. */
  bool dhcp;
  /** The outer addresses that lead into it. */
  TextArray floating;
} Network;

/** The networks of a driver. */
typedef struct {
  /** The name of each network once. */
  TextArray networks;
} NetworkList;

/** What a port shall be. */
typedef struct {
  /** The network it is in. */
  hf_text network;
  /** Eight of 0-9 and a-f. */
  hf_text port;
  /** The operator's name for it, any UTF-8: to be shown, never to be run. */
  hf_text label;
  /** The device's hardware address, in lower case: 02:68:66:0a:0b:0c. */
  hf_text mac;
  /** The network namespace that the device goes into; without one it stays with the host. */
  bool has_netns;
  hf_text netns;
  /** The device's name there, or for a switch its interface; the driver's choice by default. */
  bool has_device;
  hf_text device;
  /** The IPv4 address to give to the device; without one the driver gives none. */
  bool has_address;
  hf_text address;
  /** Bits of the network's part; given with `address`. */
  bool has_prefix;
  int32_t prefix;
  /** The default route to set with `address`. */
  bool has_gateway;
  hf_text gateway;
} PortPlan;

/** The address of one hardware address. */
typedef struct {
  /** The client's hardware address, in lower case. */
  hf_text mac;
  /** Its IPv4 address. */
  hf_text address;
} Reservation;

typedef struct {
  Reservation *items;
  size_t count;
} ReservationArray;

/** What a DHCP server shall serve. */
typedef struct {
  /** The network it serves. */
  hf_text network;
  /** The address it serves from, and the clients' gateway. */
  hf_text server;
  /** Bits of the network's part. */
  int32_t prefix;
  /** How long a lease lasts. */
  int32_t lease_seconds;
  /** Who gets which address. */
  ReservationArray reservations;
} DhcpPlan;

/** An address that was given out. */
typedef struct {
  /** Who has it. */
  hf_text mac;
  /** The IPv4 address. */
  hf_text address;
  /** When it ends, in seconds since 1970; without it, not by itself. */
  bool has_expires_seconds;
  int64_t expires_seconds;
} Lease;

typedef struct {
  Lease *items;
  size_t count;
} LeaseArray;

/** The leases of a network. */
typedef struct {
  /** Each address once. */
  LeaseArray leases;
} LeaseList;

/** What an outer address shall lead to. */
typedef struct {
  /** The network it leads into. */
  hf_text network;
  /** The outer address. */
  hf_text floating;
  /** The address in the network. */
  hf_text fixed;
  /** The device on which the outer address is answered for; without one it is only translated. */
  bool has_device;
  hf_text device;
} FloatingPlan;

/** To the port or from it. */
typedef enum { DIRECTION_INGRESS, DIRECTION_EGRESS } Direction;

/** Whether a packet that fits passes. */
typedef enum { ACTION_ALLOW, ACTION_DENY } Action;

/** What a packet carries. */
typedef enum { PROTOCOL_ANY, PROTOCOL_TCP, PROTOCOL_UDP, PROTOCOL_ICMP } Protocol;

/** One security rule. */
typedef struct {
  Direction direction;
  Action action;
  Protocol protocol;
  /** The first destination port, with tcp and udp; without one all fit. */
  bool has_port_first;
  int32_t port_first;
  /** The last destination port; `port_first` by default. */
  bool has_port_last;
  int32_t port_last;
  /** The other side's addresses, such as 10.0.0.0/24; without it any. */
  bool has_peer;
  hf_text peer;
} Rule;

typedef struct {
  Rule *items;
  size_t count;
} RuleArray;

/** The rules of one port. */
typedef struct {
  /** Eight of 0-9 and a-f. */
  hf_text port;
  /** Its hardware address. */
  hf_text mac;
  /** Its IPv4 address. */
  hf_text address;
  /** In the order in which they are gone through. */
  RuleArray rules;
} PortRules;

typedef struct {
  PortRules *items;
  size_t count;
} PortRulesArray;

/** All rules of a network; a port that is not listed has none. */
typedef struct {
  /** The network they hold in. */
  hf_text network;
  /** Each port at most once. */
  PortRulesArray ports;
} RulesPlan;

/** One change: the field is named like the function, and has what that would be given. */
typedef struct {
  /** A network made or brought in line. */
  bool has_ensure_network;
  NetworkPlan ensure_network;
  /** A network taken away. */
  bool has_delete_network;
  NetworkId delete_network;
  /** A port put in. */
  bool has_attach_port;
  PortPlan attach_port;
  /** A port taken out. */
  bool has_detach_port;
  PortId detach_port;
  /** DHCP served. */
  bool has_set_dhcp;
  DhcpPlan set_dhcp;
  /** An outer address led inwards. */
  bool has_set_floating;
  FloatingPlan set_floating;
  /** An outer address taken away. */
  bool has_clear_floating;
  FloatingId clear_floating;
  /** All rules replaced. */
  bool has_set_rules;
  RulesPlan set_rules;
} NetworkChange;

/** One step. */
typedef struct {
  /** In words. */
  hf_text what;
  /** The argument vector, where a command would run. */
  bool has_argv;
  TextArray argv;
  /** What the command would read. */
  bool has_stdin_text;
  hf_text stdin_text;
} NetworkStep;

typedef struct {
  NetworkStep *items;
  size_t count;
} NetworkStepArray;

/** What would be done, in order. */
typedef struct {
  /** Nothing would be done when there are none. */
  NetworkStepArray steps;
} NetworkSteps;

/**
 * Says what this driver is. It must not touch the outside. Called: once after every instantiation, before any other
 * function. Afterwards: nothing was changed. What it answered equals the manifest carried in the file, or the
 * driver is refused.
 */
hf_status network_describe(Description *output);

/**
 * Says whether the driver can work here and now: directories writable, kernel features present, devices reachable.
 * A driver that cannot work answers `unavailable` with the reason, it does not fail later. Called: after describe,
 * then regularly, and when an operator asks. Afterwards: nothing was changed. The health is shown to operators,
 * with the reason. Statuses: failed (looking itself went wrong; the message says how).
 */
hf_status network_probe(Probe *output);

/**
 * Says what this driver can do on this machine, and why not where it cannot: "the kernel has no 8021q". It must
 * look, never assume. Called: at the start of the manager, which refuses to work with a driver that lacks what its
 * strategy needs, and after each swap of the driver. Afterwards: nothing was changed. Statuses: not_ready (what the
 * driver stands on is not there yet or at the moment; trying later may help); permission_denied (the host or what
 * lies behind it refused the driver); failed (none of these; the message says what. The manager looks before it
 * goes on).
 */
hf_status network_get_abilities(Abilities *output);

/**
 * Makes the network be there as described, with the host's own foot in it when a gateway address is given. One that
 * is there is brought in line and keeps its ports. Called: for a new network, after each start of the host, and
 * again after an accident. Afterwards: with ok the network is as described. With anything else a network that was
 * not there before is not there either. Statuses: invalid_argument (the input cannot be right, now or later, such
 * as an address that is none); already_exists (a device of that name is there and is not the driver's own; it was
 * not touched); not_ready (the uplink or the kernel feature that it needs is not there); resource_exhausted (no
 * more of something: devices, addresses, table entries); permission_denied (the host or what lies behind it refused
 * the driver); busy (someone else holds what would be touched); failed (none of these; the message says what. The
 * manager looks before it goes on).
 */
hf_status network_ensure_network(const NetworkPlan *input, Network *output);

/**
 * Removes a network and all that belongs to it: ports, the DHCP server, rules, floating addresses, and what a
 * broken ensure_network left. Removing what is absent is ok. Called: when a network shall go, and again until it
 * answers ok. Afterwards: with ok the machine is as if the network had never been. Statuses: invalid_argument (the
 * input cannot be right, now or later, such as an address that is none); busy (something in it cannot be removed
 * now; the rest may be gone, and deleting again goes on); not_ready (what the driver stands on is not there yet or
 * at the moment; trying later may help); permission_denied (the host or what lies behind it refused the driver);
 * failed (none of these; the message says what. The manager looks before it goes on).
 */
hf_status network_delete_network(const NetworkId *input);

/**
 * Says what is really there. It must look, never remember. Called: whenever the manager must know: to settle an
 * unknown outcome, and when its records are compared with what is there. Afterwards: nothing was changed. What it
 * answered was there at that moment. Statuses: invalid_argument (the input cannot be right, now or later, such as
 * an address that is none); not_found (there is no such network, or it was only half made); not_ready (what the
 * driver stands on is not there yet or at the moment; trying later may help); permission_denied (the host or what
 * lies behind it refused the driver); failed (it could not look; the outcome stays unknown).
 */
hf_status network_inspect_network(const NetworkId *input, Network *output);

/**
 * Lists the networks that drivers of this kind made here, in any order. Called: when records are compared with what
 * is there. Afterwards: nothing was changed. Statuses: not_ready (what the driver stands on is not there yet or at
 * the moment; trying later may help); permission_denied (the host or what lies behind it refused the driver);
 * failed (none of these; the message says what. The manager looks before it goes on).
 */
hf_status network_list_networks(NetworkList *output);

/**
 * Puts one device with that hardware address into the network, in a network namespace when one is named. A port
 * that is there as described is ok. Called: when something shall be connected, after each start of the host, and
 * again after an accident. Afterwards: with ok the device is there, up and in the network. With anything else a
 * port that was not there before is not there either. Statuses: invalid_argument (the input cannot be right, now or
 * later, such as an address that is none); not_found (there is no such network, or no such network namespace);
 * already_exists (a device of that name is there and is not the port's own; it was not touched); not_ready (what
 * the driver stands on is not there yet or at the moment; trying later may help); resource_exhausted (no more of
 * something: devices, addresses, table entries); permission_denied (the host or what lies behind it refused the
 * driver); busy (the place that the port needs is held by another); failed (none of these; the message says what.
 * The manager looks before it goes on).
 */
hf_status network_attach_port(const PortPlan *input, Port *output);

/**
 * Takes a port and its device away. Taking away what is absent, or is in an absent network, is ok. Called: when
 * something shall be disconnected, and again until it answers ok. Afterwards: with ok neither the port nor its
 * device is left. Statuses: invalid_argument (the input cannot be right, now or later, such as an address that is
 * none); busy (the device cannot be removed now; it is still there); not_ready (what the driver stands on is not
 * there yet or at the moment; trying later may help); permission_denied (the host or what lies behind it refused
 * the driver); failed (none of these; the message says what. The manager looks before it goes on).
 */
hf_status network_detach_port(const PortId *input);

/**
 * Serves DHCP in the network: exactly these reservations, and nothing for hardware addresses that have none. The
 * network has a gateway address, which is the server's. Called: whenever reservations change, after each start of
 * the host, and again after an accident. Afterwards: with ok these reservations are served and no others. With
 * anything else what was served before may be served still, or nothing. Statuses: invalid_argument (the input
 * cannot be right, now or later, such as an address that is none); not_found (there is no such network); not_ready
 * (what the driver stands on is not there yet or at the moment; trying later may help); resource_exhausted (no more
 * of something: devices, addresses, table entries); permission_denied (the host or what lies behind it refused the
 * driver); busy (another server holds the address or the port); failed (none of these; the message says what. The
 * manager looks before it goes on).
 */
hf_status network_set_dhcp(const DhcpPlan *input);

/**
 * Lists the addresses that the DHCP server of a network has given out and that have not expired. Called: when the
 * manager or an operator wants to know who has which address. Afterwards: nothing was changed. Statuses:
 * invalid_argument (the input cannot be right, now or later, such as an address that is none); not_found (there is
 * no such network); not_ready (what the driver stands on is not there yet or at the moment; trying later may help);
 * permission_denied (the host or what lies behind it refused the driver); failed (none of these; the message says
 * what. The manager looks before it goes on).
 */
hf_status network_list_leases(const NetworkId *input, LeaseList *output);

/**
 * Makes an outer address lead to an address in the network, both ways: what is sent to it arrives there, what comes
 * from there leaves with it. One that is there as described is ok. Called: when an outer address is associated,
 * after each start of the host, and again after an accident. Afterwards: with ok both ways are translated. With
 * anything else the outer address leads where it led before, or nowhere. Statuses: invalid_argument (the input
 * cannot be right, now or later, such as an address that is none); not_found (there is no such network);
 * already_exists (someone else has the outer address); not_ready (what the driver stands on is not there yet or at
 * the moment; trying later may help); resource_exhausted (no more of something: devices, addresses, table entries);
 * permission_denied (the host or what lies behind it refused the driver); busy (someone else holds what would be
 * touched); failed (none of these; the message says what. The manager looks before it goes on).
 */
hf_status network_set_floating(const FloatingPlan *input);

/**
 * Takes an outer address away. Taking away what is absent, or belongs to an absent network, is ok. Called: when an
 * outer address is disassociated, and again until it answers ok. Afterwards: with ok nothing of it is left.
 * Statuses: invalid_argument (the input cannot be right, now or later, such as an address that is none); busy
 * (someone else holds what would be touched); not_ready (what the driver stands on is not there yet or at the
 * moment; trying later may help); permission_denied (the host or what lies behind it refused the driver); failed
 * (none of these; the message says what. The manager looks before it goes on).
 */
hf_status network_clear_floating(const FloatingId *input);

/**
 * Replaces all security rules of a network. The rules of a port are gone through in their order and the first that
 * fits decides; what none fits passes. Replies to what was let pass always pass. Called: whenever a rule or a port
 * changes, after each start of the host, and again after an accident. Afterwards: with ok all these rules hold and
 * no others; no packet met a part of them. With anything else the rules are as they were. Statuses:
 * invalid_argument (the input cannot be right, now or later, such as an address that is none); not_found (there is
 * no such network); not_ready (what the driver stands on is not there yet or at the moment; trying later may help);
 * resource_exhausted (no more of something: devices, addresses, table entries); permission_denied (the host or what
 * lies behind it refused the driver); busy (someone else holds what would be touched); failed (none of these; the
 * message says what. The manager looks before it goes on).
 */
hf_status network_set_rules(const RulesPlan *input);

/**
 * Says what a change would do, and does nothing: each step in words, with the argument vector where a command would
 * run. It answers the status that the change would be refused with, as far as looking can tell. DHCP is planned for
 * a network that is not there too: it would have been made just before. Called: when an operator asks what a change
 * would do (`--dry-run`). Afterwards: nothing was changed. The change may still end otherwise: the world goes on.
 * Statuses: invalid_argument (the input cannot be right, now or later, such as an address that is none); not_found
 * (the change would answer it: what it needs is not there); already_exists (the change would answer it: the name or
 * the place is taken); not_ready (what the driver stands on is not there yet or at the moment; trying later may
 * help); resource_exhausted (the change would answer it: there is no more of something); permission_denied (the
 * host or what lies behind it refused the driver); busy (the change would answer it: what it needs is in use);
 * failed (none of these; the message says what. The manager looks before it goes on).
 */
hf_status network_plan_change(const NetworkChange *input, NetworkSteps *output);

#ifdef NETWORK_EXPORTS

__attribute__((unused)) static void hf_network_write_description(hf_writer *writer, const Description *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("name"));
  hf_write_text(writer, from->name);
  hf_write_key(writer, HF_TEXT("version"));
  hf_write_text(writer, from->version);
  hf_write_key(writer, HF_TEXT("kind"));
  hf_write_text(writer, from->kind);
  hf_write_key(writer, HF_TEXT("abi"));
  hf_write_text(writer, from->abi);
  hf_write_end(writer, '}');
}

__attribute__((unused)) static const char *const hf_network_health_names[] = {"ready", "degraded", "unavailable"};

__attribute__((unused)) static void hf_network_write_probe(hf_writer *writer, const Probe *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("health"));
  hf_write_name(writer, (int)from->health, hf_network_health_names, 3);
  if (from->has_reason) {
    hf_write_key(writer, HF_TEXT("reason"));
    hf_write_text(writer, from->reason);
  }
  hf_write_end(writer, '}');
}

__attribute__((unused)) static const char *const hf_network_ability_names[] = {"bridge", "vlan", "address", "dhcp", "floating", "rules"};

__attribute__((unused)) static void hf_network_write_ability_state(hf_writer *writer, const AbilityState *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("ability"));
  hf_write_name(writer, (int)from->ability, hf_network_ability_names, 6);
  hf_write_key(writer, HF_TEXT("available"));
  hf_write_boolean(writer, from->available);
  if (from->has_reason) {
    hf_write_key(writer, HF_TEXT("reason"));
    hf_write_text(writer, from->reason);
  }
  hf_write_end(writer, '}');
}

__attribute__((unused)) static void hf_network_write_abilities(hf_writer *writer, const Abilities *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("abilities"));
  hf_write_begin(writer, '[');
  for (size_t at0 = 0; at0 < from->abilities.count; at0++) {
    hf_network_write_ability_state(writer, &from->abilities.items[at0]);
  }
  hf_write_end(writer, ']');
  hf_write_end(writer, '}');
}

__attribute__((unused)) static void hf_network_read_network_id(hf_reader *reader, NetworkId *out) {
  bool seen[1] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("network"))) {
      if (!hf_first(reader, &seen[0])) break;
      out->network = hf_read_text(reader, 8, 8);
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "network");
}

__attribute__((unused)) static void hf_network_read_port_id(hf_reader *reader, PortId *out) {
  bool seen[2] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("network"))) {
      if (!hf_first(reader, &seen[0])) break;
      out->network = hf_read_text(reader, 8, 8);
    } else if (hf_equal(key, HF_TEXT("port"))) {
      if (!hf_first(reader, &seen[1])) break;
      out->port = hf_read_text(reader, 8, 8);
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "network");
  hf_need(reader, seen[1], "port");
}

__attribute__((unused)) static void hf_network_read_floating_id(hf_reader *reader, FloatingId *out) {
  bool seen[2] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("network"))) {
      if (!hf_first(reader, &seen[0])) break;
      out->network = hf_read_text(reader, 8, 8);
    } else if (hf_equal(key, HF_TEXT("floating"))) {
      if (!hf_first(reader, &seen[1])) break;
      out->floating = hf_read_text(reader, 7, 15);
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "network");
  hf_need(reader, seen[1], "floating");
}

__attribute__((unused)) static void hf_network_read_network_plan(hf_reader *reader, NetworkPlan *out) {
  bool seen[6] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("network"))) {
      if (!hf_first(reader, &seen[0])) break;
      out->network = hf_read_text(reader, 8, 8);
    } else if (hf_equal(key, HF_TEXT("label"))) {
      if (!hf_first(reader, &seen[1])) break;
      out->label = hf_read_text(reader, 1, 255);
    } else if (hf_equal(key, HF_TEXT("vlan"))) {
      if (!hf_first(reader, &seen[2])) break;
      if (!hf_take_null(reader)) {
        out->has_vlan = true;
        out->vlan = (int32_t)hf_read_integer(reader, INT64_C(1), INT64_C(4094));
      }
    } else if (hf_equal(key, HF_TEXT("uplink"))) {
      if (!hf_first(reader, &seen[3])) break;
      if (!hf_take_null(reader)) {
        out->has_uplink = true;
        out->uplink = hf_read_text(reader, 1, 15);
      }
    } else if (hf_equal(key, HF_TEXT("gateway"))) {
      if (!hf_first(reader, &seen[4])) break;
      if (!hf_take_null(reader)) {
        out->has_gateway = true;
        out->gateway = hf_read_text(reader, 7, 15);
      }
    } else if (hf_equal(key, HF_TEXT("prefix"))) {
      if (!hf_first(reader, &seen[5])) break;
      if (!hf_take_null(reader)) {
        out->has_prefix = true;
        out->prefix = (int32_t)hf_read_integer(reader, INT64_C(1), INT64_C(30));
      }
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "network");
  hf_need(reader, seen[1], "label");
}

__attribute__((unused)) static void hf_network_write_port(hf_writer *writer, const Port *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("port"));
  hf_write_text(writer, from->port);
  if (from->has_device) {
    hf_write_key(writer, HF_TEXT("device"));
    hf_write_text(writer, from->device);
  }
  if (from->has_mac) {
    hf_write_key(writer, HF_TEXT("mac"));
    hf_write_text(writer, from->mac);
  }
  hf_write_end(writer, '}');
}

__attribute__((unused)) static void hf_network_write_network(hf_writer *writer, const Network *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("network"));
  hf_write_text(writer, from->network);
  if (from->has_device) {
    hf_write_key(writer, HF_TEXT("device"));
    hf_write_text(writer, from->device);
  }
  if (from->has_vlan) {
    hf_write_key(writer, HF_TEXT("vlan"));
    hf_write_integer(writer, (int64_t)from->vlan, INT64_C(1), INT64_C(4094));
  }
  hf_write_key(writer, HF_TEXT("ports"));
  hf_write_begin(writer, '[');
  for (size_t at0 = 0; at0 < from->ports.count; at0++) {
    hf_network_write_port(writer, &from->ports.items[at0]);
  }
  hf_write_end(writer, ']');
  hf_write_key(writer, HF_TEXT("dhcp"));
  hf_write_boolean(writer, from->dhcp);
  hf_write_key(writer, HF_TEXT("floating"));
  hf_write_begin(writer, '[');
  for (size_t at0 = 0; at0 < from->floating.count; at0++) {
    hf_write_text(writer, from->floating.items[at0]);
  }
  hf_write_end(writer, ']');
  hf_write_end(writer, '}');
}

__attribute__((unused)) static void hf_network_write_network_list(hf_writer *writer, const NetworkList *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("networks"));
  hf_write_begin(writer, '[');
  for (size_t at0 = 0; at0 < from->networks.count; at0++) {
    hf_write_text(writer, from->networks.items[at0]);
  }
  hf_write_end(writer, ']');
  hf_write_end(writer, '}');
}

__attribute__((unused)) static void hf_network_read_port_plan(hf_reader *reader, PortPlan *out) {
  bool seen[9] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("network"))) {
      if (!hf_first(reader, &seen[0])) break;
      out->network = hf_read_text(reader, 8, 8);
    } else if (hf_equal(key, HF_TEXT("port"))) {
      if (!hf_first(reader, &seen[1])) break;
      out->port = hf_read_text(reader, 8, 8);
    } else if (hf_equal(key, HF_TEXT("label"))) {
      if (!hf_first(reader, &seen[2])) break;
      out->label = hf_read_text(reader, 1, 255);
    } else if (hf_equal(key, HF_TEXT("mac"))) {
      if (!hf_first(reader, &seen[3])) break;
      out->mac = hf_read_text(reader, 17, 17);
    } else if (hf_equal(key, HF_TEXT("netns"))) {
      if (!hf_first(reader, &seen[4])) break;
      if (!hf_take_null(reader)) {
        out->has_netns = true;
        out->netns = hf_read_text(reader, 1, 64);
      }
    } else if (hf_equal(key, HF_TEXT("device"))) {
      if (!hf_first(reader, &seen[5])) break;
      if (!hf_take_null(reader)) {
        out->has_device = true;
        out->device = hf_read_text(reader, 1, 15);
      }
    } else if (hf_equal(key, HF_TEXT("address"))) {
      if (!hf_first(reader, &seen[6])) break;
      if (!hf_take_null(reader)) {
        out->has_address = true;
        out->address = hf_read_text(reader, 7, 15);
      }
    } else if (hf_equal(key, HF_TEXT("prefix"))) {
      if (!hf_first(reader, &seen[7])) break;
      if (!hf_take_null(reader)) {
        out->has_prefix = true;
        out->prefix = (int32_t)hf_read_integer(reader, INT64_C(1), INT64_C(30));
      }
    } else if (hf_equal(key, HF_TEXT("gateway"))) {
      if (!hf_first(reader, &seen[8])) break;
      if (!hf_take_null(reader)) {
        out->has_gateway = true;
        out->gateway = hf_read_text(reader, 7, 15);
      }
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "network");
  hf_need(reader, seen[1], "port");
  hf_need(reader, seen[2], "label");
  hf_need(reader, seen[3], "mac");
}

__attribute__((unused)) static void hf_network_read_reservation(hf_reader *reader, Reservation *out) {
  bool seen[2] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("mac"))) {
      if (!hf_first(reader, &seen[0])) break;
      out->mac = hf_read_text(reader, 17, 17);
    } else if (hf_equal(key, HF_TEXT("address"))) {
      if (!hf_first(reader, &seen[1])) break;
      out->address = hf_read_text(reader, 7, 15);
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "mac");
  hf_need(reader, seen[1], "address");
}

__attribute__((unused)) static void hf_network_read_dhcp_plan(hf_reader *reader, DhcpPlan *out) {
  bool seen[5] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("network"))) {
      if (!hf_first(reader, &seen[0])) break;
      out->network = hf_read_text(reader, 8, 8);
    } else if (hf_equal(key, HF_TEXT("server"))) {
      if (!hf_first(reader, &seen[1])) break;
      out->server = hf_read_text(reader, 7, 15);
    } else if (hf_equal(key, HF_TEXT("prefix"))) {
      if (!hf_first(reader, &seen[2])) break;
      out->prefix = (int32_t)hf_read_integer(reader, INT64_C(1), INT64_C(30));
    } else if (hf_equal(key, HF_TEXT("lease_seconds"))) {
      if (!hf_first(reader, &seen[3])) break;
      out->lease_seconds = (int32_t)hf_read_integer(reader, INT64_C(120), INT64_C(31536000));
    } else if (hf_equal(key, HF_TEXT("reservations"))) {
      if (!hf_first(reader, &seen[4])) break;
      hf_begin_array(reader);
      while (hf_next_item(reader, out->reservations.count)) {
        out->reservations.items = hf_grow(out->reservations.items, out->reservations.count, sizeof *out->reservations.items);
        Reservation *item0 = &out->reservations.items[out->reservations.count++];
        hf_network_read_reservation(reader, &(*item0));
      }
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "network");
  hf_need(reader, seen[1], "server");
  hf_need(reader, seen[2], "prefix");
  hf_need(reader, seen[3], "lease_seconds");
  hf_need(reader, seen[4], "reservations");
}

__attribute__((unused)) static void hf_network_write_lease(hf_writer *writer, const Lease *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("mac"));
  hf_write_text(writer, from->mac);
  hf_write_key(writer, HF_TEXT("address"));
  hf_write_text(writer, from->address);
  if (from->has_expires_seconds) {
    hf_write_key(writer, HF_TEXT("expires_seconds"));
    hf_write_integer(writer, (int64_t)from->expires_seconds, INT64_C(0), INT64_C(9007199254740991));
  }
  hf_write_end(writer, '}');
}

__attribute__((unused)) static void hf_network_write_lease_list(hf_writer *writer, const LeaseList *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("leases"));
  hf_write_begin(writer, '[');
  for (size_t at0 = 0; at0 < from->leases.count; at0++) {
    hf_network_write_lease(writer, &from->leases.items[at0]);
  }
  hf_write_end(writer, ']');
  hf_write_end(writer, '}');
}

__attribute__((unused)) static void hf_network_read_floating_plan(hf_reader *reader, FloatingPlan *out) {
  bool seen[4] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("network"))) {
      if (!hf_first(reader, &seen[0])) break;
      out->network = hf_read_text(reader, 8, 8);
    } else if (hf_equal(key, HF_TEXT("floating"))) {
      if (!hf_first(reader, &seen[1])) break;
      out->floating = hf_read_text(reader, 7, 15);
    } else if (hf_equal(key, HF_TEXT("fixed"))) {
      if (!hf_first(reader, &seen[2])) break;
      out->fixed = hf_read_text(reader, 7, 15);
    } else if (hf_equal(key, HF_TEXT("device"))) {
      if (!hf_first(reader, &seen[3])) break;
      if (!hf_take_null(reader)) {
        out->has_device = true;
        out->device = hf_read_text(reader, 1, 15);
      }
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "network");
  hf_need(reader, seen[1], "floating");
  hf_need(reader, seen[2], "fixed");
}

__attribute__((unused)) static const char *const hf_network_direction_names[] = {"ingress", "egress"};

__attribute__((unused)) static const char *const hf_network_action_names[] = {"allow", "deny"};

__attribute__((unused)) static const char *const hf_network_protocol_names[] = {"any", "tcp", "udp", "icmp"};

__attribute__((unused)) static void hf_network_read_rule(hf_reader *reader, Rule *out) {
  bool seen[6] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("direction"))) {
      if (!hf_first(reader, &seen[0])) break;
      out->direction = (Direction)hf_read_name(reader, hf_network_direction_names, 2);
    } else if (hf_equal(key, HF_TEXT("action"))) {
      if (!hf_first(reader, &seen[1])) break;
      out->action = (Action)hf_read_name(reader, hf_network_action_names, 2);
    } else if (hf_equal(key, HF_TEXT("protocol"))) {
      if (!hf_first(reader, &seen[2])) break;
      out->protocol = (Protocol)hf_read_name(reader, hf_network_protocol_names, 4);
    } else if (hf_equal(key, HF_TEXT("port_first"))) {
      if (!hf_first(reader, &seen[3])) break;
      if (!hf_take_null(reader)) {
        out->has_port_first = true;
        out->port_first = (int32_t)hf_read_integer(reader, INT64_C(1), INT64_C(65535));
      }
    } else if (hf_equal(key, HF_TEXT("port_last"))) {
      if (!hf_first(reader, &seen[4])) break;
      if (!hf_take_null(reader)) {
        out->has_port_last = true;
        out->port_last = (int32_t)hf_read_integer(reader, INT64_C(1), INT64_C(65535));
      }
    } else if (hf_equal(key, HF_TEXT("peer"))) {
      if (!hf_first(reader, &seen[5])) break;
      if (!hf_take_null(reader)) {
        out->has_peer = true;
        out->peer = hf_read_text(reader, 9, 18);
      }
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "direction");
  hf_need(reader, seen[1], "action");
  hf_need(reader, seen[2], "protocol");
}

__attribute__((unused)) static void hf_network_read_port_rules(hf_reader *reader, PortRules *out) {
  bool seen[4] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("port"))) {
      if (!hf_first(reader, &seen[0])) break;
      out->port = hf_read_text(reader, 8, 8);
    } else if (hf_equal(key, HF_TEXT("mac"))) {
      if (!hf_first(reader, &seen[1])) break;
      out->mac = hf_read_text(reader, 17, 17);
    } else if (hf_equal(key, HF_TEXT("address"))) {
      if (!hf_first(reader, &seen[2])) break;
      out->address = hf_read_text(reader, 7, 15);
    } else if (hf_equal(key, HF_TEXT("rules"))) {
      if (!hf_first(reader, &seen[3])) break;
      hf_begin_array(reader);
      while (hf_next_item(reader, out->rules.count)) {
        out->rules.items = hf_grow(out->rules.items, out->rules.count, sizeof *out->rules.items);
        Rule *item0 = &out->rules.items[out->rules.count++];
        hf_network_read_rule(reader, &(*item0));
      }
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "port");
  hf_need(reader, seen[1], "mac");
  hf_need(reader, seen[2], "address");
  hf_need(reader, seen[3], "rules");
}

__attribute__((unused)) static void hf_network_read_rules_plan(hf_reader *reader, RulesPlan *out) {
  bool seen[2] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("network"))) {
      if (!hf_first(reader, &seen[0])) break;
      out->network = hf_read_text(reader, 8, 8);
    } else if (hf_equal(key, HF_TEXT("ports"))) {
      if (!hf_first(reader, &seen[1])) break;
      hf_begin_array(reader);
      while (hf_next_item(reader, out->ports.count)) {
        out->ports.items = hf_grow(out->ports.items, out->ports.count, sizeof *out->ports.items);
        PortRules *item0 = &out->ports.items[out->ports.count++];
        hf_network_read_port_rules(reader, &(*item0));
      }
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "network");
  hf_need(reader, seen[1], "ports");
}

__attribute__((unused)) static void hf_network_read_network_change(hf_reader *reader, NetworkChange *out) {
  bool seen[8] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("ensure_network"))) {
      if (!hf_first(reader, &seen[0])) break;
      if (!hf_take_null(reader)) {
        out->has_ensure_network = true;
        hf_network_read_network_plan(reader, &out->ensure_network);
      }
    } else if (hf_equal(key, HF_TEXT("delete_network"))) {
      if (!hf_first(reader, &seen[1])) break;
      if (!hf_take_null(reader)) {
        out->has_delete_network = true;
        hf_network_read_network_id(reader, &out->delete_network);
      }
    } else if (hf_equal(key, HF_TEXT("attach_port"))) {
      if (!hf_first(reader, &seen[2])) break;
      if (!hf_take_null(reader)) {
        out->has_attach_port = true;
        hf_network_read_port_plan(reader, &out->attach_port);
      }
    } else if (hf_equal(key, HF_TEXT("detach_port"))) {
      if (!hf_first(reader, &seen[3])) break;
      if (!hf_take_null(reader)) {
        out->has_detach_port = true;
        hf_network_read_port_id(reader, &out->detach_port);
      }
    } else if (hf_equal(key, HF_TEXT("set_dhcp"))) {
      if (!hf_first(reader, &seen[4])) break;
      if (!hf_take_null(reader)) {
        out->has_set_dhcp = true;
        hf_network_read_dhcp_plan(reader, &out->set_dhcp);
      }
    } else if (hf_equal(key, HF_TEXT("set_floating"))) {
      if (!hf_first(reader, &seen[5])) break;
      if (!hf_take_null(reader)) {
        out->has_set_floating = true;
        hf_network_read_floating_plan(reader, &out->set_floating);
      }
    } else if (hf_equal(key, HF_TEXT("clear_floating"))) {
      if (!hf_first(reader, &seen[6])) break;
      if (!hf_take_null(reader)) {
        out->has_clear_floating = true;
        hf_network_read_floating_id(reader, &out->clear_floating);
      }
    } else if (hf_equal(key, HF_TEXT("set_rules"))) {
      if (!hf_first(reader, &seen[7])) break;
      if (!hf_take_null(reader)) {
        out->has_set_rules = true;
        hf_network_read_rules_plan(reader, &out->set_rules);
      }
    } else {
      hf_skip(reader);
    }
  }
}

__attribute__((unused)) static void hf_network_write_network_step(hf_writer *writer, const NetworkStep *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("what"));
  hf_write_text(writer, from->what);
  if (from->has_argv) {
    hf_write_key(writer, HF_TEXT("argv"));
    hf_write_begin(writer, '[');
    for (size_t at0 = 0; at0 < from->argv.count; at0++) {
      hf_write_text(writer, from->argv.items[at0]);
    }
    hf_write_end(writer, ']');
  }
  if (from->has_stdin_text) {
    hf_write_key(writer, HF_TEXT("stdin_text"));
    hf_write_text(writer, from->stdin_text);
  }
  hf_write_end(writer, '}');
}

__attribute__((unused)) static void hf_network_write_network_steps(hf_writer *writer, const NetworkSteps *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("steps"));
  hf_write_begin(writer, '[');
  for (size_t at0 = 0; at0 < from->steps.count; at0++) {
    hf_network_write_network_step(writer, &from->steps.items[at0]);
  }
  hf_write_end(writer, ']');
  hf_write_end(writer, '}');
}

HF_EXPORT("describe") int32_t hf_network_export_describe(void) {
  hf_reader reader;
  hf_begin(&reader);
  Description output;
  __builtin_memset(&output, 0, sizeof output);
  hf_status status = network_describe(&output);
  hf_writer writer;
  if (hf_answer_begin(&writer, status)) {
    hf_write_key(&writer, HF_TEXT("result"));
    hf_network_write_description(&writer, &output);
  }
  return hf_answer_end(&writer);
}

HF_EXPORT("probe") int32_t hf_network_export_probe(void) {
  hf_reader reader;
  hf_begin(&reader);
  Probe output;
  __builtin_memset(&output, 0, sizeof output);
  hf_status status = network_probe(&output);
  hf_writer writer;
  if (hf_answer_begin(&writer, status)) {
    hf_write_key(&writer, HF_TEXT("result"));
    hf_network_write_probe(&writer, &output);
  }
  return hf_answer_end(&writer);
}

HF_EXPORT("get_abilities") int32_t hf_network_export_get_abilities(void) {
  hf_reader reader;
  hf_begin(&reader);
  Abilities output;
  __builtin_memset(&output, 0, sizeof output);
  hf_status status = network_get_abilities(&output);
  hf_writer writer;
  if (hf_answer_begin(&writer, status)) {
    hf_write_key(&writer, HF_TEXT("result"));
    hf_network_write_abilities(&writer, &output);
  }
  return hf_answer_end(&writer);
}

HF_EXPORT("ensure_network") int32_t hf_network_export_ensure_network(void) {
  hf_reader reader;
  hf_begin(&reader);
  NetworkPlan input;
  __builtin_memset(&input, 0, sizeof input);
  hf_network_read_network_plan(&reader, &input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  Network output;
  __builtin_memset(&output, 0, sizeof output);
  hf_status status = network_ensure_network(&input, &output);
  hf_writer writer;
  if (hf_answer_begin(&writer, status)) {
    hf_write_key(&writer, HF_TEXT("result"));
    hf_network_write_network(&writer, &output);
  }
  return hf_answer_end(&writer);
}

HF_EXPORT("delete_network") int32_t hf_network_export_delete_network(void) {
  hf_reader reader;
  hf_begin(&reader);
  NetworkId input;
  __builtin_memset(&input, 0, sizeof input);
  hf_network_read_network_id(&reader, &input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  hf_status status = network_delete_network(&input);
  hf_writer writer;
  hf_answer_begin(&writer, status);
  return hf_answer_end(&writer);
}

HF_EXPORT("inspect_network") int32_t hf_network_export_inspect_network(void) {
  hf_reader reader;
  hf_begin(&reader);
  NetworkId input;
  __builtin_memset(&input, 0, sizeof input);
  hf_network_read_network_id(&reader, &input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  Network output;
  __builtin_memset(&output, 0, sizeof output);
  hf_status status = network_inspect_network(&input, &output);
  hf_writer writer;
  if (hf_answer_begin(&writer, status)) {
    hf_write_key(&writer, HF_TEXT("result"));
    hf_network_write_network(&writer, &output);
  }
  return hf_answer_end(&writer);
}

HF_EXPORT("list_networks") int32_t hf_network_export_list_networks(void) {
  hf_reader reader;
  hf_begin(&reader);
  NetworkList output;
  __builtin_memset(&output, 0, sizeof output);
  hf_status status = network_list_networks(&output);
  hf_writer writer;
  if (hf_answer_begin(&writer, status)) {
    hf_write_key(&writer, HF_TEXT("result"));
    hf_network_write_network_list(&writer, &output);
  }
  return hf_answer_end(&writer);
}

HF_EXPORT("attach_port") int32_t hf_network_export_attach_port(void) {
  hf_reader reader;
  hf_begin(&reader);
  PortPlan input;
  __builtin_memset(&input, 0, sizeof input);
  hf_network_read_port_plan(&reader, &input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  Port output;
  __builtin_memset(&output, 0, sizeof output);
  hf_status status = network_attach_port(&input, &output);
  hf_writer writer;
  if (hf_answer_begin(&writer, status)) {
    hf_write_key(&writer, HF_TEXT("result"));
    hf_network_write_port(&writer, &output);
  }
  return hf_answer_end(&writer);
}

HF_EXPORT("detach_port") int32_t hf_network_export_detach_port(void) {
  hf_reader reader;
  hf_begin(&reader);
  PortId input;
  __builtin_memset(&input, 0, sizeof input);
  hf_network_read_port_id(&reader, &input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  hf_status status = network_detach_port(&input);
  hf_writer writer;
  hf_answer_begin(&writer, status);
  return hf_answer_end(&writer);
}

#ifdef NETWORK_OFFERS_SET_DHCP
HF_EXPORT("set_dhcp") int32_t hf_network_export_set_dhcp(void) {
  hf_reader reader;
  hf_begin(&reader);
  DhcpPlan input;
  __builtin_memset(&input, 0, sizeof input);
  hf_network_read_dhcp_plan(&reader, &input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  hf_status status = network_set_dhcp(&input);
  hf_writer writer;
  hf_answer_begin(&writer, status);
  return hf_answer_end(&writer);
}
#endif

#ifdef NETWORK_OFFERS_LIST_LEASES
HF_EXPORT("list_leases") int32_t hf_network_export_list_leases(void) {
  hf_reader reader;
  hf_begin(&reader);
  NetworkId input;
  __builtin_memset(&input, 0, sizeof input);
  hf_network_read_network_id(&reader, &input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  LeaseList output;
  __builtin_memset(&output, 0, sizeof output);
  hf_status status = network_list_leases(&input, &output);
  hf_writer writer;
  if (hf_answer_begin(&writer, status)) {
    hf_write_key(&writer, HF_TEXT("result"));
    hf_network_write_lease_list(&writer, &output);
  }
  return hf_answer_end(&writer);
}
#endif

#ifdef NETWORK_OFFERS_SET_FLOATING
HF_EXPORT("set_floating") int32_t hf_network_export_set_floating(void) {
  hf_reader reader;
  hf_begin(&reader);
  FloatingPlan input;
  __builtin_memset(&input, 0, sizeof input);
  hf_network_read_floating_plan(&reader, &input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  hf_status status = network_set_floating(&input);
  hf_writer writer;
  hf_answer_begin(&writer, status);
  return hf_answer_end(&writer);
}
#endif

#ifdef NETWORK_OFFERS_CLEAR_FLOATING
HF_EXPORT("clear_floating") int32_t hf_network_export_clear_floating(void) {
  hf_reader reader;
  hf_begin(&reader);
  FloatingId input;
  __builtin_memset(&input, 0, sizeof input);
  hf_network_read_floating_id(&reader, &input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  hf_status status = network_clear_floating(&input);
  hf_writer writer;
  hf_answer_begin(&writer, status);
  return hf_answer_end(&writer);
}
#endif

#ifdef NETWORK_OFFERS_SET_RULES
HF_EXPORT("set_rules") int32_t hf_network_export_set_rules(void) {
  hf_reader reader;
  hf_begin(&reader);
  RulesPlan input;
  __builtin_memset(&input, 0, sizeof input);
  hf_network_read_rules_plan(&reader, &input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  hf_status status = network_set_rules(&input);
  hf_writer writer;
  hf_answer_begin(&writer, status);
  return hf_answer_end(&writer);
}
#endif

#ifdef NETWORK_OFFERS_PLAN_CHANGE
HF_EXPORT("plan_change") int32_t hf_network_export_plan_change(void) {
  hf_reader reader;
  hf_begin(&reader);
  NetworkChange input;
  __builtin_memset(&input, 0, sizeof input);
  hf_network_read_network_change(&reader, &input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  NetworkSteps output;
  __builtin_memset(&output, 0, sizeof output);
  hf_status status = network_plan_change(&input, &output);
  hf_writer writer;
  if (hf_answer_begin(&writer, status)) {
    hf_write_key(&writer, HF_TEXT("result"));
    hf_network_write_network_steps(&writer, &output);
  }
  return hf_answer_end(&writer);
}
#endif

#endif

#endif
