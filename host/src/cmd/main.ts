// The process around the command line: its streams, its environment, its exit code.
import { processEnvironment } from "../conf/environment.ts";
import { runCommand } from "./holdfast.ts";

/** Runs the command line of this process. A reader that goes away, as `head` does, is no error. */
export async function main(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
  const env = processEnvironment();
  await runCommand(process.argv.slice(2), {
    out: process.stdout,
    err: process.stderr,
    env,
    cwd: process.cwd(),
    colorAllowed: process.stdout.isTTY === true && !env["NO_COLOR"],
    exit: (code) => {
      process.exitCode = code;
    },
  });
}
