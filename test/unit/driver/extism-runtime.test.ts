// Guests on the Extism SDK: linked, initialised in the right order, and called for ever.
import assert from "node:assert/strict";
import { test } from "node:test";
import { EXTISM_RUNTIMES } from "#host/driver/runtime";
import { failsWith, guestsOn } from "../../support/extism-guest.ts";

const NOTHING = new Uint8Array(0);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

for (const runtime of EXTISM_RUNTIMES) {
  const { startGuest, withGuest } = guestsOn(runtime);
  test(`on ${runtime}, forty thousand calls later it still answers: nothing is kept from call to call`, {
    timeout: 60_000,
  }, async () => {
    await withGuest("", async (guest) => {
      for (let round = 0; round < 40_000; round++) await guest.call("delete_volume", Uint8Array.of(123, 125));
      assert.equal(text((await guest.call("delete_volume", NOTHING)).output), '{"status":"ok"}');
    });
  });

  test(`on ${runtime}, a guest that fills its memory and traps is told so`, async () => {
    const fields = `(func (export "describe") (result i32)
    (loop $more (br_if $more (i32.ne (memory.grow (i32.const 1)) (i32.const -1)))) unreachable)`;
    await withGuest(fields, async (guest) => {
      await assert.rejects(guest.call("describe", NOTHING), failsWith("DRIVER_MEMORY_EXCEEDED", /16 of 16 pages/));
    });
  });

  test(`on ${runtime}, initialisers run once, the start section first, each as a call of its own`, async () => {
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

  test(`on ${runtime}, a trap in an initialiser or a missing import is a start that failed, by name`, async () => {
    const cases: [string, string][] = [
      ["(func $s unreachable) (start $s)", "DRIVER_START_TRAP"],
      [`(func (export "_initialize") unreachable)`, "DRIVER_START_TRAP"],
      [`(import "extism:host/env" "no_such" (func))`, "DRIVER_IMPORT_REFUSED"],
      [`(import "env" "fork" (func))`, "DRIVER_IMPORT_REFUSED"],
    ];
    for (const [fields, code] of cases) {
      const guest = await startGuest(fields);
      await assert.rejects(guest.ready, failsWith(code), fields);
      await guest.ended;
    }
  });
}
