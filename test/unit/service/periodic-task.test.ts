import assert from "node:assert/strict";
import { test } from "node:test";
import type { RequestContext } from "#host/context";
import { HostError, isHostError } from "#host/errors";
import { silentLog } from "#host/log";
import type { PeriodicTask } from "#host/manager/manager";
import { RepeatedTask } from "#host/service/periodic-task";
import { createFakeClock, type FakeClock } from "../../support/fake-clock.ts";

interface Setting {
  readonly clock: FakeClock;
  readonly task: RepeatedTask;
  /** Monotonic moments at which runs began. */
  readonly starts: number[];
  readonly contexts: RequestContext[];
}

function setting(
  declaration: PeriodicTask,
  work: (ctx: RequestContext) => Promise<unknown> = async () => {},
  random = () => 0,
): Setting {
  const clock = createFakeClock();
  const starts: number[] = [];
  const contexts: RequestContext[] = [];
  const run = async (ctx: RequestContext) => {
    starts.push(clock.monotonicMs());
    contexts.push(ctx);
    return work(ctx);
  };
  const task = new RepeatedTask("tick", { declaration, run }, { clock, log: silentLog, random });
  return { clock, task, starts, contexts };
}

/** Work of a given length on the fake clock. */
const lasting = (clock: () => FakeClock, ms: number) => () =>
  new Promise<void>((resolve) => void clock().setTimer(ms, resolve));

// A small generator, so that a jittered test is the same each time.
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

test("the first run comes one spacing after the start, or at once if so declared", async () => {
  const later = setting({ spacingMs: 1000 });
  later.task.start();
  await later.clock.advance(999);
  assert.deepEqual(later.starts, []);
  await later.clock.advance(1);
  assert.deepEqual(later.starts, [1000]);
  const now = setting({ spacingMs: 1000, runImmediately: true });
  now.task.start();
  await now.clock.advance(0);
  assert.deepEqual(now.starts, [0]);
  await now.clock.advance(1000);
  assert.deepEqual(now.starts, [0, 1000]);
});

test("over 10,000 periods there is no drift, and jitter never adds up", async () => {
  const random = seeded(7);
  const { clock, task, starts } = setting({ spacingMs: 100, jitter: 0.2 }, undefined, random);
  task.start();
  await clock.advance(100 * 10_000 + 20);
  assert.equal(starts.length, 10_000);
  for (const [index, at] of starts.entries()) {
    const offset = at - (index + 1) * 100;
    assert.ok(offset >= 0 && offset <= 20, `run ${index} was ${offset} ms from its boundary`);
  }
  const offsets = new Set(starts.map((at) => Math.round((at % 100) * 100)));
  assert.ok(offsets.size > 1000, "jitter spreads the runs");
  assert.equal(task.status().missed, 0);
});

test("jitter is the same for the same seed", async () => {
  const runs = await Promise.all(
    [1, 1, 2].map(async (seed) => {
      const { clock, task, starts } = setting({ spacingMs: 100 }, undefined, seeded(seed));
      task.start();
      await clock.advance(1000);
      return starts;
    }),
  );
  assert.deepEqual(runs[0], runs[1]);
  assert.notDeepEqual(runs[0], runs[2]);
});

test("runs that last longer than the spacing are skipped over and counted as missed", async () => {
  const { clock, task, starts } = setting(
    { spacingMs: 100 },
    lasting(() => clock, 250),
  );
  task.start();
  await clock.advance(1000);
  assert.deepEqual(starts, [100, 400, 700, 1000]);
  assert.equal(task.status().missed, 6);
});

test("with overlap queue one run waits and follows at once, further ones are missed", async () => {
  const { clock, task, starts } = setting(
    { spacingMs: 100, overlap: "queue" },
    lasting(() => clock, 250),
  );
  task.start();
  await clock.advance(650);
  assert.deepEqual(starts, [100, 350, 600]);
  assert.equal(task.status().missed, 2);
  assert.equal(task.status().waiting, 1);
});

test("with overlap parallel runs go on side by side, up to the bound", async () => {
  const { clock, task, starts } = setting(
    { spacingMs: 100, overlap: "parallel", runsMax: 2 },
    lasting(() => clock, 250),
  );
  task.start();
  await clock.advance(350);
  assert.deepEqual(starts, [100, 200]);
  assert.equal(task.status().missed, 1);
  assert.equal(task.status().running, 1, "the run of 100 has ended at 350");
  await clock.advance(50);
  assert.deepEqual(starts, [100, 200, 400]);
});

test("boundaries that passed while the event loop stood still are counted as missed, and the rhythm is kept", async () => {
  const { clock, task, starts } = setting({ spacingMs: 100 });
  // A clock whose timers all come 350 ms late, as after a long synchronous piece of work.
  let lateMs = 350;
  const setTimer = clock.setTimer.bind(clock);
  clock.setTimer = (delayMs, fn, options) => {
    const late = lateMs;
    lateMs = 0;
    return setTimer(delayMs + late, fn, options);
  };
  task.start();
  await clock.advance(600);
  assert.deepEqual(starts, [450, 500, 600]);
  assert.equal(task.status().missed, 3);
});

