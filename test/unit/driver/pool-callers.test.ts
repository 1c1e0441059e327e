// Callers who are gone before their call begins.
import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestContext } from "#host/context";
import { Pool, type PoolOptions } from "#host/driver/pool";
import { createRestartPolicy } from "#host/driver/restart-policy";
import { HostError, isHostError } from "#host/errors";
import { createFakeClock } from "../../support/fake-clock.ts";

test("a caller who is gone before the call costs nothing, and nothing was called", async () => {
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
    start: () => assert.fail("an instance was started for nobody"),
  });
  const ctx = new RequestContext({ timeoutMs: 1000, clock });
  ctx.cancel(new HostError("CANCELLED", "the caller went away"));
  const call = pool.call(ctx, { exportName: "f", input: new Uint8Array(0), timeoutMs: 1000 });
  await assert.rejects(call, (error) => isHostError(error, "CANCELLED") && error.data["called"] === false);
  assert.equal(pool.figures().busy, 0);
  ctx.close();
  await pool.close();
});
