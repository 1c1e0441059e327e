// `holdfast explain KIND/NAME`: all that is known of one thing, for people who ask why.
import type { Command } from "commander";
import { HostError } from "../errors.ts";
import type { VolumeExplanation } from "../volume/explain.ts";
import { type Cli, runs, type Surroundings } from "./cli.ts";

export function explainCommand(command: Command, surroundings: Surroundings): void {
  command.action(runs(surroundings, explain));
}

/** What every domain's explanation has. */
type Explanation = Pick<VolumeExplanation, "summary" | "operations" | "lines" | "driver" | "there">;

async function explain(cli: Cli, what: string): Promise<void> {
  const slash = what.indexOf("/");
  if (slash < 1 || slash === what.length - 1)
    throw new HostError("INVALID_PARAMS", `${JSON.stringify(what)} names nothing; write volume/NAME`);
  const [topic, name] = [what.slice(0, slash), what.slice(slash + 1)];
  const session = await cli.session();
  const answer = await session.call<Explanation>(`${topic}.explain`, { name });
  cli.output.answer(answer, () => told(answer, what));
}

function told({ summary, operations, lines, driver, there }: Explanation, what: string): string {
  const found = there.volume ? JSON.stringify(there.volume) : `nothing: ${there.problem ?? "-"}`;
  const health = "problem" in driver ? driver.problem : [driver.health, driver.reason].filter(Boolean).join(": ");
  const steps = operations.flatMap(({ id, action, state, error, transitions }) => [
    `  ${id} ${action} ${state}${error ? `: ${error.message}` : ""}`,
    ...transitions.map((step) => `    ${step.at}  ${step.state.padEnd(8)} ${step.note ?? ""}`.trimEnd()),
  ]);
  return [
    what,
    ...summary.map((line) => `  ${line}`),
    `driver ${driver.name} (${health}) shows`,
    `  ${found}`,
    "last operations",
    ...(steps.length > 0 ? steps : ["  none"]),
    "last lines of the driver's log",
    ...(lines.length > 0 ? lines.map(({ at, level, text }) => `  ${at}  ${level} ${text}`) : ["  none"]),
    "",
  ].join("\n");
}
