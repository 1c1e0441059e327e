// Command lines of `holdfast`, run one after the other in one process: a dozen starts of Node are most of what such a test would take.
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import type { CommandResult } from "./host-process.ts";

/** Runs `holdfast … --json`; throws unless it ends well. */
// biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of every shape
export type CommandLine = (...args: string[]) => Promise<any>;

type Answer = Pick<CommandResult, "code" | "out" | "err">;

/** Against the host of a data directory; `enter` stands in front of the command, to have it run elsewhere. The process ends with the test. */
export function commandLine(t: TestContext, dataDir: string, enter: readonly string[] = []): CommandLine {
  let runner: ((args: readonly string[]) => Promise<Answer>) | undefined;
  return async (...args) => {
    runner ??= startRunner(t, enter);
    const { code, out, err } = await runner(["--data-dir", dataDir, ...args, "--json"]);
    if (code !== 0) throw new Error(`holdfast ${args.join(" ")} ended with ${code}: ${err || out}`);
    return JSON.parse(out);
  };
}

function startRunner(t: TestContext, enter: readonly string[]): (args: readonly string[]) => Promise<Answer> {
  const script = fileURLToPath(new URL("commands-child.js", import.meta.url));
  const [program = "", ...line] = [...enter, process.execPath, script];
  const child: ChildProcess = spawn(program, line, { stdio: ["pipe", "pipe", "inherit"] });
  t.after(() => void child.stdin?.end());
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new Error("the commands' process has no pipes");
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  let last: Promise<unknown> = Promise.resolve();
  return (args) => {
    const answer = last.then(async () => {
      stdin.write(`${JSON.stringify(args)}\n`);
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`the commands' process ended at: holdfast ${args.join(" ")}`);
      return JSON.parse(value) as Answer;
    });
    last = answer.catch(() => {});
    return answer;
  };
}
