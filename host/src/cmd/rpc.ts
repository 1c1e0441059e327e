// `holdfast rpc …`: what can be called on the bus, as a document and as the source of a typed client.
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { HostError } from "../errors.ts";
import { clientSource } from "../rpc/openrpc-client.ts";
import { compareDocuments, type DocumentDiff } from "../rpc/openrpc-diff.ts";
import { type Cli, EXIT, runs, type Surroundings } from "./cli.ts";

interface ClientOptions {
  readonly from?: string;
  readonly out?: string;
}

export function rpcCommands(rpc: Command, surroundings: Surroundings): void {
  rpc
    .command("describe [topic]")
    .description("every method, or those of a topic, as an OpenRPC document")
    .action(runs(surroundings, describe));
  rpc
    .command("client [topic]")
    .description("the source of a TypeScript client with a type for every method")
    .option("--from <file>", "an OpenRPC document, instead of the running host's")
    .option("--out <file>", "write it there instead of to standard output")
    .action(runs(surroundings, client));
  rpc
    .command("diff <older> [newer]")
    .description("what changed between two documents; it fails if that breaks callers without a new major version")
    .action(runs(surroundings, diff));
}

async function describe(cli: Cli, topic: string | undefined): Promise<void> {
  const document = await discover(cli, topic);
  cli.output.answer(document, () => JSON.stringify(document, null, 2));
}

async function client(cli: Cli, topic: string | undefined, { from, out }: ClientOptions): Promise<void> {
  const source = clientSource(from === undefined ? await discover(cli, topic) : documentOf(cli, from));
  if (out !== undefined) writeOut(resolve(cli.surroundings.cwd, out), source);
  const answer = out === undefined ? { source } : { file: out };
  cli.output.answer(answer, () => (out === undefined ? source : `wrote ${out}`));
}

async function diff(cli: Cli, older: string, newer: string | undefined): Promise<number> {
  const next = newer === undefined ? await discover(cli, undefined) : documentOf(cli, newer);
  const found = compareDocuments(documentOf(cli, older), next);
  cli.output.answer(found, () => diffText(cli, found));
  return found.broken.length === 0 ? EXIT.ok : EXIT.failed;
}

function diffText({ output }: Cli, { changes, broken }: DocumentDiff): string {
  if (changes.length === 0) return "nothing changed";
  const lines = changes.map(
    ({ kind, method, what }) =>
      `${output.paint(kind === "breaks" ? "bad" : "good", kind.padEnd(6))}  ${method}  ${what}`,
  );
  const verdict =
    broken.length === 0
      ? "callers written for the older go on"
      : `callers break: ${broken.join(", ")}; give these a new major version`;
  return [...lines, verdict].join("\n");
}

async function discover(cli: Cli, topic: string | undefined): Promise<unknown> {
  return (await cli.session()).call("rpc.discover", topic === undefined ? {} : { topic });
}

function documentOf({ surroundings }: Cli, file: string): unknown {
  try {
    return JSON.parse(readFileSync(resolve(surroundings.cwd, file), "utf8"));
  } catch (cause) {
    throw new HostError(
      "INVALID_PARAMS",
      `${file} cannot be read as JSON; \`holdfast rpc describe\` writes such a file`,
      {
        cause,
      },
    );
  }
}

function writeOut(path: string, source: string): void {
  try {
    writeFileSync(path, source);
  } catch (cause) {
    throw new HostError("STORAGE_FAILED", `${path} cannot be written; name a file in a folder that exists`, { cause });
  }
}
