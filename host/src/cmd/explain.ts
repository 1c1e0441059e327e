// `holdfast explain KIND/NAME`: all that is known of one thing, for people who ask why.
import type { Command } from "commander";
import { HostError } from "../errors.ts";
import type { ExplainedDriver, LogLine } from "../manager/explained-driver.ts";
import type { ExplainedOperation } from "../operation/explained.ts";
import { type Cli, runs, type Surroundings } from "./cli.ts";

export function explainCommand(command: Command, surroundings: Surroundings): void {
  command.action(runs(surroundings, explain));
}

/** What every domain's explanation has. */
interface Explanation {
  readonly summary: readonly string[];
  /** What the driver shows, under the name of its kind, or why nobody can say. */
  readonly there: Readonly<Record<string, unknown>> & { readonly problem?: string };
  readonly driver: ExplainedDriver | null;
  readonly operations: readonly ExplainedOperation[];
  readonly lines: readonly LogLine[];
}

interface Question {
  readonly topic: string;
  readonly params: Readonly<Record<string, string>>;
}

async function explain(cli: Cli, what: string): Promise<void> {
  const { topic, params } = questionOf(what);
  const session = await cli.session();
  const answer = await session.call<Explanation>(`${topic}.explain`, params);
  cli.output.answer(answer, () => told(answer, what));
}

/** Kinds of things that are not topics themselves belong to one that knows them. */
function questionOf(what: string): Question {
  const [kind = "", ...rest] = what.split("/");
  const name = rest.join("/");
  const [first = "", ...others] = rest;
  if (kind === "" || name === "") throw nothingNamed(what);
  if (kind === "floating") return { topic: "network", params: { floating: name } };
  if (kind !== "port") return { topic: kind, params: { name } };
  if (first === "" || others.join("/") === "") throw nothingNamed(what);
  return { topic: "network", params: { name: first, port: others.join("/") } };
}

function nothingNamed(what: string): HostError {
  const examples = "volume/NAME, network/NAME, port/NETWORK/NAME or floating/ADDRESS";
  return new HostError("INVALID_PARAMS", `${JSON.stringify(what)} names nothing; write ${examples}`);
}

function told({ summary, operations, lines, driver, there }: Explanation, what: string): string {
  const { problem, ...shown } = there;
  const found = Object.values(shown)[0];
  const steps = operations.flatMap(({ id, action, state, error, transitions }) => [
    `  ${id} ${action} ${state}${error ? `: ${error.message}` : ""}`,
    ...transitions.map((step) => `    ${step.at}  ${step.state.padEnd(8)} ${step.note ?? ""}`.trimEnd()),
  ]);
  return [
    what,
    ...summary.map((line) => `  ${line}`),
    driver === null ? "no driver has to do with it" : `driver ${driver.name} (${healthOf(driver)}) shows`,
    ...(found === undefined ? [`  nothing: ${problem ?? "-"}`] : fieldLines(found)),
    "last operations",
    ...(steps.length > 0 ? steps : ["  none"]),
    "last lines of the driver's log",
    ...(lines.length > 0 ? lines.map(({ at, level, text }) => `  ${at}  ${level} ${text}`) : ["  none"]),
    "",
  ].join("\n");
}

/** What a driver shows, a line a field; what is deeper stays as JSON. */
function fieldLines(shown: unknown): string[] {
  if (typeof shown !== "object" || shown === null) return [`  ${JSON.stringify(shown)}`];
  const fields = Object.entries(shown).filter(([, value]) => value !== undefined && value !== null);
  const width = Math.max(0, ...fields.map(([name]) => name.length));
  return fields.map(([name, value]) => `  ${name.padEnd(width)}  ${fieldText(value)}`);
}

function fieldText(value: unknown): string {
  if (!Array.isArray(value)) return typeof value === "object" ? JSON.stringify(value) : String(value);
  return value.length === 0 ? "-" : value.map(fieldText).join(", ");
}

function healthOf(driver: ExplainedDriver): string {
  return "problem" in driver ? driver.problem : [driver.health, driver.reason].filter(Boolean).join(": ");
}
