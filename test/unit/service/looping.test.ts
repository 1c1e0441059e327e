import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestContext } from "#host/context";
import { HostError, isHostError } from "#host/errors";
import { silentLog } from "#host/log";
import { repeat, retry, type Turn } from "#host/service/looping";
import { createFakeClock } from "../../support/fake-clock.ts";

function scene(timeoutMs = 60_000) {
  const clock = createFakeClock();
  const ctx = new RequestContext({ timeoutMs, clock, log: silentLog });
  const at: number[] = [];
  return { clock, ctx, at, note: () => void at.push(clock.monotonicMs()) };
}

test("a loop turns at its spacing until a turn is done, and answers that turn's value", async () => {
  const { clock, ctx, at, note } = scene();
  const loop = repeat(ctx, { spacingMs: 1000, initialMs: 500 }, async (): Promise<Turn<string>> => {
    note();
    return at.length === 3 ? { done: "ready" } : {};
  });
  await clock.advance(5000);
  assert.equal(await loop, "ready");
  assert.deepEqual(at, [500, 1500, 2500]);
});

test("a turn may say by itself when the next one is due", async () => {
  const { clock, ctx, at, note } = scene();
  const loop = repeat(ctx, { spacingMs: 1000 }, async (): Promise<Turn<number>> => {
    note();
    return at.length === 3 ? { done: 0 } : { againMs: at.length * 10 };
  });
  await clock.advance(100);
  assert.equal(await loop, 0);
  assert.deepEqual(at, [0, 10, 30]);
});

test("a loop ends with its context and leaves no timer behind", async () => {
  const { clock, ctx, at, note } = scene(2500);
  const loop = repeat(ctx, { spacingMs: 1000 }, async () => {
    note();
    return {};
  });
  const over = assert.rejects(loop, (error) => isHostError(error, "DEADLINE_EXCEEDED"));
  await clock.advance(10_000);
  await over;
  assert.deepEqual([at.length, clock.pendingTimers()], [3, 0]);
});

test("what a turn throws ends the loop", async () => {
  const { ctx } = scene();
  await assert.rejects(
    repeat(ctx, { spacingMs: 1000 }, () => Promise.reject(new Error("broken"))),
    /broken/,
  );
});

const busy = () => new HostError("BUSY", "busy", { retryable: true });

test("a try is repeated after growing waits until it works", async () => {
  const { clock, ctx, at, note } = scene();
  const work = retry(ctx, { firstMs: 100, maxMs: 300, random: () => 1 }, async () => {
    note();
    if (at.length < 5) throw busy();
    return "done";
  });
  await clock.advance(5000);
  assert.equal(await work, "done");
  assert.deepEqual(at, [0, 100, 300, 600, 900]);
});

test("tries end when they are used up, when the error is not worth one, and when the context is over", async () => {
  for (const [options, error, tries] of [
    [{ firstMs: 1, maxMs: 1, triesMax: 3 }, busy(), 3],
    [{ firstMs: 1, maxMs: 1 }, new HostError("NOT_FOUND", "gone"), 1],
    [{ firstMs: 1, maxMs: 1 }, new Error("a mistake"), 1],
    [{ firstMs: 1, maxMs: 1, triesMax: 4, when: () => true }, new Error("worth it"), 4],
  ] as const) {
    const { clock, ctx, at, note } = scene();
    const work = retry(ctx, options, async () => {
      note();
      throw error;
    });
    const failed = assert.rejects(work, (thrown) => thrown === error);
    await clock.advance(1000);
    await failed;
    assert.equal(at.length, tries);
  }
  const { clock, ctx } = scene(1000);
  const work = retry(ctx, { firstMs: 400, maxMs: 400 }, () => Promise.reject(busy()));
  const over = assert.rejects(work, (error) => isHostError(error, "DEADLINE_EXCEEDED"));
  await clock.advance(2000);
  await over;
});
