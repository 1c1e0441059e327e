// One guest in one thread: it answers, it fails by name, it dies on demand, and nothing that waits for it is left waiting.
import assert from "node:assert/strict";
import { test } from "node:test";
import { clampModule } from "#host/driver/clamp";
import { GuestThread } from "#host/driver/guest-thread";
import type { GuestOptions } from "#host/driver/runtime";
import { HostError, isHostError } from "#host/errors";
import { GUEST, guestBytes } from "../../support/guest-wat.ts";

const OPTIONS: GuestOptions = {
  driver: "d",
  memoryPagesMax: 16,
  outputBytesMax: 65_536,
  hostBytesMax: 1_048_576,
  config: { colour: "green" },
  fs: [],
  log: true,
};
const NOTHING = new Uint8Array(0);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

async function start(fields: string, options: Partial<GuestOptions> = {}, lines: string[] = []): Promise<GuestThread> {
  const bytes = clampModule(await guestBytes(fields), { memoryPagesMax: 16, tableElementsMax: 100 });
  const module = await WebAssembly.compile(bytes);
  return new GuestThread({
    spec: { module, runtime: "extism", options: { ...OPTIONS, ...options }, heapMibMax: 48 },
    onLog: (level, message) => void lines.push(`${level} ${message}`),
  });
}

async function withGuest(
  fields: string,
  work: (guest: GuestThread) => Promise<void>,
  options: Partial<GuestOptions> = {},
) {
  const guest = await start(fields, options);
  try {
    await guest.ready;
    await work(guest);
  } finally {
    guest.kill(new HostError("SHUTTING_DOWN", "the test is over"));
    await guest.ended;
  }
}

const failsWith =
  (code: string, words = /./) =>
  (error: unknown) =>
    isHostError(error) && error.code === code && words.test(error.message);

test("a guest answers the same export again and again", async () => {
  await withGuest("", async (guest) => {
    for (let round = 0; round < 3; round++) {
      const answer = await guest.call("describe", NOTHING);
      assert.deepEqual(JSON.parse(text(answer.output)), { status: "ok", result: GUEST });
      assert.ok(answer.guestMs >= 0);
    }
  });
});

test("forty thousand calls later it still answers: nothing is kept from call to call", {
  timeout: 60_000,
}, async () => {
  await withGuest("", async (guest) => {
    for (let round = 0; round < 40_000; round++) await guest.call("delete_volume", Uint8Array.of(123, 125));
    assert.equal(text((await guest.call("delete_volume", NOTHING)).output), '{"status":"ok"}');
  });
});

test("the answer is what the guest named, offset and length included", async () => {
  const fields = `(func (export "describe") (result i32) (local $b i64)
    (local.set $b (call $alloc (i64.const 4)))
    (call $store_u8 (i64.add (local.get $b) (i64.const 1)) (i32.const 104))
    (call $store_u8 (i64.add (local.get $b) (i64.const 2)) (i32.const 105))
    (call $output_set (i64.add (local.get $b) (i64.const 1)) (i64.const 2)) (i32.const 0))`;
  await withGuest(fields, async (guest) => assert.equal(text((await guest.call("describe", NOTHING)).output), "hi"));
});

test("a trap ends the thread and is told by name", async () => {
  await withGuest(`(func (export "describe") (result i32) unreachable)`, async (guest) => {
    await assert.rejects(guest.call("describe", NOTHING), failsWith("DRIVER_TRAP", /unreachable/));
    assert.equal(guest.alive, false);
    await assert.rejects(guest.call("probe", NOTHING), failsWith("DRIVER_TRAP"));
  });
});

test("a guest that fills its memory and traps is told so", async () => {
  const fields = `(func (export "describe") (result i32)
    (loop $more (br_if $more (i32.ne (memory.grow (i32.const 1)) (i32.const -1)))) unreachable)`;
  await withGuest(fields, async (guest) => {
    await assert.rejects(guest.call("describe", NOTHING), failsWith("DRIVER_MEMORY_EXCEEDED", /16 of 16 pages/));
  });
});

