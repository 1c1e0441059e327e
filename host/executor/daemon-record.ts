// What is written down about a daemon, so that the next executor finds it again: one small file each, replaced whole.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProcessMark } from "./processes.ts";

export interface DaemonRecord {
  readonly rule: string;
  readonly instance: string;
  /** The program and its arguments. */
  readonly argv: readonly string[];
  /** Marks its processes. */
  readonly run: string;
  /** Undefined from before the start until it is known. */
  readonly process?: ProcessMark;
  /** Set when it ended by itself and this executor's child told how. */
  readonly exitCode?: number;
}

const DIRECTORY_MODE = 0o700;
const FILE_MODE = 0o600;

export class DaemonRecords {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true, mode: DIRECTORY_MODE });
  }

  read(rule: string, instance: string): DaemonRecord | undefined {
    try {
      return JSON.parse(readFileSync(this.#path(rule, instance, "json"), "utf8")) as DaemonRecord;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  write(record: DaemonRecord): void {
    const path = this.#path(record.rule, record.instance, "json");
    mkdirSync(join(this.#directory, record.rule), { recursive: true, mode: DIRECTORY_MODE });
    writeFileSync(`${path}.new`, JSON.stringify(record), { mode: FILE_MODE, flush: true });
    renameSync(`${path}.new`, path);
  }

  remove(rule: string, instance: string): void {
    rmSync(this.#path(rule, instance, "json"), { force: true });
    rmSync(this.outputPath(rule, instance), { force: true });
  }

  /** The names of a rule's daemons, sorted. */
  instances(rule: string): readonly string[] {
    return names(join(this.#directory, rule))
      .flatMap((file) => (file.endsWith(".json") ? [file.slice(0, -5)] : []))
      .sort();
  }

  all(): readonly DaemonRecord[] {
    return names(this.#directory).flatMap((rule) =>
      this.instances(rule).flatMap((instance) => this.read(rule, instance) ?? []),
    );
  }

  /** Where a daemon's output goes. */
  outputPath(rule: string, instance: string): string {
    return this.#path(rule, instance, "log");
  }

  #path(rule: string, instance: string, ending: string): string {
    return join(this.#directory, rule, `${instance}.${ending}`);
  }
}

function names(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
