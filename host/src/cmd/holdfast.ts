// The command `holdfast`: its commands, shared options, and the process around them.
import { Command, CommanderError, Option } from "commander";
import { HostError } from "../errors.ts";
import { callCommand } from "./call.ts";
import { EXIT, type Surroundings } from "./cli.ts";
import { configCommands } from "./config.ts";
import { dbCommands } from "./db.ts";
import { doctorCommand } from "./doctor.ts";
import { driverCommands } from "./driver.ts";
import { eventsCommand } from "./events.ts";
import { executorCommands } from "./executor.ts";
import { explainCommand } from "./explain.ts";
import { functionCommands } from "./function.ts";
import { hubCommand } from "./hub.ts";
import { kindCommands } from "./kind.ts";
import { logCommands } from "./log.ts";
import { networkCommands } from "./network.ts";
import { networkPartCommands } from "./network-parts.ts";
import { operationCommands } from "./operation.ts";
import { Output } from "./output.ts";
import { rpcCommands } from "./rpc.ts";
import { serviceCommands } from "./service.ts";
import { statusCommand } from "./status.ts";
import { taskCommands } from "./task.ts";
import { upCommand } from "./up.ts";
import { packageVersion } from "./version.ts";
import { volumeCommands } from "./volume.ts";

/** Runs one command line; the exit code goes to `surroundings.exit`. */
export async function runCommand(args: readonly string[], surroundings: Surroundings): Promise<void> {
  const json = asksForJson(args);
  const program = new Command("holdfast")
    .description("A plugin host for edge nodes: services, managers and sandboxed WebAssembly drivers.")
    .version(packageVersion())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => surroundings.out.write(text),
      writeErr: (text) => json || surroundings.err.write(text),
    })
    .showHelpAfterError("(--help shows what there is)")
    .addHelpText("after", AFTER_HELP);
  for (const add of GROUPS) add(program, surroundings);
  addSharedOptions(program);
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0 && json) reportAsJson(error, surroundings);
    surroundings.exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage);
  }
}

const AFTER_HELP = `
Exit codes: 0 done, 1 refused or failed, 2 the command line or the configuration is wrong; 130 interrupted.
Every option of a configuration can be given as --set PATH=VALUE or as HOLDFAST_PATH; see \`holdfast config show\`.`;

// Before anything is parsed: a command line that does not parse is reported in the form that was asked for too.
function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return args.slice(0, end === -1 ? args.length : end).includes("--json");
}

function reportAsJson(error: CommanderError, surroundings: Surroundings): void {
  const isHelp = error.code === "commander.help";
  const message = isHelp ? "no command is given" : error.message.replace(/^error: /, "").replaceAll("\n", " ");
  const failure = new HostError("INVALID_PARAMS", `${message}; --help shows what there is`);
  new Output({ json: true, color: false, streams: surroundings }).error(failure);
}

const GROUPS = [
  upCommand,
  hubCommand,
  statusCommand,
  doctorCommand,
  volumeCommands,
  networkCommands,
  networkPartCommands,
  functionCommands,
  driverCommands,
  kindCommands,
  operationCommands,
  explainCommand,
  executorCommands,
  serviceCommands,
  taskCommands,
  logCommands,
  callCommand,
  eventsCommand,
  rpcCommands,
  configCommands,
  dbCommands,
] as const;

/** The options of every command: taken before its name, and behind it, where people write them. */
function addSharedOptions(command: Command): void {
  if (command.parent === null || command.commands.length === 0)
    for (const option of sharedOptions()) command.addOption(option.helpGroup("Options of every command:"));
  for (const child of command.commands) addSharedOptions(child);
}

function sharedOptions(): Option[] {
  const collect = (value: string, before: readonly string[] = []) => [...before, value];
  return [
    new Option("--json", "answers for programs"),
    new Option("--no-color", "plain text; NO_COLOR does the same"),
    new Option("--config <file>", "the configuration file"),
    new Option("--set <path=value>", "one option, such as hub.listen=127.0.0.1:0; repeatable").argParser(collect),
    new Option("--data-dir <directory>", "where the host keeps its data"),
    new Option("--url <url>", "the hub to talk to, instead of the local host's"),
    new Option("--token-file <file>", "the token to show there"),
    new Option("--tls-authority <file>", "who issued that hub's certificate, a PEM file"),
    new Option("--tls-certificate <file>", "the certificate to show there, a PEM file"),
    new Option("--tls-key <file>", "its private key, a PEM file"),
    new Option("--timeout <time>", "how long to wait for an answer, such as 30s"),
  ];
}
