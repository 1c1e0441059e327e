// What a pool knows of its callers: who is gone before his call begins, whose trace a call belongs to, who need not wait for another's end.
import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestContext } from "#host/context";
import { Pool, type PoolOptions } from "#host/driver/pool";
import { createRestartPolicy } from "#host/driver/restart-policy";
import { HostError, isHostError } from "#host/errors";
import { createFakeClock } from "../../support/fake-clock.ts";
import { FakeInstance } from "../../support/fake-instance.ts";

function createPool(start: () => FakeInstance, options: Partial<PoolOptions> = {}) {
  const clock = createFakeClock();
  const limits = { freeFaults: 3, backoffMs: 100, backoffMsMax: 1000, quarantineFaults: 10, quarantineWindowMs: 1000 };
  const pool = new Pool({
    spec: { options: { driver: "d" } } as PoolOptions["spec"],
    clock,
    policy: createRestartPolicy("d", limits),
    instances: 1,
    queueLengthMax: 2,
    startTimeoutMs: 500,
    greet: async () => {},
    start,
    ...options,
  });
  return { pool, clock };
}

test("a caller who is gone before the call costs nothing, and nothing was called", async () => {
  const { pool, clock } = createPool(() => assert.fail("an instance was started for nobody"));
  const ctx = new RequestContext({ timeoutMs: 1000, clock });
  ctx.cancel(new HostError("CANCELLED", "the caller went away"));
  const call = pool.call(ctx, { exportName: "f", input: new Uint8Array(0), timeoutMs: 1000 });
  await assert.rejects(call, (error) => isHostError(error, "CANCELLED") && error.data["called"] === false);
  assert.equal(pool.figures().busy, 0);
  ctx.close();
  await pool.close();
});

test("an instance is told whose trace each call belongs to, also that it belongs to none", async () => {
  const instance = new FakeInstance();
  const { pool, clock } = createPool(() => instance);
  for (const traceparent of ["00-a", undefined, "00-b"]) {
    const ctx = new RequestContext({ timeoutMs: 1000, clock, traceparent });
    const call = pool.call(ctx, { exportName: "f", input: new Uint8Array(0), timeoutMs: 1000 });
    await clock.advance(0);
    instance.calls.at(-1)?.answer();
    await call;
    ctx.close();
  }
  assert.deepEqual(instance.followed, ["00-a", undefined, "00-b"]);
  await pool.close();
});

test("who comes after a guest that was killed waits for its end only where it may still do something", async () => {
  for (const confined of [true, false]) {
    const instances: FakeInstance[] = [];
    const start = () => {
      const instance = new FakeInstance();
      // Killed, but not gone.
      instance.stuck = true;
      instances.push(instance);
      return instance;
    };
    const { pool, clock } = createPool(start, { confined: () => confined });
    const ctx = new RequestContext({ timeoutMs: 60_000, clock });
    const call = () => pool.call(ctx, { exportName: "f", input: new Uint8Array(0), timeoutMs: 100 });
    const late = assert.rejects(call(), (error) => isHostError(error, "DRIVER_TIMEOUT"));
    await clock.advance(100);
    await late;
    const next = call().catch(() => {});
    await clock.advance(0);
    assert.equal(instances.length, confined ? 2 : 1);
    await clock.advance(6000);
    await next;
    const closing = pool.close();
    await clock.advance(5000);
    await closing;
    ctx.close();
  }
});
