// Generated from sdk/abi/network.yaml, version 1.1, by `npm run generate`. Do not edit: change the contract and generate again.

#ifndef HOLDFAST_NETWORK_HPP
#define HOLDFAST_NETWORK_HPP

#include "../holdfast.hpp"

namespace holdfast::network {

/** A driver's own account of itself. */
struct Description {
  /** The driver's name, as in its manifest. */
  std::string name{};
  /** The driver's own semantic version. */
  std::string version{};
  /** The kind it implements, such as volume. */
  std::string kind{};
  /** The version of the kind it was built against, major.minor. */
  std::string abi{};
};

/** How the driver feels. */
enum class Health { ready, degraded, unavailable };

/** The answer of a probe. */
struct Probe {
  Health health{};
  /** Why it is not ready, for the operator; one sentence. */
  std::optional<std::string> reason{};
};

/**
 * What a driver may be able to do: carry Ethernet frames between ports, keep networks apart by VLAN tags, give a
 * port its address itself, serve DHCP, lead outer addresses inwards, enforce security rules.
 */
enum class Ability { bridge, vlan, address, dhcp, floating, rules };

/** One ability, here and now. */
struct AbilityState {
  Ability ability{};
  /** Whether it can be asked for. */
  bool available{};
  /** Why not, in a few words: the kernel has no 8021q. */
  std::optional<std::string> reason{};
};

/** What a driver can do here. An ability that is not listed is not there. */
struct Abilities {
  /** Each at most once. */
  std::vector<AbilityState> abilities{};
};

/** Names one network. */
struct NetworkId {
  /** Eight of 0-9 and a-f: short enough for the name of a device. */
  std::string network{};
};

/** Names one port. */
struct PortId {
  /** Eight of 0-9 and a-f. */
  std::string network{};
  /** Eight of 0-9 and a-f, unlike that of any other port. */
  std::string port{};
};

/** Names one outer address. */
struct FloatingId {
  /** Eight of 0-9 and a-f. */
  std::string network{};
  /** The outer address, such as 203.0.113.5. */
  std::string floating{};
};

/** What a network shall be. */
struct NetworkPlan {
  /** Eight of 0-9 and a-f. */
  std::string network{};
  /** The operator's name for it, any UTF-8: to be shown, never to be run. */
  std::string label{};
  /** Its 802.1Q tag; without one it is flat. */
  std::optional<std::int32_t> vlan{};
  /** The device that leads to the rest of the network; without one it stays on this machine. */
  std::optional<std::string> uplink{};
  /** The host's own IPv4 address in it; without one the host has none. */
  std::optional<std::string> gateway{};
  /** Bits of the network's part of an address; given with `gateway`. */
  std::optional<std::int32_t> prefix{};
};

/** A port as it is. */
struct Port {
  /** Eight of 0-9 and a-f. */
  std::string port{};
  /** The name of the device that was put in, where it now is. */
  std::optional<std::string> device{};
  /** Its hardware address, if the driver can see it. */
  std::optional<std::string> mac{};
};

/** A network as it is. */
struct Network {
  /** Eight of 0-9 and a-f. */
  std::string network{};
  /** The host's foot in it or what else stands for it: a bridge, a VLAN interface. */
  std::optional<std::string> device{};
  /** Its 802.1Q tag. */
  std::optional<std::int32_t> vlan{};
  /** Each port once, in any order. */
  std::vector<Port> ports{};
  /** Whether a DHCP server serves it now. */
  bool dhcp{};
  /** The outer addresses that lead into it. */
  std::vector<std::string> floating{};
};

/** The networks of a driver. */
struct NetworkList {
  /** The name of each network once. */
  std::vector<std::string> networks{};
};

/** What a port shall be. */
struct PortPlan {
  /** The network it is in. */
  std::string network{};
  /** Eight of 0-9 and a-f. */
  std::string port{};
  /** The operator's name for it, any UTF-8: to be shown, never to be run. */
  std::string label{};
  /** The device's hardware address, in lower case: 02:68:66:0a:0b:0c. */
  std::string mac{};
  /** The network namespace that the device goes into; without one it stays with the host. */
  std::optional<std::string> netns{};
  /** The device's name there, or for a switch its interface; the driver's choice by default. */
  std::optional<std::string> device{};
  /** The IPv4 address to give to the device; without one the driver gives none. */
  std::optional<std::string> address{};
  /** Bits of the network's part; given with `address`. */
  std::optional<std::int32_t> prefix{};
  /** The default route to set with `address`. */
  std::optional<std::string> gateway{};
};

/** The address of one hardware address. */
struct Reservation {
  /** The client's hardware address, in lower case. */
  std::string mac{};
  /** Its IPv4 address. */
  std::string address{};
};

/** What a DHCP server shall serve. */
struct DhcpPlan {
  /** The network it serves. */
  std::string network{};
  /** The address it serves from, and the clients' gateway. */
  std::string server{};
  /** Bits of the network's part. */
  std::int32_t prefix{};
  /** How long a lease lasts. */
  std::int32_t lease_seconds{};
  /** Who gets which address. */
  std::vector<Reservation> reservations{};
};

/** An address that was given out. */
struct Lease {
  /** Who has it. */
  std::string mac{};
  /** The IPv4 address. */
  std::string address{};
  /** When it ends, in seconds since 1970; without it, not by itself. */
  std::optional<std::int64_t> expires_seconds{};
};

/** The leases of a network. */
struct LeaseList {
  /** Each address once. */
  std::vector<Lease> leases{};
};

/** What an outer address shall lead to. */
struct FloatingPlan {
  /** The network it leads into. */
  std::string network{};
  /** The outer address. */
  std::string floating{};
  /** The address in the network. */
  std::string fixed{};
  /** The device on which the outer address is answered for; without one it is only translated. */
  std::optional<std::string> device{};
};

/** To the port or from it. */
enum class Direction { ingress, egress };

/** Whether a packet that fits passes. */
enum class Action { allow, deny };

/** What a packet carries. */
enum class Protocol { any, tcp, udp, icmp };

/** One security rule. */
struct Rule {
  Direction direction{};
  Action action{};
  Protocol protocol{};
  /** The first destination port, with tcp and udp; without one all fit. */
  std::optional<std::int32_t> port_first{};
  /** The last destination port; `port_first` by default. */
  std::optional<std::int32_t> port_last{};
  /** The other side's addresses, such as 10.0.0.0/24; without it any. */
  std::optional<std::string> peer{};
};

/** The rules of one port. */
struct PortRules {
  /** Eight of 0-9 and a-f. */
  std::string port{};
  /** Its hardware address. */
  std::string mac{};
  /** Its IPv4 address. */
  std::string address{};
  /** In the order in which they are gone through. */
  std::vector<Rule> rules{};
};

/** All rules of a network; a port that is not listed has none. */
struct RulesPlan {
  /** The network they hold in. */
  std::string network{};
  /** Each port at most once. */
  std::vector<PortRules> ports{};
};

/** One change: the field is named like the function, and has what that would be given. */
struct NetworkChange {
  /** A network made or brought in line. */
  std::optional<NetworkPlan> ensure_network{};
  /** A network taken away. */
  std::optional<NetworkId> delete_network{};
  /** A port put in. */
  std::optional<PortPlan> attach_port{};
  /** A port taken out. */
  std::optional<PortId> detach_port{};
  /** DHCP served. */
  std::optional<DhcpPlan> set_dhcp{};
  /** An outer address led inwards. */
  std::optional<FloatingPlan> set_floating{};
  /** An outer address taken away. */
  std::optional<FloatingId> clear_floating{};
  /** All rules replaced. */
  std::optional<RulesPlan> set_rules{};
};

/** One step. */
struct NetworkStep {
  /** In words. */
  std::string what{};
  /** The argument vector, where a command would run. */
  std::optional<std::vector<std::string>> argv{};
  /** What the command would read. */
  std::optional<std::string> stdin_text{};
};

/** What would be done, in order. */
struct NetworkSteps {
  /** Nothing would be done when there are none. */
  std::vector<NetworkStep> steps{};
};

[[maybe_unused]] inline void write(hf_writer *writer, const Description &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("name"));
  hf_write_text(writer, view(from.name));
  hf_write_key(writer, HF_TEXT("version"));
  hf_write_text(writer, view(from.version));
  hf_write_key(writer, HF_TEXT("kind"));
  hf_write_text(writer, view(from.kind));
  hf_write_key(writer, HF_TEXT("abi"));
  hf_write_text(writer, view(from.abi));
  hf_write_end(writer, '}');
}

