import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { sql } from "kysely";
import type { Database } from "#host/db/connection";
import { createLog } from "#host/log";
import { type EventKeeper, openEvents } from "#host/service/event-keeper";
import type { GroupEvent } from "#host/service/group-event";
import { temporaryDatabase } from "../../support/database.ts";
import { createFakeClock } from "../../support/fake-clock.ts";

const DAY_MS = 86_400_000;

async function setUp(t: TestContext, { keptMax = 100 } = {}) {
  const database = await temporaryDatabase(t);
  const clock = createFakeClock();
  const lines: string[] = [];
  const log = createLog({ level: "info", destination: { write: (line: string) => void lines.push(line) } });
  const limits = { keptMax, retentionMs: 30 * DAY_MS, flushMs: 200 };
  const open = () => openEvents({ database, host: "edge1", limits, clock, log });
  const event = (to: string, kind: GroupEvent["kind"] = "state") =>
    ({ at: new Date(clock.wallMs()).toISOString(), kind, host: "edge1", topic: "volume", to }) as const;
  return { database, clock, lines, open, event };
}

const told = ({ events }: EventKeeper, after = 0) =>
  events.read(after, 1000).events.map(({ sequence, to }) => `${sequence} ${to}`);
const stored = async (database: Database) =>
  (await sql<{ n: number }>`select count(*) as n from events`.execute(database.handle)).rows[0]?.n;

test("the next run goes on with the list, its events and its numbers", async (t) => {
  const { open, event } = await setUp(t);
  const first = await open();
  first.events.append(event("a"));
  first.events.append(event("b"));
  await first.close();
  const second = await open();
  assert.equal(second.events.log, first.events.log);
  second.events.append(event("c"));
  assert.deepEqual(told(second), ["1 a", "2 b", "3 c"]);
  assert.deepEqual(told(second, 2), ["3 c"]);
  await second.close();
});

test("events wait a little and are written together", async (t) => {
  const { open, event, clock, database } = await setUp(t);
  const keeper = await open();
  for (let count = 0; count < 50; count++) keeper.events.append(event("x"));
  assert.equal(await stored(database), 0);
  await clock.advance(200);
  await keeper.flush();
  assert.equal(await stored(database), 50);
  await keeper.close();
});

test("a killed run loses what was not yet written, no number is given twice, and the next one says so", async (t) => {
  const { open, event } = await setUp(t);
  const killed = await open();
  killed.events.append(event("written"));
  await killed.flush();
  killed.events.append(event("lost"));
  const seen = killed.events.last;
  // No close: whoever had read on to `seen` asks from there.
  const next = await open();
  next.events.append(event("new"));
  const { events, lost } = next.events.read(seen, 10);
  assert.deepEqual(
    events.map(({ to, kind }) => [kind, to]),
    [
      ["host", "restarted"],
      ["state", "new"],
    ],
  );
  assert.equal(lost, 0, "numbers that were only set aside are not counted as lost events");
  assert.ok(events.every(({ sequence }) => sequence > seen));
  assert.match(events[0]?.reason ?? "", /killed or could not write/);
  assert.deepEqual(told(next).slice(0, 1), ["1 written"]);
  // And killed again before it told of anything else.
  const third = await open();
  assert.equal(third.events.read(0, 10).lost, 0);
  assert.equal(third.events.read(0, 10).events.filter(({ kind }) => kind === "host").length, 2);
  await third.close();
});

test("the table keeps as many events of each source as the list, and none that is too old", async (t) => {
  const { open, event, clock, database } = await setUp(t, { keptMax: 10 });
  const keeper = await open();
  for (let count = 0; count < 3; count++) keeper.events.append(event("service"));
  for (let count = 0; count < 95; count++) {
    keeper.events.append(event("driver", "driver"));
    if (count % 7 === 0) await keeper.flush();
  }
  await keeper.flush();
  assert.equal(await stored(database), 13);
  await clock.advance(31 * DAY_MS);
  keeper.events.append(event("today"));
  await keeper.flush();
  assert.deepEqual([await stored(database), told(keeper)], [1, ["99 today"]]);
  await keeper.close();
});

