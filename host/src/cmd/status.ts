// `holdfast status`: the host at a glance.
import type { Command } from "commander";
import type { HostStatus } from "../admin/views.ts";
import { formatBytes } from "../conf/units.ts";
import { type Cli, runs, type Surroundings } from "./cli.ts";
import { driverTable } from "./driver.ts";
import { formatAge } from "./output.ts";
import { serviceTable } from "./service.ts";
import { table } from "./table.ts";

export function statusCommand(command: Command, surroundings: Surroundings): void {
  command.action(runs(surroundings, status));
}

async function status(cli: Cli): Promise<void> {
  const session = await cli.session();
  const answer = await session.call<HostStatus>("host.status");
  cli.output.answer(answer, () => {
    const { name, version, pid, url, dataDir, uptimeMs, rssBytes, operations, processes } = answer;
    return [
      `host ${name}, holdfast ${version}, process ${pid}, up ${formatAge(uptimeMs)}, ${formatBytes(rssBytes)} of memory`,
      `hub ${url}, data in ${dataDir}`,
      `operations: ${operations.running} running, ${operations.unknown} with an unknown outcome`,
      "",
      serviceTable(cli.output, answer.services),
      driverTable(cli.output, answer.drivers),
      ...(processes.length === 0 ? [] : ["", processTable(processes)]),
    ].join("\n");
  });
}

function processTable(processes: HostStatus["processes"]): string {
  return table(processes, [
    { title: "PROCESS", cell: ({ topic, server }) => `${topic}@${server}` },
    { title: "STATE", cell: ({ state }) => state },
    { title: "PID", cell: ({ pid }) => String(pid ?? "-") },
    { title: "RESTARTS", cell: ({ restarts }) => String(restarts) },
    { title: "LAST END", cell: ({ lastEnd }) => lastEnd ?? "-" },
  ]);
}
