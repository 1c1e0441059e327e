// `holdfast volume backends|migrate|manage|unmanage|orphans|forget`: where volumes lie, and what of that the records know.
import type { Command } from "commander";
import type { Backends, Orphans } from "../volume/messages.ts";
import { type Cli, runs, type Surroundings } from "./cli.ts";
import { watchOperation } from "./operation-watch.ts";
import { bytesOr } from "./output.ts";
import { table } from "./table.ts";
import { type ChangeOptions, change, dryRunOption } from "./volume-change.ts";

/** Adds them to the command `volume`. */
export function volumePlaceCommands(volume: Command, surroundings: Surroundings): void {
  volume
    .command("backends")
    .description("list the drivers with what they can do and the room they have")
    .action(runs(surroundings, backends));
  volume
    .command("migrate <name>")
    .description("move a volume to another driver, and show how far it is")
    .requiredOption("--to <driver>", "the driver that gets it")
    .option("--detach", "answer with the operation's id instead of waiting")
    .addOption(dryRunOption())
    .action(runs(surroundings, migrate));
  volume
    .command("manage <name>")
    .description("take into the records what a driver has already")
    .requiredOption("--driver <name>", "the driver that has it")
    .addOption(dryRunOption())
    .action(runs(surroundings, manage));
  volume
    .command("unmanage <name>")
    .description("remove a volume from the records; it stays with its driver")
    .addOption(dryRunOption())
    .action(runs(surroundings, unmanage));
  volume
    .command("orphans")
    .description("list what drivers have and the records do not know")
    .action(runs(surroundings, orphans));
  volume
    .command("forget <name>")
    .description("remove the record of a volume whose driver is gone for good; asks nobody")
    .action(runs(surroundings, forget));
}

async function backends(cli: Cli): Promise<void> {
  const session = await cli.session();
  const answer = await session.call<Backends>("volume.backends");
  cli.output.answer(answer, () =>
    table(answer.backends, [
      { title: "NAME", cell: (one) => one.name },
      { title: "HEALTH", cell: (one) => (one.reason === null ? one.health : `${one.health}: ${one.reason}`) },
      { title: "VOLUMES", cell: (one) => String(one.volumes) },
      { title: "SUM", cell: (one) => bytesOr(one.volumeBytes) },
      { title: "FREE", cell: (one) => bytesOr(one.freeBytes) },
      { title: "TOTAL", cell: (one) => bytesOr(one.totalBytes) },
      { title: "CAN", cell: (one) => one.abilities.join(" ") || "-" },
    ]),
  );
}

interface MigrateOptions extends ChangeOptions {
  readonly to: string;
  readonly detach?: boolean;
}

async function migrate(cli: Cli, name: string, options: MigrateOptions): Promise<unknown> {
  const params = { name, driver: options.to };
  const request = { label: `moving ${name}`, method: "volume.migrate", params };
  if (options.detach || options.dryRun) return void (await change(cli, request, options));
  const session = await cli.session();
  const { operationId } = await session.call<{ readonly operationId: string | null }>(request.method, params);
  if (operationId !== null) return watchOperation(cli, operationId);
  cli.output.answer({ operationId }, () => `${name} lies with ${options.to} already\n`);
  return undefined;
}

async function manage(cli: Cli, name: string, options: ChangeOptions & { readonly driver: string }): Promise<void> {
  const params = { name, driver: options.driver };
  await change(cli, { label: `taking ${name} in`, method: "volume.manage", params }, options);
}

async function unmanage(cli: Cli, name: string, options: ChangeOptions): Promise<void> {
  await change(cli, { label: `letting ${name} go`, method: "volume.unmanage", params: { name } }, options);
}

async function forget(cli: Cli, name: string): Promise<void> {
  await change(cli, { label: `forgetting ${name}`, method: "volume.forget", params: { name } });
}

async function orphans(cli: Cli): Promise<void> {
  const session = await cli.session();
  const answer = await session.call<Orphans>("volume.orphans");
  cli.output.answer(answer, () =>
    table(answer.orphans, [
      { title: "DRIVER", cell: (one) => one.driver },
      { title: "NAME", cell: (one) => one.name },
      { title: "SIZE", cell: (one) => bytesOr(one.sizeBytes) },
      { title: "LOCATION", cell: (one) => one.location ?? "-" },
    ]),
  );
  for (const { driver, reason } of answer.unasked) cli.output.note(`${driver} could not be asked: ${reason}`);
}
