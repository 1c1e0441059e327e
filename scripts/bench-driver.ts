// What a driver call costs: our runtime, the Extism SDK and bare WebAssembly, in this thread and across threads, in one interleaved run.
/// <reference path="../host/src/driver/webassembly.d.ts" />
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { createPlugin } from "@extism/extism";
import { systemClock } from "#host/clock";
import { type GuestInstance, GuestThread } from "#host/driver/guest-thread";
import { linkedRuntime } from "#host/driver/linked-runtime";
import { prepareBytes } from "#host/driver/module-cache";
import type { GuestOptions } from "#host/driver/runtime";
import { ThreadGroup } from "#host/driver/thread-group";
import { HostError } from "#host/errors";
import { type Contender, type Effort, measure } from "./bench-driver-measure.ts";
import { findCompiler } from "./build-drivers-recipe.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SOURCE = "scripts/bench/driver/guest.c";
const SIZES = [16, 1024, 65_536, 1_048_576];
const IN_FLIGHT = 32;
const OPTIONS: GuestOptions = {
  ...{ driver: "bench", memoryPagesMax: 64, outputBytesMax: 4_194_304, hostBytesMax: 71_303_168 },
  ...{ config: null, fs: [], log: false },
};

/** Ratios that the product promises, by row. */
const AT_MOST: Readonly<Record<string, number>> = {
  "echo 16": 0.25,
  "echo 65536": 0.12,
  "count_vowels 1024": 0.35,
  "thread 16": 0.5,
  "shared 16": 0.5,
  "shared 16, 32 in flight": 0.4,
};
// What a call may spend: far more than any of these does.
const FUEL = 2_000_000_000;

type Row = (name: string, ours: number, others: Readonly<Record<string, number>>) => void;

async function main(short: boolean): Promise<number> {
  const effort: Effort = short ? { rounds: 5, roundMs: 10 } : { rounds: 31, roundMs: 40 };
  const bytes = await compileGuest();
  const compiled = await WebAssembly.compile(bytes);
  // Ours runs as a host runs it: clamped and metered.
  const policy = { memoryPagesMax: 64, tableElementsMax: 1000, metered: true, runtime: "linked" } as const;
  const ours = await WebAssembly.compile(prepareBytes(bytes, policy));
  let missed = 0;
  const row: Row = (name, ours, others) => {
    const beside = Object.entries(others).map(
      ([other, us]) => `${other} ${us.toFixed(2)} us, ${(ours / us).toFixed(3)}x`,
    );
    const bound = AT_MOST[name];
    const first = Object.values(others)[0] ?? Number.NaN;
    const late = bound !== undefined && ours / first > bound;
    if (late) missed += 1;
    const promise = bound === undefined ? "" : `  (at most ${bound}x${late ? ": MISSED" : ""})`;
    console.log(`${name.padEnd(22)}${ours.toFixed(2).padStart(10)} us   ${beside.join("   ")}${promise}`);
  };
  await inThisThread({ compiled, ours }, effort, row);
  await acrossThreads({ compiled, ours }, effort, row);
  return missed === 0 ? 0 : 1;
}

async function compileGuest(): Promise<Uint8Array<ArrayBuffer>> {
  const compiler = await findCompiler(ROOT, "c");
  if ("missing" in compiler) throw new Error(compiler.missing);
  const { bytes } = await compiler.compile({
    name: "bench",
    folder: "scripts/bench/driver",
    kit: "sdk/guest/c",
    recipe: { language: "c", library: "none", stackBytes: 65_536 },
    manifest: {
      name: "bench",
      version: "1.0.0",
      kind: "volume",
      abi: "1.0",
      permissions: [],
      limits: { memoryPages: 64 },
    },
    files: new Map([[SOURCE, new Uint8Array(readFileSync(`${ROOT}/${SOURCE}`))]]),
    digest: "",
  });
  return new Uint8Array(bytes);
}

interface Modules {
  readonly compiled: WebAssembly.Module;
  readonly ours: WebAssembly.Module;
}

async function inThisThread({ compiled, ours }: Modules, effort: Effort, row: Row): Promise<void> {
  const linked = await linkedRuntime.instantiate(ours, { ...OPTIONS, fuelAtStart: FUEL }, { log() {} });
  const sdk = await createPlugin({ wasm: [{ module: compiled, name: "main" }] } as never, {
    useWasi: false,
    runInWorker: false,
  });
  const bare = bareGuest(compiled);
  for (const fn of ["echo", "echo_zero", "count_vowels"]) {
    for (const size of SIZES) {
      const input = new Uint8Array(size).map((_, index) => 97 + (index % 26));
      const found = await measure(
        [
          { name: "linked", run: (times) => repeat(times, () => void linked.call(fn, input, FUEL)) },
          { name: "sdk", run: (times) => repeatInTurn(times, () => sdk.call(fn, input)) },
          { name: "bare", run: (times) => repeat(times, () => void bare(fn, input)) },
        ],
        effort,
      );
      row(`${fn} ${size}`, found.get("linked") ?? 0, { sdk: found.get("sdk") ?? 0, bare: found.get("bare") ?? 0 });
    }
  }
  await sdk.close();
  linked.close();
}

