import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { systemClock } from "#host/clock";
import { type RequestContext, withContext } from "#host/context";
import { silentLog } from "#host/log";
import { ServiceProcess, type ServiceProcessOptions } from "#host/service/service-process";
import { until } from "../../support/until.ts";

const ENTRY = new URL("../../support/service-process-child.js", import.meta.url);

function child(t: TestContext, work: string, change: Partial<ServiceProcessOptions> = {}): ServiceProcess {
  const service = new ServiceProcess({
    ...{ topic: "thing", server: "edge1", entry: ENTRY, work, clock: systemClock, log: silentLog, random: () => 0 },
    limits: { startTimeoutMs: 20_000, stopTimeoutMs: 20_000 },
    restart: { backOff: { firstMs: 20, maxMs: 40 }, endsMax: 3, stableMs: 60_000 },
    ...change,
  });
  t.after(() => service.stop({ fast: true }));
  return service;
}

test("it serves in a process of its own, answers a reset, and stops when it is told", async (t) => {
  const service = child(t, "serves");
  await service.start();
  const { state, pid } = service.status();
  assert.equal(state, "serving");
  assert.notEqual(pid, process.pid);
  assert.deepEqual(await withContext({ timeoutMs: 5000 }, (ctx) => service.reset(ctx)), {
    topic: "thing",
    changed: ["greeting"],
  });
  await service.stop();
  assert.deepEqual(await service.wait(), { name: "stopped" });
  assert.equal(service.status().state, "stopped");
  await assert.rejects(
    withContext({ timeoutMs: 5000 }, (ctx) => service.reset(ctx)),
    { code: "FAILED_PRECONDITION" },
  );
});

test("its log lines reach the host, and the level of the log reaches it and the run that follows", async (t) => {
  const lines: string[] = [];
  const service = child(t, "serves", { onLine: (line) => lines.push(line) });
  await service.start();
  service.setLogLevel("debug");
  await until("it has said so", () => lines.length === 2);
  assert.deepEqual(lines, ["one line", "of level debug"]);
  process.kill(service.status().pid ?? 0, "SIGKILL");
  await until("the next run knows too", () => lines.length === 4);
});

test("it says what it repeats; what it cannot is its own error, and one that ends meanwhile leaves no question open", async (t) => {
  const service = child(t, "serves");
  await service.start();
  const asking = <T>(ask: (ctx: RequestContext) => Promise<T>) => withContext({ timeoutMs: 20_000 }, ask);
  assert.deepEqual(
    (await asking((ctx) => service.tasks(ctx))).map(({ name }) => name),
    ["sweep"],
  );
  const steer = (task: string) => asking((ctx) => service.steerTask(ctx, "runNow", task));
  await assert.rejects(steer("nope"), { code: "NOT_FOUND", message: "there is no periodic task nope" });
  await assert.rejects(steer("deadly"), { code: "LINK_LOST", message: /ended with exit code 3/ });
  await until("it serves again", () => service.isReady);
  const inTime = withContext({ timeoutMs: 20 }, (ctx) => service.inFlight(ctx));
  await assert.rejects(inTime, { code: "DEADLINE_EXCEEDED" }, "who does not answer is not waited for");
});

test("one that is killed is started again, and how it ended can be read", async (t) => {
  const service = child(t, "serves");
  await service.start();
  const { pid = 0 } = service.status();
  process.kill(pid, "SIGKILL");
  await until("it serves again", () => service.isReady && service.status().pid !== pid);
  const { restarts, lastEnd } = service.status();
  assert.equal(restarts, 1);
  assert.equal(lastEnd, "it was ended by SIGKILL");
});

test("one that fails again and again is given up, with the reason, and its start harms nobody", async (t) => {
  const service = child(t, "fails");
  await service.start();
  await until("it is given up", () => service.status().state === "gave up");
  const { restarts, lastEnd, lastEndAt } = service.status();
  assert.equal(restarts, 2, "three ends in a row are two restarts");
  assert.equal(lastEnd, "no disk");
  assert.ok(lastEndAt);
  await service.stop();
});

test("one that never gets ready is killed at the deadline of its start", async (t) => {
  const limits = { startTimeoutMs: 1, stopTimeoutMs: 1000 };
  const restart = { backOff: { firstMs: 60_000, maxMs: 60_000 }, endsMax: 3, stableMs: 1 };
  const service = child(t, "mute", { limits, restart });
  await service.start();
  assert.equal(service.status().state, "waiting");
  assert.equal(service.status().lastEnd, "it did not start within 1 ms");
});

test("one that ignores the stop is killed after the deadline", async (t) => {
  const service = child(t, "stubborn", { limits: { startTimeoutMs: 20_000, stopTimeoutMs: 1 } });
  await service.start();
  await service.stop();
  assert.equal(service.status().lastEnd, "it was ended by SIGKILL");
});

test("stop is legal before the start, while it waits for its next try, and twice", async (t) => {
  const fresh = child(t, "serves");
  await fresh.stop();
  assert.deepEqual(await fresh.wait(), { name: "stopped" });
  const slow = { backOff: { firstMs: 60_000, maxMs: 60_000 }, endsMax: 3, stableMs: 60_000 };
  const waiting = child(t, "fails", { restart: slow });
  await waiting.start();
  assert.equal(waiting.status().state, "waiting");
  await Promise.all([waiting.stop(), waiting.stop()]);
  assert.equal(waiting.status().state, "stopped");
});