inline constexpr const char *Health_names[] = {"ready", "degraded", "unavailable"};

[[maybe_unused]] inline void write(hf_writer *writer, const Probe &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("health"));
  hf_write_name(writer, static_cast<int>(from.health), Health_names, 3);
  if (from.reason) {
    hf_write_key(writer, HF_TEXT("reason"));
    hf_write_text(writer, view((*from.reason)));
  }
  hf_write_end(writer, '}');
}

inline constexpr const char *Ability_names[] = {"bridge", "vlan", "address", "dhcp", "floating", "rules"};

[[maybe_unused]] inline void write(hf_writer *writer, const AbilityState &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("ability"));
  hf_write_name(writer, static_cast<int>(from.ability), Ability_names, 6);
  hf_write_key(writer, HF_TEXT("available"));
  hf_write_boolean(writer, from.available);
  if (from.reason) {
    hf_write_key(writer, HF_TEXT("reason"));
    hf_write_text(writer, view((*from.reason)));
  }
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void write(hf_writer *writer, const Abilities &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("abilities"));
  hf_write_begin(writer, '[');
  for (const AbilityState &item0 : from.abilities) {
    write(writer, item0);
  }
  hf_write_end(writer, ']');
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void read(hf_reader *reader, NetworkId &out) {
  bool seen[1] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("network"))) {
      if (!hf_first(reader, &seen[0])) break;
      out.network = string_of(hf_read_text(reader, 8, 8));
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "network");
}

