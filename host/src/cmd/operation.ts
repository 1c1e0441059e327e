// `holdfast operation …`: what was asked of drivers, how it went, and what is still open.
import { type Command, Option } from "commander";
import type { OperationView } from "../admin/views.ts";
import { type Cli, countOption, runs, type Surroundings } from "./cli.ts";
import { type Column, table } from "./table.ts";

const COLUMNS: readonly Column<OperationView>[] = [
  { title: "ID", cell: (operation) => operation.id },
  { title: "WHAT", cell: (operation) => `${operation.domain}.${operation.action}` },
  { title: "RESOURCE", cell: (operation) => operation.resource },
  { title: "DRIVER", cell: (operation) => operation.driver },
  { title: "STATE", cell: (operation) => operation.state },
  { title: "STARTED", cell: (operation) => operation.startedAt },
];

interface ListOptions {
  readonly domain?: string;
  readonly resource?: string;
  readonly state?: string;
  readonly limit: number;
}

export function operationCommands(program: Command, surroundings: Surroundings): void {
  const operation = program.command("operation").alias("op").description("the journal of changes");
  operation
    .command("list")
    .alias("ls")
    .description("list operations, the newest first")
    .option("--domain <domain>", "of one domain, such as volume")
    .option("--resource <name>", "on one thing")
    .addOption(new Option("--state <state>", "in one state").choices(["started", "unknown", "done", "failed"]))
    .addOption(countOption("--limit <count>", "at most so many, up to 1000").default(100))
    .action(runs(surroundings, list));
  operation
    .command("show <id>")
    .description("show one operation with its transitions")
    .action(runs(surroundings, show));
  operation
    .command("cancel <id>")
    .description("cancel an operation that runs; how it ended is found out and journaled")
    .action(runs(surroundings, cancel));
}

async function list(cli: Cli, options: ListOptions): Promise<void> {
  const session = await cli.session();
  const { limit, ...filter } = options;
  const params = { ...pick(filter, ["domain", "resource", "state"]), limit };
  const answer = await session.call<{ operations: OperationView[] }>("host.listOperations", params);
  cli.output.answer(answer, () => table(answer.operations, COLUMNS));
  if (answer.operations.length === limit) cli.output.note(`the newest ${limit}; --limit shows more`);
}

async function show(cli: Cli, id: string): Promise<void> {
  const session = await cli.session();
  const operation = await session.call<OperationView>("host.showOperation", { id });
  cli.output.answer(operation, () => details(operation));
}

async function cancel(cli: Cli, id: string): Promise<void> {
  const session = await cli.session();
  await session.call("host.cancelOperation", { id });
  cli.output.answer({ cancelled: id }, () => `cancelled; \`holdfast operation show ${id}\` tells how it ended`);
}

function details(operation: OperationView): string {
  const lines = [
    `${operation.domain}.${operation.action} ${operation.resource} on driver ${operation.driver}`,
    `id       ${operation.id}`,
    `asked    ${JSON.stringify(operation.input)}`,
    ...operation.transitions.map((step) => `${step.at}  ${step.state.padEnd(8)} ${step.note ?? ""}`.trimEnd()),
  ];
  if (operation.error) lines.push(`error    ${JSON.stringify(operation.error)}`);
  return `${lines.join("\n")}\n`;
}

/** The options that commander knows by these names and the user gave. */
function pick<T extends object, K extends keyof T>(source: T, keys: readonly K[]): Partial<Pick<T, K>> {
  return Object.fromEntries(
    keys.filter((key) => source[key] !== undefined).map((key) => [key, source[key]]),
  ) as Partial<Pick<T, K>>;
}
