import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestContext } from "#host/context";
import { isHostError } from "#host/errors";
import { silentLog } from "#host/log";
import type { RepeatedMethod } from "#host/manager/declarations";
import type { PeriodicTask } from "#host/manager/manager";
import { tasksOfWorker } from "#host/service/task-groups";
import { createFakeClock } from "../../support/fake-clock.ts";

const LEAD = { ask: undefined, holder: "run-1", topic: "thing" };

/** Tasks that go on until the test ends them; `running` says which do. */
function held(declarations: Readonly<Record<string, Partial<PeriodicTask>>>) {
  const running = new Set<string>();
  const ends = new Map<string, () => void>();
  const methods = Object.entries(declarations).map(([name, declaration]): [string, RepeatedMethod] => [
    name,
    {
      declaration: { spacingMs: 1000, ...declaration },
      run: () =>
        new Promise<void>((resolve) => {
          running.add(name);
          ends.set(name, () => {
            running.delete(name);
            resolve();
          });
        }),
    },
  ]);
  const tasks = new Map(tasksOfWorker(new Map(methods), LEAD));
  const begin = (name: string, timeoutMs = 60_000) => {
    const clock = createFakeClock();
    const ctx = new RequestContext({ timeoutMs, clock, log: silentLog });
    return { clock, ended: tasks.get(name)?.run(ctx) ?? assert.fail(name) };
  };
  const end = (name: string) => ends.get(name)?.();
  return { running, begin, end };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test("tasks of one group take turns, in the order in which they came; others run beside them", async () => {
  const { running, begin, end } = held({ a: { group: "disk" }, b: { group: "disk" }, c: { group: "disk" }, free: {} });
  const ended = ["a", "b", "c", "free"].map((name) => begin(name).ended);
  await turn();
  assert.deepEqual([...running].sort(), ["a", "free"]);
  end("a");
  await turn();
  assert.deepEqual([...running].sort(), ["b", "free"]);
  end("b");
  await turn();
  assert.deepEqual([...running].sort(), ["c", "free"]);
  end("c");
  end("free");
  await Promise.all(ended);
});

test("a run that is over while it waits gives its turn away, and those behind it still wait for the first", async () => {
  const { running, begin, end } = held({ a: { group: "disk" }, b: { group: "disk" }, c: { group: "disk" } });
  const first = begin("a");
  const second = begin("b", 50);
  const third = begin("c");
  const over = assert.rejects(second.ended, (error) => isHostError(error, "DEADLINE_EXCEEDED"));
  await second.clock.advance(50);
  await over;
  await turn();
  assert.deepEqual([...running], ["a"]);
  end("a");
  await turn();
  assert.deepEqual([...running], ["c"]);
  end("c");
  await Promise.all([first.ended, third.ended]);
});

test("a worker runs what has no tags, and what has one that it does not lack", () => {
  const method = (tags?: readonly string[]): RepeatedMethod => ({
    declaration: { spacingMs: 1000, ...(tags && { tags }) },
    run: async () => {},
  });
  const periodic = new Map([
    ["always", method()],
    ["reports", method(["reports"])],
    ["either", method(["reports", "cleanup"])],
  ]);
  const names = (lacking: readonly string[]) => tasksOfWorker(periodic, LEAD, lacking).map(([name]) => name);
  assert.deepEqual(names([]), ["always", "reports", "either"]);
  assert.deepEqual(names(["reports"]), ["always", "either"]);
  assert.deepEqual(names(["reports", "cleanup"]), ["always"]);
});
