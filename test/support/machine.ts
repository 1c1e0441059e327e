// A machine of a test's own: a network, process and mount namespace in which hosts run, and of which nothing is left afterwards.
import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, mkdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { TestContext } from "node:test";
import { type CommandLine, commandLine } from "./command-line.ts";
import { temporaryFiles } from "./files.ts";
import type { CommandResult } from "./host-process.ts";

const COMMAND_MS = 60_000;
const FLAGS = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];

export interface Machine {
  /** What to put in front of a command to have it run there. */
  readonly enter: readonly string[];
  /** A directory that goes with the machine. */
  readonly directory: string;
  /** Runs a program there. */
  run(...command: string[]): Promise<CommandResult>;
  /** The same; throws unless it ends well. Answers what it printed. */
  must(...command: string[]): Promise<string>;
  /** Runs `holdfast … --json` there. */
  readonly holdfast: CommandLine;
}

/** Why there can be no such machine here; undefined when there can. `tools` are the programs that the test needs. */
export function noMachine(tools: readonly string[]): string | undefined {
  if (process.getuid?.() !== 0) return "only root may make network namespaces";
  const places = `${process.env["PATH"] ?? ""}${delimiter}/usr/sbin${delimiter}/sbin`.split(delimiter);
  const missing = tools.filter((tool) => !places.some((place) => isProgram(join(place, tool))));
  if (missing.length > 0) return `not installed: ${missing.join(", ")}`;
  const made = spawnSync("unshare", [...FLAGS, "mount", "-t", "tmpfs", "none", "/mnt"], { stdio: "ignore" });
  return made.status === 0 ? undefined : "root may not make namespaces here, as in a container without privileges";
}

/** Makes one; it ends with the test, and with it every process and every device in it. */
export async function machine(t: TestContext): Promise<Machine> {
  const directory = temporaryFiles(t);
  const script =
    "mkdir -p /run/netns && mount -t tmpfs none /run/netns && ip link set lo up && echo ready && exec sleep 1000000";
  const holder = spawn("unshare", [...FLAGS, "sh", "-c", script], { stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => end(holder));
  const [line] = (await Promise.race([once(holder.stdout, "data"), once(holder, "exit")])) as [unknown];
  if (!String(line).startsWith("ready")) throw new Error(`no machine could be made: ${String(line)}`);
  const children = readFileSync(`/proc/${holder.pid}/task/${holder.pid}/children`, "utf8").trim();
  const enter = ["nsenter", "-t", children.split(" ")[0] ?? "", "-n", "-m", "-p", "--"];
  const dataDir = join(directory, "data");
  mkdirSync(dataDir);
  const run = (...command: string[]) => finished([...enter, ...command]);
  const must = async (...command: string[]) => {
    const { code, out, err } = await run(...command);
    if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}: ${err || out}`);
    return out;
  };
  return {
    ...{ enter, directory, run, must },
    holdfast: commandLine(t, dataDir, enter),
  };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function end(holder: ChildProcess): Promise<void> {
  if (holder.exitCode !== null || holder.signalCode !== null) return;
  const ended = once(holder, "exit");
  holder.kill("SIGKILL");
  await ended;
}

function finished([program = "", ...args]: readonly string[]): Promise<CommandResult> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: COMMAND_MS, maxBuffer: 16 * 2 ** 20 }, (error, out, err) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
      resolve({
        code,
        out,
        err,
        get json() {
          return JSON.parse(out);
        },
      });
    });
  });
}
