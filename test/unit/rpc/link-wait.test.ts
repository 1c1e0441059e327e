// Waiting for a link.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Ending } from "#host/context";
import { HostError } from "#host/errors";
import { LinkWait } from "#host/rpc/link-wait";

test("all who wait are told at once, and who ended before is not", async () => {
  const wait = new LinkWait(3);
  const given = new Ending();
  const first = wait.untilUp(new Ending());
  const second = wait.untilUp(given);
  given.end(new HostError("CANCELLED", "enough"));
  await assert.rejects(second, { code: "CANCELLED" });
  assert.equal(wait.size, 1);
  wait.tell();
  await first;
  assert.equal(wait.size, 0);
  await assert.rejects(wait.untilUp(given), { code: "CANCELLED" });
});

test("beyond the bound nobody waits, and a link that never comes back is told too", async () => {
  const wait = new LinkWait(1);
  const only = wait.untilUp(new Ending());
  await assert.rejects(wait.untilUp(new Ending()), { code: "RESOURCE_EXHAUSTED" });
  wait.tell(new HostError("LINK_LOST", "closed"));
  await assert.rejects(only, { code: "LINK_LOST" });
});
