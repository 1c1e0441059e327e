// A network driver on what the Linux kernel has: bridges, veth, 802.1Q, namespaces, nftables, and dnsmasq for DHCP.
#define NETWORK_EXPORTS
#define NETWORK_OFFERS_SET_DHCP
#define NETWORK_OFFERS_LIST_LEASES
#define NETWORK_OFFERS_SET_FLOATING
#define NETWORK_OFFERS_CLEAR_FLOATING
#define NETWORK_OFFERS_SET_RULES
#define NETWORK_OFFERS_PLAN_CHANGE
#include "generated/network.h"
#include "dhcp.h"
#include "links.h"
#include "plan.h"
#include "tables.h"

// Links that are made for a moment, to see whether the kernel has their kind.
#define TRIAL HF_TEXT("hfn00000000")
#define TRIAL_VLAN HF_TEXT("hfv00000000")

hf_status network_describe(Description *output) {
  output->name = HF_TEXT("network-linux");
  output->version = HF_TEXT("1.0.0");
  output->kind = HF_TEXT("network");
  output->abi = HF_TEXT("1.1");
  return HF_OK;
}

hf_status network_probe(Probe *output) {
  bool ready = RUN_PLAIN(NULL, "linux-bridges") == HF_OK;
  output->health = ready ? HEALTH_READY : HEALTH_UNAVAILABLE;
  output->has_reason = !ready;
  output->reason = HF_TEXT("`ip` cannot be run: is iproute2 installed, and are the rules of this driver in executor.rules?");
  return HF_OK;
}

static void tell(Abilities *output, Ability ability, const char *why_not) {
  output->abilities.items = hf_grow(output->abilities.items, output->abilities.count, sizeof(AbilityState));
  output->abilities.items[output->abilities.count++] =
      (AbilityState){ability, why_not == NULL, why_not != NULL, why_not == NULL ? (hf_text){0} : hf_text_of(why_not)};
}

/** True when a setting of the kernel is there and is 1. */
static bool is_on(hf_text setting) {
  ExecResult result;
  return RUN(&result, "linux-setting", P("setting", setting)) == HF_OK && starts_with(result.stdout_text, HF_TEXT("1"));
}

hf_status network_get_abilities(Abilities *output) {
  delete_link(TRIAL);
  bool bridge = RUN(NULL, "linux-bridge-add", P("bridge", TRIAL)) == HF_OK;
  bool vlan = bridge && RUN(NULL, "linux-vlan-add", P("uplink", TRIAL), P("device", TRIAL_VLAN), P("tag", HF_TEXT("1"))) == HF_OK;
  delete_link(TRIAL);
  hf_text tables;
  bool nft = list_tables(&tables) == HF_OK;
  tell(output, ABILITY_BRIDGE, bridge ? NULL : "the kernel has no bridges, or this host may not make any");
  tell(output, ABILITY_VLAN, vlan ? NULL : "the kernel has no 8021q");
  tell(output, ABILITY_ADDRESS, RUN_PLAIN(NULL, "linux-namespaces") == HF_OK ? NULL : "there are no network namespaces");
  tell(output, ABILITY_DHCP, RUN_PLAIN(NULL, "linux-dhcp-version") == HF_OK ? NULL : "there is no dnsmasq");
  tell(output, ABILITY_FLOATING, !nft ? "nft cannot be run" : is_on(HF_TEXT("net/ipv4/ip_forward")) ? NULL : "net.ipv4.ip_forward is off");
  tell(output, ABILITY_RULES, !nft ? "nft cannot be run" : is_on(HF_TEXT("net/bridge/bridge-nf-call-iptables")) ? NULL : "there is no bridge netfilter");
  return HF_OK;
}

/** Puts a bridge in the state that is asked for. */
static hf_status furnish(const NetworkPlan *input, hf_text bridge) {
  hf_status status = RUN(NULL, "linux-up", P("device", bridge));
  if (status == HF_OK && input->has_gateway && input->has_prefix) {
    hf_text cidr = JOIN(input->gateway, HF_TEXT("/"), number_text(input->prefix));
    status = RUN(NULL, "linux-address", P("address", cidr), P("bridge", bridge));
  }
  if (status == HF_OK && input->has_uplink) {
    hf_text member = input->uplink;
    if (input->has_vlan) {
      member = JOIN(HF_TEXT("hfv"), input->network);
      status = delete_link(member);
      if (status == HF_OK)
        status = RUN(NULL, "linux-vlan-add", P("uplink", input->uplink), P("device", member), P("tag", number_text(input->vlan)));
      if (status == HF_OK) status = RUN(NULL, "linux-up", P("device", member));
    }
    if (status == HF_OK) status = RUN(NULL, "linux-uplink", P("device", member), P("bridge", bridge));
  }
  // Noted last: a bridge without it is only half made.
  return status == HF_OK ? RUN(NULL, "linux-note", P("device", bridge), P("note", HF_TEXT("holdfast"))) : status;
}