[[maybe_unused]] inline void read(hf_reader *reader, PortId &out) {
  bool seen[2] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("network"))) {
      if (!hf_first(reader, &seen[0])) break;
      out.network = string_of(hf_read_text(reader, 8, 8));
    } else if (hf_equal(key, HF_TEXT("port"))) {
      if (!hf_first(reader, &seen[1])) break;
      out.port = string_of(hf_read_text(reader, 8, 8));
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "network");
  hf_need(reader, seen[1], "port");
}

[[maybe_unused]] inline void read(hf_reader *reader, FloatingId &out) {
  bool seen[2] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("network"))) {
      if (!hf_first(reader, &seen[0])) break;
      out.network = string_of(hf_read_text(reader, 8, 8));
    } else if (hf_equal(key, HF_TEXT("floating"))) {
      if (!hf_first(reader, &seen[1])) break;
      out.floating = string_of(hf_read_text(reader, 7, 15));
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "network");
  hf_need(reader, seen[1], "floating");
}

[[maybe_unused]] inline void read(hf_reader *reader, NetworkPlan &out) {
  bool seen[6] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("network"))) {
      if (!hf_first(reader, &seen[0])) break;
      out.network = string_of(hf_read_text(reader, 8, 8));
    } else if (hf_equal(key, HF_TEXT("label"))) {
      if (!hf_first(reader, &seen[1])) break;
      out.label = string_of(hf_read_text(reader, 1, 255));
    } else if (hf_equal(key, HF_TEXT("vlan"))) {
      if (!hf_first(reader, &seen[2])) break;
      if (!hf_take_null(reader)) {
        std::int32_t value{};
        value = static_cast<std::int32_t>(hf_read_integer(reader, INT64_C(1), INT64_C(4094)));
        out.vlan = std::move(value);
      }
    } else if (hf_equal(key, HF_TEXT("uplink"))) {
      if (!hf_first(reader, &seen[3])) break;
      if (!hf_take_null(reader)) {
        std::string value{};
        value = string_of(hf_read_text(reader, 1, 15));
        out.uplink = std::move(value);
      }
    } else if (hf_equal(key, HF_TEXT("gateway"))) {
      if (!hf_first(reader, &seen[4])) break;
      if (!hf_take_null(reader)) {
        std::string value{};
        value = string_of(hf_read_text(reader, 7, 15));
        out.gateway = std::move(value);
      }
    } else if (hf_equal(key, HF_TEXT("prefix"))) {
      if (!hf_first(reader, &seen[5])) break;
      if (!hf_take_null(reader)) {
        std::int32_t value{};
        value = static_cast<std::int32_t>(hf_read_integer(reader, INT64_C(1), INT64_C(30)));
        out.prefix = std::move(value);
      }
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "network");
  hf_need(reader, seen[1], "label");
}

[[maybe_unused]] inline void write(hf_writer *writer, const Port &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("port"));
  hf_write_text(writer, view(from.port));
  if (from.device) {
    hf_write_key(writer, HF_TEXT("device"));
    hf_write_text(writer, view((*from.device)));
  }
  if (from.mac) {
    hf_write_key(writer, HF_TEXT("mac"));
    hf_write_text(writer, view((*from.mac)));
  }
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void write(hf_writer *writer, const Network &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("network"));
  hf_write_text(writer, view(from.network));
  if (from.device) {
    hf_write_key(writer, HF_TEXT("device"));
    hf_write_text(writer, view((*from.device)));
  }
  if (from.vlan) {
    hf_write_key(writer, HF_TEXT("vlan"));
    hf_write_integer(writer, static_cast<std::int64_t>((*from.vlan)), INT64_C(1), INT64_C(4094));
  }
  hf_write_key(writer, HF_TEXT("ports"));
  hf_write_begin(writer, '[');
  for (const Port &item0 : from.ports) {
    write(writer, item0);
  }
  hf_write_end(writer, ']');
  hf_write_key(writer, HF_TEXT("dhcp"));
  hf_write_boolean(writer, from.dhcp);
  hf_write_key(writer, HF_TEXT("floating"));
  hf_write_begin(writer, '[');
  for (const std::string &item0 : from.floating) {
    hf_write_text(writer, view(item0));
  }
  hf_write_end(writer, ']');
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void write(hf_writer *writer, const NetworkList &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("networks"));
  hf_write_begin(writer, '[');
  for (const std::string &item0 : from.networks) {
    hf_write_text(writer, view(item0));
  }
  hf_write_end(writer, ']');
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void read(hf_reader *reader, PortPlan &out) {
  bool seen[9] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("network"))) {
      if (!hf_first(reader, &seen[0])) break;
      out.network = string_of(hf_read_text(reader, 8, 8));
    } else if (hf_equal(key, HF_TEXT("port"))) {
      if (!hf_first(reader, &seen[1])) break;
      out.port = string_of(hf_read_text(reader, 8, 8));
    } else if (hf_equal(key, HF_TEXT("label"))) {
      if (!hf_first(reader, &seen[2])) break;
      out.label = string_of(hf_read_text(reader, 1, 255));
    } else if (hf_equal(key, HF_TEXT("mac"))) {
      if (!hf_first(reader, &seen[3])) break;
      out.mac = string_of(hf_read_text(reader, 17, 17));
    } else if (hf_equal(key, HF_TEXT("netns"))) {
      if (!hf_first(reader, &seen[4])) break;
      if (!hf_take_null(reader)) {
        std::string value{};
        value = string_of(hf_read_text(reader, 1, 64));
        out.netns = std::move(value);
      }
    } else if (hf_equal(key, HF_TEXT("device"))) {
      if (!hf_first(reader, &seen[5])) break;
      if (!hf_take_null(reader)) {
        std::string value{};
        value = string_of(hf_read_text(reader, 1, 15));
        out.device = std::move(value);
      }
    } else if (hf_equal(key, HF_TEXT("address"))) {
      if (!hf_first(reader, &seen[6])) break;
      if (!hf_take_null(reader)) {
        std::string value{};
        value = string_of(hf_read_text(reader, 7, 15));
        out.address = std::move(value);
      }
    } else if (hf_equal(key, HF_TEXT("prefix"))) {
      if (!hf_first(reader, &seen[7])) break;
      if (!hf_take_null(reader)) {
        std::int32_t value{};
        value = static_cast<std::int32_t>(hf_read_integer(reader, INT64_C(1), INT64_C(30)));
        out.prefix = std::move(value);
      }
    } else if (hf_equal(key, HF_TEXT("gateway"))) {
      if (!hf_first(reader, &seen[8])) break;
      if (!hf_take_null(reader)) {
        std::string value{};
        value = string_of(hf_read_text(reader, 7, 15));
        out.gateway = std::move(value);
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

[[maybe_unused]] inline void read(hf_reader *reader, Reservation &out) {
  bool seen[2] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("mac"))) {
      if (!hf_first(reader, &seen[0])) break;
      out.mac = string_of(hf_read_text(reader, 17, 17));
    } else if (hf_equal(key, HF_TEXT("address"))) {
      if (!hf_first(reader, &seen[1])) break;
      out.address = string_of(hf_read_text(reader, 7, 15));
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "mac");
  hf_need(reader, seen[1], "address");
}

