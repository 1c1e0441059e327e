// Security rules and outer addresses, as tables of nftables that are loaded whole or not at all.
#include "tables.h"

static hf_text table_of(const char *letters, hf_text id) { return JOIN(hf_text_of(letters), id); }

/** The table of an outer address: hff, the address as eight digits, n, the network. */
static hf_text floating_table(uint32_t address, hf_text network) {
  static const char DIGITS[] = "0123456789abcdef";
  char *hex = hf_alloc(8);
  for (int at = 0; at < 8; at++) hex[at] = DIGITS[address >> (28 - 4 * at) & 15];
  return JOIN(HF_TEXT("hff"), ((hf_text){hex, 8}), HF_TEXT("n"), network);
}

static hf_status load(hf_text table, hf_text body) {
  // Named first, so that deleting it cannot fail; the three are one transaction of the kernel.
  hf_text script = JOIN(HF_TEXT("table inet "), table, HF_TEXT("\ndelete table inet "), table, HF_TEXT("\ntable inet "), table,
                        HF_TEXT(" {\n"), body, HF_TEXT("}\n"));
  return run_rule(HF_TEXT("linux-ruleset"), NULL, 0, script, NULL);
}

hf_status list_tables(hf_text *list) {
  ExecResult result;
  hf_status status = RUN_PLAIN(&result, "linux-tables");
  if (status == HF_OK) *list = result.stdout_text;
  return status;
}

bool next_floating(hf_text *rest, hf_text network, hf_text *address) {
  hf_text start = HF_TEXT("table inet hff");
  for (hf_text line; next_line(rest, &line);) {
    if (!starts_with(line, start) || line.length < start.length + 17) continue;
    hf_text hex = first(after(line, start.length), 8);
    if (!is_id(hex) || !starts_with(after(line, start.length + 9), network)) continue;
    uint32_t number = 0;
    for (size_t at = 0; at < 8; at++) {
      char digit = hex.data[at];
      number = number << 4 | (uint32_t)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
    }
    *address = address_text(number);
    return true;
  }
  return false;
}

/** One rule as nftables has it. `return` lets the packet go on to the rules of its other end. */
static hf_text rule_text(const Rule *rule) {
  bool inwards = rule->direction == DIRECTION_INGRESS;
  hf_text none = HF_TEXT("");
  hf_text peer = rule->has_peer ? JOIN(inwards ? HF_TEXT("ip saddr ") : HF_TEXT("ip daddr "), rule->peer, HF_TEXT(" ")) : none;
  hf_text name = rule->protocol == PROTOCOL_TCP ? HF_TEXT("tcp") : rule->protocol == PROTOCOL_UDP ? HF_TEXT("udp") : HF_TEXT("icmp");
  hf_text what = none;
  if (rule->has_port_first) {
    hf_text last = number_text(rule->has_port_last ? rule->port_last : rule->port_first);
    what = JOIN(name, HF_TEXT(" dport "), number_text(rule->port_first), HF_TEXT("-"), last, HF_TEXT(" "));
  } else if (rule->protocol != PROTOCOL_ANY) {
    what = JOIN(HF_TEXT("meta l4proto "), name, HF_TEXT(" "));
  }
  return JOIN(peer, what, rule->action == ACTION_ALLOW ? HF_TEXT("return\n") : HF_TEXT("drop\n"));
}

/** The chain of one port and one direction. */
static hf_text chain_text(const PortRules *port, Direction direction, hf_text name) {
  hf_text text = JOIN(HF_TEXT("chain "), name, HF_TEXT(" {\n"));
  for (size_t at = 0; at < port->rules.count; at++)
    if (port->rules.items[at].direction == direction) text = JOIN(text, rule_text(&port->rules.items[at]));
  return JOIN(text, HF_TEXT("}\n"));
}

