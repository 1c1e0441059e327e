// The calls a server works on.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Ending } from "#host/context";
import { HostError, isHostError } from "#host/errors";
import { InFlight, type InFlightEntry } from "#host/rpc/in-flight";
import { createFakeClock } from "../../support/fake-clock.ts";

function entry(method: string, startMs = 0): InFlightEntry {
  return { method, requestId: `id-${method}`, startMs, ending: new Ending() };
}

test("the list tells the age of each call and whether anybody waits for it", async () => {
  const clock = createFakeClock();
  const inFlight = new InFlight(clock, 10);
  const [one, two] = [entry("one"), entry("two", 40)];
  inFlight.add(one);
  inFlight.add(two);
  await clock.advance(100);
  two.ending.end(new HostError("CANCELLED", "enough"));
  assert.deepEqual(inFlight.list(), [
    { method: "one", requestId: "id-one", ageMs: 100, abandoned: false },
    { method: "two", requestId: "id-two", ageMs: 60, abandoned: true },
  ]);
});

test("the bound refuses, and one that ends makes room", () => {
  const inFlight = new InFlight(createFakeClock(), 1);
  const one = entry("one");
  const place = inFlight.add(one);
  assert.throws(
    () => inFlight.add(entry("two")),
    (error) => isHostError(error, "RESOURCE_EXHAUSTED") && error.retryable,
  );
  inFlight.remove(place, one);
  inFlight.add(entry("two"));
  assert.equal(inFlight.size, 1);
});

test("cancelAll says only what somebody still waited for, once", () => {
  const inFlight = new InFlight(createFakeClock(), 10);
  const [one, two] = [entry("one"), entry("two")];
  inFlight.add(one);
  inFlight.add(two);
  one.ending.end(new HostError("CANCELLED", "enough"));
  assert.deepEqual(
    inFlight.cancelAll(new HostError("CANCELLED", "stop")).map(({ method }) => method),
    ["two"],
  );
  assert.deepEqual(inFlight.cancelAll(new HostError("CANCELLED", "stop")), []);
});

test("whenEmpty waits for the last one", async () => {
  const inFlight = new InFlight(createFakeClock(), 10);
  await inFlight.whenEmpty();
  const [one, two] = [entry("one"), entry("two")];
  const places = [inFlight.add(one), inFlight.add(two)];
  let isEmpty = false;
  const empty = inFlight.whenEmpty().then(() => {
    isEmpty = true;
  });
  inFlight.remove(places[0] ?? -1, one);
  await Promise.resolve();
  assert.equal(isEmpty, false);
  inFlight.remove(places[1] ?? -1, two);
  await empty;
});
