// Daemons: started, asked, stopped, and known again after a restart by process id and start time.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, ftruncateSync, openSync, statSync } from "node:fs";
import { DriverStatusError } from "@holdfast/sdk";
import type { DaemonRecord, DaemonRecords } from "./daemon-record.ts";
import { lastLines, tailOfFile } from "./output.ts";
import {
  DAEMON_VARIABLE,
  endAll,
  isAlive,
  markOf,
  OWNER_VARIABLE,
  processesOf,
  RUN_VARIABLE,
  signalGroup,
  until,
} from "./processes.ts";
import type { DaemonRule } from "./rule.ts";
import { asUser } from "./user.ts";

/** As it is told to drivers, in wire names. */
export interface DaemonView {
  readonly instance: string;
  readonly state: "running" | "exited" | "absent";
  readonly pid?: number;
  readonly exit_code?: number;
  readonly argv: readonly string[];
  readonly output: string;
}

export interface DaemonStart {
  readonly rule: DaemonRule;
  readonly instance: string;
  readonly argv: readonly string[];
  readonly stdin: string | undefined;
  readonly run: string;
}

const OUTPUT_SHOWN_BYTES = 4096;
const OUTPUT_BYTES_MAX = 1024 * 1024;
const END_TIMEOUT_MS = 5000;
const FILE_MODE = 0o600;

export class Daemons {
  readonly #records: DaemonRecords;
  readonly #owner: string;

  constructor(records: DaemonRecords, owner: string) {
    this.#records = records;
    this.#owner = owner;
  }

  /** Starts it unless it runs with the same arguments. Throws already_exists when with others, `failed` when it ends at once. */
  async start(wanted: DaemonStart): Promise<DaemonView> {
    const { rule, instance, argv, run } = wanted;
    const before = this.#records.read(rule.id, instance);
    if (before && this.#runs(before)) {
      if (same(before.argv, [rule.binary, ...argv])) return this.status(rule, instance);
      throw new DriverStatusError("already_exists", `${rule.id} ${instance} runs with other arguments; stop it first`);
    }
    const record: DaemonRecord = { rule: rule.id, instance, argv: [rule.binary, ...argv], run };
    this.#records.write(record);
    const child = this.#spawn(wanted);
    try {
      await spawned(child, rule);
      const mark = child.pid === undefined ? undefined : markOf(child.pid);
      const known = mark === undefined ? record : { ...record, process: mark };
      this.#records.write(known);
      child.once("exit", (code) => this.#noteEnd(known, code));
      const ended = mark === undefined || (await until(() => !isAlive(mark), rule.startGraceMs));
      if (!ended) return this.status(rule, instance);
      const words = lastLines(this.#output(rule.id, instance));
      throw new DriverStatusError("failed", `${rule.id} ${instance} ended at once${words === "" ? "" : `: ${words}`}`);
    } catch (error) {
      await this.#end(record);
      this.#records.remove(rule.id, instance);
      throw error;
    } finally {
      child.unref();
    }
  }

  /** Asks it to end, then ends it with all that it started. */
  async stop(rule: DaemonRule, instance: string): Promise<DaemonView> {
    const record = this.#records.read(rule.id, instance);
    if (record !== undefined) {
      const { process } = record;
      if (process && isAlive(process) && signalGroup(process.pid, "SIGTERM"))
        await until(() => !isAlive(process), rule.stopTimeoutMs);
      await this.#end(record);
      this.#records.remove(rule.id, instance);
    }
    return { instance, state: "absent", argv: [], output: "" };
  }

  /** Throws not_found when it does not run. */
  reload(rule: DaemonRule, instance: string): DaemonView {
    const record = this.#records.read(rule.id, instance);
    if (!record?.process || !isAlive(record.process))
      throw new DriverStatusError("not_found", `${rule.id} ${instance} does not run; start it`);
    // The daemon itself: what it started may take the signal for the end.
    process.kill(record.process.pid, rule.reloadSignal);
    return this.status(rule, instance);
  }

  status(rule: DaemonRule, instance: string): DaemonView {
    const record = this.#records.read(rule.id, instance);
    if (record === undefined) return { instance, state: "absent", argv: [], output: "" };
    const output = this.#output(rule.id, instance);
    const view = { instance, argv: record.argv, output };
    if (record.process && isAlive(record.process)) return { ...view, state: "running", pid: record.process.pid };
    return { ...view, state: "exited", ...(record.exitCode === undefined ? {} : { exit_code: record.exitCode }) };
  }

  list(rule: DaemonRule): readonly DaemonView[] {
    return this.#records.instances(rule.id).map((instance) => this.status(rule, instance));
  }

  /**
   * Takes up what an earlier executor left: those that run are known again, those whose start was cut off are found by their mark, or
   * forgotten. Answers the ones that run.
   */
  adopt(): readonly DaemonRecord[] {
    return this.#records.all().flatMap((record) => {
      const found = record.process ?? this.#leaderOf(record);
      if (found === undefined) {
        this.#records.remove(record.rule, record.instance);
        return [];
      }
      const known = { ...record, process: found };
      if (record.process === undefined) this.#records.write(known);
      return isAlive(found) ? [known] : [];
    });
  }

