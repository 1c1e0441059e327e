import assert from "node:assert/strict";
import { test } from "node:test";
import { insertOperation } from "#host/db/operations-table";
import { HostError } from "#host/errors";
import { abandonDead, type Finding, settleUnknowns } from "#host/operation/reconcile";
import { createFakeClock } from "../../support/fake-clock.ts";
import { context, createEntry, temporaryJournal } from "../../support/journal.ts";
import { until } from "../../support/until.ts";

type Setting = Awaited<ReturnType<typeof temporaryJournal>>;

/** An operation that some run of some host left started. */
async function leaveStarted(
  { database }: Setting,
  id: string,
  change: { host?: string; domain?: string; run?: string } = {},
) {
  const { host = "edge-1", domain = "volume", run = "run-0" } = change;
  const what = { domain, resource: id, action: "create", driver: "file", input: { sizeBytes: 5 } };
  const who = { host, instanceId: run, requestId: "r", startedBy: "admin", idempotencyKey: null };
  await insertOperation(database.handle, { id, ...what, ...who }, new Date(database.clock.wallMs()).toISOString());
}

const found = (state: "done" | "failed", note = "seen"): Finding => ({
  state,
  note,
  ...(state === "done" ? { result: 5 } : {}),
});

test("what a dead run left started becomes unknown and then what the driver says, with times and notes", async (t) => {
  const clock = createFakeClock(Date.UTC(2026, 0, 1));
  const setting = await temporaryJournal(t, { clock });
  await leaveStarted(setting, "a");
  await clock.advance(1000);
  const asked: unknown[] = [];
  const report = await settleUnknowns(context(t), setting.journal, {
    domain: "volume",
    async inspect(operation) {
      asked.push([operation.id, operation.state, operation.input]);
      await clock.advance(500);
      return found("done", "the volume is there, 5 bytes");
    },
  });
  assert.deepEqual(asked, [["a", "unknown", { sizeBytes: 5 }]]);
  assert.deepEqual(report, {
    abandoned: ["a"],
    settled: [{ operationId: "a", state: "done", note: "the volume is there, 5 bytes" }],
    waiting: [],
  });
  const { operation, transitions } = await setting.journal.show("a");
  assert.deepEqual([operation.state, operation.result], ["done", 5]);
  assert.deepEqual(transitions, [
    { at: "2026-01-01T00:00:00.000Z", state: "started", outcome: null, note: null },
    {
      at: "2026-01-01T00:00:01.000Z",
      state: "unknown",
      outcome: null,
      note: "the host ended before the outcome was written",
    },
    { at: "2026-01-01T00:00:01.500Z", state: "settled", outcome: "done", note: "the volume is there, 5 bytes" },
  ]);
});

test("an interrupted operation that left nothing is failed with a reason that can be replayed", async (t) => {
  const setting = await temporaryJournal(t);
  await leaveStarted(setting, "a");
  await settleUnknowns(context(t), setting.journal, {
    domain: "volume",
    inspect: async () => found("failed", "not there"),
  });
  const { operation } = await setting.journal.show("a");
  assert.equal(operation.state, "failed");
  assert.deepEqual([operation.error?.code, operation.error?.retryable], ["DRIVER_FAILED", true]);
  assert.match(operation.error?.message ?? "", /interrupted: not there/);
});

test("this run's own operations, other hosts' and other domains' are left alone", async (t) => {
  const setting = await temporaryJournal(t);
  await leaveStarted(setting, "mine", { run: "run-1" });
  await leaveStarted(setting, "elsewhere", { host: "edge-2" });
  await leaveStarted(setting, "bridge", { domain: "network" });
  const inspect = async () => assert.fail("nothing of this domain is unknown");
  const report = await settleUnknowns(context(t), setting.journal, { domain: "volume", inspect });
  assert.deepEqual(report, { abandoned: ["bridge"], settled: [], waiting: [] });
  const states = (await setting.journal.list()).map(({ id, state }) => `${id} ${state}`);
  assert.deepEqual(states.sort(), ["bridge unknown", "elsewhere started", "mine started"]);
});

test("the outcome and the manager's row are written together or not at all", async (t) => {
  const setting = await temporaryJournal(t);
  await leaveStarted(setting, "a");
  const bug = () => Promise.reject(new TypeError("bug"));
  const first = await settleUnknowns(context(t), setting.journal, {
    domain: "volume",
    inspect: async () => ({ ...found("done"), settle: bug }),
  });
  assert.deepEqual([first.settled, first.waiting[0]?.reason], [[], "bug"]);
  assert.equal((await setting.journal.show("a")).operation.state, "unknown");
});

