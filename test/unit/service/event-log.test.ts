import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestContext } from "#host/context";
import { HostError, isHostError } from "#host/errors";
import { EventLog } from "#host/service/event-log";

const event = (to: string) => ({ at: "now", kind: "state", uuid: "u", host: "h", topic: "t", to }) as const;
const filled = (count: number, max: number): EventLog => {
  const log = new EventLog({ keptMax: max });
  for (let made = 1; made <= count; made++) log.append(event(String(made)));
  return log;
};

test("who asks again with the last number gets each event once, in order", () => {
  const log = filled(5, 100);
  const first = log.read(0, 3);
  assert.deepEqual(
    first.events.map(({ sequence, to }) => [sequence, to]),
    [
      [1, "1"],
      [2, "2"],
      [3, "3"],
    ],
  );
  const second = log.read(first.next, 3);
  assert.deepEqual(
    second.events.map(({ to }) => to),
    ["4", "5"],
  );
  assert.deepEqual(log.read(second.next, 3).events, []);
  log.append(event("6"));
  assert.deepEqual(
    log.read(second.next, 3).events.map(({ to }) => to),
    ["6"],
  );
  assert.equal(first.log, second.log);
  assert.notEqual(first.log, new EventLog().read(0, 1).log);
});

test("the list is bounded, and who comes too late is told how many events he missed", () => {
  const log = filled(25, 10);
  const page = log.read(0, 100);
  assert.equal(page.events.length, 10);
  assert.equal(page.lost, 15);
  assert.equal(page.next, 25);
  assert.equal(log.read(20, 100).lost, 0);
});

test("a driver that tells of much pushes its own events out, and none of managers, services or drivers that tell of little", () => {
  const log = new EventLog({ keptMax: 10 });
  const tell = (kind: "driver" | "manager", driver: string, to: string) =>
    log.append({ at: "now", kind, host: "h", topic: "volume", driver, to });
  tell("driver", "calm", "first");
  tell("manager", "", "made");
  log.append(event("up"));
  for (let told = 1; told <= 500; told++) tell("driver", "loud", `loud ${told}`);
  tell("driver", "late", "last");
  const kept = () => log.read(0, 100).events.map(({ to }) => to);
  const loud = (from: number) => Array.from({ length: 501 - from }, (_, index) => `loud ${from + index}`);
  assert.deepEqual(kept(), ["first", "made", "up", ...loud(493), "last"]);
  assert.equal(log.read(0, 100).lost, 492);
  for (let told = 1; told <= 9; told++) tell("driver", "calm", `calm ${told}`);
  assert.deepEqual(
    kept().filter((to) => /loud|calm|last/.test(to)),
    [...loud(497), "last", ...Array.from({ length: 5 }, (_, index) => `calm ${index + 5}`)],
    "those that tell of as much have the same room",
  );
});

test("of more drivers than there is room for the last ones are heard", () => {
  const log = new EventLog({ keptMax: 5 });
  for (let told = 1; told <= 12; told++)
    log.append({ at: "now", kind: "driver", host: "h", topic: "t", driver: `d${told}`, to: String(told) });
  assert.deepEqual(
    log.read(0, 100).events.map(({ to }) => to),
    ["8", "9", "10", "11", "12"],
  );
});

test("a number from the future, of a list before a restart, does not hide what comes", () => {
  const log = filled(2, 10);
  assert.deepEqual(log.read(900, 10), { ...log.read(900, 10), events: [], next: 2, lost: 0 });
  assert.equal(new EventLog().read(0, 10).next, 0);
});

test("who watches gets what is kept after his number, then each event as it comes, until his context ends", async () => {
  const log = filled(3, 100);
  const ctx = new RequestContext({ timeoutMs: 60_000 });
  const events = log.watch(ctx, 1);
  const next = async () => (await events.next()).value?.to;
  assert.deepEqual([await next(), await next()], ["2", "3"]);
  const awaited = next();
  log.append(event("4"));
  log.append(event("5"));
  assert.deepEqual([await awaited, await next()], ["4", "5"]);
  const over = events.next();
  ctx.cancel(new HostError("CANCELLED", "enough"));
  await assert.rejects(over, (error) => isHostError(error, "CANCELLED"));
  ctx.close();
});

test("without a number watching begins now; who reads too slowly is told how many he missed, and goes on with what is kept", async () => {
  const log = filled(3, 10);
  const ctx = new RequestContext({ timeoutMs: 60_000 });
  const events = log.watch(ctx);
  const first = events.next();
  log.append(event("4"));
  assert.equal((await first).value?.to, "4");
  for (let made = 5; made <= 30; made++) log.append(event(String(made)));
  const { value: gap } = await events.next();
  assert.deepEqual([gap?.kind, gap?.sequence, gap?.events], ["lost", 4, 16]);
  assert.equal((await events.next()).value?.to, "21");
  ctx.close();
});

test("a number from the future hides nothing from who watches", async () => {
  const log = filled(2, 10);
  const ctx = new RequestContext({ timeoutMs: 60_000 });
  const first = log.watch(ctx, 900).next();
  log.append(event("3"));
  assert.equal((await first).value?.to, "3");
  ctx.close();
});

test("a driver or a manager that tells of much pushes out its own kind, and nothing of services", () => {
  const log = filled(3, 10);
  for (let made = 0; made < 50; made++) {
    log.append({ ...event("told"), kind: "driver" });
    log.append({ ...event("told"), kind: "manager" });
  }
  const { events, lost, next } = log.read(0, 100);
  const of = (kind: string) => events.filter((one) => one.kind === kind).length;
  assert.deepEqual([of("state"), of("driver"), of("manager"), lost, next], [3, 10, 10, 80, 103]);
  const numbers = events.map(({ sequence }) => sequence);
  assert.deepEqual(
    numbers,
    numbers.toSorted((a, b) => a - b),
  );
  // Page by page a reader sees the same, and each gap where it is.
  const pages: number[] = [];
  let missed = 0;
  for (let page = log.read(0, 4); page.events.length > 0; page = log.read(page.next, 4)) {
    pages.push(...page.events.map(({ sequence }) => sequence));
    missed += page.lost;
  }
  assert.deepEqual([pages, missed], [numbers, 80]);
});
