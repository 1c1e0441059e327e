// Slots, queue, replacement of lost instances and what a caller learns: with instances that do what the test says.
import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestContext } from "#host/context";
import { Pool, type PoolOptions } from "#host/driver/pool";
import { createRestartPolicy } from "#host/driver/restart-policy";
import { HostError, isHostError } from "#host/errors";
import { createFakeClock } from "../../support/fake-clock.ts";
import { FakeInstance } from "../../support/fake-instance.ts";

function createBench(options: Partial<PoolOptions> = {}, startsAtOnce = true) {
  const clock = createFakeClock();
  const instances: FakeInstance[] = [];
  const limits = { freeFaults: 3, backoffMs: 100, backoffMsMax: 1000, quarantineFaults: 10, quarantineWindowMs: 1000 };
  const policy = createRestartPolicy("d", limits, () => 1);
  const pool = new Pool({
    // The spec only passes through to whoever starts an instance.
    spec: { options: { driver: "d" } } as PoolOptions["spec"],
    clock,
    policy,
    instances: 1,
    queueLengthMax: 2,
    startTimeoutMs: 500,
    greet: async (call) => void (await call("describe")),
    start: () => {
      const instance = new FakeInstance(startsAtOnce);
      instances.push(instance);
      return instance;
    },
    ...options,
  });
  const settle = () => clock.advance(0);
  const contexts: RequestContext[] = [];
  const call = (exportName: string, timeoutMs = 1000, ctxMs = 60_000) => {
    const ctx = new RequestContext({ timeoutMs: ctxMs, clock });
    contexts.push(ctx);
    const answer = pool.call(ctx, { exportName, input: new Uint8Array(0), timeoutMs });
    answer.catch(() => {});
    return Object.assign(answer, { ctx });
  };
  const end = async () => {
    await pool.close();
    for (const ctx of contexts) ctx.close();
    assert.equal(clock.pendingTimers(), 0, "no timer is left behind");
  };
  return { clock, instances, policy, pool, call, settle, end };
}

const failsWith = (code: string, called?: boolean) => (error: unknown) =>
  isHostError(error) && error.code === code && (called === undefined || error.data["called"] === called);

test("no instance is started before the first call, and one serves them all", async () => {
  const { instances, call, settle, pool, end } = createBench();
  assert.equal(instances.length, 0);
  for (let round = 0; round < 3; round++) {
    const answer = call("f");
    await settle();
    instances[0]!.calls.at(-1)!.answer("yes");
    assert.equal(new TextDecoder().decode((await answer).output), "yes");
  }
  assert.equal(instances.length, 1);
  const { account: _, ...figures } = pool.figures();
  assert.deepEqual(figures, { instances: 1, busy: 0, queued: 0, asleep: false, calls: 3, restarts: 0 });
  await end();
});

test("one call at a time an instance; the others wait in order, and beyond the bound they are refused", async () => {
  const { instances, call, settle, pool, end } = createBench();
  const first = call("first");
  await settle();
  const second = call("second");
  const third = call("third");
  await settle();
  const { account: _, ...figures } = pool.figures();
  assert.deepEqual(figures, { instances: 1, busy: 1, queued: 2, asleep: false, calls: 1, restarts: 0 });
  await assert.rejects(call("fourth"), failsWith("RESOURCE_EXHAUSTED", false));
  const [instance] = instances;
  for (const [answer, name] of [
    [first, "first"],
    [second, "second"],
    [third, "third"],
  ] as const) {
    assert.equal(instance!.calls.at(-1)!.exportName, name);
    instance!.calls.at(-1)!.answer();
    await answer;
    await settle();
  }
  await end();
});

test("two instances work side by side", async () => {
  const { instances, call, settle, end } = createBench({ instances: 2 });
  const answers = [call("a"), call("b")];
  await settle();
  assert.equal(instances.length, 2);
  for (const instance of instances) instance.calls[0]!.answer();
  await Promise.all(answers);
  await end();
});

test("who gives up in the queue was never called, and leaves the queue", async () => {
  const { instances, call, settle, pool, clock, end } = createBench();
  const first = call("first");
  await settle();
  const late = call("late", 1000, 100);
  const gone = call("gone");
  await clock.advance(100);
  await assert.rejects(late, failsWith("DEADLINE_EXCEEDED", false));
  gone.ctx.cancel(new HostError("CANCELLED", "gone"));
  await assert.rejects(gone, failsWith("CANCELLED"));
  assert.equal(pool.figures().queued, 0);
  instances[0]!.calls[0]!.answer();
  await first;
  const next = call("next");
  await settle();
  instances[0]!.calls[1]!.answer();
  await next;
  await end();
});

test("a trap costs the instance, and the next call has a fresh one", async () => {
  const { instances, call, settle, policy, pool, end } = createBench();
  const trapped = call("f");
  await settle();
  instances[0]!.calls[0]!.fail("DRIVER_TRAP");
  await assert.rejects(trapped, failsWith("DRIVER_TRAP", true));
  assert.equal(policy.faults, 1);
  const next = call("f");
  await settle();
  assert.equal(instances.length, 2);
  instances[1]!.calls[0]!.answer();
  await next;
  assert.equal(pool.figures().restarts, 1);
  await end();
});

test("no fresh instance starts while the killed one is inside of a system call, unless that lasts for ever", async () => {
  const { clock, instances, call, settle, end } = createBench();
  const slow = call("f", 100);
  await settle();
  instances[0]!.stuck = true;
  await clock.advance(100);
  await assert.rejects(slow, failsWith("DRIVER_TIMEOUT", true));
  const look = call("g");
  await clock.advance(4000);
  assert.equal(instances.length, 1, "what it would see is not settled yet");
  await clock.advance(1000);
  assert.equal(instances.length, 2, "five seconds are enough");
  instances[1]!.calls[0]!.answer();
  await look;
  const closing = end();
  await clock.advance(5000);
  await closing;
});

