import assert from "node:assert/strict";
import { test } from "node:test";
import { answeringHost } from "../../support/answering-host.ts";

const status = (more: object = {}) => ({
  ...{ name: "sweep", state: "waiting", spacingMs: 15_000, runs: 3, failures: 1, missed: 0, lastDurationMs: 12 },
  ...more,
});

test("list shows each task with its spacing, its runs and its last error", async (t) => {
  const failed = { ...status({ lastError: "no disk", nextRunAt: "soon" }), topic: "volume" };
  const host = await answeringHost(t, { "host.listTasks": { tasks: [failed] } });
  const { out } = await host.run("task", "list");
  assert.match(out, /^volume\.sweep +waiting +15s +3 +1 +0 +12 ms +soon +no disk$/m);
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
});
