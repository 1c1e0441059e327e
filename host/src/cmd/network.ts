// `holdfast network …`: networks made, looked at and taken away, as the network manager declares it.
import type { Command } from "commander";
import type { Change, NetworkView } from "../network/messages.ts";
import { NETWORK_METHODS } from "../network/methods.ts";
import type { Cli, Surroundings } from "./cli.ts";
import { planned } from "./planned.ts";
import { type Column, table } from "./table.ts";
import { addVerbs, type Verb } from "./verbs.ts";

const COLUMNS: readonly Column<NetworkView>[] = [
  { title: "NAME", cell: ({ name }) => name },
  { title: "ADDRESSES", cell: ({ cidr }) => cidr },
  { title: "GATEWAY", cell: ({ gateway }) => gateway },
  { title: "VLAN", cell: ({ vlan }) => String(vlan ?? "-") },
  { title: "STATE", cell: ({ state }) => state },
  { title: "DRIVER", cell: ({ driver, driverDigest }) => `${driver}@${driverDigest.slice(0, 12)}` },
  { title: "DEVICE", cell: ({ device }) => device ?? "-" },
];
const takes = ["name"];

const VERBS: readonly Verb[] = [
  { words: "create", method: "create", takes, show: changed },
  { words: "list", alias: "ls", method: "list", show: ({ networks }) => table(networks, COLUMNS) },
  { words: "show", method: "get", takes, show: details },
  { words: "delete", alias: "rm", method: "delete", takes, show: changed },
];

export function networkCommands(network: Command, surroundings: Surroundings): void {
  addVerbs(network, surroundings, { topic: "network", methods: NETWORK_METHODS, verbs: VERBS });
}

function changed({ operationId, network, plan }: Change, cli: Cli): string {
  if (plan) return planned(plan);
  if (network) return details(network);
  const done =
    operationId === null ? "nothing to do: there is no such network" : "deleted: there is no such network any more";
  return `${cli.output.paint("good", done)}\n`;
}

function details(network: NetworkView): string {
  const { error, state, driver, driverDigest } = network;
  const rows: [string, string][] = [
    ["name", network.name],
    ["state", error === null ? state : `${state}: ${error}`],
    ["addresses", `${network.cidr}, given out from ${network.poolFirst} to ${network.poolLast}`],
    ["gateway", network.gateway],
    ["vlan", String(network.vlan ?? "-")],
    ["uplink", network.uplink ?? "-"],
    ["device", network.device ?? "-"],
    ["manager", network.manager],
    ["driver", `${driver}, file sha-256 ${driverDigest}`],
    ["id", network.id],
    ["created", network.createdAt],
  ];
  return `${rows.map(([key, value]) => `${key.padEnd(9)} ${value}`).join("\n")}\n`;
}
