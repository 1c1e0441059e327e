import assert from "node:assert/strict";
import { test } from "node:test";
import BetterSqlite3 from "better-sqlite3";
import { sql } from "kysely";
import { systemClock } from "#host/clock";
import { temporaryDatabase } from "../../support/database.ts";
import { createFakeClock } from "../../support/fake-clock.ts";

function closedGate() {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

test("using the database beside an open transaction is an error at once, not a wait for ever", async (t) => {
  const database = await temporaryDatabase(t);
  const inside = database.transaction(async () => database.handle.selectFrom("volumes").selectAll().execute());
  await assert.rejects(inside, { code: "INTERNAL", message: /pass the transaction on/ });
  assert.deepEqual(await database.handle.selectFrom("volumes").selectAll().execute(), [], "and it goes on working");
});

test("work that a transaction began but that runs after it may use the database", async (t) => {
  const database = await temporaryDatabase(t);
  const gate = closedGate();
  let later: Promise<unknown> | undefined;
  await database.transaction(async () => {
    later = gate.passed.then(() => database.handle.selectFrom("volumes").selectAll().execute());
  });
  gate.open();
  assert.deepEqual(await later, []);
});

test("transactions run one after the other and none is lost", async (t) => {
  const database = await temporaryDatabase(t);
  await sql`create table counter (n integer)`.execute(database.handle);
  await sql`insert into counter values (0)`.execute(database.handle);
  const increment = () =>
    database.transaction(async (tx) => {
      const { rows } = await sql<{ n: number }>`select n from counter`.execute(tx);
      await new Promise((resolve) => setImmediate(resolve));
      await sql`update counter set n = ${(rows[0]?.n ?? 0) + 1}`.execute(tx);
    });
  await Promise.all(Array.from({ length: 100 }, increment));
  assert.deepEqual((await sql`select n from counter`.execute(database.handle)).rows, [{ n: 100 }]);
});

test("a wait for the connection ends at the bound and the one who waited harms nobody", async (t) => {
  const clock = createFakeClock();
  const database = await temporaryDatabase(t, { clock, busyTimeoutMs: 1000 });
  const gate = closedGate();
  const holding = database.transaction(() => gate.passed);
  const waiting = database.handle.selectFrom("volumes").selectAll().execute();
  const refused = assert.rejects(waiting, { code: "STORAGE_FAILED", message: /not free within 1000 ms/ });
  await clock.advance(1001);
  await refused;
  gate.open();
  await holding;
  assert.deepEqual(await database.handle.selectFrom("volumes").selectAll().execute(), []);
  assert.equal(clock.pendingTimers(), 0);
});

test("a full queue refuses the next query", async (t) => {
  const database = await temporaryDatabase(t, { queueLengthMax: 2 });
  const gate = closedGate();
  const holding = database.transaction(() => gate.passed);
  const query = () => database.handle.selectFrom("volumes").selectAll().execute();
  const waiting = [query(), query()];
  await assert.rejects(query(), { code: "RESOURCE_EXHAUSTED" });
  gate.open();
  await holding;
  assert.deepEqual(await Promise.all(waiting), [[], []]);
});

test("while another process writes, the event loop goes on and the write happens when it can", async (t) => {
  const database = await temporaryDatabase(t, { busyTimeoutMs: 10_000 });
  await sql`create table probe (x integer)`.execute(database.handle);
  const other = new BetterSqlite3(database.path);
  t.after(() => other.close());
  other.exec("begin immediate");
  const ticks: number[] = [];
  const timer = setInterval(() => ticks.push(performance.now()), 5);
  const write = sql`insert into probe values (1)`.execute(database.handle);
  while (ticks.length < 10) await new Promise((resolve) => setImmediate(resolve));
  clearInterval(timer);
  other.exec("commit");
  await write;
  assert.deepEqual((await sql`select x from probe`.execute(database.handle)).rows, [{ x: 1 }]);
});

test("a process that never lets go makes STORAGE_FAILED, also for the start of a transaction", async (t) => {
  const database = await temporaryDatabase(t, { busyTimeoutMs: 60, clock: systemClock });
  const other = new BetterSqlite3(database.path);
  t.after(() => other.close());
  other.exec("begin immediate");
  await assert.rejects(
    database.transaction(async () => assert.fail("it must not begin")),
    { code: "STORAGE_FAILED", message: /another process holds/, retryable: true },
  );
  await assert.rejects(sql`create table probe (x integer)`.execute(database.handle), { code: "STORAGE_FAILED" });
  other.exec("rollback");
  await sql`create table probe (x integer)`.execute(database.handle);
});

test("a transaction is a writer from its start, so that what it read cannot change under it", async (t) => {
  const database = await temporaryDatabase(t);
  const other = new BetterSqlite3(database.path, { timeout: 0 });
  t.after(() => other.close());
  await database.transaction(async () => {
    assert.throws(() => other.exec("begin immediate"), { code: "SQLITE_BUSY" });
  });
  other.exec("begin immediate; rollback");
});

test("more different statements than are kept prepared still run", async (t) => {
  const { handle } = await temporaryDatabase(t);
  for (let n = 0; n < 300; n++) {
    assert.deepEqual((await sql.raw(`select ${n} as n`).execute(handle)).rows, [{ n }]);
  }
  assert.deepEqual((await sql.raw("select 0 as n").execute(handle)).rows, [{ n: 0 }]);
});

test("a full database undoes the transaction, says what to do, and works again when there is room", async (t) => {
  const database = await temporaryDatabase(t);
  await sql`create table probe (x text)`.execute(database.handle);
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(database.handle);
  await sql.raw(`pragma max_page_count = ${(Object.values(rows[0] ?? {})[0] as number) + 4}`).execute(database.handle);
  const big = database.transaction(async (tx) => {
    await sql`insert into probe values ('kept?')`.execute(tx);
    await sql`insert into probe values (${"x".repeat(200_000)})`.execute(tx);
  });
  await assert.rejects(big, { code: "STORAGE_FAILED", message: /disk or the quota is full: free some space/ });
  assert.deepEqual((await sql`select * from probe`.execute(database.handle)).rows, []);
  await sql.raw("pragma max_page_count = 100000").execute(database.handle);
  await sql`insert into probe values (${"x".repeat(200_000)})`.execute(database.handle);
});
