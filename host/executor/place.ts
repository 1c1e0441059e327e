// One executor for a state directory: the next one waits until the one before is gone, so that what that one still ends is over.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, markOf, type ProcessMark, signalTo, until } from "./processes.ts";

const FILE = "executor.json";
const MODE = 0o600;
const LEAVE_TIMEOUT_MS = 8000;
const END_TIMEOUT_MS = 2000;

/** Takes the directory. An executor that does not leave in time is ended: its host is gone, or there would be no new one. */
export async function ownPlace(state: string): Promise<void> {
  const path = join(state, FILE);
  const before = readMark(path);
  if (before && before.pid !== process.pid && !(await until(() => !isAlive(before), LEAVE_TIMEOUT_MS))) {
    signalTo(before.pid, "SIGKILL");
    if (!(await until(() => !isAlive(before), END_TIMEOUT_MS)))
      throw new Error(`the executor ${before.pid} of an earlier run could not be ended`);
  }
  writeFileSync(`${path}.new`, JSON.stringify(markOf(process.pid)), { mode: MODE });
  renameSync(`${path}.new`, path);
}

function readMark(path: string): ProcessMark | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as ProcessMark;
  } catch {
    // Never written, or cut off while it was.
    return undefined;
  }
}
