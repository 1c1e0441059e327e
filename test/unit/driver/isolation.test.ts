// Where a driver may run: metered code that only computes shares, everything that may wait or cannot be ended has a thread of its own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isolationFor, SHARED_FUEL_MAX } from "#host/driver/isolation";
import type { GuestOptions } from "#host/driver/runtime";
import type { GuestSpec } from "#host/driver/thread-messages";
import { failsWith, GUEST_OPTIONS } from "../../support/extism-guest.ts";
import { guestBytes } from "../../support/guest-wat.ts";
import { wat } from "../../support/wat.ts";

const METERED: GuestOptions = { ...GUEST_OPTIONS, fuelAtStart: 1 };

async function specOf(more: Partial<GuestSpec> = {}): Promise<GuestSpec> {
  const module = await WebAssembly.compile(await guestBytes());
  return { module, runtime: "linked", options: METERED, heapMibMax: 64, ...more };
}

test("metered code that only computes shares a thread, and goes where its operator wants", async () => {
  const spec = await specOf();
  assert.equal(isolationFor(spec, SHARED_FUEL_MAX, undefined), "pooled");
  for (const wanted of ["inline", "pooled", "dedicated", "process"] as const) {
    assert.equal(isolationFor(spec, SHARED_FUEL_MAX, wanted), wanted);
  }
});

test("whatever could hold up its neighbours has a thread of its own, and may not be put elsewhere", async () => {
  const sleeper = await wat(
    `(module (import "holdfast:wasi" "poll_oneoff" (func (param i32 i32 i32 i32) (result i32))))`,
  );
  const alone: readonly (readonly [string, Partial<GuestSpec>, number?])[] = [
    ["metered", { options: GUEST_OPTIONS }],
    ["Extism", { runtime: "extism" }],
    ["files", { options: { ...METERED, fs: [{ guest: "/v", host: "/v", mode: "ro" }] } }],
    ["larger", { heapMibMax: 4096 }],
    ["fuel", {}, SHARED_FUEL_MAX + 1],
    ["sleep", { module: await WebAssembly.compile(sleeper) }],
  ];
  for (const [word, more, fuelMax = 1] of alone) {
    const spec = await specOf(more);
    assert.equal(isolationFor(spec, fuelMax, undefined), "dedicated", word);
    assert.throws(() => isolationFor(spec, fuelMax, "pooled"), failsWith("CONFIG_INVALID", new RegExp(word)));
  }
});
