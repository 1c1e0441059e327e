// Translates a component in a process of its own.
import { fork } from "node:child_process";
import { systemClock } from "../../clock.ts";
import { HostError, messageOf } from "../../errors.ts";
import { waitFor } from "../deadline.ts";
import type { DriverFile } from "../store.ts";
import type { TranslationAnswer } from "./translator.ts";

const ENTRY = new URL("./translator.js", import.meta.url);
const HEAP_MIB_MAX = 256;

/** Whatever the file does to its reader ends that process and nothing else. Throws DRIVER_MALFORMED. */
export async function translateApart({ path, bytes }: DriverFile, timeoutMs: number): Promise<Uint8Array> {
  const child = fork(ENTRY, [], {
    serialization: "advanced",
    // Nothing of the host's: no environment, no folder, no output.
    ...{ env: {}, cwd: "/", stdio: ["ignore", "ignore", "ignore", "ipc"] },
    execArgv: [`--max-old-space-size=${HEAP_MIB_MAX}`],
  });
  const answering = new Promise<TranslationAnswer>((resolve, reject) => {
    child.once("message", (message) => resolve(message as TranslationAnswer));
    child.once("error", (error) => reject(notTranslated(path, `no process for it: ${messageOf(error)}`)));
    child.once("exit", (code, signal) =>
      reject(notTranslated(path, `its process ended with ${signal ?? `exit code ${code}`}`)),
    );
    // A process that is gone tells it by its exit.
    child.send(bytes, () => {});
  });
  const late = (waitedMs: number) => notTranslated(path, `not within ${waitedMs} ms`);
  try {
    const answer = await waitFor(answering, { clock: systemClock, timeoutMs, late });
    if ("bytes" in answer) return new Uint8Array(answer.bytes);
    throw new HostError("DRIVER_MALFORMED", `${path}: ${answer.problem}`);
  } finally {
    child.kill("SIGKILL");
  }
}

function notTranslated(path: string, why: string): HostError {
  return new HostError(
    "DRIVER_MALFORMED",
    `the component ${path} was not translated: ${why}; build it again, or smaller`,
  );
}
