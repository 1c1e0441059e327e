import assert from "node:assert/strict";
import { test } from "node:test";
import { ObservedTime } from "#host/service/observed-time";
import { createFakeClock } from "../../support/fake-clock.ts";

test("time passes as usual while ticks come", async () => {
  const clock = createFakeClock();
  const time = new ObservedTime(clock, 100);
  for (let tick = 0; tick < 10; tick++) {
    await clock.advance(100);
    time.tick();
  }
  assert.equal(time.nowMs(), 1000);
  await clock.advance(50);
  assert.equal(time.nowMs(), 1050);
});

test("a pause of the observer counts for two ticks at the most", async () => {
  const clock = createFakeClock();
  const time = new ObservedTime(clock, 100);
  await clock.advance(60_000);
  assert.equal(time.nowMs(), 200);
  time.tick();
  await clock.advance(100);
  assert.equal(time.nowMs(), 300);
});