hf_status set_rules(const RulesPlan *plan) {
  hf_text chains = HF_TEXT(""), inwards = HF_TEXT(""), outwards = HF_TEXT("");
  for (size_t at = 0; at < plan->ports.count; at++) {
    const PortRules *port = &plan->ports.items[at];
    if (!is_id(port->port)) return hf_fail(HF_INVALID_ARGUMENT, "A port's name is eight of 0-9 and a-f.");
    hf_text in = JOIN(HF_TEXT("in"), port->port), out = JOIN(HF_TEXT("out"), port->port);
    chains = JOIN(chains, chain_text(port, DIRECTION_INGRESS, in), chain_text(port, DIRECTION_EGRESS, out));
    inwards = JOIN(inwards, HF_TEXT("ip daddr "), port->address, HF_TEXT(" jump "), in, HF_TEXT("\n"));
    outwards = JOIN(outwards, HF_TEXT("ip saddr "), port->address, HF_TEXT(" jump "), out, HF_TEXT("\n"));
  }
  // Replies pass, and so does DHCP, without which a port would have no address to begin with.
  hf_text pass = HF_TEXT(" priority filter; policy accept;\nct state established,related accept\nudp dport { 67, 68 } accept\n");
  hf_text body = JOIN(chains, HF_TEXT("chain forward {\ntype filter hook forward"), pass, outwards, inwards, HF_TEXT("}\n"),
                      HF_TEXT("chain input {\ntype filter hook input"), pass, outwards, HF_TEXT("}\n"),
                      HF_TEXT("chain output {\ntype filter hook output"), pass, inwards, HF_TEXT("}\n"));
  return load(table_of("hfr", plan->network), body);
}

hf_status set_floating(const FloatingPlan *plan) {
  uint32_t outer, inner;
  if (!parse_address(plan->floating, &outer) || !parse_address(plan->fixed, &inner))
    return hf_fail(HF_INVALID_ARGUMENT, "An address is four numbers with dots.");
  hf_text to = JOIN(HF_TEXT("ip daddr "), plan->floating, HF_TEXT(" dnat ip to "), plan->fixed, HF_TEXT("\n}\n"));
  hf_text body =
      JOIN(HF_TEXT("chain arriving {\ntype nat hook prerouting priority dstnat;\n"), to,
           HF_TEXT("chain own {\ntype nat hook output priority -100;\n"), to,
           HF_TEXT("chain leaving {\ntype nat hook postrouting priority srcnat;\noifname != \"hfn"), plan->network,
           HF_TEXT("\" ip saddr "), plan->fixed, HF_TEXT(" snat ip to "), plan->floating, HF_TEXT("\n}\n"));
  hf_status status = load(floating_table(outer, plan->network), body);
  if (status != HF_OK || !plan->has_device) return status;
  status = RUN(NULL, "linux-outer-add", P("address", plan->floating), P("device", plan->device));
  if (status == HF_OK) return HF_OK;
  RUN(NULL, "linux-table-delete", P("table", floating_table(outer, plan->network)));
  return hf_fail(HF_FAILED, "The outer address cannot be put on its device: is network.floating.device there?");
}

/** Takes an outer address off every device that has it. */
static hf_status take_off(hf_text floating) {
  ExecResult result;
  hf_status status = RUN(&result, "linux-outer-find", P("address", floating));
  if (status != HF_OK) return status;
  // A line is `2: eth0    inet 203.0.113.5/32 scope …`.
  for (hf_text rest = result.stdout_text, line; next_line(&rest, &line);) {
    hf_text number, device;
    if (!next_word(&line, &number) || !next_word(&line, &device)) continue;
    status = RUN(NULL, "linux-outer-delete", P("address", floating), P("device", device));
    if (status != HF_OK) return status;
  }
  return HF_OK;
}

static hf_status delete_table(hf_text table) {
  ExecResult result;
  hf_status status = RUN(&result, "linux-table-delete", P("table", table));
  if (status != HF_OK || result.exit_code == 0) return status;
  if (find(result.stderr_text, HF_TEXT("No such file")) < result.stderr_text.length) return HF_OK;
  return hf_fail(HF_FAILED, "A table of nftables cannot be deleted.");
}

hf_status clear_floating(hf_text network, hf_text floating) {
  uint32_t outer;
  if (!is_id(network) || !parse_address(floating, &outer))
    return hf_fail(HF_INVALID_ARGUMENT, "This is no network, or no address.");
  hf_status status = delete_table(floating_table(outer, network));
  return status == HF_OK ? take_off(floating) : status;
}

hf_status delete_tables(hf_text network) {
  hf_text tables;
  // Where nft does not work there is nothing that it could have made.
  if (list_tables(&tables) != HF_OK) return HF_OK;
  for (hf_text address; next_floating(&tables, network, &address);) {
    hf_status status = clear_floating(network, address);
    if (status != HF_OK) return status;
  }
  return delete_table(table_of("hfr", network));
}