  /** Keeps the files of what daemons write within their bound. */
  trimOutputs(): void {
    for (const { rule, instance } of this.#records.all()) {
      const path = this.#records.outputPath(rule, instance);
      const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      if (size <= OUTPUT_BYTES_MAX) continue;
      const file = openSync(path, "r+");
      ftruncateSync(file, 0);
      closeSync(file);
    }
  }

  #runs(record: DaemonRecord): boolean {
    return record.process !== undefined && isAlive(record.process);
  }

  #spawn({ rule, instance, argv, stdin, run }: DaemonStart): ChildProcess {
    const output = openSync(this.#records.outputPath(rule.id, instance), "a", FILE_MODE);
    const { file, args } = asUser(rule, argv);
    const marks = { [OWNER_VARIABLE]: this.#owner, [RUN_VARIABLE]: run, [DAEMON_VARIABLE]: `${rule.id}/${instance}` };
    const child = spawn(file, args, {
      cwd: rule.workingDirectory,
      env: { ...rule.environment, ...marks },
      detached: true,
      // A pipe would end with the executor, and the daemon by writing to it.
      stdio: [stdin === undefined ? "ignore" : "pipe", output, output],
      shell: false,
    });
    closeSync(output);
    child.stdin?.on("error", () => {});
    child.stdin?.end(stdin);
    return child;
  }

  /** The process that leads the group, for a record that was written before its start. */
  #leaderOf(record: DaemonRecord) {
    const own = processesOf(this.#owner).filter(({ run }) => run === record.run);
    const [first] = own.toSorted((left, right) => Number(left.startTime) - Number(right.startTime));
    return first === undefined ? undefined : { pid: first.pid, startTime: first.startTime };
  }

  async #end(record: DaemonRecord): Promise<void> {
    const gone = await endAll(() => processesOf(this.#owner).filter(({ run }) => run === record.run), END_TIMEOUT_MS);
    if (!gone) throw new DriverStatusError("failed", `${record.rule} ${record.instance} could not be ended`);
  }

  #noteEnd(record: DaemonRecord, code: number | null): void {
    const now = this.#records.read(record.rule, record.instance);
    if (now?.run === record.run && code !== null) this.#records.write({ ...record, exitCode: code });
  }

  #output(rule: string, instance: string): string {
    return tailOfFile(this.#records.outputPath(rule, instance), OUTPUT_SHOWN_BYTES);
  }
}

function spawned(child: ChildProcess, rule: DaemonRule): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("spawn", () => resolve());
    child.once("error", (error) =>
      reject(new DriverStatusError("failed", `${rule.id} could not be started: ${error.message}`)),
    );
  });
}

function same(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((value, at) => value === right[at]);
}
