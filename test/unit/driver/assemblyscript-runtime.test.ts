// Plain AssemblyScript guests: text in and out, our imports and no others, and headers that may lie.
import assert from "node:assert/strict";
import { test } from "node:test";
import { clampModule } from "#host/driver/clamp";
import { GuestThread } from "#host/driver/guest-thread";
import type { GuestOptions } from "#host/driver/runtime";
import { HostError, isHostError } from "#host/errors";
import { plainGuestText, stringData } from "../../support/guest-wat.ts";
import { wat } from "../../support/wat.ts";

const OPTIONS: GuestOptions = {
  driver: "d",
  memoryPagesMax: 16,
  outputBytesMax: 1000,
  hostBytesMax: 1000,
  config: { colour: "grün" },
  fs: [],
  log: true,
};
const ECHO = `(func (export "echo") (param i32) (result i32) (local.get 0))`;
const bytesOf = (text: string) => new TextEncoder().encode(text);

interface Bench {
  readonly guest: GuestThread;
  readonly lines: string[];
  ask(exportName: string, input?: string): Promise<string>;
}

async function withGuest(fields: string, work: (bench: Bench) => Promise<void>, options: Partial<GuestOptions> = {}) {
  const limits = { memoryPagesMax: 16, tableElementsMax: 100 };
  const module = await WebAssembly.compile(clampModule(await wat(plainGuestText(fields)), limits));
  const lines: string[] = [];
  const guest = new GuestThread({
    spec: { module, runtime: "assemblyscript", options: { ...OPTIONS, ...options }, heapMibMax: 48 },
    onLog: (level, message) => void lines.push(`${level} ${message}`),
  });
  const ask = async (exportName: string, input = "") =>
    new TextDecoder().decode((await guest.call(exportName, bytesOf(input))).output);
  try {
    await work({ guest, lines, ask });
  } finally {
    guest.kill(new HostError("SHUTTING_DOWN", "the test is over"));
    await guest.ended;
  }
}

const failsWith =
  (code: string, words = /./) =>
  (error: unknown) => {
    if (isHostError(error) && error.code === code && words.test(error.message)) return true;
    throw new Error(`expected ${code} ${words}, got ${error}`);
  };

test("an allocator that asks the host for what the host is about to give ends its call, not the host", async () => {
  const text = plainGuestText(`(import "holdfast" "clock_now" (func $clock (param i32) (result i32)))${ECHO}`).replace(
    "(local.set $at (i32.add (global.get $heap)",
    "(drop (call $clock (i32.const 0))) $&",
  );
  const module = await WebAssembly.compile(clampModule(await wat(text), { memoryPagesMax: 16, tableElementsMax: 100 }));
  const guest = new GuestThread({
    spec: { module, runtime: "assemblyscript", options: OPTIONS, heapMibMax: 48 },
    onLog() {},
  });
  await guest.ready;
  await assert.rejects(guest.call("echo", bytesOf("x")), failsWith("DRIVER_TRAP", /makes room/));
  await guest.ended;
});

test("text of every plane goes in and comes back", async () => {
  await withGuest(ECHO, async ({ ask }) => {
    for (const text of ["", "x", "größe 𝄞 \u0000 \uffff", "ä".repeat(400)]) assert.equal(await ask("echo", text), text);
    assert.match(await ask("describe"), /"status":"ok"/);
  });
});

test("the start section and both initialisers run before the first call", async () => {
  const fields = `(global $n (mut i32) (i32.const 0))
    (func $digit (param i32) (global.set $n (i32.add (i32.mul (global.get $n) (i32.const 10)) (local.get 0))))
    (func $s (call $digit (i32.const 1))) (start $s)
    (func (export "_initialize") (call $digit (i32.const 2)))
    (func (export "_start") (call $digit (i32.const 3)))
    (func (export "n") (param i32) (result i32)
      (if (i32.ne (global.get $n) (i32.const 123)) (then unreachable)) (local.get 0))`;
  await withGuest(fields, async ({ ask }) => assert.equal(await ask("n", "fine"), "fine"));
});

test("log and config_get work as granted; a key that is not set is null", async () => {
  const fields = `(import "holdfast" "log" (func $log (param i32 i32)))
    (import "holdfast" "config_get" (func $config_get (param i32) (result i32)))
    (func (export "ask") (param i32) (result i32) (local $value i32)
      (call $log (i32.const 3) (local.get 0))
      (local.set $value (call $config_get (local.get 0)))
      (if (result i32) (local.get $value) (then (local.get $value)) (else (i32.const 512))))
    ${stringData(512, "(null)")}`;
  await withGuest(fields, async ({ ask, lines }) => {
    assert.equal(await ask("ask", "colour"), "grün");
    assert.equal(await ask("ask", "toString"), "(null)");
    assert.deepEqual(lines, ["warn colour", "warn toString"]);
  });
  const denied = { config: null, log: false };
  await withGuest(
    fields,
    async ({ ask, lines }) => {
      assert.equal(await ask("ask", "colour"), "(null)");
      assert.deepEqual(lines, []);
    },
    denied,
  );
});