test("failures in a row are waited for longer each time, up to the bound, and forgotten after a success", async () => {
  let failing = true;
  const { clock, task, starts } = setting({ spacingMs: 100, backOffMsMax: 800 }, async () => {
    if (failing) throw new Error("no link");
  });
  task.start();
  await clock.advance(2400);
  assert.deepEqual(starts, [100, 300, 700, 1500, 2300]);
  assert.deepEqual([task.status().failures, task.status().failuresInRow, task.status().lastError], [5, 5, "no link"]);
  failing = false;
  await clock.advance(1000);
  assert.deepEqual(starts.slice(5), [3100, 3200, 3300, 3400]);
  assert.equal(task.status().failuresInRow, 0);
  assert.equal(task.status().lastError, undefined);
});

test("a run past its time-out is told to end and counts as failed, but keeps its place until it has ended", async () => {
  let finish = () => {};
  const { clock, task, starts, contexts } = setting(
    { spacingMs: 100, timeoutMs: 150 },
    () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      }),
  );
  task.start();
  await clock.advance(250);
  assert.ok(isHostError(contexts[0]!.signal.reason, "DEADLINE_EXCEEDED"));
  await clock.advance(250);
  assert.deepEqual(starts, [100], "no second run beside one that ignores its deadline");
  finish();
  await clock.advance(0);
  assert.equal(task.status().failures, 1);
  assert.match(task.status().lastError!, /150 ms/);
});

test("pause holds the timer, resume goes on at the next boundary without counting what passed", async () => {
  const { clock, task, starts } = setting({ spacingMs: 100 });
  task.start();
  await clock.advance(150);
  task.pause();
  assert.equal(task.status().state, "paused");
  assert.equal(task.status().nextRunAt, undefined);
  await clock.advance(1000);
  task.resume();
  await clock.advance(100);
  assert.deepEqual(starts, [100, 1200]);
  assert.equal(task.status().missed, 0);
});

test("a disabled task does not run by itself, can be run by hand, and can be switched on", async () => {
  const { clock, task, starts } = setting({ spacingMs: 100, enabled: false });
  task.start();
  await clock.advance(500);
  assert.equal(task.status().state, "disabled");
  await task.runNow();
  assert.deepEqual(starts, [500]);
  task.resume();
  await clock.advance(100);
  assert.deepEqual(starts, [500, 600]);
});

test("run-now answers when the run has ended, and BUSY while another goes on", async () => {
  const { clock, task } = setting(
    { spacingMs: 1000 },
    lasting(() => clock, 50),
  );
  task.start();
  const first = task.runNow();
  await assert.rejects(task.runNow(), (error) => isHostError(error, "BUSY"));
  await clock.advance(50);
  const status = await first;
  assert.equal(status.runs, 1);
  assert.equal(status.lastDurationMs, 50);
});

test("status tells the last run and the next one in wall time, whatever the wall clock does", async () => {
  const { clock, task } = setting(
    { spacingMs: 1000 },
    lasting(() => clock, 20),
  );
  task.start();
  await clock.advance(1020);
  const { lastStartAt, lastEndAt, lastDurationMs, nextRunAt, state } = task.status();
  assert.equal(lastStartAt, "2026-01-01T00:00:01.000Z");
  assert.equal(lastEndAt, "2026-01-01T00:00:01.020Z");
  assert.equal(lastDurationMs, 20);
  assert.equal(nextRunAt, "2026-01-01T00:00:02.000Z");
  assert.equal(state, "waiting");
  clock.setWallMs(Date.UTC(1999, 0, 1));
  await clock.advance(980);
  assert.equal(task.status().runs, 2);
});

test("stop cancels the timer and what waits, and lets the running one end", async () => {
  const { clock, task, starts } = setting(
    { spacingMs: 100, overlap: "queue" },
    lasting(() => clock, 250),
  );
  task.start();
  await clock.advance(220);
  assert.equal(task.status().waiting, 1);
  task.stop();
  let ended = false;
  void task.ended().then(() => {
    ended = true;
  });
  await clock.advance(100);
  assert.equal(ended, false);
  await clock.advance(1000);
  assert.equal(ended, true);
  assert.deepEqual(starts, [100]);
  assert.equal(clock.pendingTimers(), 0);
  await assert.rejects(task.runNow(), (error) => isHostError(error, "SHUTTING_DOWN"));
});

test("whatever is thrown, the timer goes on: an error of the program is logged with its stack", async () => {
  const errors: Record<string, unknown>[] = [];
  const warnings: Record<string, unknown>[] = [];
  const log = {
    ...silentLog,
    error: (fields: object) => void errors.push({ ...fields }),
    warn: (fields: object) => void warnings.push({ ...fields }),
  };
  const clock = createFakeClock();
  const thrown: unknown[] = [new TypeError("x is undefined"), "a text", undefined, new HostError("BUSY", "held")];
  const run = async () => {
    throw thrown.shift();
  };
  const declaration = { spacingMs: 100, backOffMsMax: 100 };
  const task = new RepeatedTask("tick", { declaration, run }, { clock, log, random: () => 0 });
  task.start();
  await clock.advance(400);
  assert.equal(task.status().failures, 4);
  assert.equal(errors.length, 1);
  assert.match(String(errors[0]!["stack"]), /TypeError/);
  assert.deepEqual(
    warnings.map(({ error }) => error),
    ["a text", "undefined", "held"],
  );
  task.stop();
});

test("cancel reaches the run's signal with its reason", async () => {
  const { clock, task, contexts } = setting(
    { spacingMs: 100 },
    lasting(() => clock, 50),
  );
  task.start();
  await clock.advance(100);
  const reason = new HostError("SHUTTING_DOWN", "stopping");
  task.cancel(reason);
  assert.equal(contexts[0]!.signal.reason, reason);
});
