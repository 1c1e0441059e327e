// `holdfast volume …`: create, look at, extend and delete volumes.
import { type Command, Option } from "commander";
import { ABILITIES, type VolumeDetails, type VolumeView } from "../volume/messages.ts";
import { type Cli, runs, type Surroundings } from "./cli.ts";
import { bytesOr } from "./output.ts";
import { type Column, table } from "./table.ts";
import { type ChangeOptions, change, dryRunOption, keyOption, sizeOf, volumeDetails } from "./volume-change.ts";
import { volumePartCommands } from "./volume-parts.ts";
import { volumePlaceCommands } from "./volume-places.ts";

const PAGE_VOLUMES = 1000;
const COLUMNS: readonly Column<VolumeView>[] = [
  { title: "NAME", cell: (volume) => volume.name },
  { title: "SIZE", cell: (volume) => bytesOr(volume.sizeBytes) },
  { title: "USED", cell: (volume) => bytesOr(volume.allocatedBytes) },
  { title: "STATE", cell: (volume) => volume.state },
  { title: "DRIVER", cell: (volume) => `${volume.driver}@${volume.driverDigest.slice(0, 12)}` },
  { title: "LOCATION", cell: (volume) => volume.location ?? "-" },
];

export function volumeCommands(volume: Command, surroundings: Surroundings): void {
  volume
    .command("create <name>")
    .description("make a volume")
    .requiredOption("--size <size>", "exact size, with unit: 2GiB, 512MiB, 1000000B")
    .option("--driver <name>", "which of the configured drivers; the default driver if left out")
    .addOption(
      new Option("--needs <abilities...>", "without --driver: one that can do this, with the most room").choices(
        ABILITIES,
      ),
    )
    .addOption(keyOption())
    .addOption(dryRunOption())
    .action(runs(surroundings, create));
  volume
    .command("list")
    .alias("ls")
    .description("list volumes")
    .option("--driver <name>", "of one driver only")
    .action(runs(surroundings, list));
  volume
    .command("show <name>")
    .description("show one volume with its snapshots and exports")
    .action(runs(surroundings, show));
  volume
    .command("extend <name>")
    .description("grow a volume; what it holds stays")
    .requiredOption("--size <size>", "the new size, with unit")
    .addOption(keyOption())
    .addOption(dryRunOption())
    .action(runs(surroundings, extend));
  volume
    .command("delete <name>")
    .alias("rm")
    .description("delete a volume and all it holds; deleting what is absent succeeds")
    .addOption(dryRunOption())
    .action(runs(surroundings, remove));
  volumePartCommands(volume, surroundings);
  volumePlaceCommands(volume, surroundings);
}

interface CreateOptions extends ChangeOptions {
  readonly size: string;
  readonly driver?: string;
  readonly needs?: readonly string[];
}

async function create(cli: Cli, name: string, options: CreateOptions): Promise<void> {
  const { size, driver, needs } = options;
  const where = { ...(driver === undefined ? {} : { driver }), ...(needs === undefined ? {} : { needs }) };
  const params = { name, sizeBytes: sizeOf(size), ...where };
  await change(cli, { label: `creating ${name}`, method: "volume.create", params }, options);
}

async function extend(cli: Cli, name: string, options: ChangeOptions & { readonly size: string }): Promise<void> {
  const params = { name, sizeBytes: sizeOf(options.size) };
  await change(cli, { label: `extending ${name}`, method: "volume.extend", params }, options);
}

async function remove(cli: Cli, name: string, options: ChangeOptions): Promise<void> {
  await change(cli, { label: `deleting ${name}`, method: "volume.delete", params: { name } }, options);
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
  const volume = await session.call<VolumeDetails>("volume.get", { name });
  const { snapshots = [], exports = [] } = volume;
  cli.output.answer(volume, () =>
    [
      volumeDetails(volume).trimEnd(),
      ...snapshots.map((one) => `snapshot  ${one.name}, ${bytesOr(one.sizeBytes)}, ${one.createdAt}`),
      ...exports.map((one) => `exported  ${one.way} at ${one.address}${one.readOnly ? " (read only)" : ""}`),
      "",
    ].join("\n"),
  );
}
