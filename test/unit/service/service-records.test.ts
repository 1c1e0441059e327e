import assert from "node:assert/strict";
import { test } from "node:test";
import { isHostError } from "#host/errors";
import { createFakeClock } from "../../support/fake-clock.ts";
import { openRecords } from "../../support/service-parts.ts";

const REGISTRATION = {
  host: "edge1",
  binary: "holdfast",
  topic: "thing",
  version: "1.0",
  state: "starting",
  instanceId: "installation-1",
  bootId: "boot-1",
  startedAt: "2026-01-01T00:00:00.000Z",
};

test("a record is made once, taken over by the next run, changed, seen and removed", async (t) => {
  const records = await openRecords(t, createFakeClock());
  assert.equal(await records.find("edge1", "thing"), undefined);
  const first = await records.register(REGISTRATION);
  const second = await records.register({ ...REGISTRATION, bootId: "boot-2" });
  assert.equal(second.uuid, first.uuid);
  assert.equal(second.bootId, "boot-2");
  await records.markSeen([
    { uuid: first.uuid, reports: 3, lastSeenUp: "2026-01-01T00:01:00.000Z" },
    { uuid: "nobody", reports: 1, lastSeenUp: "2026-01-01T00:01:00.000Z" },
  ]);
  const changed = await records.update(first.uuid, { state: "up" });
  assert.deepEqual([changed.reportCount, changed.lastSeenUp, changed.state], [3, "2026-01-01T00:01:00.000Z", "up"]);
  assert.equal((await records.list()).length, 1);
  assert.equal((await records.list("thing")).length, 1);
  assert.equal((await records.list("other")).length, 0);
  await records.remove(first.uuid);
  assert.equal(await records.find("edge1", "thing"), undefined);
  assert.equal((await records.get(first.uuid)).deleted, true);
  await assert.rejects(records.update(first.uuid, { state: "up" }), (error) => isHostError(error, "NOT_FOUND"));
});
