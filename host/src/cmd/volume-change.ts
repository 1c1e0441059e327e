// What the commands that change a volume share: asking, and showing what came of it or what would be done.
import { Option } from "commander";
import { parseBytes } from "../conf/units.ts";
import { HostError } from "../errors.ts";
import type { Change, Plan, VolumeView } from "../volume/messages.ts";
import type { Cli } from "./cli.ts";
import { bytesOr } from "./output.ts";

export interface ChangeOptions {
  readonly idempotencyKey?: string;
  readonly dryRun?: boolean;
}

interface ChangeRequest {
  readonly label: string;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export function dryRunOption(): Option {
  return new Option("--dry-run", "show what would be done, with the commands that would run; change nothing");
}

export function keyOption(): Option {
  return new Option(
    "--idempotency-key <key>",
    "the same key and request again answers the first outcome instead of doing it twice",
  );
}

/** Asks for a change and shows what came of it; the answer too, for who wants more of it. */
export async function change(cli: Cli, request: ChangeRequest, options: ChangeOptions = {}): Promise<Change> {
  const session = await cli.session();
  const stop = cli.output.progress(request.label);
  const { idempotencyKey, dryRun } = options;
  const meta = idempotencyKey === undefined ? {} : { idempotencyKey };
  const params = { ...request.params, ...(dryRun ? { dryRun } : {}) };
  const answer = await session.call<Change>(request.method, params, meta).finally(stop);
  cli.output.answer(answer, () => shown(cli, answer));
  return answer;
}

function shown(cli: Cli, { volume, plan, export: way }: Change): string {
  if (plan) return planned(plan);
  const reached = way ? `exported  ${way.way} at ${way.address}${way.readOnly ? " (read only)" : ""}\n` : "";
  if (volume) return `${reached}${volumeDetails(volume)}`;
  return `${cli.output.paint("good", "there is no such volume any more")}\n`;
}

function planned({ driver, steps }: Plan): string {
  const lines = steps.flatMap(({ what, argv }, index) => [
    `${index + 1}. ${what}`,
    ...(argv && argv.length > 0 ? [`   ${argv.map(quoted).join(" ")}`] : []),
  ]);
  return [`nothing was changed; the driver ${driver} would do this:`, ...lines, ""].join("\n");
}

/** As a shell would take it, so that it can be copied; nothing here ever goes to one. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}

/** A volume as lines of words and values. */
export function volumeDetails(volume: VolumeView): string {
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

/** A size from the command line. Throws INVALID_PARAMS with an example. */
export function sizeOf(text: string): number {
  const size = parseBytes(text);
  if (size === undefined)
    throw new HostError("INVALID_PARAMS", `${JSON.stringify(text)} is not a size; write 2GiB, 512MiB or 1000000B`);
  return size;
}
