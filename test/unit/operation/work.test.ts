import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestContext } from "#host/context";
import { HostError } from "#host/errors";
import { awaitWork } from "#host/operation/work";
import { createFakeClock } from "../../support/fake-clock.ts";

function setting(t: import("node:test").TestContext, timeoutMs = 1000) {
  const clock = createFakeClock();
  const lines: unknown[] = [];
  const note = (fields: unknown) => void lines.push(fields);
  const log = { trace: note, debug: note, info: note, warn: note, error: note, child: () => log };
  const ctx = new RequestContext({ timeoutMs, clock, log });
  t.after(() => ctx.close());
  return { clock, ctx, lines };
}

test("work that ends in time gives its result or its error, and leaves no timer", async (t) => {
  const { clock, ctx } = setting(t);
  assert.equal(await awaitWork(ctx, { graceMs: 10, work: async () => 7 }), 7);
  const boom = new Error("boom");
  const failing = awaitWork(ctx, { graceMs: 10, work: () => Promise.reject(boom) });
  await assert.rejects(failing, (error) => error === boom);
  const throwing = awaitWork(ctx, {
    graceMs: 10,
    work() {
      throw boom;
    },
  });
  await assert.rejects(throwing, (error) => error === boom);
  ctx.close();
  assert.equal(clock.pendingTimers(), 0);
});

test("the precise error of work that ends within the grace is kept", async (t) => {
  const { clock, ctx } = setting(t);
  const precise = new HostError("DRIVER_TIMEOUT", "the guest was stopped");
  const work = () => new Promise<never>((_, reject) => clock.setTimer(1005, () => reject(precise)));
  const result = assert.rejects(awaitWork(ctx, { graceMs: 10, work }), (error) => error === precise);
  await clock.advance(1006);
  await result;
  assert.equal(clock.pendingTimers(), 0);
});

test("work that never ends is given up after the grace, and what it says later is only logged", async (t) => {
  const { clock, ctx, lines } = setting(t);
  let finish: (value: string) => void = () => {};
  const work = () => new Promise<string>((resolve) => (finish = resolve));
  const result = assert.rejects(awaitWork(ctx, { graceMs: 10, work }), {
    code: "DEADLINE_EXCEEDED",
    message: /within 10 ms/,
  });
  await clock.advance(1009);
  assert.equal(lines.length, 0);
  await clock.advance(1);
  await result;
  finish("too late");
  await clock.advance(0);
  assert.deepEqual(lines, [{ outcome: "done" }]);
});

test("a context that is over before the work begins still gives it the grace", async (t) => {
  const { clock, ctx } = setting(t);
  ctx.cancel(new HostError("CANCELLED", "enough"));
  assert.equal(await awaitWork(ctx, { graceMs: 10, work: async () => "quick" }), "quick");
  const hanging = assert.rejects(awaitWork(ctx, { graceMs: 10, work: () => new Promise(() => {}) }), {
    code: "DEADLINE_EXCEEDED",
  });
  await clock.advance(10);
  await hanging;
});
