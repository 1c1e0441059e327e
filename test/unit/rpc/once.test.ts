// The window of keys: what is joined, replayed, refused and forgotten.
import assert from "node:assert/strict";
import { test } from "node:test";
import { HostError } from "#host/errors";
import { DEFAULT_ONCE_LIMITS, OnceWindow } from "#host/rpc/once";
import { createFakeClock } from "../../support/fake-clock.ts";

function scene(limits: Partial<typeof DEFAULT_ONCE_LIMITS> = {}) {
  const clock = createFakeClock();
  return { clock, window: new OnceWindow(clock, { ...DEFAULT_ONCE_LIMITS, ...limits }) };
}

test("a key is begun once, joined while it lasts, and its answer is replayed", () => {
  const { window } = scene();
  const { once, isNew } = window.enter("k", { a: 1 });
  assert.equal(isNew, true);
  assert.deepEqual(window.enter("k", { a: 1 }), { once, isNew: false });
  const told: unknown[] = [];
  once.waiting.add((outcome) => void told.push(outcome));
  window.settle(once, { result: 7 });
  assert.deepEqual(told, [{ result: 7 }]);
  assert.deepEqual(window.enter("k", { a: 1 }).once.outcome, { result: 7 });
});

test("the same key with other params is refused, of bytes too", () => {
  const { window } = scene();
  window.enter("k", { a: 1 });
  assert.throws(() => window.enter("k", { a: 2 }), { code: "FAILED_PRECONDITION" });
  window.enter("raw", Buffer.from("x"));
  assert.throws(() => window.enter("raw", Buffer.from("y")), { code: "FAILED_PRECONDITION" });
  assert.equal(window.enter("none", undefined).isNew, true);
});

test("a failure is told to who waits and then forgotten, so that a later try is a try", () => {
  const { window } = scene();
  const { once } = window.enter("k", {});
  const told: unknown[] = [];
  once.waiting.add((outcome) => void told.push(outcome));
  const failure = new HostError("BUSY", "later");
  window.settle(once, failure);
  assert.deepEqual(told, [failure]);
  assert.equal(window.enter("k", {}).isNew, true);
});

test("answers are forgotten after their time and make room for others; what is worked on stays", async () => {
  const { clock, window } = scene({ keysMax: 2, keptMs: 1000 });
  window.settle(window.enter("old", {}).once, { result: 1 });
  await clock.advance(999);
  assert.equal(window.enter("old", {}).isNew, false);
  await clock.advance(1);
  assert.equal(window.enter("old", {}).isNew, true);
  window.settle(window.enter("a", {}).once, { result: 1 });
  window.enter("b", {});
  assert.equal(window.size, 2, "a made room");
  assert.throws(() => window.enter("c", {}), { code: "RESOURCE_EXHAUSTED" });
});

test("an answer that is too large is not kept, and who asks again is not served twice", () => {
  const { window } = scene({ answerBytesMax: 10 });
  window.settle(window.enter("k", {}).once, { result: "x".repeat(11) });
  const { once, isNew } = window.enter("k", {});
  assert.equal(isNew, false);
  assert.ok(once.outcome instanceof HostError);
});
