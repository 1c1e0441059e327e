// Back-off: doubling, capped, spread.
import assert from "node:assert/strict";
import { test } from "node:test";
import { backOffMs } from "#host/rpc/back-off";

test("the wait doubles to its cap and lies between half and the whole of it", () => {
  const backOff = { firstMs: 100, maxMs: 1_000 };
  const whole = [0, 1, 2, 3, 4, 100, 10_000].map((attempt) => backOffMs(backOff, attempt, () => 1));
  assert.deepEqual(whole, [100, 200, 400, 800, 1_000, 1_000, 1_000]);
  assert.deepEqual(
    [0, 3, 99].map((attempt) => backOffMs(backOff, attempt, () => 0)),
    [50, 400, 500],
  );
});
