import assert from "node:assert/strict";
import { test } from "node:test";
import { answeringHost } from "../../support/answering-host.ts";

const status = (more: object = {}) => ({
  ...{
    topic: "volume",
    server: "edge1",
    name: "sweep",
    state: "waiting",
    spacingMs: 15_000,
    runs: 3,
    failures: 1,
    missed: 0,
    lastDurationMs: 12,
  },
  ...more,
});

test("list shows each task with its spacing, its runs and its last error", async (t) => {
  const failed = status({ lastError: "no disk", nextRunAt: "soon" });
  const silent = [{ topic: "far", server: "edge1", reason: "no answer within 2000 ms" }];
  const host = await answeringHost(t, { "host.listTasks": { tasks: [failed], silent } });
  const { out, err } = await host.run("task", "list");
  assert.equal(err, "far@edge1 did not say what it repeats: no answer within 2000 ms\n");
  assert.match(out, /^volume\.sweep +edge1 +waiting +15s +3 +1 +0 +12 ms +soon +no disk$/m);
  assert.equal((await host.run("task", "ls", "--json")).json.tasks.length, 1);
});

test("run, pause and resume name the task and show what became of it", async (t) => {
  const answers = {
    "host.runTask": status(),
    "host.pauseTask": status({ state: "paused" }),
    "host.resumeTask": status(),
  };
  const host = await answeringHost(t, answers);
  for (const order of ["run", "pause", "resume"]) {
    const { code, out } = await host.run("task", order, "volume", "sweep");
    assert.deepEqual([code, /^volume\.sweep/m.test(out)], [0, true]);
    assert.deepEqual(host.asked.at(-1), {
      method: `host.${order}Task`,
      params: { topic: "volume", task: "sweep" },
      idempotencyKey: undefined,
    });
  }
  await host.run("task", "run", "volume", "sweep", "--server", "edge1.w2");
  assert.deepEqual(host.asked.at(-1)?.params, { topic: "volume", task: "sweep", server: "edge1.w2" });
});
