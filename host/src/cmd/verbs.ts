// Commands made from what a manager declares: a verb is a method, its arguments and flags are the method's params, its help their words.
import type { Command } from "commander";
import type { RpcDeclarations, RpcMethod } from "../manager/manager.ts";
import { jsonSchemaOf } from "../rpc/openrpc.ts";
import { type Cli, runs, type Surroundings } from "./cli.ts";
import { flagsOf, paramsFrom, paramsOf, readValue } from "./flags.ts";
import { keyOption } from "./key-option.ts";
import { topicSession } from "./topic-session.ts";

/** A method as a verb of the command line. */
export interface Verb {
  /** `create`, or `snapshot create`: words, divided by blanks. */
  readonly words: string;
  readonly method: string;
  /** The params that stand behind the words, in their order; all others are flags. */
  readonly takes?: readonly string[];
  /** Params whose flag, or place behind the words, has another word: `{ driver: "to" }`. */
  readonly called?: Readonly<Record<string, string>>;
  readonly alias?: string;
  /** In place of the method's own summary, where the verb shows something else of its answer. */
  readonly summary?: string;
  /** It may work for long, as what copies whole volumes: it is waited for while its server gives signs of life. */
  readonly long?: boolean;
  /** What people see of the answer, which is of its own method's shape; `params` are what was asked. */
  readonly show?: (answer: never, cli: Cli, params: AskedVerb["params"]) => string;
  /** Flags beyond the method's own. */
  more?(command: Command): void;
  /** Instead of asking once and showing the answer. A number is the exit code. */
  run?(cli: Cli, asked: AskedVerb): Promise<unknown>;
}

export interface AskedVerb {
  /** `volume.create`. */
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly options: Readonly<Record<string, unknown>>;
  readonly long?: boolean;
}

export interface Domain {
  readonly topic: string;
  readonly methods: RpcDeclarations;
  /** Words for groups of verbs, such as `snapshot`. */
  readonly groups?: Readonly<Record<string, string>>;
  readonly verbs: readonly Verb[];
}

/** Adds the verbs of a domain to its command. */
export function addVerbs(command: Command, surroundings: Surroundings, domain: Domain): void {
  const groups = new Map<string, Command>();
  for (const verb of domain.verbs) {
    const [word = "", ...rest] = verb.words.split(" ").toReversed();
    const group = rest.join(" ");
    if (group !== "" && !groups.has(group))
      groups.set(group, command.command(group).description(domain.groups?.[group] ?? ""));
    addVerb(groups.get(group) ?? command, surroundings, { verb, word, domain });
  }
}

/** Asks for what a verb stands for and shows the answer. */
export async function ask(cli: Cli, asked: AskedVerb, show?: Verb["show"]): Promise<unknown> {
  const { method, params, options } = asked;
  const key = options["idempotencyKey"];
  const session = await topicSession(cli, method);
  const stop = cli.output.progress(method);
  const meta = typeof key === "string" ? { idempotencyKey: key } : {};
  const call = asked.long ? session.callLong : session.call;
  const answer = await call<unknown>(method, params, meta).finally(stop);
  cli.output.answer(answer, () => show?.(answer as never, cli, params) ?? JSON.stringify(answer, null, 2));
  return answer;
}

interface Place {
  readonly verb: Verb;
  readonly word: string;
  readonly domain: Domain;
}

function addVerb(group: Command, surroundings: Surroundings, { verb, word, domain }: Place): void {
  const declaration = requireMethod(domain, verb.method);
  const all = declaration.params === undefined ? [] : paramsOf(jsonSchemaOf(declaration.params, "input"));
  const isPaged = ["after", "limit"].every((name) => all.some((param) => param.name === name));
  const { takes = [], called = {} } = verb;
  const behind = takes.map((name) => all.find((param) => param.name === name) ?? noParam(verb, name));
  const own = all.filter(({ name }) => !takes.includes(name) && !(isPaged && (name === "after" || name === "limit")));
  const flags = flagsOf(own, called);
  const places = behind.map(({ name }) => ` <${called[name] ?? name}>`).join("");
  const command = group.command(`${word}${places}`).description(verb.summary ?? sentence(declaration.summary));
  if (verb.alias !== undefined) command.alias(verb.alias);
  for (const { option } of flags) command.addOption(option);
  if (declaration.access !== "read") command.addOption(keyOption());
  verb.more?.(command);
  const work = async (cli: Cli, ...args: unknown[]) => {
    const options = args.at(-1) as Readonly<Record<string, unknown>>;
    const given = Object.fromEntries(behind.map((param, at) => [param.name, readValue(param, String(args[at]))]));
    const params = { ...given, ...paramsFrom(flags, options) };
    const asked = { method: `${domain.topic}.${verb.method}`, params, options, long: verb.long ?? false };
    if (verb.run) return verb.run(cli, asked);
    await (isPaged ? everyPage(cli, asked, verb.show) : ask(cli, asked, verb.show));
    return undefined;
  };
  command.action(runs(surroundings, work as never));
}

const PAGE = 1000;

/** One frame does not hold any number of things: they come a page at a time. */
async function everyPage(cli: Cli, { method, params }: AskedVerb, show: Verb["show"]): Promise<void> {
  const session = await topicSession(cli, method);
  const items: { readonly name: string }[] = [];
  for (let after: string | undefined, field = ""; ; after = items.at(-1)?.name) {
    const asked = { ...params, limit: PAGE, ...(after === undefined ? {} : { after }) };
    const answer = await session.call<Record<string, { readonly name: string }[]>>(method, asked);
    const [[name, page] = ["", []]] = Object.entries(answer);
    field = name;
    items.push(...page);
    if (page.length === PAGE) continue;
    const whole = { [field]: items };
    return cli.output.answer(whole, () => show?.(whole as never, cli, params) ?? JSON.stringify(whole, null, 2));
  }
}

/** A summary as help has it: without the capital letter and the full stop. */
function sentence(summary: string): string {
  return `${summary.charAt(0).toLowerCase()}${summary.slice(1).replace(/\.$/, "")}`;
}

function requireMethod({ topic, methods }: Domain, name: string): RpcMethod {
  const found = methods[name];
  if (found) return found;
  throw new Error(`the topic ${topic} has no method ${name}`);
}

function noParam({ method }: Verb, name: string): never {
  throw new Error(`the method ${method} has no param ${name}`);
}
