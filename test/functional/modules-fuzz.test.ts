// Drivers that were damaged at random, loaded and run as a host would: each is refused or ends by name, none costs a thread or the process.
import assert from "node:assert/strict";
import { test } from "node:test";
import { HOST, KINDS, verdictOf } from "@holdfast/sdk";
import { systemClock } from "#host/clock";
import { type ModulePolicy, prepareBytes } from "#host/driver/module-cache";
import { ThreadGroup } from "#host/driver/thread-group";
import { HostError, isHostError } from "#host/errors";
import { type Dice, rollDice } from "../support/dice.ts";
import { GUEST_OPTIONS } from "../support/extism-guest.ts";
import { guestBytes, withManifest } from "../support/guest-wat.ts";
import { committedDriver } from "../support/guests.ts";

const MODULES = process.env["HOLDFAST_PROVE"] === "1" ? 100_000 : 1500;
const SEED = 20_261_123;
const LANES = 8;
const FUEL = 3_000_000;
const LIMITS = { memoryPagesMax: 16, tableElementsMax: 1000 };
const POLICY: ModulePolicy = { ...LIMITS, metered: true, runtime: "linked" };
const OPTIONS = { ...GUEST_OPTIONS, fuelAtStart: FUEL };
const TERMS = { host: { kinds: KINDS, hostFunctions: HOST, limits: LIMITS }, grants: { log: true, config: true } };
const EXPORTS = ["describe", "probe", "create_volume", "list_volumes", "delete_volume"];

// Loops, tables, indirect calls, growth: what a small honest driver has none of, so that damage can reach it.
const LIVELY = `(table 4 funcref) (elem (i32.const 0) $one $two)
  (type $t (func (result i32)))
  (func $one (result i32) (i32.const 0))
  (func $two (result i32) (call_indirect (type $t) (i32.const 0)))
  (func (export "delete_volume") (result i32) (local $n i32) (local.set $n (i32.const 10))
    (loop $l (drop (memory.grow (i32.const 1))) (memory.fill (i32.const 4096) (local.get $n) (i32.const 64))
      (drop (i32.div_u (i32.const 7) (local.get $n)))
      (local.set $n (i32.sub (local.get $n) (i32.const 1))) (br_if $l (local.get $n)))
    (call_indirect (type $t) (i32.const 1)))`;

type Damage = (bytes: Uint8Array, dice: Dice) => Uint8Array;

const DAMAGES: readonly Damage[] = [
  (bytes, dice) => {
    for (let left = 1 + dice.upTo(3); left > 0; left--) bytes[8 + dice.upTo(bytes.length - 8)] = dice.upTo(256);
    return bytes;
  },
  // One bit: most often another instruction, or the same with another number.
  (bytes, dice) => {
    const at = 8 + dice.upTo(bytes.length - 8);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << dice.upTo(8));
    return bytes;
  },
  (bytes, dice) => {
    const at = 8 + dice.upTo(bytes.length - 8);
    bytes[at] = dice.pick([0x00, 0x01, 0x03, 0x0c, 0x0d, 0x10, 0x11, 0x40, 0x7f, 0xfc, 0xff]);
    return bytes;
  },
  (bytes, dice) => bytes.subarray(0, 8 + dice.upTo(bytes.length - 8)),
  // A piece of it somewhere else, in place of what was there.
  (bytes, dice) => {
    const from = 8 + dice.upTo(bytes.length - 8);
    const piece = bytes.slice(from, from + 1 + dice.upTo(32));
    const to = 8 + dice.upTo(bytes.length - 8);
    bytes.set(piece.subarray(0, Math.min(piece.length, bytes.length - to)), to);
    return bytes;
  },
];

test("no damaged module crashes the host, hangs a thread or ends in anything but a named error", {
  timeout: 1_200_000,
}, async (t) => {
  const sound = [
    withManifest(await guestBytes()),
    withManifest(await guestBytes(LIVELY)),
    withManifest(await guestBytes(LIVELY)),
    committedDriver("volume-fake"),
  ];
  const group = new ThreadGroup({ clock: systemClock, threads: 2 });
  const ends = new Map<string, number>();
  const dice = rollDice(SEED);
  let left = MODULES;
  const lane = async () => {
    while (left-- > 0) {
      // The large one is slow to read; it has its share.
      const original = sound[dice.chance(0.03) ? 3 : dice.upTo(3)] as Uint8Array;
      let bytes = Uint8Array.from(original);
      for (let times = 1 + dice.upTo(2); times > 0; times--) bytes = Uint8Array.from(dice.pick(DAMAGES)(bytes, dice));
      for (const end of await endsOf(bytes, group)) ends.set(end, (ends.get(end) ?? 0) + 1);
    }
  };
  try {
    await Promise.all(Array.from({ length: LANES }, lane));
  } finally {
    await group.close();
  }
  t.diagnostic(
    [...ends]
      .sort(([, a], [, b]) => b - a)
      .map(([end, count]) => `${end} ${count}`)
      .join(", "),
  );
  assert.equal(group.lost, 0, "no thread had to be ended, and none broke");
  const strange = [...ends.keys()].filter((end) => !/^(answered|DRIVER_[A-Z_]+)$/.test(end));
  assert.deepEqual(strange, []);
  // A fuzzer whose modules are all refused at the door would prove little.
  for (const end of ["answered", "DRIVER_MALFORMED", "DRIVER_TRAP"])
    assert.ok((ends.get(end) ?? 0) > 2, `${end} is rare`);
});

/** How loading it ended, or how each of its calls did. */
async function endsOf(bytes: Uint8Array, group: ThreadGroup): Promise<readonly string[]> {
  const verdict = verdictOf(bytes, TERMS);
  const [problem] = verdict.problems;
  if (problem) return [problem.code];
  if (verdict.runtime === undefined) return ["a verdict without a runtime"];
  try {
    const { runtime } = verdict;
    const speaks = runtime === "assemblyscript" ? "assemblyscript" : "linked";
    const module = await WebAssembly.compile(prepareBytes(bytes, { ...POLICY, runtime: speaks }));
    return await callsOf({ module, runtime: speaks, options: OPTIONS, heapMibMax: 48 }, group);
  } catch (error) {
    // What the engine refuses is refused under this name by the cache.
    return [error instanceof WebAssembly.CompileError ? "DRIVER_MALFORMED" : nameOf(error)];
  }
}

async function callsOf(spec: Parameters<ThreadGroup["open"]>[0], group: ThreadGroup): Promise<readonly string[]> {
  const guest = group.open(spec, { onLog() {}, onThreadLost() {} });
  const ends: string[] = [];
  try {
    await guest.ready;
    for (const name of EXPORTS) {
      if (!guest.alive) break;
      const call = guest.call(name, new TextEncoder().encode(`{"name":"v","size_bytes":1}`), FUEL);
      ends.push(await call.then(() => "answered", nameOf));
    }
  } catch (error) {
    ends.push(nameOf(error));
  }
  guest.kill(new HostError("SHUTTING_DOWN", "done"));
  return ends;
}

function nameOf(error: unknown): string {
  return isHostError(error) ? error.code : String(error);
}
