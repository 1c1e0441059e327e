import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { findVolume, insertVolume, updateVolume } from "#host/db/volumes-table";
import { DriverStatusError, HostError, isDriverStatus } from "#host/errors";
import type { OperationSteps } from "#host/operation/journal";
import { context, createEntry, temporaryJournal } from "../../support/journal.ts";

const NOW = "2026-01-01T00:00:00.000Z";
const plain = { mark: async () => {}, work: async () => "ok", settle: async () => {} };

/** Steps of a manager that keeps a row of its own. */
function volumeSteps<T>(name: string, work: OperationSteps<T>["work"]): OperationSteps<T> {
  const row = { id: `id-${name}`, host: "edge-1", name, sizeBytes: 1, state: "creating", driver: "file" };
  return {
    async mark(tx, operationId) {
      await insertVolume(tx, { ...row, driverDigest: "ab", operationId }, NOW);
    },
    work,
    async settle(tx, outcome) {
      await updateVolume(tx, row.id, { state: outcome.state }, { nowIso: NOW });
    },
  };
}

test("mark, work and settle happen in that order, the work sees both rows and no open transaction", async (t) => {
  const { journal, database } = await temporaryJournal(t);
  const ctx = context(t, { requestId: "r-7" });
  const work: OperationSteps<string>["work"] = async (operationId) => {
    // Would answer INTERNAL if a transaction were open around this.
    const { operation } = await journal.show(operationId);
    const volume = await findVolume(database.handle, "db1");
    return `${operation.state} ${volume?.state} ${volume?.operationId === operationId}`;
  };
  const { operationId, result, replayed } = await journal.run(ctx, createEntry("db1"), volumeSteps("db1", work));
  assert.deepEqual([result, replayed], ["started creating true", false]);
  const { operation, transitions } = await journal.show(operationId);
  assert.equal((await findVolume(database.handle, "db1"))?.state, "done");
  assert.deepEqual(
    [operation.state, operation.result, operation.requestId, operation.startedBy, operation.error],
    ["done", result, "r-7", "local", null],
  );
  assert.deepEqual(
    transitions.map(({ state }) => state),
    ["started", "done"],
  );
});

test("a mark that refuses begins nothing: no row, no work, its own error", async (t) => {
  const { journal } = await temporaryJournal(t);
  const refusal = new HostError("FAILED_PRECONDITION", "quota");
  const steps = {
    ...plain,
    mark: () => Promise.reject(refusal),
    work: async () => assert.fail("it must not be called"),
  };
  await assert.rejects(journal.run(context(t), createEntry("db1"), steps), (error) => error === refusal);
  assert.deepEqual(await journal.list(), []);
});

test("a driver's answer is failed, an accident is unknown; both settle the row and come through", async (t) => {
  const { journal, database } = await temporaryJournal(t);
  const cases = [
    ["answered", new DriverStatusError("resource_exhausted", "disk full"), "failed"],
    ["refused", new HostError("DRIVER_UNAVAILABLE", "not serving"), "failed"],
    ["timed-out", new HostError("DRIVER_TIMEOUT", "no answer"), "unknown"],
    ["crashed", new TypeError("bug"), "unknown"],
  ] as const;
  for (const [name, error, state] of cases) {
    const run = journal.run(
      context(t),
      createEntry(name),
      volumeSteps(name, () => Promise.reject(error)),
    );
    await assert.rejects(run, (thrown) => thrown === error);
    const [operation] = await journal.list({ resource: name });
    assert.equal(operation?.state, state, name);
    assert.equal(operation?.error?.message, error.message);
    assert.equal((await findVolume(database.handle, name))?.state, state);
  }
});

test("a thing has one open operation, and an unknown one holds it too", async (t) => {
  const { journal } = await temporaryJournal(t);
  let finish: (error: Error) => void = () => {};
  const running = journal.run(context(t), createEntry("db1"), {
    ...plain,
    work: () => new Promise<string>((_, reject) => (finish = reject)),
  });
  const ended = assert.rejects(running, { code: "DRIVER_TRAP" });
  await assert.rejects(journal.run(context(t), createEntry("db1"), plain), { code: "BUSY", message: /is running/ });
  await journal.run(context(t), createEntry("db2"), plain);
  finish(new HostError("DRIVER_TRAP", "x"));
  await ended;
  await assert.rejects(journal.run(context(t), createEntry("db1"), plain), { code: "BUSY", message: /not known yet/ });
});

test("of many that begin at once on one thing exactly one works", async (t) => {
  const { journal } = await temporaryJournal(t);
  let worked = 0;
  const steps = {
    ...plain,
    async work() {
      worked++;
      await new Promise((resolve) => setImmediate(resolve));
      return "ok";
    },
  };
  const runs = Array.from({ length: 50 }, () => journal.run(context(t), createEntry("db1"), steps));
  const results = await Promise.allSettled(runs);
  const busy = results.filter((result) => result.status === "rejected" && result.reason.code === "BUSY");
  assert.equal(busy.length + worked, 50);
  assert.ok(worked >= 1);
});

