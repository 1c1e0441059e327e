// `holdfast volume …`: the methods of the volume manager as verbs, and how people see their answers.
import type { Command } from "commander";
import { VOLUME_RPC } from "../volume/declarations.ts";
import type { Backends, Change, Orphans, VolumeDetails, VolumeView } from "../volume/messages.ts";
import type { Cli, Surroundings } from "./cli.ts";
import { watchOperation } from "./operation-watch.ts";
import { bytesOr } from "./output.ts";
import { planned } from "./planned.ts";
import { type Column, table } from "./table.ts";
import { type AskedVerb, addVerbs, ask, type Verb } from "./verbs.ts";

const COLUMNS: readonly Column<VolumeView>[] = [
  { title: "NAME", cell: (volume) => volume.name },
  { title: "SIZE", cell: (volume) => bytesOr(volume.sizeBytes) },
  { title: "USED", cell: (volume) => bytesOr(volume.allocatedBytes) },
  { title: "STATE", cell: (volume) => volume.state },
  { title: "DRIVER", cell: (volume) => `${volume.driver}@${volume.driverDigest.slice(0, 12)}` },
  { title: "LOCATION", cell: (volume) => volume.location ?? "-" },
];
const takes = ["name"];

const SNAPSHOTS = {
  create: snapshotChanged("is kept"),
  delete: snapshotChanged("is deleted"),
  restore: snapshotChanged("is what the volume holds again"),
};

const VERBS: readonly Verb[] = [
  { words: "create", method: "create", takes, show: changed },
  { words: "list", alias: "ls", method: "list", show: ({ volumes }) => table(volumes, COLUMNS) },
  { words: "show", method: "get", takes, show: details },
  { words: "extend", method: "extend", takes, show: changed },
  { words: "delete", alias: "rm", method: "delete", takes, show: changed },
  { words: "clone", method: "clone", takes: ["source", "name"], show: changed, long: true },
  ...(["create", "delete", "restore"] as const).map((word) => ({
    ...{ words: `snapshot ${word}`, method: `${word}Snapshot`, takes: ["name", "snapshot"] },
    ...{ called: { name: "volume" }, show: SNAPSHOTS[word], long: true },
  })),
  {
    ...{ words: "snapshot list", alias: "ls", method: "get", takes, called: { name: "volume" } },
    ...{ summary: "lists the snapshots of a volume", run: listSnapshots },
  },
  { words: "export", method: "export", takes, show: changed },
  { words: "unexport", method: "unexport", takes, show: changed },
  { words: "backends", method: "backends", show: backends },
  {
    ...{ words: "migrate", method: "migrate", takes, called: { driver: "to" }, run: migrate },
    more: (command) => command.option("--detach", "answer with the operation's id instead of waiting"),
  },
  { words: "manage", method: "manage", takes, show: changed },
  { words: "unmanage", method: "unmanage", takes, show: released },
  { words: "orphans", method: "orphans", run: orphans },
  { words: "forget", method: "forget", takes, show: released },
];

export function volumeCommands(volume: Command, surroundings: Surroundings): void {
  const groups = { snapshot: "what a volume held at a time" };
  addVerbs(volume, surroundings, { topic: "volume", methods: VOLUME_RPC, groups, verbs: VERBS });
}

function changed(change: Change, cli: Cli): string {
  return toldOf(change, cli, "deleted: there is no such volume any more");
}

function released(change: Change, cli: Cli): string {
  return toldOf(change, cli, "out of the records: what its driver has of it stays there");
}

/** What came of a change; `gone` says what it means that no volume is answered. */
function toldOf({ operationId, volume, plan, export: way }: Change, cli: Cli, gone: string): string {
  if (plan) return planned(plan);
  const reached = way ? `exported  ${way.way} at ${way.address}${way.readOnly ? " (read only)" : ""}\n` : "";
  if (volume) return `${reached}${volumeLines(volume)}`;
  return `${cli.output.paint("good", operationId === null ? "nothing to do: there is no such volume" : gone)}\n`;
}

function snapshotChanged(done: string): NonNullable<Verb["show"]> {
  return ({ operationId, plan }: Change, cli, { name, snapshot }) => {
    if (plan) return planned(plan);
    const words =
      operationId === null ? "nothing to do: there is no such snapshot" : `the snapshot ${snapshot} of ${name} ${done}`;
    return `${cli.output.paint("good", words)}\n`;
  };
}

