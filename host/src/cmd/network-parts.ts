// `holdfast port|address|floating|rule …`: what belongs to networks, as the network manager declares it.
import type { Command } from "commander";
import type { AddressView, FloatingView, Leases, Plan, PortView, Released, RuleView } from "../network/messages.ts";
import { NETWORK_METHODS } from "../network/methods.ts";
import type { Cli, Surroundings } from "./cli.ts";
import { planned } from "./planned.ts";
import { type Column, table } from "./table.ts";
import { addVerbs, type Verb } from "./verbs.ts";

const PORTS: readonly Column<PortView>[] = [
  { title: "PORT", cell: ({ network, name }) => `${network}/${name}` },
  { title: "ADDRESS", cell: ({ address }) => address },
  { title: "MAC", cell: ({ mac }) => mac },
  { title: "STATE", cell: ({ state, error }) => (error === null ? state : `${state}: ${error}`) },
  { title: "NETNS", cell: ({ netns }) => netns ?? "-" },
  { title: "DEVICE", cell: ({ device }) => device ?? "-" },
];
const ADDRESSES: readonly Column<AddressView>[] = [
  { title: "ADDRESS", cell: ({ address }) => address },
  { title: "PORT", cell: ({ port }) => port ?? "-" },
  { title: "RESERVED", cell: ({ reserved, owner }) => (reserved ? (owner ?? "yes") : "-") },
  { title: "UNTIL", cell: ({ expiresAt }) => expiresAt ?? "-" },
];
const FLOATING: readonly Column<FloatingView>[] = [
  { title: "ADDRESS", cell: ({ address }) => address },
  { title: "STATE", cell: ({ state }) => state },
  { title: "PORT", cell: ({ network, port }) => (network === null ? "-" : `${network}/${port}`) },
];
const RULES: readonly Column<RuleView>[] = [
  { title: "ID", cell: ({ id }) => id },
  { title: "DIRECTION", cell: ({ direction }) => direction },
  { title: "ACTION", cell: ({ action }) => action },
  { title: "PROTOCOL", cell: ({ protocol }) => protocol },
  {
    title: "PORTS",
    cell: ({ portFirst, portLast }) => (portFirst === null ? "-" : `${portFirst}-${portLast ?? portFirst}`),
  },
  { title: "PEER", cell: ({ peer }) => peer ?? "-" },
  { title: "STATE", cell: ({ state }) => state },
];
const LEASES: readonly Column<Leases["leases"][number]>[] = [
  { title: "ADDRESS", cell: ({ address }) => address },
  { title: "MAC", cell: ({ mac }) => mac },
];

const ports = shownBy<PortView>("ports", "port", PORTS, "detached");
const addresses = shownBy<AddressView>("addresses", "address", ADDRESSES);
const floating = shownBy<FloatingView>("floating", "floating", FLOATING);
const rules = shownBy<RuleView>("rules", "rule", RULES, "removed");

const PORT_VERBS: readonly Verb[] = [
  { words: "attach", method: "attachPort", takes: ["network", "port"], show: ports },
  { words: "detach", method: "detachPort", takes: ["network", "port"], show: ports },
  { words: "list", alias: "ls", method: "listPorts", takes: ["network"], show: ports },
];
const ADDRESS_VERBS: readonly Verb[] = [
  { words: "allocate", method: "allocateAddress", takes: ["network"], show: addresses },
  { words: "release", method: "releaseAddress", takes: ["network", "address"], show: released },
  { words: "list", alias: "ls", method: "listAddresses", takes: ["network"], show: addresses },
  { words: "leases", method: "listLeases", takes: ["network"], show: ({ leases }: Leases) => table(leases, LEASES) },
];
const FLOATING_VERBS: readonly Verb[] = [
  { words: "allocate", method: "allocateFloating", show: floating },
  { words: "release", method: "releaseFloating", takes: ["address"], show: released },
  { words: "disassociate", method: "disassociateFloating", takes: ["address"], show: floating },
  { words: "associate", method: "associateFloating", takes: ["address", "network", "port"], show: floating },
  { words: "list", alias: "ls", method: "listFloating", show: floating },
];
const RULE_VERBS: readonly Verb[] = [
  { words: "add", method: "addRule", takes: ["network", "port"], called: { portFirst: "ports" }, show: rules },
  { words: "remove", alias: "rm", method: "removeRule", takes: ["id"], show: rules },
  { words: "list", alias: "ls", method: "listRules", takes: ["network", "port"], show: rules },
];

const DOMAIN = { topic: "network", methods: NETWORK_METHODS } as const;

export function portCommands(port: Command, surroundings: Surroundings): void {
  addVerbs(port, surroundings, { ...DOMAIN, verbs: PORT_VERBS });
}

export function addressCommands(address: Command, surroundings: Surroundings): void {
  addVerbs(address, surroundings, { ...DOMAIN, verbs: ADDRESS_VERBS });
}

export function floatingCommands(outer: Command, surroundings: Surroundings): void {
  addVerbs(outer, surroundings, { ...DOMAIN, verbs: FLOATING_VERBS });
}

export function ruleCommands(rule: Command, surroundings: Surroundings): void {
  addVerbs(rule, surroundings, { ...DOMAIN, verbs: RULE_VERBS });
}

type Answer<View> = Readonly<Record<string, readonly View[] | View | null>> & {
  readonly plan?: Plan;
  readonly operationId?: string | null;
};

/** A table of what an answer has, one thing or several; a dry run as its plan; of what is gone, that it is, in the verb's word. */
function shownBy<View>(several: string, one: string, columns: readonly Column<View>[], gone = "gone") {
  return (answer: Answer<View>, cli: Cli): string => {
    if (answer.plan) return planned(answer.plan);
    if (answer[one] === null) {
      const done =
        answer.operationId == null
          ? `nothing to do: there is no such ${one}`
          : `${gone}: there is no such ${one} any more`;
      return `${cli.output.paint("good", done)}\n`;
    }
    const found = answer[several] ?? answer[one] ?? [];
    return table(Array.isArray(found) ? (found as readonly View[]) : [found as View], columns);
  };
}

function released({ released: was, plan }: Released): string {
  if (plan) return planned(plan);
  return was ? "released\n" : "it was free\n";
}
