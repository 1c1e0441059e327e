// The requests of the other side that a binary link works on.
import assert from "node:assert/strict";
import { test } from "node:test";
import { HostError } from "#host/errors";
import { Inbound } from "#host/rpc/inbound";

const GONE = new HostError("CANCELLED", "gone");

test("an id is in use until its request is finished, and only it is ended by its id", () => {
  const inbound = new Inbound({ inFlightMax: 10 });
  const [one, two] = [inbound.begin(1), inbound.begin(2)];
  assert.throws(() => inbound.requireRoom(1), { code: "INVALID_REQUEST" });
  inbound.end(1, GONE);
  inbound.end(99, GONE);
  assert.deepEqual([one.reason, two.reason], [GONE, undefined]);
  inbound.delete(1, one);
  inbound.requireRoom(1);
});

test("requests that nobody can name count too, and all end together", () => {
  const inbound = new Inbound({ inFlightMax: 3 });
  const endings = [inbound.begin(0), inbound.begin(0), inbound.begin(7)];
  assert.equal(inbound.size, 3);
  assert.throws(() => inbound.requireRoom(8), { code: "RESOURCE_EXHAUSTED" });
  inbound.endAll(GONE);
  assert.ok(endings.every(({ reason }) => reason === GONE));
  for (const ending of endings) inbound.delete(ending === endings[2] ? 7 : 0, ending);
  assert.equal(inbound.size, 0);
});
