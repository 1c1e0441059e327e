// The one way in which this room waits for a guest.
import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestContext } from "#host/context";
import { type Patience, waitFor } from "#host/driver/deadline";
import { HostError, isHostError } from "#host/errors";
import { createFakeClock } from "../../support/fake-clock.ts";

const late = (waitedMs: number, cause?: unknown) =>
  new HostError("DRIVER_TIMEOUT", `late after ${waitedMs}`, cause === undefined ? {} : { cause });
const never = new Promise<never>(() => {});
const isLate = (waitedMs: number) => (error: unknown) =>
  isHostError(error, "DRIVER_TIMEOUT") && error.message === `late after ${waitedMs}`;

test("work that is done in time passes through, and no timer is left", async () => {
  const clock = createFakeClock();
  const patience: Patience = { clock, timeoutMs: 100, late };
  assert.equal(await waitFor(Promise.resolve(7), patience), 7);
  await assert.rejects(waitFor(Promise.reject(new Error("own")), patience), /own/);
  assert.equal(clock.pendingTimers(), 0);
});

test("the work's own time-out comes first when it is shorter, and tells who gave up", async () => {
  const clock = createFakeClock();
  const ctx = new RequestContext({ timeoutMs: 1000, clock });
  const reasons: HostError[] = [];
  const wait = waitFor(never, { clock, ctx, timeoutMs: 100, late }, (reason) => void reasons.push(reason));
  const rejected = assert.rejects(wait, isLate(100));
  await clock.advance(100);
  await rejected;
  assert.equal(reasons.length, 1);
  ctx.close();
  assert.equal(clock.pendingTimers(), 0);
});

test("the caller's deadline is the same kind of lateness and costs no timer of its own", async () => {
  const clock = createFakeClock();
  const ctx = new RequestContext({ timeoutMs: 50, clock });
  const wait = waitFor(never, { clock, ctx, timeoutMs: 100, late });
  assert.equal(clock.pendingTimers(), 1, "only the context's");
  const rejected = assert.rejects(
    wait,
    (error) => isLate(50)(error) && isHostError((error as Error).cause, "DEADLINE_EXCEEDED"),
  );
  await clock.advance(50);
  await rejected;
  ctx.close();
});

test("a caller who went away is not called late", async () => {
  const clock = createFakeClock();
  const ctx = new RequestContext({ timeoutMs: 1000, clock });
  let gaveUp = 0;
  const wait = waitFor(never, { clock, ctx, timeoutMs: 100, late }, () => void gaveUp++);
  ctx.cancel(new HostError("CANCELLED", "gone"));
  await assert.rejects(wait, (error) => isHostError(error, "CANCELLED"));
  assert.equal(gaveUp, 1);
  ctx.close();
  assert.equal(clock.pendingTimers(), 0);
});

test("a context that is over before the wait begins ends it at once", async () => {
  const clock = createFakeClock();
  const ctx = new RequestContext({ timeoutMs: 1000, clock });
  ctx.cancel(new HostError("CANCELLED", "gone"));
  await assert.rejects(waitFor(never, { clock, ctx, timeoutMs: 100, late }), (error) =>
    isHostError(error, "CANCELLED"),
  );
  ctx.close();
});
