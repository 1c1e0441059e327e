import assert from "node:assert/strict";
import { test } from "node:test";
import { LoopLag, turnCounter } from "#host/service/loop-lag";
import { createFakeClock } from "../../support/fake-clock.ts";

const TURN_MS = 250;

test("a loop that turns has no lag", async () => {
  const clock = createFakeClock();
  const counters = new SharedArrayBuffer(8);
  const end = turnCounter(clock, counters, TURN_MS);
  const lag = new LoopLag(counters, TURN_MS, clock.monotonicMs());
  for (let look = 0; look < 20; look++) {
    await clock.advance(TURN_MS);
    lag.look(clock.monotonicMs());
  }
  assert.equal(lag.take(clock.monotonicMs()), 0);
  end();
  assert.equal(clock.pendingTimers(), 0);
});

test("a standstill is measured while it lasts and after it ended, and each is told once", () => {
  const counters = new SharedArrayBuffer(8);
  const turns = new Int32Array(counters);
  const lag = new LoopLag(counters, TURN_MS, 0);
  for (let now = 250; now <= 3000; now += 250) lag.look(now);
  assert.equal(lag.take(3000), 2500);
  for (let now = 3250; now <= 5000; now += 250) lag.look(now);
  Atomics.add(turns, 0, 1);
  lag.look(5250);
  assert.equal(lag.take(5250), 4750);
  Atomics.add(turns, 0, 1);
  assert.equal(lag.take(5500), 0);
});
