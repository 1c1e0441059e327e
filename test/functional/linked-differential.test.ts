// The SDK's runtime is the oracle: random programs and the drivers that ship say the same on it and on ours.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { NO_HOST_GRANTS } from "#host/driver/host-functions/host-grants";
import { EXTISM_RUNTIMES, type Guest } from "#host/driver/runtime";
import { inspect } from "#sdk/inspect";
import { outcomeOf, startInThread } from "../support/abi-guests.ts";
import { programGuest, seeded, writeProgram } from "../support/abi-programs.ts";
import { committedDriver, ROOT } from "../support/guests.ts";

const PROGRAMS = process.env["HOLDFAST_PROVE"] === "1" ? 100_000 : 3000;
const DRIVERS = join(ROOT, "drivers-wasm");
const NOTHING = new Uint8Array(0);

/** Runs the same on both and answers what each said. */
async function onBoth<T>(work: (guest: Guest, lines: string[]) => Promise<T>, start: Start): Promise<T[]> {
  const said: T[] = [];
  for (const runtime of EXTISM_RUNTIMES) {
    const lines: string[] = [];
    const { guest, end } = await start(runtime, lines);
    try {
      said.push(await work(guest, lines));
    } finally {
      end();
    }
  }
  return said;
}

type Start = (
  runtime: (typeof EXTISM_RUNTIMES)[number],
  lines: string[],
) => Promise<{ readonly guest: Guest; readonly end: () => void }>;

test("random programs over the whole environment see, answer, fail and log the same", {
  timeout: 1_200_000,
}, async () => {
  const bytes = await programGuest();
  const failed = new Set<string>();
  const linesOf: Record<string, string[]> = { linked: [], extism: [] };
  const linked = await startInThread("linked", bytes, linesOf["linked"]);
  const extism = await startInThread("extism", bytes, linesOf["extism"]);
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const program = writeProgram(seeded(seed));
    const [ours, theirs] = [await outcomeOf(linked, "run", program), await outcomeOf(extism, "run", program.slice())];
    assert.equal(ours, theirs, `program ${seed}`);
    assert.ok(!/^DRIVER_(?!FAILED)/.test(ours), `program ${seed} keeps to the rules, but is ${ours}`);
    assert.equal(await outcomeOf(linked, "sum", NOTHING), await outcomeOf(extism, "sum", NOTHING), `sum of ${seed}`);
    assert.deepEqual(linesOf["linked"]?.splice(0), linesOf["extism"]?.splice(0), `lines of ${seed}`);
    failed.add(ours.slice(0, 6));
  }
  assert.deepEqual([...failed].sort(), ["DRIVER", "answer"], "some programs answer and some fail");
});

test("a program that differs in one byte has another checksum: it sees what the guest saw", async () => {
  const sums = new Set<string>();
  for (const byte of [1, 2]) {
    // Takes nine bytes, stores one, loads it.
    const steps = [
      [0, 0, 0, 0, 0, 0, 0, 0, 9],
      [3, 0, byte],
      [5, 0, 0],
    ];
    const program = Buffer.alloc(16 * steps.length);
    for (const [index, step] of steps.entries()) program.set(step, 16 * index);
    const guest = await startInThread("linked", await programGuest());
    assert.match(await outcomeOf(guest, "run", program), /^answer/);
    sums.add(await outcomeOf(guest, "sum", NOTHING));
  }
  assert.equal(sums.size, 2);
});

// Of each kind: what every driver may be asked without anything behind it, and what none should be.
const QUESTIONS: readonly (readonly [string, unknown])[] = [
  ...[["describe"], ["probe"], ["get_stats"], ["list_volumes", {}], ["list_networks", {}], ["list_leases", {}]],
  ...[
    ["create_volume", { name: "one", size_bytes: 4096 }],
    ["inspect_volume", { name: "one" }],
    ["list_volumes", {}],
  ],
  ...[
    ["extend_volume", { name: "one", size_bytes: 8192 }],
    ["extend_volume", { name: "one", size_bytes: "much" }],
  ],
  ...[
    ["create_volume", { name: "../\u00e9\ud83d\ude00", size_bytes: 2 ** 53 }],
    ["create_volume", "no object"],
  ],
  ...[
    ["inspect_network", { name: "none" }],
    ["delete_network", { name: "none" }],
    ["create_network", { name: 1 }],
  ],
  ...[
    ["delete_volume", { name: "one" }],
    ["delete_volume", { name: "one" }],
    ["no_such_function", {}],
  ],
].map(([name, input]) => [name as string, input] as const);

