// What drivers cost: calls, threads, instances and failures, each beside the Extism SDK or bare WebAssembly in one interleaved run.
/// <reference path="../host/src/driver/webassembly.d.ts" />
import { fileURLToPath } from "node:url";
import { createPlugin } from "@extism/extism";
import { linkedRuntime } from "#host/driver/linked-runtime";
import { prepareBytes } from "#host/driver/module-cache";
import { compileGuest, FUEL, type Modules, OPTIONS, type Row, repeat, repeatInTurn } from "./bench-driver-guest.ts";
import { type Effort, measure } from "./bench-driver-measure.ts";
import { failover, freshInstance, neighbours, typedHandle } from "./bench-driver-product.ts";
import { acrossThreads } from "./bench-driver-threads.ts";

const SIZES = [16, 1024, 65_536, 1_048_576];

/** Ratios that the product promises: by row, and by what it is held against. */
const AT_MOST: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "echo 16": { sdk: 0.25 },
  "echo 65536": { sdk: 0.12 },
  "count_vowels 1024": { sdk: 0.35 },
  "thread 16": { "sdk worker": 0.5, "bare post": 1.3 },
  "shared 16": { "sdk worker": 0.5, "bare post": 1.3 },
  "shared 16, 32 in flight": { "one in flight": 0.4 },
  "typed handle": { sdk: 0.6 },
  "fresh instance": { bare: 3 },
  failover: { sdk: 0.3 },
  "neighbour's p99": { honest: 2 },
};

/** The sections by the words that choose them; all without a word. */
const SECTIONS: Readonly<Record<string, (modules: Modules, effort: Effort, row: Row) => Promise<void>>> = {
  calls: inThisThread,
  handle: typedHandle,
  threads: acrossThreads,
  start: freshInstance,
  failover: (modules, { rounds }, row) => failover(modules, rounds, row),
  neighbours: (modules, { rounds }, row) => neighbours(modules, rounds, row),
};

async function main(words: readonly string[]): Promise<number> {
  const isShort = words.includes("--short");
  const effort: Effort = isShort ? { rounds: 5, roundMs: 10, isShort } : { rounds: 31, roundMs: 40 };
  const bytes = await compileGuest();
  const compiled = await WebAssembly.compile(bytes);
  // Ours runs as a host runs it: clamped and metered.
  const policy = { memoryPagesMax: 64, tableElementsMax: 1000, metered: true, runtime: "linked" } as const;
  const ours = await WebAssembly.compile(prepareBytes(bytes, policy));
  let missed = 0;
  const row: Row = (name, us, others, unjudged) => {
    const beside = Object.entries(others).map(([other, otherUs]) => {
      const bound = AT_MOST[name]?.[other];
      const isMissed = bound !== undefined && unjudged === undefined && us / otherUs > bound;
      if (isMissed) missed += 1;
      const verdict = unjudged === undefined ? (isMissed ? ": MISSED" : "") : `, not judged: ${unjudged}`;
      const promise = bound === undefined ? "" : ` (at most ${bound}x${verdict})`;
      return `${other} ${otherUs.toFixed(2)} us, ${(us / otherUs).toFixed(3)}x${promise}`;
    });
    console.log(`${name.padEnd(24)}${us.toFixed(2).padStart(10)} us   ${beside.join("   ")}`);
  };
  const chosen = words.filter((word) => Object.hasOwn(SECTIONS, word));
  for (const name of chosen.length > 0 ? chosen : Object.keys(SECTIONS)) {
    await SECTIONS[name]?.({ compiled, ours }, effort, row);
  }
  // The short form shows that everything runs; it is too short to judge by, and a machine of others' too busy.
  return missed === 0 || isShort ? 0 : 1;
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

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main(process.argv.slice(2));
