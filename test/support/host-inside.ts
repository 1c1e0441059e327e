// A host in the test's own process: the same command, data directory and stop as in one of its own, without a start of Node for each.
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Surroundings } from "#host/cmd/cli";
import { runCommand } from "#host/cmd/holdfast";
import { temporaryFiles } from "./files.ts";
import type { TestHost, UpOptions } from "./host-process.ts";
import { commandLine } from "./own-command.ts";

/** What needs no process of its own: such a host cannot be killed, and its log is not heard. One at a time. */
export type InsideHost = Pick<TestHost, "dataDir" | "run" | "stop"> & {
  up(options?: Omit<UpOptions, "wrapper">): Promise<string>;
};

/** One data directory, on which hosts come and go. */
export function hostInside(t: TestContext): InsideHost {
  const dataDir = join(temporaryFiles(t), "data");
  let running: Promise<number> | undefined;
  const stop = async (): Promise<number> => {
    const ending = running;
    running = undefined;
    // What installs handlers for signals hears this as it hears the signal.
    if (ending) process.emit("SIGTERM");
    return (await ending) ?? 0;
  };
  t.after(stop);
  return {
    dataDir,
    up({ set = [], config } = {}) {
      const flags = ["hub.listen=127.0.0.1:0", "log.level=silent", ...set].flatMap((flag) => ["--set", flag]);
      const file = config === undefined ? [] : ["--config", config];
      return new Promise((resolve, reject) => {
        const host = runHost(["up", "--json", "--data-dir", dataDir, ...flags, ...file], resolve);
        running = host.then(({ code }) => code);
        host.then(
          ({ code, said }) => reject(new Error(`the host did not become ready, exit code ${code}:\n${said}`)),
          reject,
        );
      });
    },
    run: (...args) => commandLine(["--data-dir", dataDir, ...args], { env: process.env, cwd: process.cwd() }),
    stop,
  };
}

/** Runs until the host has ended; tells its url as soon as it is ready. */
async function runHost(args: readonly string[], onReady: (url: string) => void) {
  let [code, said] = [-1, ""];
  const hear = (text: string) => {
    said += text;
    for (const line of text.split("\n").filter((one) => one.startsWith('{"event":"ready"')))
      onReady(JSON.parse(line).url);
  };
  const surroundings: Surroundings = {
    out: { write: hear },
    err: { write: hear },
    ...{ env: process.env, cwd: process.cwd(), colorAllowed: false },
    exit: (exitCode) => {
      code = exitCode;
    },
  };
  await runCommand(args, surroundings);
  return { code, said };
}