function details(volume: VolumeDetails): string {
  const { snapshots = [], exports = [] } = volume;
  return [
    volumeLines(volume).trimEnd(),
    ...snapshots.map((one) => `snapshot  ${one.name}, ${bytesOr(one.sizeBytes)}, ${one.createdAt}`),
    ...exports.map((one) => `exported  ${one.way} at ${one.address}${one.readOnly ? " (read only)" : ""}`),
    "",
  ].join("\n");
}

/** A volume as lines of words and values. */
function volumeLines(volume: VolumeView): string {
  const rows: [string, string][] = [
    ["name", volume.name],
    ["state", volume.error === null ? volume.state : `${volume.state}: ${volume.error}`],
    ["size", `${bytesOr(volume.sizeBytes)} (${volume.sizeBytes} bytes)`],
    ["used", bytesOr(volume.allocatedBytes)],
    ["driver", `${volume.driver}, file sha-256 ${volume.driverDigest}`],
    ["location", volume.location ?? "-"],
    ...(volume.origin ? [["clone of", volume.origin] as [string, string]] : []),
    ["created", volume.createdAt],
    ["updated", volume.updatedAt],
  ];
  return `${rows.map(([key, value]) => `${key.padEnd(9)} ${value}`).join("\n")}\n`;
}

function backends(answer: Backends): string {
  return table(answer.backends, [
    { title: "NAME", cell: (one) => one.name },
    { title: "HEALTH", cell: (one) => (one.reason === null ? one.health : `${one.health}: ${one.reason}`) },
    { title: "VOLUMES", cell: (one) => String(one.volumes) },
    { title: "SUM", cell: (one) => bytesOr(one.volumeBytes) },
    { title: "FREE", cell: (one) => bytesOr(one.freeBytes) },
    { title: "TOTAL", cell: (one) => bytesOr(one.totalBytes) },
    { title: "CAN", cell: (one) => one.abilities.join(" ") || "-" },
  ]);
}

/** Shows how far it is, unless it shall only begin. */
async function migrate(cli: Cli, asked: AskedVerb): Promise<unknown> {
  if (asked.options["detach"] || asked.params["dryRun"]) return void (await ask(cli, asked, begun));
  const { name, driver } = asked.params;
  const session = await cli.session();
  const key = asked.options["idempotencyKey"];
  const meta = typeof key === "string" ? { idempotencyKey: key } : {};
  const { operationId } = await session.call<{ readonly operationId: string | null }>(asked.method, asked.params, meta);
  if (operationId !== null) return watchOperation(cli, operationId);
  cli.output.answer({ operationId }, () => begun({ operationId, volume: null }, cli, { name, driver }));
  return undefined;
}

function begun({ operationId, plan }: Change, _cli: Cli, { name, driver }: AskedVerb["params"]): string {
  if (plan) return planned(plan);
  if (operationId === null) return `${name} lies with ${driver} already\n`;
  return `${operationId} has begun: \`holdfast operation watch ${operationId}\` shows how far it is\n`;
}

async function listSnapshots(cli: Cli, { method, params }: AskedVerb): Promise<void> {
  const session = await cli.session();
  const { snapshots } = await session.call<VolumeDetails>(method, params);
  cli.output.answer({ snapshots }, () =>
    table(snapshots, [
      { title: "NAME", cell: (one) => one.name },
      { title: "SIZE", cell: (one) => bytesOr(one.sizeBytes) },
      { title: "CREATED", cell: (one) => one.createdAt },
    ]),
  );
}

async function orphans(cli: Cli, asked: AskedVerb): Promise<void> {
  const shown = (answer: Orphans) =>
    table(answer.orphans, [
      { title: "DRIVER", cell: (one) => one.driver },
      { title: "NAME", cell: (one) => one.name },
      { title: "SIZE", cell: (one) => bytesOr(one.sizeBytes) },
      { title: "LOCATION", cell: (one) => one.location ?? "-" },
    ]);
  const { unasked } = (await ask(cli, asked, shown)) as Orphans;
  for (const { driver, reason } of unasked) cli.output.note(`${driver} could not be asked: ${reason}`);
}