test("what a loud driver had to forget goes from the table, what others told stays, over a restart too", async (t) => {
  const { open, event, database } = await setUp(t, { keptMax: 10 });
  const keeper = await open();
  const tell = (driver: string, to: string) => keeper.events.append({ ...event(to, "driver"), driver });
  tell("calm", "first");
  for (let told = 1; told <= 95; told++) {
    tell("loud", `loud ${told}`);
    if (told % 7 === 0) await keeper.flush();
    // Told, and forgotten again, while others are being written.
    if (told % 14 === 0) void keeper.flush();
  }
  await keeper.flush();
  const rows = async () =>
    (await sql<{ sequence: number }>`select sequence from events order by sequence`.execute(database.handle)).rows;
  assert.deepEqual(
    (await rows()).map(({ sequence }) => sequence),
    [1, ...Array.from({ length: 9 }, (_, index) => 88 + index)],
  );
  await keeper.close();
  const next = await open();
  assert.deepEqual(told(next).slice(0, 2), ["1 first", "88 loud 87"]);
  await next.close();
});

test("while the disk is full events are told from memory; it is said once, and they are written when there is room", async (t) => {
  const { open, event, clock, lines, database } = await setUp(t);
  const keeper = await open();
  const { rows } = await sql<Record<string, number>>`pragma page_count`.execute(database.handle);
  const pages = Number(Object.values(rows[0] ?? {})[0]);
  await sql.raw(`pragma max_page_count = ${pages}`).execute(database.handle);
  const large = { ...event("large", "manager"), data: "x".repeat(50_000) };
  keeper.events.append(large);
  await clock.advance(200);
  await keeper.flush();
  await clock.advance(5000);
  await keeper.flush();
  assert.deepEqual([told(keeper), await stored(database)], [["1 large"], 0]);
  const said = () => lines.filter((line) => line.includes("events cannot be written"));
  assert.equal(said().length, 1);
  assert.match(said()[0] ?? "", /disk or the quota is full/);
  await sql.raw("pragma max_page_count = 100000").execute(database.handle);
  await clock.advance(5000);
  await keeper.flush();
  assert.equal(await stored(database), 1);
  assert.ok(lines.some((line) => line.includes("events are written again")));
  await keeper.close();
});

test("a list that could not set numbers aside goes on under another name, since a later run may give them again", async (t) => {
  const { open, event, database } = await setUp(t);
  await (await open()).close();
  await sql`create trigger full before update on event_lists begin select raise(abort, 'full'); end`.execute(
    database.handle,
  );
  const blind = await open();
  const { log } = blind.events;
  blind.events.append(event("unwritten"));
  assert.notEqual(blind.events.log, log);
  assert.deepEqual(told(blind), ["1 unwritten"]);
  await blind.close();
  await sql`drop trigger full`.execute(database.handle);
  const next = await open();
  assert.equal(next.events.log, log);
  await next.close();
});

test("a clock that is set back changes neither numbers nor order, and forgets nothing", async (t) => {
  const { open, event, clock } = await setUp(t);
  const first = await open();
  first.events.append(event("before"));
  clock.setWallMs(clock.wallMs() - 400 * DAY_MS);
  first.events.append(event("after"));
  await first.close();
  const second = await open();
  second.events.append(event("later"));
  assert.deepEqual(told(second), ["1 before", "2 after", "3 later"]);
  await second.close();
});

test("an event that cannot be read any more is left out and said, and keeps no host from its start", async (t) => {
  const { open, event, lines, database } = await setUp(t);
  const first = await open();
  for (const to of ["a", "b", "c"]) first.events.append(event(to));
  await first.close();
  await sql`update events set event = '{"to":' where sequence = 2`.execute(database.handle);
  const second = await open();
  assert.deepEqual([told(second), second.events.read(0, 10).lost], [["1 a", "3 c"], 1]);
  assert.ok(lines.some((line) => line.includes("cannot be read; it is left out")));
  await second.close();
});
