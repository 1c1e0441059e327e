// `holdfast call`: any declared method of any topic, with JSON params or with flags that its own schema makes.
import { Command, CommanderError } from "commander";
import { HostError } from "../errors.ts";
import { type Cli, runs, type Surroundings } from "./cli.ts";
import { type Flag, flagsOf, type ParamSchema, paramsFrom } from "./flags.ts";

interface CallOptions {
  readonly trace?: boolean;
  readonly follow?: boolean;
  readonly flags?: boolean;
  readonly idempotencyKey?: string;
}

export function callCommand(command: Command, surroundings: Surroundings): void {
  command
    .allowUnknownOption()
    .option("--flags", "print the flags that the method takes, instead of calling it")
    .option("--trace", "print the stations that the call passed, and when")
    .option("--follow", "a method that streams: an item a line, until Ctrl-C or its end")
    .option("--idempotency-key <key>", "the same key and request again answers the first outcome")
    .action(runs(surroundings, call));
}

async function call(cli: Cli, method: string, words: readonly string[], options: CallOptions): Promise<void> {
  if (options.flags) return showFlags(cli, method);
  const params = words[0]?.startsWith("--") ? await fromFlags(cli, method, words) : parseParams(words);
  const session = await cli.session();
  if (options.follow) {
    for await (const item of session.stream(method, params)) cli.output.event(item, () => JSON.stringify(item));
    return;
  }
  const stop = cli.output.progress(method);
  const meta = {
    ...(options.trace ? { trace: true } : {}),
    ...(options.idempotencyKey === undefined ? {} : { idempotencyKey: options.idempotencyKey }),
  };
  const reply = await session.callWithVisits(method, params, meta).finally(stop);
  const visits = reply.visits ?? [];
  const answer = options.trace ? { result: reply.result ?? null, visits } : (reply.result ?? null);
  cli.output.answer(answer, () => {
    const stations = visits.map((visit) => `${visit.atMs.toFixed(2).padStart(9)} ms  ${visit.station}`);
    return [...stations, JSON.stringify(reply.result ?? null, null, 2)].join("\n");
  });
}

async function showFlags(cli: Cli, method: string): Promise<void> {
  const flags = await methodFlags(cli, method);
  cli.output.answer({ flags: flags.map(({ option }) => ({ flag: option.flags, help: option.description })) }, () =>
    flags.length === 0 ? "it takes none\n" : `${commandOf(method, flags).helpInformation()}`,
  );
}

/** The params that flags stand for. INVALID_PARAMS for a flag that the method does not have. */
async function fromFlags(cli: Cli, method: string, words: readonly string[]): Promise<Record<string, unknown>> {
  const flags = await methodFlags(cli, method);
  const command = commandOf(method, flags);
  try {
    return paramsFrom(flags, command.parse(words, { from: "user" }).opts());
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause;
    const message = `${cause.message.replace(/^error: /, "")}; --flags shows what ${method} takes`;
    throw new HostError("INVALID_PARAMS", message, { cause });
  }
}

interface Documented {
  readonly methods: readonly { readonly name: string; readonly params: readonly ParamSchema[] }[];
}

/** As the service itself describes them: of any manager, also of one that this program has never heard of. */
async function methodFlags(cli: Cli, method: string): Promise<readonly Flag[]> {
  const at = method.lastIndexOf(".");
  const [topic = ""] = method.slice(0, at).split("@");
  const session = await cli.session();
  const { methods } = await session.call<Documented>("rpc.discover", { topic });
  const found = methods.find(({ name }) => name === `${topic}.${method.slice(at + 1)}`);
  if (found) return flagsOf(found.params);
  throw new HostError(
    "METHOD_NOT_FOUND",
    `${topic} has no method ${method.slice(at + 1)}: \`holdfast rpc describe ${topic}\``,
  );
}

function commandOf(method: string, flags: readonly Flag[]): Command {
  const silent = () => {};
  const command = new Command(`call ${method}`).helpOption(false).exitOverride();
  command.configureOutput({ writeErr: silent }).allowExcessArguments(false);
  for (const { option } of flags) command.addOption(option);
  return command;
}

function parseParams([text, ...rest]: readonly string[]): Record<string, unknown> {
  if (text === undefined) return {};
  if (rest.length > 0)
    throw new HostError("INVALID_PARAMS", "the params are one JSON object, or flags; quote the object");
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (cause) {
    throw new HostError("INVALID_PARAMS", `the params are not JSON: ${text}`, { cause });
  }
  throw new HostError("INVALID_PARAMS", 'params are given by name, as a JSON object: {"name":"db1"}');
}
