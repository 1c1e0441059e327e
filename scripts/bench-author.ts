// What an author waits for: the verdict on a file of 1 MiB beside an empty Node, and the time from a save until it is tested and a host runs it.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BIN = join(ROOT, "host/bin/holdfast.js");
const LANGUAGES = {
  ...{ assemblyscript: "driver.ts", typescript: "driver.ts", c: "driver.c" },
  ...{ cpp: "driver.cpp", go: "main.go", rust: "lib.rs", zig: "driver.zig" },
} as const;
/** Those whose compiler is there at once, for a machine that does other things too. */
const SHORT: readonly string[] = ["assemblyscript", "typescript", "c"];
// Every template answers so for a volume that is not there.
const ANSWER = "There is no volume of that name";
const SAVE_MS_MAX = 1000;
const MIB = 1024 * 1024;
// An author reads and writes between two saves, and no swap is refused for coming too soon after another.
const PAUSE_MS = 500;

interface WatchEvent {
  readonly event: string;
  readonly ms: number;
  readonly buildMs?: number;
  readonly ahead?: boolean;
  readonly message?: string;
}

async function main(short: boolean): Promise<void> {
  const place = mkdtempSync(join(tmpdir(), "holdfast-bench-"));
  try {
    check(place, short ? 5 : 21);
    symlinkSync(join(ROOT, "scripts/toolchains/node_modules"), join(place, "node_modules"));
    const languages = (Object.keys(LANGUAGES) as (keyof typeof LANGUAGES)[]).filter(
      (language) => !short || SHORT.includes(language),
    );
    for (const language of languages) await watch(place, language, short);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** Both processes in turn, so that what else the machine does troubles both alike. */
function check(place: string, rounds: number): void {
  const file = join(place, "large.wasm");
  writeFileSync(
    file,
    padded(readFileSync(join(ROOT, "drivers-wasm/volume-fake-typescript/volume-fake-typescript.wasm"))),
  );
  const lines = { check: [BIN, "driver", "check", file], empty: ["-e", "0"] };
  const taken: Record<keyof typeof lines, number[]> = { check: [], empty: [] };
  // A variable of ours is a configuration, which the command reads then: an author has none.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("HOLDFAST_")));
  // The first round reads files that nobody has read since they were written; it is not counted.
  for (let round = -1; round < rounds; round++) {
    for (const [name, line] of Object.entries(lines) as [keyof typeof lines, string[]][]) {
      const startMs = performance.now();
      const { status, stderr } = spawnSync(process.execPath, line, { encoding: "utf8", env });
      if (status !== 0) throw new Error(`${name}: ${stderr}`);
      if (round >= 0) taken[name].push(performance.now() - startMs);
    }
  }
  const [own, empty] = [median(taken.check), median(taken.empty)];
  // On a machine that does other things too the shortest times say best what the work itself takes.
  const least = Math.min(...taken.check) / Math.min(...taken.empty);
  say(
    `driver check, 1 MiB: ${shown(taken.check)}; node -e 0: ${shown(taken.empty)}; ${(own / empty).toFixed(2)} times as long, ${least.toFixed(2)} at best`,
  );
}

/** A file of 1 MiB: a driver with an empty custom section behind it. */
function padded(driver: Uint8Array): Uint8Array {
  const body = MIB - driver.length - 6;
  const length = [0, 7, 14, 21].map((shift) => ((body >> shift) & 0x7f) | 0x80);
  return Buffer.concat([driver, Uint8Array.of(0, ...length, 0), Uint8Array.of(1, 0x78), Buffer.alloc(body - 2)]);
}

async function watch(place: string, language: keyof typeof LANGUAGES, short: boolean): Promise<void> {
  const name = `bench-${language}`;
  run(place, "driver", "new", name, "--lang", language, "--no-install");
  const folder = join(place, name);
  const built = spawnSync(process.execPath, [BIN, "driver", "build"], { cwd: folder, encoding: "utf8" });
  if (built.status !== 0) return say(`${language}: not measured, ${built.stderr.trim()}`);
  const dataDir = join(place, `data-${language}`);
  const wasm = `volume.drivers.mine=${join(folder, `${name}.wasm`)}`;
  const host = start(place, ["up", "--json", "--data-dir", dataDir, "--set", wasm, "--set", "hub.listen=127.0.0.1:0"]);
  const children = [host];
  try {
    await once(host.stdout as NodeJS.ReadableStream, "data");
    const watcher = start(folder, ["driver", "watch", "--json", "--swap", "mine", "--data-dir", dataDir]);
    children.push(watcher);
    const events = eventsOf(watcher);
    const first = await until(events, "tested");
    await until(events, "swapped");
    if (first.ahead) await until(events, "ahead");
    const taken: Record<"build" | "test" | "swap" | "all", number[]> = { build: [], test: [], swap: [], all: [] };
    const source = readFileSync(join(folder, LANGUAGES[language]), "utf8");
    for (let save = 0; save < (short ? 2 : 15); save++) {
      const startMs = performance.now();
      writeFileSync(
        join(folder, LANGUAGES[language]),
        source.replaceAll(ANSWER, `${ANSWER}, which is the answer since save ${save}`),
      );
      const tested = await until(events, "tested");
      const swapped = await until(events, "swapped");
      taken.all.push(performance.now() - startMs);
      taken.build.push(tested.buildMs ?? Number.NaN);
      taken.test.push(tested.ms - (tested.buildMs ?? 0));
      taken.swap.push(swapped.ms - tested.ms);
      if (short) continue;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    const stages = (["build", "test", "swap"] as const).map((stage) => `${stage} ${shown(taken[stage])}`);
    say(`${language}, from a save until a host runs it: ${shown(taken.all)}; of that ${stages.join(", ")}`);
    if (short || median(taken.all) < SAVE_MS_MAX) return;
    say(`${language}: ${SAVE_MS_MAX} ms is what an author should wait at most`);
    process.exitCode = 1;
  } finally {
    for (const child of children) child.kill("SIGTERM");
    await Promise.all(children.map((child) => child.exitCode ?? once(child, "exit")));
  }
}

function start(cwd: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [BIN, ...args], { cwd, stdio: ["ignore", "pipe", "ignore"] });
}

async function* eventsOf(child: ChildProcess): AsyncGenerator<WatchEvent> {
  if (child.stdout) for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line);
}

async function until(events: AsyncGenerator<WatchEvent>, wanted: string): Promise<WatchEvent> {
  for (;;) {
    const { value, done } = await events.next();
    if (done) throw new Error("the watch ended");
    if (value.event === "failed") throw new Error(value.message);
    if (value.event === wanted) return value;
  }
}

function run(cwd: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [BIN, ...args], { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${args.join(" ")}: ${stderr}`);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Median and range, in milliseconds. */
function shown(values: readonly number[]): string {
  return `${Math.round(median(values))} ms (${Math.round(Math.min(...values))} to ${Math.round(Math.max(...values))})`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.includes("--short"));