static hf_status take_away(hf_text network);

hf_status network_ensure_network(const NetworkPlan *input, Network *output) {
  hf_text bridge = bridge_of(input->network);
  hf_status status = require_bridge(input->network);
  bool fresh = status == HF_NOT_FOUND;
  if (fresh) {
    status = delete_link(bridge);
    if (status == HF_OK) status = RUN(NULL, "linux-bridge-add", P("bridge", bridge));
  }
  if (status == HF_OK) status = furnish(input, bridge);
  if (is_planning()) return status;
  if (status == HF_OK) return network_inspect_network(&(NetworkId){input->network}, output);
  if (fresh) {
    hf_status reason = status;
    if (take_away(input->network) == HF_OK)
      return hf_fail(reason, "The network cannot be made: is the uplink there, and is its kind known to the kernel?");
  }
  return status;
}

/** Takes away all that carries the network's name, in the order in which nothing is left hanging. */
static hf_status take_away(hf_text network) {
  hf_status status = end_dhcp(network);
  hf_text ports;
  if (status == HF_OK && list_ports(network, &ports) == HF_OK) {
    Link link;
    while (status == HF_OK && next_link(&ports, HF_TEXT("hfp"), &link)) status = delete_link(JOIN(HF_TEXT("hfp"), link.id));
  }
  if (status == HF_OK) status = delete_tables(network);
  if (status == HF_OK) status = delete_link(JOIN(HF_TEXT("hfv"), network));
  return status == HF_OK ? delete_link(bridge_of(network)) : status;
}

hf_status network_delete_network(const NetworkId *input) {
  if (!is_id(input->network)) return hf_fail(HF_INVALID_ARGUMENT, "A network's name is eight of 0-9 and a-f.");
  return take_away(input->network);
}

hf_status network_inspect_network(const NetworkId *input, Network *output) {
  hf_status status = require_bridge(input->network);
  hf_text ports = {0}, tables = {0};
  if (status == HF_OK) status = list_ports(input->network, &ports);
  if (status == HF_OK) status = is_served(input->network, &output->dhcp);
  if (status != HF_OK) return status;
  output->network = input->network;
  output->has_device = true;
  output->device = bridge_of(input->network);
  for (Link link; next_link(&ports, HF_TEXT("hfp"), &link);) {
    hf_text mac, device;
    if (!next_word(&link.note, &mac) || !next_word(&link.note, &device)) continue;
    output->ports.items = hf_grow(output->ports.items, output->ports.count, sizeof(Port));
    output->ports.items[output->ports.count++] = (Port){link.id, true, device, true, mac};
  }
  if (list_tables(&tables) != HF_OK) return HF_OK;
  for (hf_text address; next_floating(&tables, input->network, &address);) {
    output->floating.items = hf_grow(output->floating.items, output->floating.count, sizeof(hf_text));
    output->floating.items[output->floating.count++] = address;
  }
  return HF_OK;
}

hf_status network_list_networks(NetworkList *output) {
  ExecResult result;
  hf_status status = RUN_PLAIN(&result, "linux-bridges");
  if (status != HF_OK) return status;
  hf_text rest = result.stdout_text;
  for (Link link; next_link(&rest, HF_TEXT("hfn"), &link);) {
    if (link.note.length == 0) continue;
    output->networks.items = hf_grow(output->networks.items, output->networks.count, sizeof(hf_text));
    output->networks.items[output->networks.count++] = link.id;
  }
  return HF_OK;
}

/** Brings the inner end of a pair where it belongs, and gives it its name and its address. */
static hf_status place(const PortPlan *input, hf_text inner, hf_text device) {
  if (!input->has_netns) return RUN(NULL, "linux-up", P("device", inner));
  hf_text netns = input->netns;
  hf_status status = RUN(NULL, "linux-move", P("device", inner), P("netns", netns));
  if (status == HF_OK && !hf_equal(inner, device))
    status = RUN(NULL, "linux-inside-rename", P("netns", netns), P("device", inner), P("name", device));
  if (status == HF_OK) status = RUN(NULL, "linux-inside-up", P("netns", netns), P("device", device));
  if (status != HF_OK || !input->has_address || !input->has_prefix) return status;
  hf_text cidr = JOIN(input->address, HF_TEXT("/"), number_text(input->prefix));
  return RUN(NULL, "linux-inside-address", P("netns", netns), P("address", cidr), P("device", device));
}

