// `holdfast operation …`: what was asked of drivers, how it went, and what is still open.
import { type Command, Option } from "commander";
import type { OperationView } from "../admin/views.ts";
import { NEEDS_ATTENTION } from "../operation/same-place.ts";
import { type Cli, countOption, runs, type Surroundings } from "./cli.ts";
import { howFar, watchOperation } from "./operation-watch.ts";
import { planned, type ShownPlan } from "./planned.ts";
import { type Column, table } from "./table.ts";

const COLUMNS: readonly Column<OperationView>[] = [
  { title: "ID", cell: (operation) => operation.id },
  { title: "WHAT", cell: (operation) => `${operation.domain}.${operation.action}` },
  { title: "RESOURCE", cell: (operation) => operation.resource },
  { title: "DRIVER", cell: (operation) => operation.driver },
  { title: "STATE", cell: shownState },
  { title: "STARTED", cell: (operation) => operation.startedAt },
];

interface Retried {
  readonly operationId: string | null;
  readonly plan?: ShownPlan;
}

interface ListOptions {
  readonly domain?: string;
  readonly resource?: string;
  readonly state?: string;
  readonly limit: number;
}

export function operationCommands(operation: Command, surroundings: Surroundings): void {
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
  operation
    .command("watch <id>")
    .description("follow an operation until it has ended; exit code 0 when it is done, 1 when it failed")
    .action(runs(surroundings, watchOperation));
  operation
    .command("retry <id>")
    .description("settle an unknown outcome now, or ask for a failed change once more")
    .option("--believe", "take another file under the driver's name, or the same elsewhere, for the same driver")
    .option("--dry-run", "show what would be done, and change nothing")
    .action(runs(surroundings, retry));
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

interface RetryOptions {
  readonly believe?: boolean;
  readonly dryRun?: boolean;
}

async function retry(cli: Cli, id: string, { believe, dryRun }: RetryOptions): Promise<void> {
  const session = await cli.session();
  const { domain } = await session.call<OperationView>("host.showOperation", { id });
  const params = { operationId: id, ...(believe ? { believe } : {}), ...(dryRun ? { dryRun } : {}) };
  const answer = await session.call<Retried>(`${domain}.retry`, params);
  if (answer.plan) {
    const { plan } = answer;
    return cli.output.answer(answer, () => planned(plan));
  }
  const now = answer.operationId ?? id;
  cli.output.answer(answer, () => `tried again; \`holdfast operation show ${now}\` tells how it went\n`);
}

function details(operation: OperationView): string {
  const lines = [
    `${operation.domain}.${operation.action} ${operation.resource} on driver ${operation.driver}`,
    `id       ${operation.id}`,
    `asked    ${JSON.stringify(operation.input)}`,
    ...operation.transitions.map((step) => `${step.at}  ${step.state.padEnd(8)} ${step.note ?? ""}`.trimEnd()),
  ];
  if (operation.nextTryAt) lines.push(`next try ${operation.nextTryAt}: ${operation.waitReason ?? "-"}`);
  if (operation.progress) lines.push(`progress ${howFar(operation.progress)}`);
  if (operation.error) lines.push(`error    ${JSON.stringify(operation.error)}`);
  return `${lines.join("\n")}\n`;
}

/** Waiting for a look, or for a person. */
function shownState({ state, waitReason }: OperationView): string {
  return waitReason?.startsWith(NEEDS_ATTENTION) ? `${state}, needs attention` : state;
}

/** The options that commander knows by these names and the user gave. */
function pick<T extends object, K extends keyof T>(source: T, keys: readonly K[]): Partial<Pick<T, K>> {
  return Object.fromEntries(
    keys.filter((key) => source[key] !== undefined).map((key) => [key, source[key]]),
  ) as Partial<Pick<T, K>>;
}
