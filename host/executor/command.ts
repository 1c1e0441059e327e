// Runs one command to its end: arguments checked before, output cut at its limit, the whole process group ended with it whatever happens.
import { spawn } from "node:child_process";
import { DriverStatusError } from "@holdfast/sdk";
import { Head } from "./output.ts";
import { endAll, OWNER_VARIABLE, processesOf, RUN_VARIABLE, signalGroup } from "./processes.ts";
import type { CommandRule } from "./rule.ts";
import { asUser } from "./user.ts";

export interface CommandRun {
  readonly rule: CommandRule;
  readonly argv: readonly string[];
  readonly stdin: string | undefined;
  readonly timeoutMs: number;
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
  /** Mark what it starts. */
  readonly owner: string;
  readonly run: string;
}

/** How it ended. */
export interface CommandEnd {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
  readonly durationMs: number;
}

// Between the request to end and the end that cannot be refused.
const TERM_GRACE_MS = 300;
// What a descendant keeps open of the outputs is not waited for longer.
const DRAIN_MS = 200;
const END_TIMEOUT_MS = 5000;

/** Throws `failed` when it cannot be started, is late, is given up or ends with a code that is no success. */
export async function runCommand(run: CommandRun): Promise<CommandEnd> {
  const { rule, timeoutMs, signal } = run;
  if (signal.aborted) throw failed(rule, "was given up before it started");
  const startMs = performance.now();
  const child = start(run);
  const stdout = new Head(rule.outputBytesMax);
  const stderr = new Head(rule.outputBytesMax);
  child.stdout.on("data", (bytes: Buffer) => stdout.add(bytes));
  child.stderr.on("data", (bytes: Buffer) => stderr.add(bytes));
  // A command that does not read all of its input has not failed for that.
  child.stdin.on("error", () => {});
  child.stdin.end(run.stdin ?? "");
  let why: string | undefined;
  const giveUp = (reason: string) => {
    if (why !== undefined || child.pid === undefined) return;
    why = reason;
    const { pid } = child;
    signalGroup(pid, "SIGTERM");
    hardEnd = setTimeout(() => signalGroup(pid, "SIGKILL"), TERM_GRACE_MS);
  };
  let hardEnd: NodeJS.Timeout | undefined;
  const late = setTimeout(() => giveUp(`did not end within ${timeoutMs} ms`), timeoutMs);
  const onAbort = () => giveUp("was given up, because nobody waits for it any more");
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    const { code, killedBy } = await endOf(child, rule);
    const durationMs = Math.round(performance.now() - startMs);
    if (why !== undefined) throw failed(rule, why, stderr);
    if (killedBy !== null) throw failed(rule, `was ended by ${killedBy}`, stderr);
    if (!rule.exitCodes.includes(code)) throw failed(rule, `exit code ${code}`, stderr);
    const truncated = stdout.cut || stderr.cut;
    return { exitCode: code, stdout: stdout.text(), stderr: stderr.text(), truncated, durationMs };
  } finally {
    clearTimeout(late);
    clearTimeout(hardEnd);
    signal.removeEventListener("abort", onAbort);
    await clear(run, child.pid);
  }
}

function start({ rule, argv, owner, run }: CommandRun) {
  const { file, args } = asUser(rule, argv);
  return spawn(file, args, {
    cwd: rule.workingDirectory,
    env: { ...rule.environment, [OWNER_VARIABLE]: owner, [RUN_VARIABLE]: run },
    // A group of its own, so that all of it can be ended.
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
    shell: false,
  });
}

type Child = ReturnType<typeof start>;

function endOf(child: Child, rule: CommandRule): Promise<{ code: number; killedBy: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(failed(rule, `could not be started: ${error.message}`)));
    child.once("exit", (code, killedBy) => {
      const drained = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, DRAIN_MS);
      child.once("close", () => {
        clearTimeout(drained);
        resolve({ code: code ?? -1, killedBy });
      });
    });
  });
}

/** Nothing of a command outlives it: what is left of its group, and what left the group. */
async function clear({ owner, run }: CommandRun, group: number | undefined): Promise<void> {
  if (group === undefined) return;
  signalGroup(group, "SIGKILL");
  await endAll(() => processesOf(owner).filter((one) => one.run === run), END_TIMEOUT_MS);
}

function failed(rule: CommandRule, what: string, stderr?: Head): DriverStatusError {
  const words = stderr?.lastLines() ?? "";
  return new DriverStatusError("failed", `${rule.id}: ${what}${words === "" ? "" : `: ${words}`}`);
}