test("abort is a trap that says where", async () => {
  const fields = `(import "env" "abort" (func $abort (param i32 i32 i32 i32)))
    (func (export "ask") (param i32) (result i32)
      (call $abort (i32.const 512) (i32.const 640) (i32.const 7) (i32.const 9)) (i32.const 0))
    ${stringData(512, "index out of range")} ${stringData(640, "driver.ts")}`;
  await withGuest(fields, async ({ ask }) => {
    await assert.rejects(ask("ask"), failsWith("DRIVER_TRAP", /abort: index out of range at driver\.ts:7:9/));
  });
});

test("an answer that is no string, lies outside of memory, or is too long is refused", async () => {
  const answer = (pointer: number, more = "") =>
    `(func (export "ask") (param i32) (result i32) (i32.const ${pointer})) ${more}`;
  const length = (bytes: number) =>
    `(data (i32.const 508) "${[0, 8, 16, 24].map((shift) => `\\${((bytes >>> shift) & 255).toString(16).padStart(2, "0")}`).join("")}")`;
  const string = stringData(512, "ab");
  const cases: [string, string][] = [
    [answer(0), "DRIVER_BAD_ANSWER"],
    [answer(2), "DRIVER_BAD_ANSWER"],
    [answer(-1), "DRIVER_BAD_ANSWER"],
    [answer(2_000_000), "DRIVER_BAD_ANSWER"],
    [answer(16_384), "DRIVER_BAD_ANSWER"],
    [answer(512, `${string} ${length(2002)}`), "DRIVER_OUTPUT_TOO_LARGE"],
    [answer(512, `${string} ${length(0x7fff_ffff)}`), "DRIVER_OUTPUT_TOO_LARGE"],
    [answer(65_532, '(data (i32.const 65524) "\\02\\00\\00\\00\\08\\00\\00\\00")'), "DRIVER_BAD_ANSWER"],
    [answer(512, stringData(512, "\ud800")), "DRIVER_BAD_ANSWER"],
    [answer(20_000, stringData(20_000, "ä".repeat(600))), "DRIVER_OUTPUT_TOO_LARGE"],
  ];
  for (const [fields, code] of cases) {
    await withGuest(fields, async ({ ask }) => void (await assert.rejects(ask("ask"), failsWith(code), fields)));
  }
});

test("a class member among the exports cannot reach the prototypes of the thread", async () => {
  for (const name of ["constructor#toString", "__proto__.x", "A.b"]) {
    await withGuest(`(func (export "${name}") (param i32) (result i32) (i32.const 0))`, async ({ guest }) => {
      await assert.rejects(guest.ready, failsWith("DRIVER_MALFORMED", /class member/), name);
    });
  }
});

test("nothing of JavaScript's own can be imported, by whatever name", async () => {
  const imports = [
    `"Math" "random" (func (result f64))`,
    `"Date" "now" (func (result f64))`,
    `"env" "toString" (func (result i32))`,
    `"constructor" "assign" (func (result i32))`,
    `"__proto__" "valueOf" (func (result i32))`,
    `"env" "fetch" (func (param i32) (result i32))`,
  ];
  for (const wanted of imports) {
    await withGuest(`(import ${wanted})`, async ({ guest }) => {
      await assert.rejects(guest.ready, failsWith("DRIVER_IMPORT_REFUSED"), wanted);
    });
  }
});

test("the console and the clock of the loader are not there, even when they link", async () => {
  const fields = `(import "env" "seed" (func $seed (result f64)))
    (func (export "ask") (param i32) (result i32) (drop (call $seed)) (local.get 0))`;
  await withGuest(
    fields,
    async ({ ask }) => void (await assert.rejects(ask("ask"), failsWith("DRIVER_GRANT_MISSING", /seed/))),
  );
});

test("a trap at the start, and memory that is full, have their names here too", async () => {
  await withGuest("(func $s unreachable) (start $s)", async ({ guest }) => {
    await assert.rejects(guest.ready, failsWith("DRIVER_START_TRAP", /unreachable/));
  });
  const grow = `(func (export "ask") (param i32) (result i32)
    (loop $more (br_if $more (i32.ne (memory.grow (i32.const 1)) (i32.const -1)))) unreachable)`;
  await withGuest(
    grow,
    async ({ ask }) => void (await assert.rejects(ask("ask"), failsWith("DRIVER_MEMORY_EXCEEDED"))),
  );
});
