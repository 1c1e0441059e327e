// `holdfast kind …`: kinds of one's own, as contracts in YAML files: started, checked, and turned into what managers and tools need.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { type Contract, KINDS } from "@holdfast/sdk";
import { compareContracts, kindOutputs, kindStart, undocumented } from "@holdfast/sdk/author";
import type { Command } from "commander";
import { HostError } from "../errors.ts";
import { contractIn } from "./author-kinds.ts";
import { type Cli, EXIT, runs, type Surroundings } from "./cli.ts";
import { showKind } from "./kind-show.ts";

const NAME = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

export function kindCommands(kind: Command, surroundings: Surroundings): void {
  kind
    .command("new <name>")
    .description("start a contract in NAME.yaml, with one function to be replaced")
    .action(runs(surroundings, newKind));
  kind
    .command("check <file>")
    .description("read a contract; with --against, say what it breaks for drivers of another version")
    .option("--against <file>", "the earlier version of the contract")
    .action(runs(surroundings, checkKind));
  kind
    .command("show <kind> [function]")
    .description(
      "what drivers of a kind must do: each function, when it is called, what holds afterwards, what its statuses mean",
    )
    .action(runs(surroundings, showKind));
  kind
    .command("generate <file>")
    .description("write the TypeScript interface, WIT, JSON Schema, XTP and a reference page of a contract")
    .option("--out <directory>", "where to", "generated")
    .action(runs(surroundings, generateKind));
}

async function newKind(cli: Cli, name: string): Promise<void> {
  if (!NAME.test(name))
    throw new HostError(
      "INVALID_PARAMS",
      `${JSON.stringify(name)} is no name of a kind: a-z, 0-9 and _, a letter first`,
    );
  if (Object.hasOwn(KINDS, name))
    throw new HostError("INVALID_PARAMS", `${name} is a kind of Holdfast's own; choose another name`);
  const file = resolve(cli.surroundings.cwd, `${name}.yaml`);
  if (existsSync(file)) throw new HostError("ALREADY_EXISTS", `${file} exists; choose another name or remove it`);
  writeFileSync(file, kindStart(name));
  cli.output.answer(
    { file },
    () =>
      `${name}.yaml: change it, then \`holdfast kind check ${name}.yaml\` and \`holdfast driver new NAME --lang LANGUAGE --kind ${name}.yaml\``,
  );
}

async function checkKind(cli: Cli, file: string, options: { readonly against?: string }): Promise<number> {
  const contract = documented(own(cli, file), file);
  if (options.against === undefined) {
    const { name, version, functions } = contract;
    cli.output.answer(
      { name, version, functions: functions.map((fn) => fn.name) },
      () => `${name} ${version}: ${functions.length} functions, no problem`,
    );
    return EXIT.ok;
  }
  const before = contractIn(resolve(cli.surroundings.cwd, options.against));
  const { level, changes, problem } = compareContracts(before, contract);
  cli.output.answer({ level, changes, problem: problem ?? null }, () =>
    [
      `from ${before.name} ${before.version} to ${contract.version}: ${level === "same" ? "no change that a driver could notice" : `a ${level} change`}`,
      ...changes.map((change) => `  ${change.level} ${change.path}: ${change.message}`),
      ...(problem === undefined ? [] : [cli.output.paint("bad", problem)]),
    ].join("\n"),
  );
  return problem === undefined ? EXIT.ok : EXIT.failed;
}

async function generateKind(cli: Cli, file: string, options: { readonly out: string }): Promise<void> {
  const contract = own(cli, file);
  const folder = resolve(cli.surroundings.cwd, options.out);
  mkdirSync(folder, { recursive: true });
  const outputs = kindOutputs(contract);
  const changed = outputs.filter(
    ({ path, text }) => !existsSync(join(folder, path)) || readFileSync(join(folder, path), "utf8") !== text,
  );
  for (const { path, text } of changed) writeFileSync(join(folder, path), text);
  const paths = outputs.map(({ path }) => join(options.out, path));
  cli.output.answer({ folder, files: paths, written: changed.map(({ path }) => path) }, () => paths.join("\n"));
}

/** A contract that says of every function all that whoever writes a driver has to know. Throws INVALID_PARAMS that lists what is not said. */
function documented(contract: Contract, file: string): Contract {
  const problems = undocumented(contract);
  if (problems.length === 0) return contract;
  const lines = problems.map(({ path, message }) => `  ${path} ${message}`);
  throw new HostError(
    "INVALID_PARAMS",
    `${file} works, but does not say all that authors of drivers must know:\n${lines.join("\n")}`,
    { data: { problems } },
  );
}

/** The contract in a file; its name must be the file's, so that what is generated can be found again. */
function own(cli: Cli, file: string): Contract {
  const contract = contractIn(resolve(cli.surroundings.cwd, file));
  const expected = basename(file, extname(file));
  if (contract.name in KINDS)
    throw new HostError("INVALID_PARAMS", `${contract.name} is a kind of Holdfast's own; choose another name`);
  if (contract.name === expected) return contract;
  throw new HostError(
    "INVALID_PARAMS",
    `${file} defines the kind ${contract.name}; name the file ${contract.name}.yaml`,
  );
}
