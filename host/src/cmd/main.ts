// The process around the command line: its streams, its environment, its signals, its exit code.
import { constants } from "node:os";
import { processEnvironment } from "../conf/environment.ts";
import { EXIT } from "./cli.ts";
import { runCommand } from "./holdfast.ts";

/** Runs the command line of this process. A reader that goes away, as `head` does, is no error; a full disk is one. */
export async function main(): Promise<void> {
  let unwritten = false;
  const onStreamError = (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE" || unwritten) return;
    unwritten = true;
    process.exitCode = EXIT.failed;
    process.stderr.write(`error: the answer could not be written: ${error.message}\n`);
  };
  process.stdout.on("error", onStreamError);
  process.stderr.on("error", onStreamError);
  const env = processEnvironment();
  await runCommand(process.argv.slice(2), {
    out: process.stdout,
    err: process.stderr,
    env,
    cwd: process.cwd(),
    colorAllowed: process.stdout.isTTY === true && !env["NO_COLOR"] && env["TERM"] !== "dumb",
    exit: (code) => {
      process.exitCode = unwritten ? EXIT.failed : code;
    },
    onInterrupt,
  });
}

/** The first signal is passed on, a second one ends the process at once. The exit code is what a shell makes of the signal. */
function onInterrupt(listener: (exitCode: number) => void): () => void {
  let interrupted = false;
  const onSignal = (signal: NodeJS.Signals) => {
    const exitCode = 128 + constants.signals[signal];
    if (interrupted) process.exit(exitCode);
    interrupted = true;
    listener(exitCode);
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
}
