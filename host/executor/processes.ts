// The process table: who is who by process id and start time, what an executor of this state directory started, and how a group is ended.
import { readdirSync, readFileSync } from "node:fs";

/** A process that cannot be taken for a later one of the same number. */
export interface ProcessMark {
  readonly pid: number;
  /** Ticks since the machine started. */
  readonly startTime: string;
}

/** In the environment of all that an executor starts: whose it is, of which run, and of which daemon, if it may outlive the host. */
export const OWNER_VARIABLE = "HOLDFAST_EXECUTOR";
export const RUN_VARIABLE = "HOLDFAST_RUN";
export const DAEMON_VARIABLE = "HOLDFAST_DAEMON";

export interface OwnProcess extends ProcessMark {
  readonly run: string | undefined;
  readonly daemon: string | undefined;
}

const POLL_MS = 10;
const START_TIME_FIELD = 19;

/** Undefined when there is none, or only what is left of one that nobody has collected yet. */
export function markOf(pid: number): ProcessMark | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name in parentheses may hold anything, parentheses too.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state] = fields;
    return state === "Z" || state === "X" ? undefined : { pid, startTime: fields[START_TIME_FIELD] ?? "" };
  } catch {
    return undefined;
  }
}

export function isAlive(mark: ProcessMark): boolean {
  return markOf(mark.pid)?.startTime === mark.startTime;
}

/** Processes whose environment says that they belong to this owner. */
export function processesOf(owner: string): readonly OwnProcess[] {
  return readdirSync("/proc").flatMap((entry) => {
    const pid = Number(entry);
    const variables = Number.isInteger(pid) && pid > 1 ? environmentOf(pid) : [];
    if (!variables.includes(`${OWNER_VARIABLE}=${owner}`)) return [];
    const mark = markOf(pid);
    const variable = (name: string) => variables.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
    return mark === undefined ? [] : [{ ...mark, run: variable(RUN_VARIABLE), daemon: variable(DAEMON_VARIABLE) }];
  });
}

function environmentOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    // Somebody else's, or gone meanwhile.
    return [];
  }
}

/** Sends a signal to a group; false when nobody is in it. */
export function signalGroup(group: number, signal: NodeJS.Signals): boolean {
  return signalTo(-group, signal);
}

export function signalTo(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}

/** Ends every process that fits, again and again until two looks in a row find none; false when some are left in the end. */
export async function endAll(find: () => readonly ProcessMark[], timeoutMs: number): Promise<boolean> {
  const endMs = performance.now() + timeoutMs;
  for (let clean = 0; clean < 2; ) {
    const found = find();
    for (const { pid } of found) signalTo(pid, "SIGKILL");
    clean = found.length === 0 ? clean + 1 : 0;
    if (clean < 2 && performance.now() > endMs) return false;
    if (clean < 2) await pause(POLL_MS);
  }
  return true;
}

/** Resolves to true as soon as the test holds, to false when it did not in time. */
export async function until(test: () => boolean, timeoutMs: number): Promise<boolean> {
  const endMs = performance.now() + timeoutMs;
  while (!test()) {
    if (performance.now() > endMs) return false;
    await pause(POLL_MS);
  }
  return true;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
