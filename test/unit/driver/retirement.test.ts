// Instances that have done their part: ended while idle, replaced after their calls or with too much memory, never while they work.
import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestContext } from "#host/context";
import { Pool, type PoolOptions } from "#host/driver/pool";
import { createRestartPolicy } from "#host/driver/restart-policy";
import type { RetireRules } from "#host/driver/retirement";
import { createFakeClock } from "../../support/fake-clock.ts";
import { FakeInstance } from "../../support/fake-instance.ts";

function scene(retire: RetireRules) {
  const clock = createFakeClock();
  const instances: FakeInstance[] = [];
  const limits = { freeFaults: 3, backoffMs: 100, backoffMsMax: 1000, quarantineFaults: 10, quarantineWindowMs: 1000 };
  const pool = new Pool({
    spec: { options: { driver: "d" } } as PoolOptions["spec"],
    clock,
    policy: createRestartPolicy("d", limits, () => 1),
    ...{ instances: 1, queueLengthMax: 2, startTimeoutMs: 500, retire },
    greet: async (call) => void (await call("describe")),
    start: () => {
      const instance = new FakeInstance();
      instances.push(instance);
      return instance;
    },
  });
  const begin = async (exportName: string) => {
    const ctx = new RequestContext({ timeoutMs: 600_000, clock });
    const answer = pool.call(ctx, { exportName, input: new Uint8Array(0), timeoutMs: 500_000 });
    await clock.advance(0);
    return async (memoryBytes = 0) => {
      instances.at(-1)?.calls.at(-1)?.answer("yes", { fuelUsed: 1, memoryBytes, hostCalls: 0 });
      assert.equal(Buffer.from((await answer).output).toString(), "yes");
      ctx.close();
    };
  };
  const call = async (exportName = "f", memoryBytes = 0) => (await begin(exportName))(memoryBytes);
  return { clock, instances, pool, begin, call };
}

test("an instance that nobody calls ends, the host's own probes keep none awake, and the next call starts one", async () => {
  const { clock, instances, pool, call } = scene({ idleTimeoutMs: 1000 });
  await call();
  await clock.advance(600);
  await call("probe");
  assert.equal(pool.figures().asleep, false);
  await clock.advance(600);
  assert.deepEqual([instances[0]?.alive, pool.figures().asleep, pool.figures().instances], [false, true, 0]);
  await call();
  assert.deepEqual([instances.length, pool.figures().asleep, pool.figures().lastFault], [2, false, undefined]);
  await pool.close();
  assert.equal(clock.pendingTimers(), 0);
});

test("one that works is not idle, and after its call it has its whole time again", async () => {
  const { clock, instances, pool, begin } = scene({ idleTimeoutMs: 1000 });
  const end = await begin("f");
  await clock.advance(5000);
  await end();
  await clock.advance(999);
  assert.equal(instances[0]?.alive, true);
  await clock.advance(1001);
  assert.equal(instances[0]?.alive, false);
  await pool.close();
});

test("after its calls a fresh instance takes over, and no fault is noted", async () => {
  const { instances, pool, call } = scene({ refreshCalls: 3 });
  for (let count = 0; count < 7; count++) await call();
  assert.deepEqual([instances.length, instances.map(({ alive }) => alive)], [3, [false, false, true]]);
  assert.deepEqual([pool.figures().calls, pool.figures().lastFault], [7, undefined]);
  await pool.close();
});

test("so it is with one whose memory has grown beyond the bound", async () => {
  const { instances, pool, call } = scene({ refreshMemoryBytes: 1000 });
  await call("f", 1000);
  assert.equal(instances[0]?.alive, true);
  await call("f", 1001);
  assert.equal(instances[0]?.alive, false);
  await call("f", 10);
  assert.equal(instances.length, 2);
  await pool.close();
});