test("the same request again gets the recorded result and does not work twice", async (t) => {
  const { journal } = await temporaryJournal(t);
  let worked = 0;
  const steps = { ...plain, work: async () => ({ size: ++worked }) };
  const entry = createEntry("db1", { idempotencyKey: "k-1", input: { b: 2, a: [1, { c: 3 }] } });
  const first = await journal.run(context(t), entry, steps);
  const again = await journal.run(context(t), { ...entry, input: { a: [1, { c: 3 }], b: 2 } }, steps);
  assert.deepEqual(again, { ...first, replayed: true });
  assert.equal(worked, 1);
});

test("the same request again gets the recorded refusal, too", async (t) => {
  const { journal } = await temporaryJournal(t);
  const entry = createEntry("db1", { idempotencyKey: "k-1" });
  const fail = { ...plain, work: () => Promise.reject(new DriverStatusError("busy", "in use", { by: 7 })) };
  await assert.rejects(journal.run(context(t), entry, fail));
  await assert.rejects(journal.run(context(t), entry, plain), (error) => {
    assert.ok(isDriverStatus(error, "busy"));
    assert.deepEqual(error.details, { by: 7 });
    return true;
  });
});

test("a key with another request behind it is refused; another domain has keys of its own", async (t) => {
  const { journal } = await temporaryJournal(t);
  const entry = createEntry("db1", { idempotencyKey: "k-1" });
  await journal.run(context(t), entry, plain);
  for (const change of [{ input: { name: "other" } }, { action: "delete" }, { resource: "db2" }]) {
    await assert.rejects(journal.run(context(t), { ...entry, ...change }, plain), { code: "ALREADY_EXISTS" });
  }
  assert.equal((await journal.run(context(t), { ...entry, domain: "network" }, plain)).replayed, false);
});

test("the same request while the first still runs is BUSY and names the operation", async (t) => {
  const { journal } = await temporaryJournal(t);
  const entry = createEntry("db1", { idempotencyKey: "k-1" });
  let finish: (value: string) => void = () => {};
  const first = journal.run(context(t), entry, {
    ...plain,
    work: () => new Promise<string>((resolve) => (finish = resolve)),
  });
  await assert.rejects(journal.run(context(t), entry, plain), (error) => {
    assert.ok(error instanceof HostError && error.code === "BUSY");
    assert.match(String(error.data["operationId"]), /^[0-9a-f-]{36}$/);
    return true;
  });
  finish("ok");
  assert.equal((await first).result, "ok");
});

test("cancelling reaches the work; the outcome is the journal's to find out", async (t) => {
  const { journal } = await temporaryJournal(t);
  const started = new Promise<string>((resolve) => {
    const steps: OperationSteps<string> = {
      ...plain,
      work: (operationId, ctx) =>
        new Promise((_, reject) => {
          ctx.signal.addEventListener("abort", () => reject(ctx.signal.reason));
          resolve(operationId);
        }),
    };
    void assert.rejects(journal.run(context(t), createEntry("db1"), steps), { code: "CANCELLED", message: /by anna/ });
  });
  const operationId = await started;
  assert.equal(journal.running()[0]?.operationId, operationId);
  await journal.cancel(operationId, "anna");
  while (journal.running().length > 0) await new Promise((resolve) => setImmediate(resolve));
  while ((await journal.show(operationId)).operation.state === "started")
    await new Promise((resolve) => setImmediate(resolve));
  assert.equal((await journal.show(operationId)).operation.state, "unknown");
  await assert.rejects(journal.cancel(operationId, "anna"), { code: "FAILED_PRECONDITION", message: /is unknown/ });
  await assert.rejects(journal.cancel("no-such", "anna"), { code: "NOT_FOUND" });
});

test("a context that is over begins nothing", async (t) => {
  const { journal } = await temporaryJournal(t);
  const ctx = context(t);
  ctx.cancel(new HostError("CANCELLED", "enough"));
  await assert.rejects(journal.run(ctx, createEntry("db1"), plain), { code: "CANCELLED" });
  assert.deepEqual(await journal.list(), []);
});

test("old operations are forgotten in bulk, open ones never", async (t) => {
  const { journal, database } = await temporaryJournal(t);
  for (const name of ["a", "b", "c"]) await journal.run(context(t), createEntry(name), plain);
  const lost = { ...plain, work: () => Promise.reject(new HostError("DRIVER_TRAP", "x")) };
  await assert.rejects(journal.run(context(t), createEntry("d"), lost));
  assert.equal(await journal.prune(60_000), 0);
  await sql`update operations set started_at = '2020-01-01T00:00:00.000Z', finished_at =
    case when finished_at is null then null else '2020-01-01T00:00:01.000Z' end`.execute(database.handle);
  assert.equal(await journal.prune(60_000), 3);
  assert.deepEqual(
    (await journal.list()).map(({ resource }) => resource),
    ["d"],
  );
});
