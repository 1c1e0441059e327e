// Command lines run in the process of the test, with everything around them given and everything they say caught.
import type { Surroundings } from "#host/cmd/cli";
import { runCommand } from "#host/cmd/holdfast";

export interface CommandRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of every shape
  readonly json: any;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly colors?: boolean;
  readonly terminal?: boolean;
  readonly onInterrupt?: Surroundings["onInterrupt"];
}

/** Runs a command line in this process. */
export async function commandLine(args: readonly string[], options: RunOptions = {}): Promise<CommandRun> {
  let [out, err, code] = ["", "", -1];
  const surroundings: Surroundings = {
    out: { write: (text) => (out += text) },
    err: { write: (text) => (err += text), isTTY: options.terminal === true },
    env: options.env ?? {},
    cwd: options.cwd ?? "/",
    colorAllowed: options.colors === true,
    exit: (exitCode) => {
      code = exitCode;
    },
    ...(options.onInterrupt && { onInterrupt: options.onInterrupt }),
  };
  await runCommand(args, surroundings);
  return {
    code,
    out,
    err,
    get json() {
      return JSON.parse(out);
    },
  };
}
