// `holdfast port|address|floating|rule …`: what belongs to networks.
import type { Command } from "commander";
import { parseDurationMs } from "../conf/units.ts";
import { HostError } from "../errors.ts";
import type { AddressView, FloatingView, PortView, RuleView } from "../network/messages.ts";
import { type Cli, runs, type Surroundings } from "./cli.ts";
import { type Column, table } from "./table.ts";

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

export function portCommands(port: Command, surroundings: Surroundings): void {
  port
    .command("attach <network> <port>")
    .description("put a device into a network, with an address of its own")
    .option("--address <address>", "which address; a free one by default")
    .option("--mac <mac>", "its hardware address; a new one by default")
    .option("--netns <name>", "the network namespace that the device goes into")
    .option("--device <name>", "the device's name there, or the interface of a switch")
    .action(
      runs(surroundings, (cli, network: string, name: string, options: Record<string, string>) =>
        asked(
          cli,
          "network.attachPort",
          { network, port: name, ...own(options, ["address", "mac", "netns", "device"]) },
          ports,
        ),
      ),
    );
  port
    .command("detach <network> <port>")
    .description("take it out again; detaching what is absent succeeds")
    .action(
      runs(surroundings, (cli, network: string, name: string) =>
        asked(cli, "network.detachPort", { network, port: name }, ports),
      ),
    );
  port
    .command("list <network>")
    .alias("ls")
    .description("list the ports of a network")
    .action(runs(surroundings, (cli, network: string) => asked(cli, "network.listPorts", { network }, ports)));
}

export function addressCommands(address: Command, surroundings: Surroundings): void {
  address
    .command("allocate <network>")
    .description("reserve an address")
    .option("--address <address>", "which one; a free one by default")
    .option("--owner <text>", "whom it is for")
    .option("--lease <time>", "it is free again after so long, such as 12h")
    .action(
      runs(surroundings, (cli, network: string, options: Record<string, string>) => {
        const lease = options["lease"] === undefined ? {} : { leaseMs: durationOf(options["lease"]) };
        return asked(
          cli,
          "network.allocateAddress",
          { network, ...own(options, ["address", "owner"]), ...lease },
          addresses,
        );
      }),
    );
  address
    .command("release <network> <address>")
    .description("free a reserved address; releasing a free one succeeds")
    .action(
      runs(surroundings, (cli, network: string, which: string) =>
        asked(cli, "network.releaseAddress", { network, address: which }, released),
      ),
    );
  address
    .command("list <network>")
    .alias("ls")
    .description("list the addresses that are taken")
    .action(runs(surroundings, (cli, network: string) => asked(cli, "network.listAddresses", { network }, addresses)));
  address
    .command("leases <network>")
    .description("list the leases that DHCP has given out")
    .action(
      runs(surroundings, (cli, network: string) =>
        asked(cli, "network.listLeases", { network }, ({ leases }: { leases: { mac: string; address: string }[] }) =>
          table(leases, [
            { title: "ADDRESS", cell: (lease) => lease.address },
            { title: "MAC", cell: (lease) => lease.mac },
          ]),
        ),
      ),
    );
}

export function floatingCommands(floating: Command, surroundings: Surroundings): void {
  floating
    .command("allocate")
    .description("take an outer address from its range")
    .option("--address <address>", "which one; a free one by default")
    .action(
      runs(surroundings, (cli, options: Record<string, string>) =>
        asked(cli, "network.allocateFloating", own(options, ["address"]), floatings),
      ),
    );
  floating
    .command("release <address>")
    .description("give one that leads nowhere back to the range")
    .action(runs(surroundings, (cli, address: string) => asked(cli, "network.releaseFloating", { address }, released)));
  floating
    .command("disassociate <address>")
    .description("take one from its port")
    .action(
      runs(surroundings, (cli, address: string) => asked(cli, "network.disassociateFloating", { address }, floatings)),
    );
  floating
    .command("associate <address> <network> <port>")
    .description("lead one to a port")
    .action(
      runs(surroundings, (cli, address: string, network: string, port: string) =>
        asked(cli, "network.associateFloating", { address, network, port }, floatings),
      ),
    );
  floating
    .command("list")
    .alias("ls")
    .description("list those that are taken")
    .action(runs(surroundings, (cli) => asked(cli, "network.listFloating", undefined, floatings)));
}

