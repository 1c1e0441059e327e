// Signs of life, by a clock that the test moves.
import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestContext } from "#host/context";
import { SignWatch, withSigns } from "#host/rpc/alive";
import { createFakeClock } from "../../support/fake-clock.ts";

test("three signs come in the time after which silence counts, until the answer", async () => {
  const clock = createFakeClock();
  let signs = 0;
  let answer = (_: string) => {};
  const work = new Promise<string>((resolve) => {
    answer = resolve;
  });
  const request = {
    target: { topic: "a" },
    method: "b",
    params: {},
    meta: { aliveMs: 300 },
    onAlive: () => void signs++,
  };
  const answered = withSigns(clock, request, work);
  await clock.advance(299);
  assert.equal(signs, 2);
  await clock.advance(1);
  assert.equal(signs, 3);
  answer("done");
  assert.equal(await answered, "done");
  assert.equal(clock.pendingTimers(), 0);
});

test("who did not ask for signs gets the answer alone", () => {
  const clock = createFakeClock();
  const work = Promise.resolve(1);
  const plain = { target: { topic: "a" }, method: "b", params: {}, meta: {} };
  assert.equal(withSigns(clock, plain, work), work);
  assert.equal(withSigns(clock, { ...plain, onAlive: () => {} }, work), work);
  assert.equal(clock.pendingTimers(), 0);
});

test("a sign puts the end off, and silence ends the context with what it was", async (t) => {
  const clock = createFakeClock();
  const ctx = new RequestContext({ timeoutMs: 10_000, clock });
  t.after(() => ctx.close());
  const watch = new SignWatch(ctx, 100);
  await clock.advance(90);
  watch.onAlive();
  await clock.advance(90);
  const reason = () => ctx.ending.reason;
  assert.equal(reason(), undefined);
  await clock.advance(10);
  assert.equal(reason()?.code, "DEADLINE_EXCEEDED");
  assert.deepEqual(reason()?.data, { reason: "silence", aliveMs: 100 });
  watch.close();
});