[[maybe_unused]] inline void read(hf_reader *reader, DhcpPlan &out) {
  bool seen[5] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("network"))) {
      if (!hf_first(reader, &seen[0])) break;
      out.network = string_of(hf_read_text(reader, 8, 8));
    } else if (hf_equal(key, HF_TEXT("server"))) {
      if (!hf_first(reader, &seen[1])) break;
      out.server = string_of(hf_read_text(reader, 7, 15));
    } else if (hf_equal(key, HF_TEXT("prefix"))) {
      if (!hf_first(reader, &seen[2])) break;
      out.prefix = static_cast<std::int32_t>(hf_read_integer(reader, INT64_C(1), INT64_C(30)));
    } else if (hf_equal(key, HF_TEXT("lease_seconds"))) {
      if (!hf_first(reader, &seen[3])) break;
      out.lease_seconds = static_cast<std::int32_t>(hf_read_integer(reader, INT64_C(120), INT64_C(31536000)));
    } else if (hf_equal(key, HF_TEXT("reservations"))) {
      if (!hf_first(reader, &seen[4])) break;
      hf_begin_array(reader);
      for (std::size_t at0 = 0; hf_next_item(reader, at0); at0++) {
        Reservation item0{};
        read(reader, item0);
        out.reservations.push_back(std::move(item0));
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

[[maybe_unused]] inline void write(hf_writer *writer, const Lease &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("mac"));
  hf_write_text(writer, view(from.mac));
  hf_write_key(writer, HF_TEXT("address"));
  hf_write_text(writer, view(from.address));
  if (from.expires_seconds) {
    hf_write_key(writer, HF_TEXT("expires_seconds"));
    hf_write_integer(writer, static_cast<std::int64_t>((*from.expires_seconds)), INT64_C(0), INT64_C(9007199254740991));
  }
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void write(hf_writer *writer, const LeaseList &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("leases"));
  hf_write_begin(writer, '[');
  for (const Lease &item0 : from.leases) {
    write(writer, item0);
  }
  hf_write_end(writer, ']');
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void read(hf_reader *reader, FloatingPlan &out) {
  bool seen[4] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("network"))) {
      if (!hf_first(reader, &seen[0])) break;
      out.network = string_of(hf_read_text(reader, 8, 8));
    } else if (hf_equal(key, HF_TEXT("floating"))) {
      if (!hf_first(reader, &seen[1])) break;
      out.floating = string_of(hf_read_text(reader, 7, 15));
    } else if (hf_equal(key, HF_TEXT("fixed"))) {
      if (!hf_first(reader, &seen[2])) break;
      out.fixed = string_of(hf_read_text(reader, 7, 15));
    } else if (hf_equal(key, HF_TEXT("device"))) {
      if (!hf_first(reader, &seen[3])) break;
      if (!hf_take_null(reader)) {
        std::string value{};
        value = string_of(hf_read_text(reader, 1, 15));
        out.device = std::move(value);
      }
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "network");
  hf_need(reader, seen[1], "floating");
  hf_need(reader, seen[2], "fixed");
}

