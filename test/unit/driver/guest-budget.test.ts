// What a call may spend and what it cost: fuel that ends it by name, memory that explains a trap, counts that are right.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createGuestBudget } from "#host/driver/guest-budget";
import { FuelTank } from "#host/driver/meter/fuel";
import { meterModule } from "#host/driver/meter/meter-module";
import type { GuestOptions } from "#host/driver/runtime";
import { GUEST_OPTIONS } from "../../support/extism-guest.ts";
import { wat } from "../../support/wat.ts";

const TEXT = `(module (memory (export "memory") 2)
  (func (export "spin") (loop (br 0)))
  (func (export "trap") unreachable)
  (func (export "count") (param i32) (loop (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br_if 0 (local.get 0)))))`;

async function budgeted(options: Partial<GuestOptions>) {
  const bytes = await wat(TEXT);
  const module = await WebAssembly.compile(options.fuelAtStart === undefined ? bytes : meterModule(bytes));
  const { exports } = await WebAssembly.instantiate(module, {});
  const budget = createGuestBudget({ ...GUEST_OPTIONS, ...options });
  budget.attach(exports);
  const call = (name: string, fuelMax?: number, argument?: number): string | undefined => {
    budget.beginCall(fuelMax);
    try {
      (exports[name] as (argument?: number) => void)(argument);
      return undefined;
    } catch (error) {
      return budget.faultOf(error).code;
    }
  };
  return { budget, call, exports };
}

test("a loop ends for lack of fuel, any other trap by its own name, and the next call has a full tank", async () => {
  const { budget, call } = await budgeted({ fuelAtStart: 1000 });
  assert.equal(call("spin", 100_000), "DRIVER_OUT_OF_FUEL");
  assert.equal(budget.usage().fuelUsed, 100_000, "all of it, and no more");
  assert.equal(call("trap", 100_000), "DRIVER_TRAP");
  assert.equal(call("count", 100_000, 10), undefined);
});

test("what a call cost is its own: fuel, memory and host calls", async () => {
  const { budget, call } = await budgeted({ fuelAtStart: 1000 });
  call("count", 1_000_000, 100);
  const { fuelUsed } = budget.usage();
  call("count", 1_000_000, 1000);
  assert.ok(budget.usage().fuelUsed > 9 * fuelUsed);
  budget.beginCall(10);
  budget.noteHostCall();
  assert.deepEqual(budget.usage(), { fuelUsed: 0, memoryBytes: 131_072, hostCalls: 1 });
});

test("without an amount the initialisers' fuel serves on, and never grows", async () => {
  const { call, exports } = await budgeted({ fuelAtStart: 5000 });
  const tank = new FuelTank(exports);
  call("count", undefined, 10);
  const left = tank.left();
  call("count", undefined, 10);
  assert.ok(tank.left() < left);
  assert.equal(call("spin"), "DRIVER_OUT_OF_FUEL");
});

test("an instance whose module is not metered has no fuel, and nothing is made of that", async () => {
  const { budget, call } = await budgeted({});
  assert.equal(call("trap", 5), "DRIVER_TRAP");
  assert.equal(budget.usage().fuelUsed, 0);
});