test("blocks at the host are bounded in bytes and in number, and the guest gets 0 for what it cannot have", async () => {
  const huge = `(func (export "describe") (result i32)
    (if (i64.eqz (call $alloc (i64.const 1099511627776))) (then unreachable)) (i32.const 0))`;
  await withGuest(huge, async (guest) => {
    await assert.rejects(guest.call("describe", NOTHING), failsWith("DRIVER_MEMORY_EXCEEDED"));
  });
  const tiny = `(func (export "describe") (result i32) (local $n i32)
    (loop $more (drop (call $alloc (i64.const 1)))
      (br_if $more (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 2000000))))
    (call $reply (i32.const 0) (i32.const 0)))`;
  await withGuest(tiny, async (guest) => {
    assert.equal((await guest.call("describe", NOTHING)).output.length, 0);
    assert.ok((await guest.call("probe", NOTHING)).output.length > 0, "the next call has all blocks again");
  });
});

test("an answer beyond the limit is refused before it is read, even when the guest hides it", async () => {
  const plain = `(func (export "describe") (result i32)
    (call $output_set (call $alloc (i64.const 65537)) (i64.const 65537)) (i32.const 0))`;
  await withGuest(plain, async (guest) => {
    await assert.rejects(guest.call("describe", NOTHING), failsWith("DRIVER_OUTPUT_TOO_LARGE", /65537 bytes/));
  });
  const hidden = `(func (export "describe") (result i32)
    (try (do (call $output_set (i64.const 0) (i64.const 999999))) (catch_all)) (i32.const 0))`;
  await withGuest(hidden, async (guest) => {
    await assert.rejects(guest.call("describe", NOTHING), failsWith("DRIVER_OUTPUT_TOO_LARGE"));
  });
});

test("error_set is the driver's own failure: it is told, and the instance lives on", async () => {
  const fields = `(import "extism:host/env" "error_set" (func $error_set (param i64)))
    (func (export "describe") (result i32) (local $b i64)
      (local.set $b (call $alloc (i64.const 1))) (call $store_u8 (local.get $b) (i32.const 33))
      (call $error_set (local.get $b)) (i32.const 1))`;
  await withGuest(fields, async (guest) => {
    await assert.rejects(guest.call("describe", NOTHING), failsWith("DRIVER_FAILED", /!/));
    assert.ok(guest.alive);
    assert.ok((await guest.call("probe", NOTHING)).output.length > 0);
  });
});

test("killing a guest in an endless loop settles its call with the reason that was given", async () => {
  await withGuest(`(func (export "describe") (result i32) (loop $l (br $l)) (i32.const 0))`, async (guest) => {
    const call = guest.call("describe", NOTHING);
    guest.kill(new HostError("DRIVER_TIMEOUT", "too late"));
    await assert.rejects(call, failsWith("DRIVER_TIMEOUT"));
    await guest.ended;
  });
});

test("initialisers run once, the start section first, each as a call of its own", async () => {
  const fields = `(global $n (mut i32) (i32.const 0))
    (func $digit (param i32) (global.set $n (i32.add (i32.mul (global.get $n) (i32.const 10)) (local.get 0))))
    (func $start (call $digit (i32.const 1))) (start $start)
    (func (export "_initialize") (call $digit (i32.const 2)))
    (func (export "hs_init") (param i32 i32) (call $digit (i32.add (i32.const 3) (local.get 0))))
    (func (export "_start") (call $digit (i32.const 9)))
    (func (export "describe") (result i32) (i32.store8 (i32.const 0) (i32.sub (global.get $n) (i32.const 75)))
      (call $reply (i32.const 0) (i32.const 1)))`;
  await withGuest(fields, async (guest) => {
    assert.equal((await guest.call("describe", NOTHING)).output[0], 123 - 75);
  });
});

test("a trap in an initialiser or a missing import is a start that failed, by name", async () => {
  const cases: [string, string][] = [
    ["(func $s unreachable) (start $s)", "DRIVER_START_TRAP"],
    [`(func (export "_initialize") unreachable)`, "DRIVER_START_TRAP"],
    [`(import "extism:host/env" "no_such" (func))`, "DRIVER_IMPORT_REFUSED"],
    [`(import "env" "fork" (func))`, "DRIVER_IMPORT_REFUSED"],
  ];
  for (const [fields, code] of cases) {
    const guest = await start(fields);
    await assert.rejects(guest.ready, failsWith(code), fields);
    await guest.ended;
  }
});

