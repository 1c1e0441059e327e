// How long a server that stops waits for what it works on.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Drain } from "#host/rpc/drain";
import { createFakeClock } from "../../support/fake-clock.ts";

test("a drain ends with the work, or when its time is over, and leaves no timer", async () => {
  const clock = createFakeClock();
  const drain = new Drain(clock);
  await drain.run(Promise.resolve(), 1_000);
  assert.equal(clock.pendingTimers(), 0);
  let isOver = false;
  const waiting = drain.run(new Promise(() => {}), 1_000).then(() => {
    isOver = true;
  });
  await clock.advance(999);
  assert.equal(isOver, false);
  await clock.advance(1);
  await waiting;
  assert.equal(clock.pendingTimers(), 0);
});

test("who has less patience shortens a wait that is under way, and more patience does not lengthen it", async () => {
  const clock = createFakeClock();
  const drain = new Drain(clock);
  drain.hasten(1);
  const waiting = drain.run(new Promise(() => {}), 1_000);
  drain.hasten(5_000);
  drain.hasten(10);
  await clock.advance(10);
  await waiting;
  assert.equal(clock.pendingTimers(), 0);
});
