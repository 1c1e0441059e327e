// The requests of the other side that a binary link works on.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Ending } from "#host/context";
import { HostError } from "#host/errors";
import { Inbound } from "#host/rpc/inbound";

const GONE = new HostError("CANCELLED", "gone");

test("an id is in use until its request is finished, and only it is ended by its id", () => {
  const inbound = new Inbound({ inFlightMax: 10 });
  const [one, two] = [new Ending(), new Ending()];
  const key = inbound.add(1, one);
  inbound.add(2, two);
  assert.throws(() => inbound.requireRoom(1), { code: "INVALID_REQUEST" });
  inbound.end(1, GONE);
  inbound.end(99, GONE);
  assert.deepEqual([one.reason, two.reason], [GONE, undefined]);
  inbound.delete(key, one);
  inbound.requireRoom(1);
});

test("requests that nobody can name count too, and all end together", () => {
  const inbound = new Inbound({ inFlightMax: 3 });
  const entries = [0, 0, 7].map((id) => {
    const ending = new Ending();
    return { ending, key: inbound.add(id, ending) };
  });
  assert.equal(inbound.size, 3);
  assert.throws(() => inbound.requireRoom(8), { code: "RESOURCE_EXHAUSTED" });
  inbound.endAll(GONE);
  assert.ok(entries.every(({ ending }) => ending.reason === GONE));
  for (const { key, ending } of entries) inbound.delete(key, ending);
  assert.equal(inbound.size, 0);
});
