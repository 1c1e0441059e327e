// Waiting with an end.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { raceSignal } from "#host/rpc/race";

test("the work's outcome wins when it comes first, and no listener stays", async () => {
  const { signal } = new AbortController();
  assert.equal(await raceSignal(Promise.resolve(1), signal), 1);
  await assert.rejects(raceSignal(Promise.reject(new Error("bad")), signal), /bad/);
  await Promise.resolve();
  assert.deepEqual(getEventListeners(signal, "abort"), []);
});

test("the signal's reason wins over work that never ends", async () => {
  const abort = new AbortController();
  const raced = raceSignal(new Promise(() => {}), abort.signal);
  abort.abort(new Error("enough"));
  await assert.rejects(raced, /enough/);
  await assert.rejects(raceSignal(Promise.resolve(1), abort.signal), /enough/);
});

test("work that fails after the signal is nobody's unhandled rejection", async () => {
  const abort = new AbortController();
  let fail: (error: Error) => void = () => {};
  const raced = raceSignal(new Promise((_, reject) => (fail = reject)), abort.signal);
  abort.abort(new Error("enough"));
  await assert.rejects(raced, /enough/);
  fail(new Error("late"));
  await new Promise((resolve) => setImmediate(resolve));
});
