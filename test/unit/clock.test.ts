import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "#host/clock";
import { createFakeClock } from "../support/fake-clock.ts";

test("a fake clock fires timers in order of time", async () => {
  const clock = createFakeClock();
  const fired: number[] = [];
  clock.setTimer(20, () => fired.push(20));
  clock.setTimer(10, () => fired.push(10));
  const cancel = clock.setTimer(15, () => fired.push(15));
  cancel();
  await clock.advance(25);
  assert.deepEqual(fired, [10, 20]);
  assert.equal(clock.monotonicMs(), 25);
});

test("a timer beyond Node's limit waits instead of firing at once", async () => {
  let fired = false;
  const cancel = systemClock.setTimer(Number.MAX_SAFE_INTEGER, () => {
    fired = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  cancel();
  assert.equal(fired, false);
});
