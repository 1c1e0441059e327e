// The tank: what it takes, what it says, and of which instances it can be made.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FUEL_MAX, FuelTank } from "#host/driver/meter/fuel";
import { isHostError } from "#host/errors";
import { metered } from "../../../support/metered.ts";

const SPEND = `(module (func (export "spend") (param i32) (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
  (func (export "trap") unreachable))`;

test("a call takes from the tank, and what is left is what the next one has", async () => {
  const { call, tank } = await metered(SPEND);
  tank.fill(10_000);
  call["spend"]!(100);
  const left = tank.left();
  assert.ok(left < 10_000 && left > 9000);
  call["spend"]!(100);
  assert.equal(tank.left(), left - (10_000 - left));
  assert.equal(tank.isExhausted, false);
});

test("lack of fuel is told from a trap of the guest's own", async () => {
  const { call, tank } = await metered(SPEND);
  tank.fill(1000);
  assert.throws(() => call["trap"]!(), WebAssembly.RuntimeError);
  assert.equal(tank.isExhausted, false);
  assert.throws(() => call["spend"]!(1_000_000), WebAssembly.RuntimeError);
  assert.equal(tank.isExhausted, true);
});

test("it takes whole numbers from 0 to its maximum", async () => {
  const { tank } = await metered(SPEND);
  for (const units of [0, 1, FUEL_MAX]) {
    tank.fill(units);
    assert.equal(tank.left(), units);
  }
  for (const units of [-1, 0.5, Number.NaN, FUEL_MAX + 1, Number.POSITIVE_INFINITY]) {
    assert.throws(
      () => tank.fill(units),
      (error) => isHostError(error, "INTERNAL"),
      String(units),
    );
  }
});

test("an instance that was not metered has no tank", () => {
  for (const exports of [{}, { "holdfast:fuel": () => 1 }, { "holdfast:fuel": { value: 1 } }]) {
    assert.throws(() => new FuelTank(exports), /was not metered/);
  }
});
