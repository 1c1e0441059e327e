// `holdfast volume clone|snapshot|export|unexport`: what is made of a volume, and how programs reach it.
import { type Command, Option } from "commander";
import { EXPORT_WAYS, type VolumeDetails } from "../volume/messages.ts";
import { type Cli, runs, type Surroundings } from "./cli.ts";
import { bytesOr } from "./output.ts";
import { table } from "./table.ts";
import { type ChangeOptions, change, dryRunOption, keyOption, sizeOf } from "./volume-change.ts";

/** Adds them to the command `volume`. */
export function volumePartCommands(volume: Command, surroundings: Surroundings): void {
  volume
    .command("clone <source> <name>")
    .description("make a volume with what another holds; from then on each goes its own way")
    .option("--snapshot <snapshot>", "with what the source held at this snapshot")
    .option("--size <size>", "larger than the source, with unit")
    .addOption(keyOption())
    .addOption(dryRunOption())
    .action(runs(surroundings, clone));
  snapshotCommands(volume, surroundings);
  volume
    .command("export <name>")
    .description("make a volume reachable for programs of this node")
    .addOption(wayOption())
    .option("--read-only", "nobody may write through it")
    .addOption(dryRunOption())
    .action(runs(surroundings, exportIt));
  volume
    .command("unexport <name>")
    .description("take an export back; taking back what is not exported succeeds")
    .addOption(wayOption())
    .addOption(dryRunOption())
    .action(runs(surroundings, unexport));
}

function snapshotCommands(volume: Command, surroundings: Surroundings): void {
  const snapshot = volume.command("snapshot").description("what a volume held at a time");
  const actions = [
    ["create", "createSnapshot", "keep what a volume holds now"],
    ["delete", "deleteSnapshot", "delete a snapshot; deleting what is absent succeeds"],
    ["restore", "restoreSnapshot", "make a volume hold again what it held; what it holds now is lost"],
  ] as const;
  for (const [word, method, description] of actions) {
    const act = (cli: Cli, name: string, snapshotName: string, options: ChangeOptions) =>
      change(
        cli,
        { label: `${word} ${snapshotName}`, method: `volume.${method}`, params: { name, snapshot: snapshotName } },
        options,
      );
    snapshot
      .command(`${word} <volume> <snapshot>`)
      .description(description)
      .addOption(keyOption())
      .addOption(dryRunOption())
      .action(runs(surroundings, act));
  }
  snapshot
    .command("list <volume>")
    .alias("ls")
    .description("list the snapshots of a volume")
    .action(runs(surroundings, listSnapshots));
}

function wayOption(): Option {
  const description = "path: a file or device of this node; nbd: the NBD protocol";
  return new Option("--way <way>", description).choices(EXPORT_WAYS).makeOptionMandatory();
}

interface CloneOptions extends ChangeOptions {
  readonly snapshot?: string;
  readonly size?: string;
}

async function clone(cli: Cli, source: string, name: string, options: CloneOptions): Promise<void> {
  const { snapshot, size } = options;
  const more = {
    ...(snapshot === undefined ? {} : { snapshot }),
    ...(size === undefined ? {} : { sizeBytes: sizeOf(size) }),
  };
  await change(cli, { label: `cloning ${source}`, method: "volume.clone", params: { name, source, ...more } }, options);
}

interface WayOptions extends ChangeOptions {
  readonly way: string;
  readonly readOnly?: boolean;
}

async function exportIt(cli: Cli, name: string, options: WayOptions): Promise<void> {
  const { way, readOnly } = options;
  const params = { name, way, ...(readOnly ? { readOnly } : {}) };
  await change(cli, { label: `exporting ${name}`, method: "volume.export", params }, options);
}

async function unexport(cli: Cli, name: string, options: WayOptions): Promise<void> {
  const params = { name, way: options.way };
  await change(cli, { label: `taking ${name} back`, method: "volume.unexport", params }, options);
}

async function listSnapshots(cli: Cli, name: string): Promise<void> {
  const session = await cli.session();
  const { snapshots } = await session.call<VolumeDetails>("volume.get", { name });
  cli.output.answer({ snapshots }, () =>
    table(snapshots, [
      { title: "NAME", cell: (one) => one.name },
      { title: "SIZE", cell: (one) => bytesOr(one.sizeBytes) },
      { title: "CREATED", cell: (one) => one.createdAt },
    ]),
  );
}
