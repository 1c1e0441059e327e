import assert from "node:assert/strict";
import { test } from "node:test";
import {
  deferOperation,
  findOpenOperation,
  findOperation,
  findOperationByKey,
  insertOperation,
  listAbandoned,
  listOperations,
  listTransitions,
  type NewOperation,
  pruneOperations,
  stepOperation,
} from "#host/db/operations-table";
import { isUniqueViolation } from "#host/db/storage-error";
import { temporaryDatabase } from "../../support/database.ts";

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

function operation(id: string, change: Partial<NewOperation> = {}): NewOperation {
  const what = { domain: "volume", resource: id, action: "create", driver: "file", input: { sizeBytes: 1 } };
  const who = { host: "edge-1", instanceId: "run-1", requestId: "r-1", startedBy: "admin" };
  return { id, ...what, ...who, idempotencyKey: null, ...change };
}

test("a step is taken only from the state it names, and each taken step is a transition", async (t) => {
  const { handle } = await temporaryDatabase(t);
  await insertOperation(handle, operation("a"), at(0));
  assert.equal(await stepOperation(handle, "a", { from: "unknown", to: "done", at: at(1) }), false);
  assert.ok(await stepOperation(handle, "a", { from: "started", to: "unknown", at: at(1), note: "host ended" }));
  const settled = { from: "unknown", to: "done", transition: "settled", at: at(2), note: "is there" } as const;
  assert.ok(await stepOperation(handle, "a", { ...settled, result: { size: 1 } }));
  assert.equal(await stepOperation(handle, "a", settled), false);
  assert.deepEqual(await listTransitions(handle, "a"), [
    { at: at(0), state: "started", outcome: null, note: null },
    { at: at(1), state: "unknown", outcome: null, note: "host ended" },
    { at: at(2), state: "settled", outcome: "done", note: "is there" },
  ]);
  const record = await findOperation(handle, "a");
  assert.deepEqual([record?.state, record?.result, record?.finishedAt], ["done", { size: 1 }, at(2)]);
});

test("the database itself refuses two open operations of one thing, and a key used twice", async (t) => {
  const { handle } = await temporaryDatabase(t);
  await insertOperation(handle, operation("a", { resource: "db1", idempotencyKey: "k" }), at(0));
  const second = operation("b", { resource: "db1" });
  await assert.rejects(insertOperation(handle, second, at(1)), isUniqueViolation);
  await stepOperation(handle, "a", { from: "started", to: "unknown", at: at(1) });
  await assert.rejects(insertOperation(handle, second, at(1)), isUniqueViolation);
  assert.equal((await findOpenOperation(handle, "volume", "db1"))?.id, "a");
  await stepOperation(handle, "a", { from: "unknown", to: "failed", at: at(2) });
  assert.equal(await findOpenOperation(handle, "volume", "db1"), undefined);
  await insertOperation(handle, second, at(3));
  await assert.rejects(insertOperation(handle, operation("c", { idempotencyKey: "k" }), at(3)), isUniqueViolation);
  await insertOperation(handle, operation("d", { domain: "network", idempotencyKey: "k" }), at(3));
  assert.equal((await findOperationByKey(handle, "volume", "k"))?.id, "a");
});

test("what a dead run of the same host left started is found, and nothing else", async (t) => {
  const { handle } = await temporaryDatabase(t);
  await insertOperation(handle, operation("mine", { instanceId: "run-2" }), at(0));
  await insertOperation(handle, operation("elsewhere", { host: "edge-2" }), at(0));
  await insertOperation(handle, operation("late"), at(2));
  await insertOperation(handle, operation("early"), at(1));
  await insertOperation(handle, operation("ended"), at(0));
  await stepOperation(handle, "ended", { from: "started", to: "done", at: at(1) });
  assert.deepEqual(
    (await listAbandoned(handle, "edge-1", "run-2")).map(({ id }) => id),
    ["early", "late"],
  );
});

test("putting off counts tries and says when; the next step clears it", async (t) => {
  const { handle } = await temporaryDatabase(t);
  await insertOperation(handle, operation("a"), at(0));
  await deferOperation(handle, "a", { nextTryAt: at(9), reason: "it hangs" });
  assert.equal((await findOperation(handle, "a"))?.attempts, 0, "only unknown ones wait");
  await stepOperation(handle, "a", { from: "started", to: "unknown", at: at(1) });
  await deferOperation(handle, "a", { nextTryAt: at(8), reason: "it was busy" });
  await deferOperation(handle, "a", { nextTryAt: at(9), reason: "it hangs" });
  const waiting = await findOperation(handle, "a");
  assert.deepEqual([waiting?.attempts, waiting?.nextTryAt, waiting?.waitReason], [2, at(9), "it hangs"]);
  await stepOperation(handle, "a", { from: "unknown", to: "done", at: at(2) });
  assert.equal((await findOperation(handle, "a"))?.nextTryAt, null);
  assert.equal((await findOperation(handle, "a"))?.waitReason, null);
});

test("a list is newest first and narrows by every field it offers", async (t) => {
  const { handle } = await temporaryDatabase(t);
  await insertOperation(handle, operation("a"), at(0));
  await insertOperation(handle, operation("b", { host: "edge-2" }), at(1));
  await insertOperation(handle, operation("c", { domain: "network" }), at(2));
  await stepOperation(handle, "a", { from: "started", to: "done", at: at(3) });
  const ids = async (filter?: Parameters<typeof listOperations>[1]) =>
    (await listOperations(handle, filter)).map(({ id }) => id);
  assert.deepEqual(await ids(), ["c", "b", "a"]);
  assert.deepEqual(await ids({ domain: "volume" }), ["b", "a"]);
  assert.deepEqual(await ids({ resource: "b" }), ["b"]);
  assert.deepEqual(await ids({ state: "done" }), ["a"]);
  assert.deepEqual(await ids({ host: "edge-1", domain: "network" }), ["c"]);
  assert.deepEqual(await ids({ limit: 1 }), ["c"]);
});

test("only finished operations age out, oldest first, with their transitions", async (t) => {
  const { handle } = await temporaryDatabase(t);
  for (const [id, second] of [
    ["old", 1],
    ["older", 0],
    ["new", 5],
    ["open", 0],
  ] as const) {
    await insertOperation(handle, operation(id), at(second));
    if (id !== "open") await stepOperation(handle, id, { from: "started", to: "done", at: at(second) });
  }
  assert.equal(await pruneOperations(handle, at(3), 1), 1);
  assert.equal(await findOperation(handle, "older"), undefined);
  assert.deepEqual(await listTransitions(handle, "older"), []);
  assert.equal(await pruneOperations(handle, at(3), 10), 1);
  assert.deepEqual((await listOperations(handle)).map(({ id }) => id).sort(), ["new", "open"]);
});
