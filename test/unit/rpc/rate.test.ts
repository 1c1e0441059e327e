// How often a connection may ask.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type HostError, isHostError } from "#host/errors";
import { Rate } from "#host/rpc/rate";
import { createFakeClock } from "../../support/fake-clock.ts";

test("a burst of one second's worth is taken, the next is refused with when to come again", async () => {
  const clock = createFakeClock();
  const rate = new Rate(clock, 10);
  for (let taken = 0; taken < 10; taken++) rate.take();
  assert.throws(
    () => rate.take(),
    (error) => {
      assert.ok(isHostError(error, "RESOURCE_EXHAUSTED"));
      assert.deepEqual((error as HostError).data, { requestsPerSecondMax: 10, retryAfterMs: 100 });
      return true;
    },
  );
  await clock.advance(100);
  rate.take();
  assert.throws(() => rate.take(), { code: "RESOURCE_EXHAUSTED" });
});

test("a long silence saves up no more than one second's worth", async () => {
  const clock = createFakeClock();
  const rate = new Rate(clock, 3);
  await clock.advance(3_600_000);
  for (let taken = 0; taken < 3; taken++) rate.take();
  assert.throws(() => rate.take(), { code: "RESOURCE_EXHAUSTED" });
});
