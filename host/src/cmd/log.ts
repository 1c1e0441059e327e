// `holdfast log …`: how much the running host tells, for as long as somebody wants to know more.
import { type Command, Option } from "commander";
import type { LogLevelView } from "../admin/log-levels.ts";
import type { LogLine } from "../admin/log-lines.ts";
import { parseDurationMs } from "../conf/units.ts";
import { HostError } from "../errors.ts";
import { LOG_LEVELS } from "../log.ts";
import { type Cli, countOption, runs, type Surroundings } from "./cli.ts";
import { textOf } from "./log-text.ts";

export function logCommands(log: Command, surroundings: Surroundings): void {
  log
    .command("show", { isDefault: true })
    .description("the last lines, and with --follow those that come, until Ctrl-C; `holdfast log` does the same")
    .option("--follow", "go on with the lines that come")
    .option("--service <topic>", "only what this service tells")
    .addOption(new Option("--level <level>", "only lines of this level and above").choices([...LOG_LEVELS]))
    .addOption(countOption("--last <number>", "how many of the kept lines come first").default(100))
    .action(runs(surroundings, lines));
  log
    .command("level [level]")
    .description(`show the level, or change it for a time: ${LOG_LEVELS.join(", ")}`)
    .addOption(new Option("--for <time>", "how long; then the configured level is back").default("10min"))
    .action(runs(surroundings, level));
  log.command("restore").description("back to the configured level").action(runs(surroundings, restore));
}

interface LinesOptions {
  readonly follow?: boolean;
  readonly service?: string;
  readonly level?: string;
  readonly last: number;
}

async function lines(cli: Cli, { follow, service, level, last }: LinesOptions): Promise<void> {
  const session = await cli.session();
  const asked = { follow, service, level, last };
  for await (const line of session.stream("host.readLog", asked)) cli.output.event(line, () => textOf(line as LogLine));
}

async function level(cli: Cli, wanted: string | undefined, options: { readonly for: string }): Promise<void> {
  const forMs = parseDurationMs(options.for);
  if (forMs === undefined)
    throw new HostError("INVALID_PARAMS", `${JSON.stringify(options.for)} is no time; write 10min`);
  const session = await cli.session();
  const view =
    wanted === undefined
      ? await session.call<LogLevelView>("host.showLogLevel")
      : await session.call<LogLevelView>("host.setLogLevel", { level: wanted, forMs });
  answer(cli, view);
}

async function restore(cli: Cli): Promise<void> {
  answer(cli, await (await cli.session()).call<LogLevelView>("host.restoreLogLevel"));
}

function answer(cli: Cli, view: LogLevelView): void {
  const { until, configured } = view;
  const rest = until === undefined ? "" : `, until ${until}; then ${configured}`;
  cli.output.answer(view, () => `${view.level}${rest}`);
}