test("the driver's own failure costs nothing", async () => {
  const { instances, call, settle, policy, end } = createBench();
  const failed = call("f");
  await settle();
  instances[0]!.calls[0]!.fail("DRIVER_FAILED");
  await assert.rejects(failed, failsWith("DRIVER_FAILED", true));
  assert.equal(policy.faults, 0);
  assert.ok(instances[0]!.alive);
  await end();
});

test("the function's time-out kills the instance and is the driver's fault", async () => {
  const { instances, call, clock, policy, end } = createBench();
  const slow = call("f", 200);
  await clock.advance(199);
  assert.ok(instances[0]!.alive);
  await clock.advance(1);
  await assert.rejects(slow, failsWith("DRIVER_TIMEOUT", true));
  assert.equal(instances[0]!.alive, false);
  assert.equal(policy.faults, 1);
  await end();
});

test("a caller who goes away in the middle of a call costs the instance but is no fault of the driver's", async () => {
  const { instances, call, settle, policy, end } = createBench();
  const left = call("f");
  await settle();
  left.ctx.cancel(new HostError("CANCELLED", "gone"));
  await assert.rejects(left, failsWith("CANCELLED", true));
  assert.equal(instances[0]!.alive, false);
  assert.equal(policy.faults, 0);
  await end();
});

test("a start that takes too long is ended, was no call, and counts as a fault", async () => {
  const { instances, call, clock, policy, end } = createBench({}, false);
  const waiting = call("f");
  await clock.advance(500);
  await assert.rejects(waiting, failsWith("DRIVER_START_TIMEOUT", false));
  assert.equal(instances[0]!.alive, false);
  assert.equal(policy.faults, 1);
  await end();
});

test("a start outlives an impatient caller and serves the next one", async () => {
  const { instances, call, clock, settle, end } = createBench({}, false);
  const impatient = call("f", 1000, 50);
  await clock.advance(50);
  await assert.rejects(impatient, failsWith("DRIVER_START_TIMEOUT"));
  const patient = call("g");
  await settle();
  assert.equal(instances.length, 1);
  instances[0]!.start();
  await settle();
  instances[0]!.calls[0]!.answer();
  await patient;
  await end();
});

test("an instance that does not greet as it must never gets a call", async () => {
  const refuse = async () => {
    throw new HostError("DRIVER_BAD_ANSWER", "somebody else");
  };
  const { instances, call, policy, end } = createBench({ greet: refuse });
  await assert.rejects(call("f"), failsWith("DRIVER_BAD_ANSWER", false));
  assert.equal(instances[0]!.calls.length, 0);
  assert.equal(instances[0]!.alive, false);
  assert.equal(policy.faults, 1);
  await end();
});

test("after too many faults in a row no instance is started until the wait is over", async () => {
  const { instances, call, clock, settle, end } = createBench();
  for (let fault = 0; fault < 4; fault++) {
    const trapped = call("f");
    await settle();
    instances.at(-1)!.calls[0]!.fail("DRIVER_TRAP");
    await assert.rejects(trapped);
  }
  await assert.rejects(call("f"), failsWith("DRIVER_UNAVAILABLE"));
  assert.equal(instances.length, 4);
  await clock.advance(100);
  const again = call("f");
  await settle();
  instances[4]!.calls[0]!.answer();
  await again;
  await end();
});

test("closing settles who works and who waits, and refuses who comes later", async () => {
  const { call, settle, pool, policy, end } = createBench();
  const working = call("working");
  await settle();
  const waiting = call("waiting");
  await settle();
  await pool.close();
  await assert.rejects(working, failsWith("DRIVER_UNAVAILABLE", true));
  await assert.rejects(waiting, failsWith("DRIVER_UNAVAILABLE", false));
  await assert.rejects(call("later"), failsWith("DRIVER_UNAVAILABLE", false));
  assert.equal(policy.faults, 0);
  await end();
});

test("draining lets a begun call come back, and no longer than the context lasts", async () => {
  const patient = createBench();
  const working = patient.call("working");
  await patient.settle();
  const ctx = new RequestContext({ timeoutMs: 1000, clock: patient.clock });
  const drained = patient.pool.drain(ctx);
  await assert.rejects(patient.call("later"), failsWith("DRIVER_UNAVAILABLE"));
  patient.instances[0]!.calls[0]!.answer("done");
  assert.equal(new TextDecoder().decode((await working).output), "done");
  await drained;
  assert.equal(patient.instances[0]!.alive, false);
  ctx.close();
  await patient.end();

  const impatient = createBench();
  const stuck = impatient.call("stuck");
  await impatient.settle();
  const short = new RequestContext({ timeoutMs: 100, clock: impatient.clock });
  const cut = impatient.pool.drain(short);
  await impatient.clock.advance(100);
  await cut;
  await assert.rejects(stuck, failsWith("DRIVER_UNAVAILABLE", true));
  short.close();
  await impatient.end();
});

test("closing waits for threads, but not for one that is stuck in the kernel", async () => {
  const { instances, call, clock, pool, settle, end } = createBench();
  const stuck = call("f");
  await settle();
  instances[0]!.stuck = true;
  let closed = false;
  const closing = pool.close().then(() => {
    closed = true;
  });
  await assert.rejects(stuck, failsWith("DRIVER_UNAVAILABLE", true));
  await clock.advance(4999);
  assert.equal(closed, false);
  await clock.advance(1);
  await closing;
  await Promise.all([end(), clock.advance(5000)]);
});
