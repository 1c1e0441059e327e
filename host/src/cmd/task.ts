// `holdfast task …`: what services repeat, when it last ran, and running it by hand.
import type { Command } from "commander";
import type { TaskView } from "../admin/views.ts";
import { formatDurationMs } from "../conf/units.ts";
import type { TaskStatus } from "../service/periodic-task.ts";
import { type Cli, runs, type Surroundings } from "./cli.ts";
import { formatAge } from "./output.ts";
import { table } from "./table.ts";

export function taskCommands(program: Command, surroundings: Surroundings): void {
  const task = program.command("task").description("periodic tasks");
  task.command("list").alias("ls").description("list periodic tasks").action(runs(surroundings, list));
  task
    .command("run <topic> <task>")
    .description("run a task now")
    .action(runs(surroundings, steer("host.runTask")));
  task
    .command("pause <topic> <task>")
    .description("let it rest until it is resumed")
    .action(runs(surroundings, steer("host.pauseTask")));
  task
    .command("resume <topic> <task>")
    .description("let it run again")
    .action(runs(surroundings, steer("host.resumeTask")));
}

async function list(cli: Cli): Promise<void> {
  const session = await cli.session();
  const answer = await session.call<{ tasks: TaskView[] }>("host.listTasks");
  cli.output.answer(answer, () => taskTable(answer.tasks));
}

function steer(method: string) {
  return async (cli: Cli, topic: string, task: string): Promise<void> => {
    const session = await cli.session();
    const status = await session.call<TaskStatus>(method, { topic, task });
    cli.output.answer(status, () => taskTable([{ ...status, topic }]));
  };
}

function taskTable(tasks: readonly TaskView[]): string {
  return table(tasks, [
    { title: "TASK", cell: ({ topic, name }) => `${topic}.${name}` },
    { title: "STATE", cell: ({ state }) => state },
    { title: "EVERY", cell: ({ spacingMs }) => formatDurationMs(spacingMs) },
    { title: "RUNS", cell: ({ runs: count }) => String(count) },
    { title: "FAILED", cell: ({ failures }) => String(failures) },
    { title: "MISSED", cell: ({ missed }) => String(missed) },
    { title: "TOOK", cell: ({ lastDurationMs: took }) => (took === undefined ? "-" : formatAge(took)) },
    { title: "NEXT", cell: ({ nextRunAt }) => nextRunAt ?? "-" },
    { title: "ERROR", cell: ({ lastError }) => lastError ?? "" },
  ]);
}