inline constexpr const char *Direction_names[] = {"ingress", "egress"};

inline constexpr const char *Action_names[] = {"allow", "deny"};

inline constexpr const char *Protocol_names[] = {"any", "tcp", "udp", "icmp"};

[[maybe_unused]] inline void read(hf_reader *reader, Rule &out) {
  bool seen[6] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("direction"))) {
      if (!hf_first(reader, &seen[0])) break;
      out.direction = static_cast<Direction>(hf_read_name(reader, Direction_names, 2));
    } else if (hf_equal(key, HF_TEXT("action"))) {
      if (!hf_first(reader, &seen[1])) break;
      out.action = static_cast<Action>(hf_read_name(reader, Action_names, 2));
    } else if (hf_equal(key, HF_TEXT("protocol"))) {
      if (!hf_first(reader, &seen[2])) break;
      out.protocol = static_cast<Protocol>(hf_read_name(reader, Protocol_names, 4));
    } else if (hf_equal(key, HF_TEXT("port_first"))) {
      if (!hf_first(reader, &seen[3])) break;
      if (!hf_take_null(reader)) {
        std::int32_t value{};
        value = static_cast<std::int32_t>(hf_read_integer(reader, INT64_C(1), INT64_C(65535)));
        out.port_first = std::move(value);
      }
    } else if (hf_equal(key, HF_TEXT("port_last"))) {
      if (!hf_first(reader, &seen[4])) break;
      if (!hf_take_null(reader)) {
        std::int32_t value{};
        value = static_cast<std::int32_t>(hf_read_integer(reader, INT64_C(1), INT64_C(65535)));
        out.port_last = std::move(value);
      }
    } else if (hf_equal(key, HF_TEXT("peer"))) {
      if (!hf_first(reader, &seen[5])) break;
      if (!hf_take_null(reader)) {
        std::string value{};
        value = string_of(hf_read_text(reader, 9, 18));
        out.peer = std::move(value);
      }
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "direction");
  hf_need(reader, seen[1], "action");
  hf_need(reader, seen[2], "protocol");
}

[[maybe_unused]] inline void read(hf_reader *reader, PortRules &out) {
  bool seen[4] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("port"))) {
      if (!hf_first(reader, &seen[0])) break;
      out.port = string_of(hf_read_text(reader, 8, 8));
    } else if (hf_equal(key, HF_TEXT("mac"))) {
      if (!hf_first(reader, &seen[1])) break;
      out.mac = string_of(hf_read_text(reader, 17, 17));
    } else if (hf_equal(key, HF_TEXT("address"))) {
      if (!hf_first(reader, &seen[2])) break;
      out.address = string_of(hf_read_text(reader, 7, 15));
    } else if (hf_equal(key, HF_TEXT("rules"))) {
      if (!hf_first(reader, &seen[3])) break;
      hf_begin_array(reader);
      for (std::size_t at0 = 0; hf_next_item(reader, at0); at0++) {
        Rule item0{};
        read(reader, item0);
        out.rules.push_back(std::move(item0));
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

[[maybe_unused]] inline void read(hf_reader *reader, RulesPlan &out) {
  bool seen[2] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("network"))) {
      if (!hf_first(reader, &seen[0])) break;
      out.network = string_of(hf_read_text(reader, 8, 8));
    } else if (hf_equal(key, HF_TEXT("ports"))) {
      if (!hf_first(reader, &seen[1])) break;
      hf_begin_array(reader);
      for (std::size_t at0 = 0; hf_next_item(reader, at0); at0++) {
        PortRules item0{};
        read(reader, item0);
        out.ports.push_back(std::move(item0));
      }
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "network");
  hf_need(reader, seen[1], "ports");
}

[[maybe_unused]] inline void read(hf_reader *reader, NetworkChange &out) {
  bool seen[8] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("ensure_network"))) {
      if (!hf_first(reader, &seen[0])) break;
      if (!hf_take_null(reader)) {
        NetworkPlan value{};
        read(reader, value);
        out.ensure_network = std::move(value);
      }
    } else if (hf_equal(key, HF_TEXT("delete_network"))) {
      if (!hf_first(reader, &seen[1])) break;
      if (!hf_take_null(reader)) {
        NetworkId value{};
        read(reader, value);
        out.delete_network = std::move(value);
      }
    } else if (hf_equal(key, HF_TEXT("attach_port"))) {
      if (!hf_first(reader, &seen[2])) break;
      if (!hf_take_null(reader)) {
        PortPlan value{};
        read(reader, value);
        out.attach_port = std::move(value);
      }
    } else if (hf_equal(key, HF_TEXT("detach_port"))) {
      if (!hf_first(reader, &seen[3])) break;
      if (!hf_take_null(reader)) {
        PortId value{};
        read(reader, value);
        out.detach_port = std::move(value);
      }
    } else if (hf_equal(key, HF_TEXT("set_dhcp"))) {
      if (!hf_first(reader, &seen[4])) break;
      if (!hf_take_null(reader)) {
        DhcpPlan value{};
        read(reader, value);
        out.set_dhcp = std::move(value);
      }
    } else if (hf_equal(key, HF_TEXT("set_floating"))) {
      if (!hf_first(reader, &seen[5])) break;
      if (!hf_take_null(reader)) {
        FloatingPlan value{};
        read(reader, value);
        out.set_floating = std::move(value);
      }
    } else if (hf_equal(key, HF_TEXT("clear_floating"))) {
      if (!hf_first(reader, &seen[6])) break;
      if (!hf_take_null(reader)) {
        FloatingId value{};
        read(reader, value);
        out.clear_floating = std::move(value);
      }
    } else if (hf_equal(key, HF_TEXT("set_rules"))) {
      if (!hf_first(reader, &seen[7])) break;
      if (!hf_take_null(reader)) {
        RulesPlan value{};
        read(reader, value);
        out.set_rules = std::move(value);
      }
    } else {
      hf_skip(reader);
    }
  }
}

