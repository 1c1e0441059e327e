// A real host for a test: `holdfast up` as a process of its own on a data directory of its own, and commands against it.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { noteUndeclared } from "./declared-errors.ts";
import { temporaryFiles } from "./files.ts";
import { commandLine } from "./own-command.ts";

/** The command itself. */
export const BIN = fileURLToPath(new URL("../../../host/bin/holdfast.js", import.meta.url));
const READY_MS = 30_000;
const COMMAND_MS = 60_000;

export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Standard output as JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of every shape
  readonly json: any;
}

export interface UpOptions {
  /** `PATH=VALUE`, as `--set` takes them. */
  readonly set?: readonly string[];
  readonly config?: string;
  /** Runs in front of node, such as a shell that joins a control group first. */
  readonly wrapper?: readonly string[];
}

/** One data directory, on which hosts come and go. */
export interface TestHost {
  readonly dataDir: string;
  /** Starts a host and waits until it is ready; answers its url. Throws with the log if it does not get there. */
  up(options?: UpOptions): Promise<string>;
  /** Runs a command to its end, in the test's own process: a start of Node for each is most of what a test would take. */
  run(...args: string[]): Promise<CommandResult>;
  /** Starts a command as a process, without waiting for it. */
  begin(...args: string[]): Promise<CommandResult>;
  /** Ends the host as a power cut would. */
  kill(): Promise<void>;
  /** Ends it as an operator would; answers the exit code. */
  stop(): Promise<number>;
  pid(): number;
  log(): string;
}

/** `program` is the command's file, this checkout's own by default. */
export function testHost(t: TestContext, program = BIN): TestHost {
  const dataDir = join(temporaryFiles(t), "data");
  let host: ChildProcess | undefined;
  let log = "";
  const end = async (signal: NodeJS.Signals): Promise<number> => {
    const ending = host;
    host = undefined;
    if (!ending || ending.exitCode !== null) return ending?.exitCode ?? 0;
    const exited = once(ending, "exit");
    ending.kill(signal);
    return Number((await exited)[0] ?? -1);
  };
  t.after(async () => {
    await end("SIGKILL");
    noteUndeclared(log);
  });
  const line = (args: readonly string[]) => ["--data-dir", dataDir, ...args];
  return {
    dataDir,
    async up({ set = [], config, wrapper = [] } = {}) {
      const flags = ["hub.listen=127.0.0.1:0", ...set].flatMap((flag) => ["--set", flag]);
      const file = config === undefined ? [] : ["--config", config];
      const whole = [...wrapper, process.execPath, program, "up", "--json", "--data-dir", dataDir, ...flags, ...file];
      const child = spawn(whole[0] ?? "", whole.slice(1), { stdio: ["ignore", "pipe", "pipe"] });
      host = child;
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        log += text;
      });
      return readyUrl(child, () => log);
    },
    run: (...args) => commandLine(line(args), { env: process.env, cwd: process.cwd() }),
    begin: (...args) => command(line(args)),
    kill: async () => void (await end("SIGKILL")),
    stop: () => end("SIGTERM"),
    pid: () => host?.pid ?? 0,
    log: () => log,
  };
}

/** Runs one command line to its end, whatever its exit code. */
export async function command(
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<CommandResult> {
  const env = { ...process.env, ...options.env };
  const cwd = options.cwd === undefined ? {} : { cwd: options.cwd };
  const child = spawn(process.execPath, [BIN, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env,
    timeout: COMMAND_MS,
    ...cwd,
  });
  const [out, err] = [collect(child.stdout), collect(child.stderr)];
  const [code] = (await once(child, "close")) as [number | null];
  const result = { code: code ?? -1, out: out(), err: err() };
  return {
    ...result,
    get json() {
      return JSON.parse(result.out);
    },
  };
}

async function readyUrl(child: ChildProcess, log: () => string): Promise<string> {
  const out = collect(child.stdout);
  const timer = setTimeout(() => child.kill("SIGKILL"), READY_MS);
  try {
    for (;;) {
      const ended = once(child, "exit").then(() => "ended" as const);
      const more = child.stdout ? once(child.stdout, "data").then(() => "more" as const) : ended;
      if ((await Promise.race([ended, more])) === "ended") break;
      const ready = parsed(out());
      if (ready?.event === "ready") return ready.url;
    }
  } finally {
    clearTimeout(timer);
  }
  throw new Error(`the host did not become ready, exit code ${child.exitCode}:\n${out()}\n${log()}`);
}

function parsed(text: string): { readonly event: string; readonly url: string } | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  let text = "";
  stream?.setEncoding("utf8").on("data", (more: string) => {
    text += more;
  });
  return () => text;
}
