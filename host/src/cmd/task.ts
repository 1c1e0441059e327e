// `holdfast task …`: what services repeat, when it last ran, and running it by hand.
import type { Command } from "commander";
import type { TaskList, TaskView } from "../admin/views.ts";
import { formatDurationMs } from "../conf/units.ts";
import { type Cli, runs, type Surroundings } from "./cli.ts";
import { formatAge } from "./output.ts";
import { table } from "./table.ts";

export function taskCommands(task: Command, surroundings: Surroundings): void {
  task.command("list").alias("ls").description("list periodic tasks").action(runs(surroundings, list));
  const verbs = [
    ["run", "run a task now", "host.runTask"],
    ["pause", "let it rest until it is resumed", "host.pauseTask"],
    ["resume", "let it run again", "host.resumeTask"],
  ] as const;
  for (const [verb, description, method] of verbs)
    task
      .command(`${verb} <topic> <task>`)
      .description(description)
      .option("--server <name>", "which of several workers (default: the first that serves)")
      .action(runs(surroundings, steer(method)));
}

async function list(cli: Cli): Promise<void> {
  const session = await cli.session();
  const answer = await session.call<TaskList>("host.listTasks");
  cli.output.answer(answer, () => taskTable(answer.tasks));
  for (const { topic, server, reason } of answer.silent)
    cli.output.note(`${topic}@${server} did not say what it repeats: ${reason}`);
}

function steer(method: string) {
  return async (cli: Cli, topic: string, task: string, { server }: { readonly server?: string }): Promise<void> => {
    const session = await cli.session();
    const place = server === undefined ? {} : { server };
    const view = await session.call<TaskView>(method, { topic, task, ...place });
    cli.output.answer(view, () => taskTable([view]));
  };
}

function taskTable(tasks: readonly TaskView[]): string {
  return table(tasks, [
    { title: "TASK", cell: ({ topic, name }) => `${topic}.${name}` },
    { title: "SERVER", cell: ({ server }) => server },
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