[[maybe_unused]] inline void write(hf_writer *writer, const NetworkStep &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("what"));
  hf_write_text(writer, view(from.what));
  if (from.argv) {
    hf_write_key(writer, HF_TEXT("argv"));
    hf_write_begin(writer, '[');
    for (const std::string &item0 : (*from.argv)) {
      hf_write_text(writer, view(item0));
    }
    hf_write_end(writer, ']');
  }
  if (from.stdin_text) {
    hf_write_key(writer, HF_TEXT("stdin_text"));
    hf_write_text(writer, view((*from.stdin_text)));
  }
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void write(hf_writer *writer, const NetworkSteps &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("steps"));
  hf_write_begin(writer, '[');
  for (const NetworkStep &item0 : from.steps) {
    write(writer, item0);
  }
  hf_write_end(writer, ']');
  hf_write_end(writer, '}');
}

/** What a driver of the kind network implements. */
class Driver {
 public:
  virtual ~Driver() = default;

  /**
   * Says what this driver is. It must not touch the outside. Called: once after every instantiation, before any
   * other function. Afterwards: nothing was changed. What it answered equals the manifest carried in the file, or
   * the driver is refused.
   */
  virtual Result<Description> describe() = 0;

  /**
   * Says whether the driver can work here and now: directories writable, kernel features present, devices
   * reachable. A driver that cannot work answers `unavailable` with the reason, it does not fail later. Called:
   * after describe, then regularly, and when an operator asks. Afterwards: nothing was changed. The health is shown
   * to operators, with the reason. Statuses: failed (looking itself went wrong; the message says how).
   */
  virtual Result<Probe> probe() = 0;

  /**
   * Says what this driver can do on this machine, and why not where it cannot: "the kernel has no 8021q". It must
   * look, never assume. Called: at the start of the manager, which refuses to work with a driver that lacks what
   * its strategy needs, and after each swap of the driver. Afterwards: nothing was changed. Statuses: not_ready
   * (what the driver stands on is not there yet or at the moment; trying later may help); permission_denied (the
   * host or what lies behind it refused the driver); failed (none of these; the message says what. The manager
   * looks before it goes on).
   */
  virtual Result<Abilities> get_abilities() = 0;

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
  virtual Result<Network> ensure_network(const NetworkPlan &input) = 0;

  /**
   * Removes a network and all that belongs to it: ports, the DHCP server, rules, floating addresses, and what a
   * broken ensure_network left. Removing what is absent is ok. Called: when a network shall go, and again until it
   * answers ok. Afterwards: with ok the machine is as if the network had never been. Statuses: invalid_argument
   * (the input cannot be right, now or later, such as an address that is none); busy (something in it cannot be
   * removed now; the rest may be gone, and deleting again goes on); not_ready (what the driver stands on is not
   * there yet or at the moment; trying later may help); permission_denied (the host or what lies behind it refused
   * the driver); failed (none of these; the message says what. The manager looks before it goes on).
   */
  virtual Result<Nothing> delete_network(const NetworkId &input) = 0;

  /**
   * Says what is really there. It must look, never remember. Called: whenever the manager must know: to settle an
   * unknown outcome, and when its records are compared with what is there. Afterwards: nothing was changed. What it
   * answered was there at that moment. Statuses: invalid_argument (the input cannot be right, now or later, such as
   * an address that is none); not_found (there is no such network, or it was only half made); not_ready (what the
   * driver stands on is not there yet or at the moment; trying later may help); permission_denied (the host or what
   * lies behind it refused the driver); failed (it could not look; the outcome stays unknown).
   */
  virtual Result<Network> inspect_network(const NetworkId &input) = 0;

  /**
   * Lists the networks that drivers of this kind made here, in any order. Called: when records are compared with
   * what is there. Afterwards: nothing was changed. Statuses: not_ready (what the driver stands on is not there yet
   * or at the moment; trying later may help); permission_denied (the host or what lies behind it refused the
   * driver); failed (none of these; the message says what. The manager looks before it goes on).
   */
  virtual Result<NetworkList> list_networks() = 0;

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
  virtual Result<Port> attach_port(const PortPlan &input) = 0;

