// Measures what metering costs real modules: every workload with and without it, one after the other, as ratios of processor time.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

// This file runs from scripts/dist; the workloads stay where their packages are.
const FOLDER = new URL("../../../bench/meter/", import.meta.url);
const ANSWER_TIMEOUT_MS = 60_000;
// Compiled code replaces the first, slow form of hot functions while they warm up: the later, the larger the modules are.
const WARM_UP_MS = 1500;
const WARM_UP_MS_PER_MEGABYTE = 1500;
const TURN_MS = 60;
const GEOMETRIC_MEAN_MAX = 1.15;
const RATIO_MAX = 1.3;

interface Turn {
  readonly ms: number;
  readonly runs: number;
  /** Digests of what all runs computed so far: one, when each computed the same. */
  readonly outputs: readonly string[];
  readonly meter: {
    readonly modules: number;
    readonly bytes: number;
    readonly meteredBytes: number;
    readonly ms: number;
  };
}

/** What one workload costs. */
export interface Row {
  readonly name: string;
  /** Of one run without metering, in milliseconds of processor time. */
  readonly plainMs: number;
  /** The same with metering, as a multiple. */
  readonly ratio: number;
  /** Bytes of the metered modules as a multiple. */
  readonly growth: number;
}

export interface RunOptions {
  /** False: only the results are compared, the times mean nothing. */
  readonly warmsUp: boolean;
  readonly turns: number;
}

/** True when the packages that the workloads come from are installed. */
export function hasPackages(): boolean {
  return existsSync(new URL("node_modules", FOLDER));
}

/** The names of all workloads. */
export async function workloadNames(): Promise<string[]> {
  const loaded: { readonly WORKLOADS: Readonly<Record<string, unknown>> } = await import(
    new URL("workloads.mjs", FOLDER).href
  );
  return Object.keys(loaded.WORKLOADS);
}

/** Runs a workload in both forms, in turns, so that what else happens on the machine hits both. Throws when they differ. */
export async function compare(name: string, { warmsUp, turns }: RunOptions): Promise<Row> {
  const plain = new Form(name, false);
  const metered = new Form(name, true);
  try {
    await plain.ready;
    await metered.ready;
    let last = await metered.turn(1);
    const warmUpMs = warmsUp ? WARM_UP_MS + (WARM_UP_MS_PER_MEGABYTE * last.meter.bytes) / 1e6 : 1;
    await plain.turn(warmUpMs);
    last = await metered.turn(warmUpMs);
    const costs: { plain: number; metered: number }[] = [];
    for (let turn = 0; turn < turns; turn++) {
      const one = await plain.turn(warmsUp ? TURN_MS : 1);
      last = await metered.turn(warmsUp ? TURN_MS : 1);
      costs.push({ plain: one.ms / one.runs, metered: last.ms / last.runs });
      if (one.outputs.length !== 1 || one.outputs[0] !== last.outputs[0] || last.outputs.length !== 1)
        throw new Error(`${name} computes something else when metered`);
    }
    if (last.meter.modules === 0) throw new Error(`${name} compiled no module`);
    const plainMs = middle(costs.map((cost) => cost.plain));
    const ratio = middle(costs.map((cost) => cost.metered)) / plainMs;
    return { name, plainMs, ratio, growth: last.meter.meteredBytes / last.meter.bytes };
  } finally {
    await Promise.all([plain.stop(), metered.stop()]);
  }
}

/** One form of a workload in its thread; it is asked for one thing at a time. */
class Form {
  readonly ready: Promise<unknown>;
  readonly #worker: Worker;
  #settle: { resolve(answer: unknown): void; reject(error: Error): void } | undefined;

  constructor(name: string, isMetered: boolean) {
    // What the libraries print is nobody's concern here.
    this.#worker = new Worker(new URL("thread.mjs", FOLDER), {
      workerData: { name, isMetered },
      stdout: true,
      stderr: true,
    });
    this.#worker.on("message", (message) => this.#settle?.resolve(message));
    this.#worker.on("error", (error) => this.#settle?.reject(error));
    this.#worker.on("exit", (code) => this.#settle?.reject(new Error(`the thread of ${name} ended with ${code}`)));
    this.ready = this.#answer();
    // Awaited later; until then a failure must not count as one that nobody handles.
    this.ready.catch(() => {});
  }

  async turn(ms: number): Promise<Turn> {
    const answer = this.#answer();
    this.#worker.postMessage(ms);
    return (await answer) as Turn;
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #answer(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("a thread gave no answer in time")), ANSWER_TIMEOUT_MS);
      this.#settle = {
        resolve: (answer) => {
          clearTimeout(timer);
          resolve(answer);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
    });
  }
}

/** The mean of the middle half: neither interruptions nor the steps of the clock count. */
function middle(values: readonly number[]): number {
  const quarter = Math.floor(values.length / 4);
  const kept = [...values].sort((left, right) => left - right).slice(quarter, values.length - quarter);
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}

async function main(words: readonly string[]): Promise<number> {
  if (!hasPackages()) {
    console.error("bench: the packages are not installed; run `npm ci --prefix scripts/bench/meter` first");
    return 1;
  }
  const turns = Number(words.find((word) => /^\d+$/.test(word)) ?? 30);
  const wanted = words.filter((word) => !/^\d+$/.test(word));
  const names = (await workloadNames()).filter(
    (name) => wanted.length === 0 || wanted.some((word) => name.includes(word)),
  );
  const rows: Row[] = [];
  for (const name of names) {
    const row = await compare(name, { warmsUp: true, turns });
    rows.push(row);
    const columns = [row.ratio.toFixed(2), `${row.plainMs.toFixed(2)} ms`, `+${((row.growth - 1) * 100).toFixed(0)} %`];
    console.log(name.padEnd(36) + columns.map((column) => column.padStart(12)).join(""));
  }
  const mean = Math.exp(rows.reduce((sum, { ratio }) => sum + Math.log(ratio), 0) / rows.length);
  const worst = rows.reduce((left, right) => (right.ratio > left.ratio ? right : left));
  console.log(`geometric mean ${mean.toFixed(3)}, worst ${worst.ratio.toFixed(2)} (${worst.name}), ${turns} turns`);
  return mean <= GEOMETRIC_MEAN_MAX && worst.ratio <= RATIO_MAX ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main(process.argv.slice(2));