export function ruleCommands(rule: Command, surroundings: Surroundings): void {
  rule
    .command("add <network> <port>")
    .description("add a rule behind those that a port has; the first that fits decides, what none fits passes")
    .requiredOption("--direction <direction>", "ingress (to the port) or egress (from it)")
    .requiredOption("--action <action>", "allow or deny")
    .option("--protocol <protocol>", "tcp, udp, icmp or any", "any")
    .option("--ports <first-last>", "destination ports, such as 80 or 8000-8099")
    .option("--peer <block>", "the other side's addresses, such as 10.0.0.0/24")
    .action(
      runs(surroundings, (cli, network: string, port: string, options: Record<string, string>) => {
        const rest = own(options, ["direction", "action", "protocol", "peer"]);
        return asked(cli, "network.addRule", { network, port, ...rest, ...portsOf(options["ports"]) }, rules);
      }),
    );
  rule
    .command("remove <id>")
    .alias("rm")
    .description("remove a rule; removing what is absent succeeds")
    .action(runs(surroundings, (cli, id: string) => asked(cli, "network.removeRule", { id }, rules)));
  rule
    .command("list <network> <port>")
    .alias("ls")
    .description("list the rules of a port in their order")
    .action(
      runs(surroundings, (cli, network: string, port: string) =>
        asked(cli, "network.listRules", { network, port }, rules),
      ),
    );
}

async function asked<T>(cli: Cli, method: string, params: unknown, text: (answer: T) => string): Promise<void> {
  const session = await cli.session();
  const stop = cli.output.progress(method);
  const answer = await session.call<T>(method, params as Readonly<Record<string, unknown>>).finally(stop);
  cli.output.answer(answer, () => text(answer));
}

type One<Key extends string, View> = { readonly [K in Key]?: View | null };

const ports = (answer: One<"port", PortView> & { readonly ports?: readonly PortView[] }) =>
  table(answer.ports ?? listOf(answer.port), PORTS);
const addresses = (answer: One<"address", AddressView> & { readonly addresses?: readonly AddressView[] }) =>
  table(answer.addresses ?? listOf(answer.address), ADDRESSES);
const floatings = (answer: { readonly floating?: FloatingView | readonly FloatingView[] | null }) =>
  table(Array.isArray(answer.floating) ? answer.floating : listOf(answer.floating as FloatingView | null), FLOATING);
const rules = (answer: One<"rule", RuleView> & { readonly rules?: readonly RuleView[] }) =>
  table(answer.rules ?? listOf(answer.rule), RULES);
const released = (answer: { readonly released: boolean }) => (answer.released ? "released\n" : "it was free\n");

function listOf<T>(one: T | null | undefined): readonly T[] {
  return one === null || one === undefined ? [] : [one];
}

/** The named options that were given. */
function own(options: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])));
}

/** `80` or `8000-8099`; what is no number is refused by the service, which knows what ports there are. */
function portsOf(text: string | undefined): { readonly portFirst?: number; readonly portLast?: number } {
  if (text === undefined) return {};
  const [first, last] = text.split("-").map(Number);
  if (first === undefined || Number.isNaN(first) || Number.isNaN(last ?? 0))
    throw new HostError("INVALID_PARAMS", `${JSON.stringify(text)} is no range of ports; write 80 or 8000-8099`);
  return { portFirst: first, ...(last === undefined ? {} : { portLast: last }) };
}

function durationOf(text: string): number {
  const timeMs = parseDurationMs(text);
  if (timeMs === undefined) throw new HostError("INVALID_PARAMS", `${JSON.stringify(text)} is no time; write 12h`);
  return timeMs;
}
