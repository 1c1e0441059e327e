import assert from "node:assert/strict";
import { test } from "node:test";
import { withContext } from "#host/context";
import type { Leadership, RepeatedMethod } from "#host/manager/declarations";
import { leaderTask } from "#host/service/leader-task";
import { Leases } from "#host/service/leases";
import { createFakeClock } from "../../support/fake-clock.ts";

function counted(declaration: RepeatedMethod["declaration"]) {
  const runs: (Leadership | undefined)[] = [];
  const method: RepeatedMethod = { declaration, run: async (_ctx, leadership) => void runs.push(leadership) };
  return { runs, method };
}

const run = (method: RepeatedMethod) => withContext({ timeoutMs: 1000 }, (ctx) => method.run(ctx));

test("of two processes one runs the task, with its token; when it is gone the other takes over with a higher one", async () => {
  const clock = createFakeClock();
  const rows = new Map<string, { readonly holder: string; readonly token: number }>();
  const store = {
    read: async (name: string) => rows.get(name),
    take: async (name: string, holder: string) => {
      const row = { holder, token: (rows.get(name)?.token ?? 0) + 1 };
      rows.set(name, row);
      return row;
    },
  };
  const leases = new Leases(store, clock);
  const ask = async (_ctx: unknown, request: Parameters<Leases["ask"]>[0]) => leases.ask(request);
  const declaration = { spacingMs: 1000, timeoutMs: 500, leaderOnly: true };
  const [one, two] = [counted(declaration), counted(declaration)];
  const first = leaderTask("sweep", one.method, { ask, holder: "a", topic: "t" });
  const second = leaderTask("sweep", two.method, { ask, holder: "b", topic: "t" });
  for (let round = 0; round < 5; round++) {
    await run(first);
    await run(second);
    await clock.advance(1000);
  }
  assert.deepEqual(one.runs, Array(5).fill({ fencingToken: 1 }));
  assert.deepEqual(two.runs, []);
  await clock.advance(1000);
  await run(second);
  assert.deepEqual(two.runs, [{ fencingToken: 2 }]);
  assert.deepEqual([...rows.keys()], ["t.sweep"]);
});

test("a task for everybody is left as it is, and one for a leader fails where there is nobody to ask", async () => {
  const plain = counted({ spacingMs: 1000 });
  assert.equal(leaderTask("x", plain.method, { ask: undefined, holder: "a", topic: "t" }), plain.method);
  const led = counted({ spacingMs: 1000, leaderOnly: true });
  await assert.rejects(run(leaderTask("x", led.method, { ask: undefined, holder: "a", topic: "t" })), {
    code: "FAILED_PRECONDITION",
  });
  assert.deepEqual(led.runs, []);
});
