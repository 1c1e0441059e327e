import assert from "node:assert/strict";
import { test } from "node:test";
import { FUNCTION, VOLUME } from "@holdfast/sdk";
import { FUEL_OF_A_CALL, FUNCTION_TIMEOUT_MS, fuelFor, longestCallMs } from "#host/driver/call-limits";

const MINUTE_MS = 60_000;

test("a call may spend the usual fuel, less when its time is short, and more only where its contract lets it work for minutes", () => {
  assert.equal(fuelFor(MINUTE_MS, {}), FUEL_OF_A_CALL);
  assert.ok(fuelFor(100, {}) < FUEL_OF_A_CALL);
  assert.ok(fuelFor(10 * MINUTE_MS, {}) > 100 * FUEL_OF_A_CALL);
});

test("what the operator allows bounds the fuel of long work too, and may widen that of any", () => {
  assert.equal(fuelFor(10 * MINUTE_MS, { fuelMax: 5_000_000 }), 5_000_000);
  assert.ok(fuelFor(MINUTE_MS, { fuelMax: 10 * FUEL_OF_A_CALL }) > FUEL_OF_A_CALL);
  assert.equal(fuelFor(MINUTE_MS, { fuelMax: 7_000_000 }, 9_000_000), 7_000_000);
});

test("the longest call of a driver is that of its contract, of a function a fixed time, unless the operator says otherwise", () => {
  assert.equal(longestCallMs(VOLUME, {}), 10 * MINUTE_MS);
  assert.equal(longestCallMs(VOLUME, { callTimeoutMs: 5000 }), 5000);
  assert.equal(longestCallMs(FUNCTION, {}), FUNCTION_TIMEOUT_MS);
  assert.equal(longestCallMs(FUNCTION, { callTimeoutMs: 2 * MINUTE_MS }), 2 * MINUTE_MS);
});
