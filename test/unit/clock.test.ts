import assert from "node:assert/strict";
import { test } from "node:test";
import { type Deadline, Deadlines, systemClock } from "#host/clock";
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

test("many deadlines share few timers, and each is due at its own moment, never before", async () => {
  const clock = createFakeClock();
  const deadlines = Deadlines.of(clock);
  assert.equal(Deadlines.of(clock), deadlines);
  const due: [number, number][] = [];
  const waits = Array.from({ length: 400 }, (_, index) => 1 + index * 17.25);
  for (const atMs of waits) deadlines.add({ atMs, onDue: () => void due.push([atMs, clock.monotonicMs()]) });
  assert.ok(clock.pendingTimers() < 120, `${clock.pendingTimers()} timers`);
  await clock.advance(8000);
  assert.equal(due.length, waits.length);
  for (const [atMs, nowMs] of due) assert.equal(nowMs, atMs);
  assert.equal(clock.pendingTimers(), 0);
});

test("a deadline that was taken back is not due, also when the one before it did that", async () => {
  const clock = createFakeClock();
  const deadlines = Deadlines.of(clock);
  const due: string[] = [];
  const second: Deadline = { atMs: 20, onDue: () => void due.push("second") };
  deadlines.add({
    atMs: 20,
    onDue: () => {
      due.push("first");
      deadlines.remove(second);
    },
  });
  deadlines.add(second);
  const third: Deadline = { atMs: 5000, onDue: () => void due.push("third") };
  deadlines.add(third);
  deadlines.add({ atMs: Number.POSITIVE_INFINITY, onDue: () => void due.push("never") });
  deadlines.remove(third);
  deadlines.remove(third);
  await clock.advance(10_000);
  assert.deepEqual(due, ["first"]);
  assert.equal(clock.pendingTimers(), 0);
});