/** True when the port is there, whole, with this hardware address. */
static bool is_attached(const PortPlan *input, hf_text ports) {
  for (Link link; next_link(&ports, HF_TEXT("hfp"), &link);) {
    hf_text mac;
    if (hf_equal(link.id, input->port)) return next_word(&link.note, &mac) && hf_equal(mac, input->mac);
  }
  return false;
}

hf_status network_attach_port(const PortPlan *input, Port *output) {
  if (!is_id(input->port)) return hf_fail(HF_INVALID_ARGUMENT, "A port's name is eight of 0-9 and a-f.");
  hf_text outer = JOIN(HF_TEXT("hfp"), input->port), inner = JOIN(HF_TEXT("hfq"), input->port), ports = {0};
  // A device that stays with the host is found by the name that the pair gave it.
  hf_text device = input->has_device && input->has_netns ? input->device : inner;
  hf_status status = require_bridge(input->network);
  if (status == HF_OK) status = list_ports(input->network, &ports);
  if (status != HF_OK) return status;
  *output = (Port){input->port, true, device, true, input->mac};
  if (is_attached(input, ports)) return HF_OK;
  status = delete_link(outer);
  if (status == HF_OK) status = RUN(NULL, "linux-pair-add", P("device", outer), P("peer", inner), P("mac", input->mac));
  if (status == HF_OK) status = RUN(NULL, "linux-member", P("device", outer), P("bridge", bridge_of(input->network)));
  if (status == HF_OK) status = RUN(NULL, "linux-up", P("device", outer));
  if (status == HF_OK) status = place(input, inner, device);
  hf_text note = JOIN(HF_TEXT("holdfast "), input->mac, HF_TEXT(" "), device);
  if (status == HF_OK) status = RUN(NULL, "linux-note", P("device", outer), P("note", note));
  if (status == HF_OK || delete_link(outer) != HF_OK) return status;
  return hf_fail(status, "The port cannot be made: is its namespace there, and its device's name free in it?");
}

hf_status network_detach_port(const PortId *input) {
  if (!is_id(input->port)) return hf_fail(HF_INVALID_ARGUMENT, "A port's name is eight of 0-9 and a-f.");
  return delete_link(JOIN(HF_TEXT("hfp"), input->port));
}

hf_status network_set_dhcp(const DhcpPlan *input) {
  // A plan takes the network for one that would have been made just before.
  hf_status status = is_planning() ? HF_OK : require_bridge(input->network);
  return status == HF_OK ? serve_dhcp(input) : status;
}

hf_status network_list_leases(const NetworkId *input, LeaseList *output) {
  hf_status status = require_bridge(input->network);
  return status == HF_OK ? read_leases(input->network, output) : status;
}

hf_status network_set_floating(const FloatingPlan *input) {
  hf_status status = require_bridge(input->network);
  return status == HF_OK ? set_floating(input) : status;
}

hf_status network_clear_floating(const FloatingId *input) { return clear_floating(input->network, input->floating); }

hf_status network_set_rules(const RulesPlan *input) {
  hf_status status = require_bridge(input->network);
  return status == HF_OK ? set_rules(input) : status;
}

hf_status network_plan_change(const NetworkChange *input, NetworkSteps *output) {
  hf_status status = hf_fail(HF_INVALID_ARGUMENT, "A plan needs the change that it is for.");
  Network network = {0};
  Port port = {0};
  plan_into(output);
  if (input->has_ensure_network) status = network_ensure_network(&input->ensure_network, &network);
  else if (input->has_delete_network) status = network_delete_network(&input->delete_network);
  else if (input->has_attach_port) status = network_attach_port(&input->attach_port, &port);
  else if (input->has_detach_port) status = network_detach_port(&input->detach_port);
  else if (input->has_set_dhcp) status = network_set_dhcp(&input->set_dhcp);
  else if (input->has_set_floating) status = network_set_floating(&input->set_floating);
  else if (input->has_clear_floating) status = network_clear_floating(&input->clear_floating);
  else if (input->has_set_rules) status = network_set_rules(&input->set_rules);
  plan_into(NULL);
  return status;
}