  /**
   * Takes a port and its device away. Taking away what is absent, or is in an absent network, is ok. Called: when
   * something shall be disconnected, and again until it answers ok. Afterwards: with ok neither the port nor its
   * device is left. Statuses: invalid_argument (the input cannot be right, now or later, such as an address that is
   * none); busy (the device cannot be removed now; it is still there); not_ready (what the driver stands on is not
   * there yet or at the moment; trying later may help); permission_denied (the host or what lies behind it refused
   * the driver); failed (none of these; the message says what. The manager looks before it goes on).
   */
  virtual Result<Nothing> detach_port(const PortId &input) = 0;

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
  virtual Result<Nothing> set_dhcp(const DhcpPlan &input) {
    static_cast<void>(input);
    return Failure(Status::unsupported, "This driver has no set_dhcp.");
  }

  /**
   * Lists the addresses that the DHCP server of a network has given out and that have not expired. Called: when the
   * manager or an operator wants to know who has which address. Afterwards: nothing was changed. Statuses:
   * invalid_argument (the input cannot be right, now or later, such as an address that is none); not_found (there
   * is no such network); not_ready (what the driver stands on is not there yet or at the moment; trying later may
   * help); permission_denied (the host or what lies behind it refused the driver); failed (none of these; the
   * message says what. The manager looks before it goes on).
   */
  virtual Result<LeaseList> list_leases(const NetworkId &input) {
    static_cast<void>(input);
    return Failure(Status::unsupported, "This driver has no list_leases.");
  }

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
  virtual Result<Nothing> set_floating(const FloatingPlan &input) {
    static_cast<void>(input);
    return Failure(Status::unsupported, "This driver has no set_floating.");
  }

  /**
   * Takes an outer address away. Taking away what is absent, or belongs to an absent network, is ok. Called: when
   * an outer address is disassociated, and again until it answers ok. Afterwards: with ok nothing of it is left.
   * Statuses: invalid_argument (the input cannot be right, now or later, such as an address that is none); busy
   * (someone else holds what would be touched); not_ready (what the driver stands on is not there yet or at the
   * moment; trying later may help); permission_denied (the host or what lies behind it refused the driver); failed
   * (none of these; the message says what. The manager looks before it goes on).
   */
  virtual Result<Nothing> clear_floating(const FloatingId &input) {
    static_cast<void>(input);
    return Failure(Status::unsupported, "This driver has no clear_floating.");
  }

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
  virtual Result<Nothing> set_rules(const RulesPlan &input) {
    static_cast<void>(input);
    return Failure(Status::unsupported, "This driver has no set_rules.");
  }

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
  virtual Result<NetworkSteps> plan_change(const NetworkChange &input) {
    static_cast<void>(input);
    return Failure(Status::unsupported, "This driver has no plan_change.");
  }
};

/** To be defined by the driver: the one that serves all calls. */
Driver &driver();

}  // namespace holdfast::network

#ifdef HOLDFAST_PRELUDE
HOLDFAST_PRELUDE_RESULT(holdfast::network::Description)
HOLDFAST_PRELUDE_RESULT(holdfast::network::Probe)
HOLDFAST_PRELUDE_RESULT(holdfast::network::Abilities)
HOLDFAST_PRELUDE_RESULT(holdfast::network::Network)
HOLDFAST_PRELUDE_RESULT(holdfast::network::NetworkList)
HOLDFAST_PRELUDE_RESULT(holdfast::network::Port)
HOLDFAST_PRELUDE_RESULT(holdfast::network::LeaseList)
HOLDFAST_PRELUDE_RESULT(holdfast::network::NetworkSteps)
HOLDFAST_PRELUDE_VALUE(holdfast::network::Port)
#endif

#endif

// The exports, in the one source file that defines NETWORK_EXPORTS before it includes this.
#if defined(NETWORK_EXPORTS) && !defined(NETWORK_EXPORTED)
#define NETWORK_EXPORTED
extern "C" {

HF_EXPORT("describe") int32_t hf_network_export_describe(void) {
  hf_reader reader;
  hf_begin(&reader);
  const auto result = holdfast::network::driver().describe();
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
    hf_write_key(&writer, HF_TEXT("result"));
    holdfast::network::write(&writer, result.value());
  }
  return hf_answer_end(&writer);
}

HF_EXPORT("probe") int32_t hf_network_export_probe(void) {
  hf_reader reader;
  hf_begin(&reader);
  const auto result = holdfast::network::driver().probe();
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
    hf_write_key(&writer, HF_TEXT("result"));
    holdfast::network::write(&writer, result.value());
  }
  return hf_answer_end(&writer);
}

HF_EXPORT("get_abilities") int32_t hf_network_export_get_abilities(void) {
  hf_reader reader;
  hf_begin(&reader);
  const auto result = holdfast::network::driver().get_abilities();
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
    hf_write_key(&writer, HF_TEXT("result"));
    holdfast::network::write(&writer, result.value());
  }
  return hf_answer_end(&writer);
}

