// Waiting with an end.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { Ending } from "#host/context";
import { HostError } from "#host/errors";
import { raceEnding, raceSignal } from "#host/rpc/race";

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

test("under an ending too, whichever comes first settles, and a late failure harms nobody", async () => {
  const ending = new Ending();
  assert.equal(await raceEnding(Promise.resolve(1), ending), 1);
  await assert.rejects(raceEnding(Promise.reject(new Error("own")), ending), /own/);
  let fail: (error: Error) => void = () => {};
  const raced = raceEnding(new Promise((_, reject) => (fail = reject)), ending);
  ending.end(new HostError("CANCELLED", "enough"));
  await assert.rejects(raced, /enough/);
  fail(new Error("late"));
  await assert.rejects(raceEnding(new Promise(() => {}), ending), /enough/);
});