/** The same work over a pointer and a length: copied in, called, copied out. */
function bareGuest(compiled: WebAssembly.Module): (fn: string, input: Uint8Array) => Uint8Array {
  const none = new Proxy({}, { get: () => () => 0n });
  const { exports } = new WebAssembly.Instance(compiled, { "extism:host/env": none });
  const { memory, bare_buffer, bare_echo, bare_count_vowels } = exports as unknown as {
    readonly memory: WebAssembly.Memory;
    bare_buffer(): number;
    bare_echo(length: number): number;
    bare_count_vowels(length: number): number;
  };
  const at = bare_buffer();
  const bytes = new Uint8Array(memory.buffer);
  return (fn, input) => {
    bytes.set(input, at);
    if (fn === "count_vowels")
      return new Uint8Array(new BigUint64Array([BigInt(bare_count_vowels(input.length))]).buffer);
    return bytes.slice(at, at + bare_echo(input.length));
  };
}

async function acrossThreads({ compiled, ours }: Modules, effort: Effort, row: Row): Promise<void> {
  const spec = { module: ours, runtime: "linked", options: { ...OPTIONS, fuelAtStart: FUEL }, heapMibMax: 64 } as const;
  const thread = new GuestThread({ spec, onLog: () => {} });
  const group = new ThreadGroup({ clock: systemClock, threads: 1 });
  const hooks = { onLog() {}, onThreadLost() {} };
  const guests = Array.from({ length: IN_FLIGHT }, () => group.open(spec, hooks));
  await Promise.all([thread.ready, ...guests.map((guest) => guest.ready)]);
  const sdk = await createPlugin({ wasm: [{ module: compiled, name: "main" }] } as never, {
    useWasi: false,
    runInWorker: true,
  });
  const echo = new Worker(new URL("../bench/driver/echo-thread.mjs", import.meta.url));
  const posted = echoCaller(echo);
  for (const size of [16, 1024, 65_536]) {
    const found = await measure(contenders({ size, thread, guests, sdk, posted }), effort);
    const of = (name: string) => found.get(name) ?? 0;
    const floor = { "sdk worker": of("sdk"), "bare post": of("post"), "bare post, many": of("many") };
    row(`thread ${size}`, of("thread"), floor);
    row(`shared ${size}`, of("shared"), floor);
    row(`shared ${size}, ${IN_FLIGHT} in flight`, of("flock"), { "one in flight": of("shared"), ...floor });
  }
  thread.kill(new HostError("SHUTTING_DOWN", "the bench is over"));
  await Promise.all([thread.ended, group.close(), sdk.close(), echo.terminate()]);
}

interface Sides {
  readonly size: number;
  readonly thread: GuestInstance;
  readonly guests: readonly GuestInstance[];
  readonly sdk: Awaited<ReturnType<typeof createPlugin>>;
  readonly posted: (message: object) => Promise<unknown>;
}

function contenders({ size, thread, guests, sdk, posted }: Sides): Contender[] {
  const fresh = () => new Uint8Array(size);
  const [first] = guests as readonly [GuestInstance];
  return [
    { name: "thread", run: (times) => repeatInTurn(times, () => thread.call("echo", fresh(), FUEL)) },
    { name: "shared", run: (times) => repeatInTurn(times, () => first.call("echo", fresh(), FUEL)) },
    { name: "flock", run: (times) => inFlight(times, (lane) => (guests[lane] ?? first).call("echo", fresh(), FUEL)) },
    // It is reset now and then: it would stop working after 16,383 calls.
    {
      name: "sdk",
      run: (times) =>
        repeatInTurn(times, async (at) => {
          if (at % 50 === 0) await sdk.reset();
          return sdk.call("echo", fresh());
        }),
    },
    { name: "post", run: (times) => repeatInTurn(times, () => posted({ id: 1, exportName: "echo", input: fresh() })) },
    { name: "many", run: (times) => inFlight(times, () => posted({ id: 1, exportName: "echo", input: fresh() })) },
  ];
}

function echoCaller(worker: Worker): (message: object) => Promise<unknown> {
  const waiting: ((answer: unknown) => void)[] = [];
  worker.on("message", (answer) => waiting.shift()?.(answer));
  return (message) =>
    new Promise((resolve) => {
      waiting.push(resolve);
      worker.postMessage(message);
    });
}

function repeat(times: number, work: () => void): void {
  for (let count = 0; count < times; count++) work();
}

async function repeatInTurn(times: number, work: (at: number) => Promise<unknown>): Promise<void> {
  for (let count = 0; count < times; count++) await work(count);
}

async function inFlight(times: number, work: (lane: number) => Promise<unknown>): Promise<void> {
  const each = Math.ceil(times / IN_FLIGHT);
  await Promise.all(Array.from({ length: IN_FLIGHT }, (_, lane) => repeatInTurn(each, () => work(lane))));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main(process.argv.includes("--short"));
