// `holdfast executor …`: what a rules file would allow on this machine, and what was run by it; needs no running host.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import type { RuleView } from "../driver/host-functions/executor-client.ts";
import { HostError, messageOf } from "../errors.ts";
import { type Cli, countOption, EXIT, runs, type Surroundings } from "./cli.ts";
import { table } from "./table.ts";

export const EXECUTOR_ENTRY = fileURLToPath(new URL("../executor/main.js", import.meta.url));

const CHECK_TIMEOUT_MS = 20_000;
const LINES_SHOWN = 50;

/** One line of the audit log. */
interface AuditLine {
  readonly time: string;
  readonly event: string;
  readonly driver: string;
  readonly rule: string;
  readonly argv?: readonly string[];
  readonly reason?: string;
  readonly exitCode?: number;
}

export function executorCommands(executor: Command, surroundings: Surroundings): void {
  executor
    .command("check <files...>")
    .description("say which rules the files have and which of them can be used here: exit code 0 if all can")
    .action(runs(surroundings, check));
  executor
    .command("audit")
    .description("show what was run, refused, started and stopped, the oldest first")
    .addOption(countOption("--limit <lines>", "how many lines at most, the last ones").default(LINES_SHOWN))
    .action(runs(surroundings, audit));
}

async function check(cli: Cli, files: readonly string[]): Promise<number> {
  const rules = await rulesOf(files.map((file) => resolve(cli.surroundings.cwd, file)));
  cli.output.answer({ rules }, () =>
    table(rules, [
      { title: "RULE", cell: ({ id }) => id },
      { title: "TYPE", cell: ({ type }) => type },
      { title: "HERE", cell: ({ problem }) => problem ?? "usable" },
      { title: "WHAT IT DOES", cell: ({ description }) => description },
    ]),
  );
  return rules.every(({ problem }) => problem === undefined) ? EXIT.ok : EXIT.failed;
}

/** The executor itself reads them: what it would refuse at its start is refused here. Throws CONFIG_INVALID with its reasons. */
async function rulesOf(files: readonly string[]): Promise<readonly RuleView[]> {
  const flags = files.flatMap((file) => ["--rules", file]);
  const child = spawn(process.execPath, [EXECUTOR_ENTRY, "--check", ...flags], {
    env: {},
    stdio: ["ignore", "pipe", "ignore"],
    timeout: CHECK_TIMEOUT_MS,
  });
  const out: Buffer[] = [];
  child.stdout.on("data", (bytes: Buffer) => out.push(bytes));
  await new Promise<void>((done, reject) => {
    child.once("error", reject);
    child.once("close", () => done());
  });
  const answer = parsed(Buffer.concat(out).toString("utf8"));
  if (answer.rules !== undefined) return answer.rules;
  throw new HostError(
    "CONFIG_INVALID",
    answer.message ?? "the executor gave no answer; look whether it can be started",
  );
}

function parsed(text: string): { readonly rules?: readonly RuleView[]; readonly message?: string } {
  try {
    return JSON.parse(text) as { readonly rules?: readonly RuleView[] };
  } catch {
    return {};
  }
}

async function audit(cli: Cli, { limit }: { readonly limit: number }): Promise<void> {
  const path = join((await cli.config()).config.dataDir, "executor", "audit.log");
  const lines = [`${path}.1`, path].flatMap(linesOf).slice(-limit);
  cli.output.answer({ lines }, () =>
    table(lines, [
      { title: "TIME", cell: ({ time }) => time },
      { title: "EVENT", cell: ({ event }) => event },
      { title: "DRIVER", cell: ({ driver }) => driver },
      { title: "RULE", cell: ({ rule }) => rule },
      {
        title: "WHAT",
        cell: ({ argv, reason, exitCode }) => argv?.join(" ") ?? reason ?? `exit code ${exitCode ?? "-"}`,
      },
    ]),
  );
}

// A line that was cut off by a full disk says nothing; nothing was run for it.
function linesOf(path: string): readonly AuditLine[] {
  return textOf(path)
    .split("\n")
    .flatMap((line) => {
      try {
        return line === "" ? [] : [JSON.parse(line) as AuditLine];
      } catch {
        return [];
      }
    });
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw new HostError("STORAGE_FAILED", `the audit log cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
