// `holdfast network …`: networks made, looked at and taken away.
import type { Command } from "commander";
import { HostError } from "../errors.ts";
import type { Change, NetworkView } from "../network/messages.ts";
import { type Cli, runs, type Surroundings } from "./cli.ts";
import { type Column, table } from "./table.ts";

const PAGE_NETWORKS = 1000;
const COLUMNS: readonly Column<NetworkView>[] = [
  { title: "NAME", cell: ({ name }) => name },
  { title: "ADDRESSES", cell: ({ cidr }) => cidr },
  { title: "GATEWAY", cell: ({ gateway }) => gateway },
  { title: "VLAN", cell: ({ vlan }) => String(vlan ?? "-") },
  { title: "STATE", cell: ({ state }) => state },
  { title: "DRIVER", cell: ({ driver, driverDigest }) => `${driver}@${driverDigest.slice(0, 12)}` },
  { title: "DEVICE", cell: ({ device }) => device ?? "-" },
];

export function networkCommands(network: Command, surroundings: Surroundings): void {
  network
    .command("create <name>")
    .description("make a network")
    .requiredOption("--cidr <block>", "its IPv4 addresses, such as 10.0.0.0/24")
    .option("--gateway <address>", "the host's own address in it; the first one by default")
    .option("--pool <first-last>", "the addresses that are given out, such as 10.0.0.100-10.0.0.199; all by default")
    .option("--vlan <tag>", "its VLAN, with VlanManager; a free one by default")
    .option("--uplink <device>", "the device by which it reaches the outside")
    .option("--driver <name>", "which of the configured drivers; the default driver if left out")
    .option("--idempotency-key <key>", "the same key and request again answers the first outcome")
    .action(runs(surroundings, create));
  network
    .command("list")
    .alias("ls")
    .description("list networks")
    .option("--driver <name>", "of one driver only")
    .action(runs(surroundings, list));
  network.command("show <name>").description("show one network").action(runs(surroundings, show));
  network
    .command("delete <name>")
    .alias("rm")
    .description("take away a network that has no ports; deleting what is absent succeeds")
    .action(runs(surroundings, remove));
}

interface CreateOptions {
  readonly cidr: string;
  readonly gateway?: string;
  readonly pool?: string;
  readonly vlan?: string;
  readonly uplink?: string;
  readonly driver?: string;
  readonly idempotencyKey?: string;
}

async function create(cli: Cli, name: string, options: CreateOptions): Promise<void> {
  const { cidr, gateway, pool, vlan, uplink, driver, idempotencyKey } = options;
  const asked = { gateway, uplink, driver, ...poolOf(pool), ...(vlan === undefined ? {} : { vlan: Number(vlan) }) };
  const params = { name, cidr, ...asked };
  const meta = idempotencyKey === undefined ? {} : { idempotencyKey };
  await change(cli, { label: `making ${name}`, method: "network.create", params, meta });
}

async function remove(cli: Cli, name: string): Promise<void> {
  await change(cli, { label: `deleting ${name}`, method: "network.delete", params: { name }, meta: {} });
}

async function list(cli: Cli, options: { readonly driver?: string }): Promise<void> {
  const networks: NetworkView[] = [];
  const session = await cli.session();
  for (let after: string | undefined, page: NetworkView[] = []; ; after = page.at(-1)?.name) {
    const params = {
      ...(options.driver === undefined ? {} : { driver: options.driver }),
      limit: PAGE_NETWORKS,
      ...(after === undefined ? {} : { after }),
    };
    page = (await session.call<{ networks: NetworkView[] }>("network.list", params)).networks;
    networks.push(...page);
    if (page.length < PAGE_NETWORKS) break;
  }
  cli.output.answer({ networks }, () => table(networks, COLUMNS));
}

async function show(cli: Cli, name: string): Promise<void> {
  const session = await cli.session();
  const network = await session.call<NetworkView>("network.get", { name });
  cli.output.answer(network, () => details(network));
}

interface ChangeRequest {
  readonly label: string;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly meta: { readonly idempotencyKey?: string };
}

/** Asks for a change and shows what came of it. */
async function change(cli: Cli, { label, method, params, meta }: ChangeRequest): Promise<void> {
  const session = await cli.session();
  const stop = cli.output.progress(label);
  const answer = await session.call<Change>(method, params, meta).finally(stop);
  cli.output.answer(answer, () =>
    answer.network ? details(answer.network) : `${cli.output.paint("good", "there is no such network any more")}\n`,
  );
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

/** `10.0.0.100-10.0.0.199`. Throws INVALID_PARAMS with an example. */
function poolOf(text: string | undefined): { readonly poolFirst?: string; readonly poolLast?: string } {
  if (text === undefined) return {};
  const [poolFirst, poolLast, ...rest] = text.split("-");
  if (poolFirst && poolLast && rest.length === 0) return { poolFirst, poolLast };
  throw new HostError("INVALID_PARAMS", `${JSON.stringify(text)} is no pool; write 10.0.0.100-10.0.0.199`);
}