HF_EXPORT("ensure_network") int32_t hf_network_export_ensure_network(void) {
  hf_reader reader;
  hf_begin(&reader);
  holdfast::network::NetworkPlan input{};
  holdfast::network::read(&reader, input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  const auto result = holdfast::network::driver().ensure_network(input);
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
    hf_write_key(&writer, HF_TEXT("result"));
    holdfast::network::write(&writer, result.value());
  }
  return hf_answer_end(&writer);
}

HF_EXPORT("delete_network") int32_t hf_network_export_delete_network(void) {
  hf_reader reader;
  hf_begin(&reader);
  holdfast::network::NetworkId input{};
  holdfast::network::read(&reader, input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  const auto result = holdfast::network::driver().delete_network(input);
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
  }
  return hf_answer_end(&writer);
}

HF_EXPORT("inspect_network") int32_t hf_network_export_inspect_network(void) {
  hf_reader reader;
  hf_begin(&reader);
  holdfast::network::NetworkId input{};
  holdfast::network::read(&reader, input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  const auto result = holdfast::network::driver().inspect_network(input);
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
    hf_write_key(&writer, HF_TEXT("result"));
    holdfast::network::write(&writer, result.value());
  }
  return hf_answer_end(&writer);
}

HF_EXPORT("list_networks") int32_t hf_network_export_list_networks(void) {
  hf_reader reader;
  hf_begin(&reader);
  const auto result = holdfast::network::driver().list_networks();
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
    hf_write_key(&writer, HF_TEXT("result"));
    holdfast::network::write(&writer, result.value());
  }
  return hf_answer_end(&writer);
}

HF_EXPORT("attach_port") int32_t hf_network_export_attach_port(void) {
  hf_reader reader;
  hf_begin(&reader);
  holdfast::network::PortPlan input{};
  holdfast::network::read(&reader, input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  const auto result = holdfast::network::driver().attach_port(input);
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
    hf_write_key(&writer, HF_TEXT("result"));
    holdfast::network::write(&writer, result.value());
  }
  return hf_answer_end(&writer);
}

HF_EXPORT("detach_port") int32_t hf_network_export_detach_port(void) {
  hf_reader reader;
  hf_begin(&reader);
  holdfast::network::PortId input{};
  holdfast::network::read(&reader, input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  const auto result = holdfast::network::driver().detach_port(input);
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
  }
  return hf_answer_end(&writer);
}

#ifdef NETWORK_OFFERS_SET_DHCP
HF_EXPORT("set_dhcp") int32_t hf_network_export_set_dhcp(void) {
  hf_reader reader;
  hf_begin(&reader);
  holdfast::network::DhcpPlan input{};
  holdfast::network::read(&reader, input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  const auto result = holdfast::network::driver().set_dhcp(input);
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
  }
  return hf_answer_end(&writer);
}
#endif

#ifdef NETWORK_OFFERS_LIST_LEASES
HF_EXPORT("list_leases") int32_t hf_network_export_list_leases(void) {
  hf_reader reader;
  hf_begin(&reader);
  holdfast::network::NetworkId input{};
  holdfast::network::read(&reader, input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  const auto result = holdfast::network::driver().list_leases(input);
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
    hf_write_key(&writer, HF_TEXT("result"));
    holdfast::network::write(&writer, result.value());
  }
  return hf_answer_end(&writer);
}
#endif

#ifdef NETWORK_OFFERS_SET_FLOATING
HF_EXPORT("set_floating") int32_t hf_network_export_set_floating(void) {
  hf_reader reader;
  hf_begin(&reader);
  holdfast::network::FloatingPlan input{};
  holdfast::network::read(&reader, input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  const auto result = holdfast::network::driver().set_floating(input);
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
  }
  return hf_answer_end(&writer);
}
#endif

#ifdef NETWORK_OFFERS_CLEAR_FLOATING
HF_EXPORT("clear_floating") int32_t hf_network_export_clear_floating(void) {
  hf_reader reader;
  hf_begin(&reader);
  holdfast::network::FloatingId input{};
  holdfast::network::read(&reader, input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  const auto result = holdfast::network::driver().clear_floating(input);
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
  }
  return hf_answer_end(&writer);
}
#endif

#ifdef NETWORK_OFFERS_SET_RULES
HF_EXPORT("set_rules") int32_t hf_network_export_set_rules(void) {
  hf_reader reader;
  hf_begin(&reader);
  holdfast::network::RulesPlan input{};
  holdfast::network::read(&reader, input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  const auto result = holdfast::network::driver().set_rules(input);
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
  }
  return hf_answer_end(&writer);
}
#endif

#ifdef NETWORK_OFFERS_PLAN_CHANGE
HF_EXPORT("plan_change") int32_t hf_network_export_plan_change(void) {
  hf_reader reader;
  hf_begin(&reader);
  holdfast::network::NetworkChange input{};
  holdfast::network::read(&reader, input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  const auto result = holdfast::network::driver().plan_change(input);
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
    hf_write_key(&writer, HF_TEXT("result"));
    holdfast::network::write(&writer, result.value());
  }
  return hf_answer_end(&writer);
}
#endif

}
#endif