test("configuration reaches the guest key by key, and not at all without the grant", async () => {
  const fields = `(import "extism:host/env" "config_get" (func $config_get (param i64) (result i64)))
    (import "extism:host/env" "length" (func $length (param i64) (result i64)))
    (import "extism:host/env" "input_load_u8" (func $input_load_u8 (param i64) (result i32)))
    (import "extism:host/env" "input_length" (func $input_length (result i64)))
    (func (export "describe") (result i32) (local $key i64) (local $i i64) (local $value i64)
      (local.set $key (call $alloc (call $input_length)))
      (loop $next
        (call $store_u8 (i64.add (local.get $key) (local.get $i)) (call $input_load_u8 (local.get $i)))
        (br_if $next (i64.lt_u (local.tee $i (i64.add (local.get $i) (i64.const 1))) (call $input_length))))
      (local.set $value (call $config_get (local.get $key)))
      (call $output_set (local.get $value) (call $length (local.get $value))) (i32.const 0))`;
  const ask = async (guest: GuestThread, key: string) =>
    text((await guest.call("describe", new TextEncoder().encode(key))).output);
  await withGuest(fields, async (guest) => {
    assert.equal(await ask(guest, "colour"), "green");
    assert.equal(await ask(guest, "absent"), "");
  });
  await withGuest(fields, async (guest) => assert.equal(await ask(guest, "constructor"), ""));
  await withGuest(fields, async (guest) => assert.equal(await ask(guest, "colour"), ""), { config: null });
});

test("log lines are told in order, cut at the budget of a call, and dropped without the grant", async () => {
  const fields = `(import "extism:host/env" "log_info" (func $log_info (param i64)))
    (func (export "describe") (result i32) (local $n i32) (local $b i64)
      (loop $next
        (local.set $b (call $alloc (i64.const 1))) (call $store_u8 (local.get $b) (i32.const 120))
        (call $log_info (local.get $b))
        (br_if $next (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 150))))
      (call $reply (i32.const 0) (i32.const 0)))`;
  for (const [log, expected] of [
    [true, 101],
    [false, 0],
  ] as const) {
    const lines: string[] = [];
    const guest = await start(fields, { log }, lines);
    await guest.call("describe", NOTHING);
    guest.kill(new HostError("SHUTTING_DOWN", "the test is over"));
    await guest.ended;
    assert.equal(lines.length, expected);
    if (log) assert.deepEqual([lines[0], lines.at(-1)], ["info x", "warn 50 log lines of this call were dropped"]);
  }
});

test("a thread that runs out of JavaScript memory is a fault of its driver, not the end of the host", async () => {
  const entry = new URL(`data:text/javascript,
    import { parentPort } from "node:worker_threads";
    parentPort.on("message", () => { const all = []; for (;;) all.push(new Array(1000).fill(all.length)); });
    parentPort.postMessage({ type: "ready" });`);
  const module = await WebAssembly.compile(await guestBytes());
  const guest = new GuestThread({
    spec: { module, runtime: "extism", options: OPTIONS, heapMibMax: 48 },
    onLog() {},
    entry,
  });
  await guest.ready;
  await assert.rejects(guest.call("describe", NOTHING), failsWith("DRIVER_MEMORY_EXCEEDED", /heap|memory/i));
  await guest.ended;
});

test("a thread that throws or leaves by itself settles what waits for it", async () => {
  const module = await WebAssembly.compile(await guestBytes());
  for (const body of [`throw new Error("lost")`, "process.exit(3)", "Promise.reject(new Error('lost'))"]) {
    const entry = new URL(`data:text/javascript,import "node:worker_threads";${body};`);
    const guest = new GuestThread({
      spec: { module, runtime: "extism", options: OPTIONS, heapMibMax: 48 },
      onLog() {},
      entry,
    });
    await assert.rejects(guest.ready, failsWith("DRIVER_TRAP"), body);
    await guest.ended;
  }
});
