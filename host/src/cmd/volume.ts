// `holdfast volume …`: create, look at, extend and delete volumes.
import type { Command } from "commander";
import { parseBytes } from "../conf/units.ts";
import { HostError } from "../errors.ts";
import type { Change, VolumeView } from "../volume/messages.ts";
import { type Cli, runs, type Surroundings } from "./cli.ts";
import { bytesOr } from "./output.ts";
import { type Column, table } from "./table.ts";

const PAGE_VOLUMES = 1000;
const COLUMNS: readonly Column<VolumeView>[] = [
  { title: "NAME", cell: (volume) => volume.name },
  { title: "SIZE", cell: (volume) => bytesOr(volume.sizeBytes) },
  { title: "USED", cell: (volume) => bytesOr(volume.allocatedBytes) },
  { title: "STATE", cell: (volume) => volume.state },
  { title: "DRIVER", cell: (volume) => `${volume.driver}@${volume.driverDigest.slice(0, 12)}` },
  { title: "LOCATION", cell: (volume) => volume.location ?? "-" },
];

export function volumeCommands(program: Command, surroundings: Surroundings): void {
  const volume = program.command("volume").description("block storage made by volume drivers");
  volume
    .command("create <name>")
    .description("make a volume")
    .requiredOption("--size <size>", "exact size, with unit: 2GiB, 512MiB, 1000000B")
    .option("--driver <name>", "which of the configured drivers; the default driver if left out")
    .option(
      "--idempotency-key <key>",
      "the same key and request again answers the first outcome instead of doing it twice",
    )
    .action(runs(surroundings, create));
  volume
    .command("list")
    .alias("ls")
    .description("list volumes")
    .option("--driver <name>", "of one driver only")
    .action(runs(surroundings, list));
  volume.command("show <name>").description("show one volume").action(runs(surroundings, show));
  volume
    .command("extend <name>")
    .description("grow a volume; what it holds stays")
    .requiredOption("--size <size>", "the new size, with unit")
    .option("--idempotency-key <key>", "see create")
    .action(runs(surroundings, extend));
  volume
    .command("delete <name>")
    .alias("rm")
    .description("delete a volume and all it holds; deleting what is absent succeeds")
    .action(runs(surroundings, remove));
}

interface ChangeOptions {
  readonly size: string;
  readonly driver?: string;
  readonly idempotencyKey?: string;
}

async function create(cli: Cli, name: string, options: ChangeOptions): Promise<void> {
  const { size, driver, idempotencyKey } = options;
  const params = { name, sizeBytes: sizeOf(size), ...(driver === undefined ? {} : { driver }) };
  await change(cli, { label: `creating ${name}`, method: "volume.create", params, idempotencyKey });
}

async function extend(cli: Cli, name: string, options: ChangeOptions): Promise<void> {
  const params = { name, sizeBytes: sizeOf(options.size) };
  await change(cli, {
    label: `extending ${name}`,
    method: "volume.extend",
    params,
    idempotencyKey: options.idempotencyKey,
  });
}

async function remove(cli: Cli, name: string): Promise<void> {
  await change(cli, {
    label: `deleting ${name}`,
    method: "volume.delete",
    params: { name },
    idempotencyKey: undefined,
  });
}

async function list(cli: Cli, options: { readonly driver?: string }): Promise<void> {
  const volumes: VolumeView[] = [];
  const filter = options.driver === undefined ? {} : { driver: options.driver };
  const session = await cli.session();
  // One frame does not hold any number of volumes: they come a page at a time.
  for (let after: string | undefined, page: VolumeView[] = []; ; after = page.at(-1)?.name) {
    const params = { ...filter, limit: PAGE_VOLUMES, ...(after === undefined ? {} : { after }) };
    page = (await session.call<{ volumes: VolumeView[] }>("volume.list", params)).volumes;
    volumes.push(...page);
    if (page.length < PAGE_VOLUMES) break;
  }
  cli.output.answer({ volumes }, () => table(volumes, COLUMNS));
}

async function show(cli: Cli, name: string): Promise<void> {
  const session = await cli.session();
  const volume = await session.call<VolumeView>("volume.get", { name });
  cli.output.answer(volume, () => details(volume));
}

interface ChangeRequest {
  readonly label: string;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly idempotencyKey: string | undefined;
}

/** Asks for a change and shows what came of it. */
async function change(cli: Cli, request: ChangeRequest): Promise<void> {
  const session = await cli.session();
  const stop = cli.output.progress(request.label);
  const meta = request.idempotencyKey === undefined ? {} : { idempotencyKey: request.idempotencyKey };
  const answer = await session.call<Change>(request.method, request.params, meta).finally(stop);
  cli.output.answer(answer, () =>
    answer.volume ? details(answer.volume) : `${cli.output.paint("good", "there is no such volume any more")}\n`,
  );
}

function details(volume: VolumeView): string {
  const rows: [string, string][] = [
    ["name", volume.name],
    ["state", volume.error === null ? volume.state : `${volume.state}: ${volume.error}`],
    ["size", `${bytesOr(volume.sizeBytes)} (${volume.sizeBytes} bytes)`],
    ["used", bytesOr(volume.allocatedBytes)],
    ["driver", `${volume.driver}, file sha-256 ${volume.driverDigest}`],
    ["location", volume.location ?? "-"],
    ["created", volume.createdAt],
    ["updated", volume.updatedAt],
  ];
  return `${rows.map(([key, value]) => `${key.padEnd(9)} ${value}`).join("\n")}\n`;
}

/** A size from the command line. Throws INVALID_PARAMS with an example. */
function sizeOf(text: string): number {
  const size = parseBytes(text);
  if (size === undefined)
    throw new HostError("INVALID_PARAMS", `${JSON.stringify(text)} is not a size; write 2GiB, 512MiB or 1000000B`);
  return size;
}