test("every driver that ships and is an Extism guest gives the same answers and lines, whatever it is asked", {
  timeout: 120_000,
}, async () => {
  const folders = readdirSync(DRIVERS, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name !== "shared",
  );
  const drivers = folders.map(({ name }) => name).filter((name) => isExtismGuest(committedDriver(name)));
  assert.ok(drivers.length >= 8, `only ${drivers.join(", ")} are Extism guests`);
  for (const driver of drivers) {
    const host = { ...NO_HOST_GRANTS, clock: false, random: false };
    const start: Start = async (runtime, lines) => {
      const more = { memoryPagesMax: 1024, hostBytesMax: 16_777_216, config: { capacity_bytes: "1048576" }, host };
      const guest = await startInThread(runtime, committedDriver(driver), lines, more);
      return { guest, end: () => guest.close() };
    };
    const [linked, extism] = await onBoth(async (guest, lines) => {
      const said: string[] = [];
      for (const [name, input] of QUESTIONS) {
        const question = input === undefined ? NOTHING : new TextEncoder().encode(JSON.stringify(input));
        said.push(`${name} ${await outcomeOf(guest, name, question)}`);
      }
      return [...said, ...lines];
    }, start);
    assert.deepEqual(linked, extism, driver);
  }
});

function isExtismGuest(bytes: Uint8Array): boolean {
  const { imports } = inspect(bytes);
  return imports.some(({ module }) => module === "extism:host/env");
}

test("the driver that keeps volumes in files gives the same answers, call by call, and leaves the same files", async () => {
  const bytes = committedDriver("volume-file");
  const calls: [string, unknown][] = [
    ["describe", undefined],
    ["probe", undefined],
    ["list_volumes", {}],
    ["create_volume", { name: "one", size_bytes: 4096 }],
    ["create_volume", { name: "one", size_bytes: 4096 }],
    ["create_volume", { name: "one", size_bytes: 8192 }],
    ["create_volume", { name: "../two", size_bytes: 4096 }],
    ["inspect_volume", { name: "one" }],
    ["inspect_volume", { name: "none" }],
    ["extend_volume", { name: "one", size_bytes: 1_048_576 }],
    ["extend_volume", { name: "one", size_bytes: 1 }],
    ["list_volumes", {}],
    ["delete_volume", { name: "one" }],
    ["delete_volume", { name: "one" }],
    ["create_volume", "no object"],
    ["no_such_function", {}],
  ];
  const start: Start = async (runtime, lines) => {
    const host = mkdtempSync(join(tmpdir(), "holdfast-differential-"));
    const fs = [{ guest: "/volumes", host, mode: "rw" as const }];
    const guest = await startInThread(runtime, bytes, lines, { fs, memoryPagesMax: 256, config: {} });
    const end = () => {
      guest.close();
      rmSync(host, { recursive: true });
    };
    return { guest, end };
  };
  const [linked, extism] = await onBoth(async (guest, lines) => {
    const said: string[] = [];
    for (const [name, input] of calls) {
      const text = input === undefined ? NOTHING : new TextEncoder().encode(JSON.stringify(input));
      const outcome = await outcomeOf(guest, name, text);
      said.push(`${name} ${Buffer.from(outcome.replace("answer ", ""), "hex").toString() || outcome}`);
    }
    return [...said, ...lines];
  }, start);
  assert.deepEqual(linked, extism);
  assert.match(linked?.join("\n") ?? "", /create_volume \{"status":"ok"/);
});
