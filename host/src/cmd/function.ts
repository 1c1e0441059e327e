// `holdfast function …`: exports of plain Extism plugins, called with bytes from an argument, a file or standard input.
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { formatBytes } from "../conf/units.ts";
import { HostError, messageOf } from "../errors.ts";
import type { Called, Functions } from "../function/messages.ts";
import { type Cli, runs, type Surroundings } from "./cli.ts";
import { keyOption } from "./key-option.ts";
import { table } from "./table.ts";

const STDIN = 0;

export function functionCommands(group: Command, surroundings: Surroundings): void {
  group
    .command("call <driver> <export> [input]")
    .description("call an export with bytes, and write what it answers; without input it is called with none")
    .option("--file <file>", "a file with its input, byte by byte; - is standard input")
    .option("--out <file>", "write the answer to a file that is not there yet, byte by byte")
    .option("--journal", "write the call down as an operation, and how it ended")
    .addOption(keyOption())
    .action(runs(surroundings, call));
  group
    .command("list")
    .alias("ls")
    .description("list the plugins that serve, with what can be called")
    .action(runs(surroundings, list));
}

interface CallOptions {
  readonly file?: string;
  readonly out?: string;
  readonly journal?: boolean;
  readonly idempotencyKey?: string;
}

type CallArguments = [driver: string, exportName: string, input: string | undefined, options: CallOptions];

async function call(cli: Cli, ...[driver, exportName, input, options]: CallArguments): Promise<void> {
  const { file, out, journal = false, idempotencyKey: key } = options;
  if (input !== undefined && file !== undefined)
    throw new HostError("INVALID_PARAMS", "the input is given twice; write it as an argument or name a --file");
  if (key !== undefined && !journal)
    throw new HostError("INVALID_PARAMS", "only a journaled call is known again by its key; add --journal");
  const given = file === undefined ? { encoding: "text", input: input ?? "" } : inputFrom(cli, file);
  const session = await cli.session();
  const stop = cli.output.progress(`${driver}.${exportName}`);
  const answer = await session
    .call<Called>(
      "function.call",
      { driver, export: exportName, ...given, journal },
      key === undefined ? {} : { idempotencyKey: key },
    )
    .finally(stop);
  const bytes = Buffer.from(answer.output, answer.encoding === "text" ? "utf8" : "base64");
  if (out !== undefined) writeNew(cli, out, bytes);
  cli.output.answer(answer, () => answerText(answer, bytes, out));
}

function inputFrom(cli: Cli, file: string): { readonly encoding: string; readonly input: string } {
  try {
    const bytes = readFileSync(file === "-" ? STDIN : regularFile(resolve(cli.surroundings.cwd, file)));
    return { encoding: "base64", input: bytes.toString("base64") };
  } catch (cause) {
    throw new HostError("INVALID_PARAMS", `the input cannot be read: ${messageOf(cause)}`, { cause });
  }
}

/** A device or a pipe by its name might never end. */
function regularFile(path: string): string {
  if (!statSync(path).isFile()) throw new Error(`${path} is no file; --file - reads standard input`);
  return path;
}

function writeNew(cli: Cli, file: string, bytes: Uint8Array): void {
  try {
    writeFileSync(resolve(cli.surroundings.cwd, file), bytes, { flag: "wx", mode: 0o600 });
  } catch (cause) {
    const message = `the answer cannot be written: ${messageOf(cause)}; name a file that is not there`;
    throw new HostError("INVALID_PARAMS", message, { cause });
  }
}

/** On a terminal only what is text is shown as it is. */
function answerText({ encoding, output, operationId, replayed }: Called, bytes: Uint8Array, out?: string): string {
  const size = formatBytes(bytes.length);
  const shown =
    out !== undefined
      ? `${size} in ${out}`
      : encoding === "text"
        ? output
        : `${size} that are no text; take them with --out FILE or --json`;
  const word = replayed ? "replayed from operation" : "operation";
  return operationId === null ? shown : `${shown}\n${word} ${operationId}`;
}

async function list(cli: Cli): Promise<void> {
  const session = await cli.session();
  const answer = await session.call<Functions>("function.list");
  cli.output.answer(answer, () =>
    table(answer.drivers, [
      { title: "DRIVER", cell: ({ name }) => name },
      { title: "EXPORTS", cell: ({ exports }) => exports.join(" ") || "-" },
    ]),
  );
}
