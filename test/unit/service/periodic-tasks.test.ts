import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestContext } from "#host/context";
import { isHostError } from "#host/errors";
import { silentLog } from "#host/log";
import { PeriodicTasks } from "#host/service/periodic-tasks";
import { createFakeClock } from "../../support/fake-clock.ts";

function setting() {
  const clock = createFakeClock();
  const tasks = new PeriodicTasks({ clock, log: silentLog, random: () => 0 });
  const counts: Record<string, number> = {};
  const counting = (name: string, spacingMs: number, work: () => Promise<unknown> = async () => {}) =>
    tasks.add(name, {
      declaration: { spacingMs },
      run: async () => {
        counts[name] = (counts[name] ?? 0) + 1;
        return work();
      },
    });
  return { clock, tasks, counts, counting };
}

test("a task that never ends or always fails delays no other", async () => {
  const { clock, tasks, counts, counting } = setting();
  counting("stuck", 100, () => new Promise(() => {}));
  counting("failing", 100, () => Promise.reject(new Error("no")));
  counting("well", 100);
  tasks.start();
  await clock.advance(1000);
  assert.equal(counts["well"], 10);
  assert.equal(counts["stuck"], 1);
});

test("tasks can be added and removed while others run; a name is taken once", async () => {
  const { clock, tasks, counts, counting } = setting();
  counting("one", 100);
  tasks.start();
  await clock.advance(100);
  counting("two", 100);
  assert.throws(
    () => counting("two", 50),
    (error) => isHostError(error, "ALREADY_EXISTS"),
  );
  await clock.advance(100);
  tasks.remove("one");
  await clock.advance(100);
  assert.deepEqual(counts, { one: 2, two: 2 });
});

test("a task that does not exist is named with the nearest one", () => {
  const { tasks, counting } = setting();
  counting("sweep", 100);
  assert.throws(() => tasks.pause("swep"), /there is no periodic task swep; did you mean sweep\?/);
  assert.throws(() => tasks.resume("other"), /\(there are: sweep\)/);
  assert.throws(
    () => tasks.remove("other"),
    (error) => isHostError(error, "NOT_FOUND"),
  );
});

test("stop waits for the running ones", async () => {
  const { clock, tasks, counting } = setting();
  counting("slow", 100, () => new Promise<void>((resolve) => clock.setTimer(300, resolve)));
  tasks.start();
  await clock.advance(100);
  const ctx = new RequestContext({ timeoutMs: 1000, clock });
  const stopping = tasks.stop(ctx);
  await clock.advance(300);
  assert.deepEqual(await stopping, []);
  ctx.close();
  assert.equal(clock.pendingTimers(), 0);
});

test("what runs past the deadline of stop is cancelled, and named if it does not end even then", async () => {
  const { clock, tasks } = setting();
  const reasons: unknown[] = [];
  const run = (obeys: boolean) => (ctx: RequestContext) =>
    new Promise<void>((resolve) => {
      ctx.signal.addEventListener("abort", () => {
        reasons.push(ctx.signal.reason.code);
        if (obeys) resolve();
      });
    });
  tasks.add("obeys", { declaration: { spacingMs: 100 }, run: run(true) });
  tasks.add("deaf", { declaration: { spacingMs: 100 }, run: run(false) });
  tasks.start();
  await clock.advance(100);
  const ctx = new RequestContext({ timeoutMs: 500, clock });
  const stopping = tasks.stop(ctx);
  await clock.advance(2000);
  assert.deepEqual(await stopping, ["deaf"]);
  assert.deepEqual(reasons, ["SHUTTING_DOWN", "SHUTTING_DOWN"]);
});
