// Security rules as access lists of ports. They keep no state: replies by TCP are known by their flags, those to a ping by their type.
import type { PortRules, Rule, RulesPlan } from "../../sdk/guest/typescript/generated/network.ts";
import { change, type Edit } from "./device.ts";
import { numberOf, wildcardOf } from "./ipv4.ts";
import { listEdits, listPath } from "./ports.ts";
import { type HeldPort, pathOf, readSwitch, requireTag } from "./switch.ts";

type Entry = Readonly<Record<string, string | number | readonly null[]>>;

const ANY: Entry = { any: [null], "dst-any": [null] };
const PASS: readonly Entry[] = [
  { action: "permit", protocol: "tcp", ...ANY, established: [null] },
  { action: "permit", protocol: "icmp", ...ANY, "named-msg-type": "echo-reply" },
  { action: "permit", protocol: "udp", ...ANY, "dst-range1": 67, "dst-range2": 68 },
];
const REST: Entry = { action: "permit", protocol: "ip", ...ANY };

/** Replaces the rules of all ports of a network, in one change. Ports that are not there have nothing to be held to. */
export function setRules({ network, ports }: RulesPlan): void {
  const state = readSwitch();
  requireTag(state, network);
  const held = state.ports.filter((port) => port.network === network);
  change(
    held.flatMap((port) =>
      edits(
        port,
        ports.find((one) => one.port === port.port),
      ),
    ),
  );
}

function edits(held: HeldPort, wanted: PortRules | undefined): Edit[] {
  const group = `${pathOf(held)}/ip/access-group`;
  if (wanted === undefined || wanted.rules.length === 0)
    return [{ operation: "remove", target: group }, ...listEdits(held.port)];
  // What a port sends comes into the switch.
  const list = (way: string, direction: string): Edit => {
    const entries = [...PASS, ...wanted.rules.filter((rule) => rule.direction === direction).map(entryOf), REST];
    const numbered = entries.map((entry, at) => ({ sequence: String((at + 1) * 10), "ace-rule": entry }));
    const value = {
      "Cisco-IOS-XE-acl:extended": [{ name: `hf-${held.port}-${way}`, "access-list-seq-rule": numbered }],
    };
    return { operation: "replace", target: listPath(held.port, way), value };
  };
  const use = (way: string) => ({ acl: { "acl-name": `hf-${held.port}-${way}`, [way]: [null] } });
  const groups = { "Cisco-IOS-XE-native:access-group": { in: use("in"), out: use("out") } };
  return [list("in", "egress"), list("out", "ingress"), { operation: "replace", target: group, value: groups }];
}

/** One rule as an access list has it. */
function entryOf(rule: Rule): Entry {
  const peer = addresses(rule);
  const far =
    rule.direction === "ingress" ? { ...peer.source, "dst-any": [null] } : { any: [null], ...peer.destination };
  const { portFirst, portLast = portFirst } = rule;
  const range =
    portFirst === undefined
      ? {}
      : portLast === portFirst
        ? { "dst-eq": portFirst }
        : { "dst-range1": portFirst, "dst-range2": portLast ?? portFirst };
  const protocol = rule.protocol === "any" ? "ip" : rule.protocol;
  return { action: rule.action === "allow" ? "permit" : "deny", protocol, ...far, ...range };
}

/** The other side, as a source and as a destination. */
function addresses({ peer }: Rule): { readonly source: Entry; readonly destination: Entry } {
  if (peer === undefined) return { source: { any: [null] }, destination: { "dst-any": [null] } };
  const [address = "", prefix = "32"] = peer.split("/");
  numberOf(address);
  const mask = wildcardOf(Number(prefix));
  return {
    source: { "ipv4-address": address, mask },
    destination: { "dest-ipv4-address": address, "dest-mask": mask },
  };
}
