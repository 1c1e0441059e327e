// Our side of the Extism environment: blocks, answers, errors, configuration and log lines, each within its bounds.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { GuestThread } from "#host/driver/guest-thread";
import { EXTISM_RUNTIMES } from "#host/driver/runtime";
import { endGuest, failsWith, guestsOn } from "../../support/extism-guest.ts";

const NOTHING = new Uint8Array(0);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

for (const runtime of EXTISM_RUNTIMES) {
  const { startGuest, withGuest } = guestsOn(runtime);
  test(`on ${runtime}, the answer is what the guest named, offset and length included`, async () => {
    const fields = `(func (export "describe") (result i32) (local $b i64)
    (local.set $b (call $alloc (i64.const 4)))
    (call $store_u8 (i64.add (local.get $b) (i64.const 1)) (i32.const 104))
    (call $store_u8 (i64.add (local.get $b) (i64.const 2)) (i32.const 105))
    (call $output_set (i64.add (local.get $b) (i64.const 1)) (i64.const 2)) (i32.const 0))`;
    await withGuest(fields, async (guest) => assert.equal(text((await guest.call("describe", NOTHING)).output), "hi"));
  });

  test(`on ${runtime}, blocks at the host are bounded in bytes and in number, and the guest gets 0 for what it cannot have`, async () => {
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

  test(`on ${runtime}, an answer beyond the limit is refused before it is read, even when the guest hides it`, async () => {
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

  test(`on ${runtime}, error_set is the driver's own failure: it is told, and the instance lives on`, async () => {
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

  test(`on ${runtime}, configuration reaches the guest key by key, and not at all without the grant`, async () => {
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

  test(`on ${runtime}, log lines are told in order, cut at the budget of a call, and dropped without the grant`, async () => {
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
      const guest = await startGuest(fields, { log }, lines);
      await guest.call("describe", NOTHING);
      await endGuest(guest);
      assert.equal(lines.length, expected);
      if (log) assert.deepEqual([lines[0], lines.at(-1)], ["info x", "warn 50 log lines of this call were dropped"]);
    }
  });
}
