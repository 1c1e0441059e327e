// The command `holdfast`: its commands, shared options, and the process around them.
import { Command, CommanderError, Option } from "commander";
import { HostError } from "../errors.ts";
import { EXIT, type Surroundings } from "./cli.ts";
import { GROUPS } from "./groups.ts";
import { Output } from "./output.ts";
import { packageVersion } from "./version.ts";

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
  for (const option of sharedOptions()) program.addOption(option);
  const fill = offerGroups(program, surroundings);
  try {
    // Help on a group is asked for by its name alone; everything else passes through the group itself.
    if (args.includes("help")) await Promise.all(program.commands.filter((one) => isNamed(one, args)).map(fill));
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

/** Puts names and descriptions of all commands into the program; answers what fills one of them in, once. */
function offerGroups(program: Command, surroundings: Surroundings): (command: Command) => Promise<void> {
  const groups = new Map(
    GROUPS.map((group) => {
      const command = program.command(group.usage).description(group.description);
      if (group.alias !== undefined) command.alias(group.alias);
      return [command, group];
    }),
  );
  const fill = async (command: Command) => {
    const group = groups.get(command);
    groups.delete(command);
    if (group === undefined) return;
    (await group.load())(command, surroundings);
    addSharedOptions(command);
  };
  program.hook("preSubcommand", (_program, command) => fill(command));
  return fill;
}

function isNamed(command: Command, args: readonly string[]): boolean {
  return [command.name(), ...command.aliases()].some((name) => args.includes(name));
}

/** The options of every command: taken before its name, and behind it, where people write them. */
function addSharedOptions(command: Command): void {
  if (command.commands.length === 0) for (const option of sharedOptions()) command.addOption(option);
  for (const child of command.commands) addSharedOptions(child);
}

function sharedOptions(): Option[] {
  const collect = (value: string, before: readonly string[] = []) => [...before, value];
  const options = [
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
  return options.map((option) => option.helpGroup("Options of every command:"));
}