test("what cannot be settled now waits, longer each time, and an operator can insist", async (t) => {
  const clock = createFakeClock();
  const setting = await temporaryJournal(t, { clock });
  await leaveStarted(setting, "a");
  let tries = 0;
  const pass = (force = false) =>
    settleUnknowns(context(t), setting.journal, {
      domain: "volume",
      force,
      retryMs: 1000,
      retryMsMax: 3000,
      async inspect() {
        tries++;
        throw new HostError("DRIVER_UNAVAILABLE", "not serving");
      },
    });
  const waits: number[] = [];
  for (let n = 0; n < 4; n++) {
    const [waiting] = (await pass()).waiting;
    assert.equal(waiting?.reason, "not serving");
    const waitMs = Date.parse(waiting?.nextTryAt ?? "") - clock.wallMs();
    waits.push(waitMs);
    await clock.advance(waitMs - 1);
    assert.deepEqual((await pass()).waiting, [], "not before its time");
    await clock.advance(1);
  }
  assert.deepEqual([waits, tries], [[1000, 2000, 3000, 3000], 4]);
  await pass();
  await pass(true);
  assert.equal(tries, 6);
  assert.equal((await setting.journal.show("a")).operation.state, "unknown");
});

test("a wall clock that was set back does not hold an operation for long", async (t) => {
  const clock = createFakeClock();
  const setting = await temporaryJournal(t, { clock });
  await leaveStarted(setting, "a");
  const unavailable = () => Promise.reject(new HostError("DRIVER_UNAVAILABLE", "x"));
  await settleUnknowns(context(t), setting.journal, { domain: "volume", inspect: unavailable });
  clock.setWallMs(clock.wallMs() - 365 * 86_400_000);
  const inspect = async () => found("done");
  assert.equal((await settleUnknowns(context(t), setting.journal, { domain: "volume", inspect })).settled.length, 1);
});

test("one that hangs on its driver does not use up the time of the others", async (t) => {
  const clock = createFakeClock();
  const setting = await temporaryJournal(t, { clock });
  await leaveStarted(setting, "a-hangs");
  await leaveStarted(setting, "b");
  const run = settleUnknowns(context(t, { clock }), setting.journal, {
    domain: "volume",
    inspectTimeoutMs: 1000,
    inspect: async ({ id }, own) => {
      if (id === "b") return found("done");
      return new Promise((_, reject) => own.signal.addEventListener("abort", () => reject(own.signal.reason)));
    },
  });
  await clock.advance(1000);
  const report = await run;
  assert.deepEqual([report.settled[0]?.operationId, report.waiting[0]?.operationId], ["b", "a-hangs"]);
});

test("a call that goes on after it was given up is not judged before it ends", async (t) => {
  const setting = await temporaryJournal(t, { graceMs: 1 });
  const { journal } = setting;
  const ctx = context(t);
  let finish = () => {};
  const begun = new Promise<void>((begin) => {
    const mark = async () => {};
    const work = () =>
      new Promise<void>((resolve) => {
        finish = resolve;
        begin();
      });
    const run = journal.run(ctx, createEntry("a"), { mark, work, settle: async () => {} });
    run.catch(() => {});
  });
  await begun;
  const [operation] = journal.running();
  const id = operation?.operationId ?? "";
  await journal.cancel(id, "the operator");
  await until("it is given up", async () => (await journal.show(id)).operation.state === "unknown");
  const pass = (inspect: () => Promise<Finding>) =>
    settleUnknowns(context(t), journal, { domain: "volume", inspect, force: true });
  await pass(async () => assert.fail("it may still make what is not there yet"));
  finish();
  await until("it ends", () => !journal.isWorking(id));
  assert.deepEqual((await pass(async () => found("done"))).settled.length, 1);
});

test("a context that is over begins no question and loses nothing", async (t) => {
  const setting = await temporaryJournal(t);
  await leaveStarted(setting, "a");
  const ctx = context(t);
  ctx.cancel(new HostError("SHUTTING_DOWN", "the host stops"));
  const inspect = async () => assert.fail("too late to ask");
  await assert.rejects(settleUnknowns(ctx, setting.journal, { domain: "volume", inspect }), { code: "SHUTTING_DOWN" });
  assert.equal((await setting.journal.show("a")).operation.state, "unknown");
});

test("two passes at once settle an operation once", async (t) => {
  const setting = await temporaryJournal(t);
  await leaveStarted(setting, "a");
  await abandonDead(setting.journal);
  let settledRows = 0;
  const settle = async () => void settledRows++;
  const pass = () =>
    settleUnknowns(context(t), setting.journal, {
      domain: "volume",
      inspect: async () => ({ ...found("done"), settle }),
    });
  const reports = await Promise.all([pass(), pass()]);
  assert.equal(reports.flatMap(({ settled }) => settled).length, 1);
  assert.equal(settledRows, 1);
});
