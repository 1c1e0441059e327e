import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestContext } from "#host/context";
import { isHostError } from "#host/errors";
import { silentLog } from "#host/log";
import { type Step, StepSequence } from "#host/service/step-sequence";
import { createFakeClock } from "../../support/fake-clock.ts";

function setting(timeoutMs = 1000) {
  const clock = createFakeClock();
  const ctx = new RequestContext({ timeoutMs, clock });
  const trail: string[] = [];
  const step = (name: string, run?: (ctx: RequestContext) => Promise<unknown>): Step => ({
    name,
    run: async (stepCtx) => {
      trail.push(name);
      await run?.(stepCtx);
      return async () => void trail.push(`undo ${name}`);
    },
  });
  const sequence = (...steps: Step[]) => new StepSequence(steps, { clock, log: silentLog, undoTimeoutMs: 500 });
  return { clock, ctx, trail, step, sequence };
}

test("steps run in order, and are undone in reverse, once", async () => {
  const { ctx, trail, step, sequence } = setting();
  const steps = sequence(step("a"), step("b"), step("c"));
  await steps.run(ctx);
  assert.deepEqual(
    steps.reports.map(({ state }) => state),
    ["done", "done", "done"],
  );
  assert.deepEqual(await steps.undo(), []);
  assert.deepEqual(await steps.undo(), []);
  assert.deepEqual(trail, ["a", "b", "c", "undo c", "undo b", "undo a"]);
});

test("a failing step ends the run; its name and error can be read, and those before it can be undone", async () => {
  const { ctx, trail, step, sequence } = setting();
  const steps = sequence(
    step("a"),
    step("b", () => Promise.reject(new Error("no"))),
    step("c"),
  );
  await assert.rejects(steps.run(ctx), /^Error: no$/);
  assert.equal(steps.failed, "b");
  await steps.undo();
  assert.deepEqual(trail, ["a", "b", "undo a"]);
  const [a, b, c] = steps.reports;
  assert.equal(a!.state, "undone");
  assert.equal(b!.error, "no");
  assert.deepEqual(c, { name: "c", state: "pending" });
});

test("durations and the current step are told while it runs", async () => {
  const { clock, ctx, step, sequence } = setting();
  const steps = sequence(
    step("slow", () => new Promise<void>((resolve) => clock.setTimer(40, resolve))),
    step("next"),
  );
  const running = steps.run(ctx);
  await clock.advance(10);
  assert.equal(steps.current, "slow");
  await clock.advance(30);
  await running;
  assert.equal(steps.reports[0]!.durationMs, 40);
  assert.equal(steps.reports[0]!.startedAt, "2026-01-01T00:00:00.000Z");
  assert.equal(steps.current, undefined);
});

test("a step that does not end is given up at the deadline, and undone when it succeeds after all", async () => {
  const { clock, ctx, trail, step, sequence } = setting();
  let finish = () => {};
  const steps = sequence(
    step("a"),
    step(
      "stuck",
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
    ),
  );
  const outcome = steps.run(ctx).catch((error: unknown) => error);
  await clock.advance(1000);
  assert.ok(isHostError(await outcome, "DEADLINE_EXCEEDED"));
  await steps.undo();
  assert.deepEqual(trail, ["a", "stuck", "undo a"]);
  finish();
  await clock.advance(0);
  assert.deepEqual(trail, ["a", "stuck", "undo a", "undo stuck"]);
});

test("the context of a step is cancelled with the run", async () => {
  const { clock, ctx, step, sequence } = setting();
  let signal: AbortSignal | undefined;
  const steps = sequence(
    step("stuck", (stepCtx) => {
      signal = stepCtx.signal;
      return new Promise(() => {});
    }),
  );
  const outcome = steps.run(ctx).catch((error: unknown) => error);
  await clock.advance(1000);
  await outcome;
  assert.equal(signal!.aborted, true);
});

test("an undoing that fails or hangs does not keep the others from theirs", async () => {
  const { clock, ctx, trail, step, sequence } = setting();
  const undoing = (name: string, undo: () => Promise<void>): Step => ({ name, run: async () => undo });
  const steps = sequence(
    step("a"),
    undoing("hangs", () => new Promise(() => {})),
    undoing("throws", () => Promise.reject(new Error("stuck lock"))),
  );
  await steps.run(ctx);
  const undone = steps.undo();
  await clock.advance(500);
  const failures = await undone;
  assert.deepEqual(
    failures.map(({ step }) => step),
    ["throws", "hangs"],
  );
  assert.ok(isHostError(failures[1]!.error, "DEADLINE_EXCEEDED"));
  assert.deepEqual(trail, ["a", "undo a"]);
  assert.equal(steps.reports[2]!.error, "stuck lock");
});
