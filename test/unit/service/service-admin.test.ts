import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestContext } from "#host/context";
import { HostError, isHostError } from "#host/errors";
import { Service } from "#host/service/service";
import {
  deleteService,
  disableService,
  enableExpired,
  enableService,
  forceDownService,
} from "#host/service/service-admin";
import { createFakeClock } from "../../support/fake-clock.ts";
import { serviceParts } from "../../support/service-parts.ts";

async function setting(t: import("node:test").TestContext) {
  const clock = createFakeClock();
  const parts = await serviceParts(t, clock);
  const service = new Service(parts.options({}));
  const started = service.start();
  await clock.advance(0);
  await started;
  const ctx = new RequestContext({ timeoutMs: 1000, clock, caller: { name: "anna", roles: ["admin"] } });
  t.after(async () => {
    ctx.close();
    const stopped = service.stop();
    await clock.advance(0);
    await stopped;
  });
  return { parts, service, clock, ctx, uuid: service.record!.uuid };
}

test("disable keeps the reason, who and when; enable forgets them; the service goes on serving", async (t) => {
  const { parts, service, ctx, uuid } = await setting(t);
  const disabled = await disableService(parts, ctx, { uuid, reason: "  new disk  " });
  assert.deepEqual(
    [disabled.disabled, disabled.disabledReason, disabled.disabledBy, disabled.disabledAt, disabled.state],
    [true, "new disk", "anna", "2026-01-01T00:00:00.000Z", "up"],
  );
  assert.equal(service.isReady, true);
  const enabled = await enableService(parts, ctx, uuid);
  assert.deepEqual([enabled.disabled, enabled.disabledReason, enabled.disabledBy], [false, null, null]);
});

test("a reason has 1 to 255 characters", async (t) => {
  const { parts, ctx, uuid } = await setting(t);
  for (const reason of ["", "   ", "x".repeat(256)]) {
    await assert.rejects(disableService(parts, ctx, { uuid, reason }), (error) => isHostError(error, "INVALID_PARAMS"));
  }
  assert.equal((await disableService(parts, ctx, { uuid, reason: "x".repeat(255) })).disabledReason?.length, 255);
  assert.equal((await disableService(parts, ctx, { uuid })).disabledReason, null);
});

test("disabled for a time, a service is enabled when that is over and not before, and its record says until when", async (t) => {
  const { parts, clock, ctx, uuid } = await setting(t);
  const { disabledUntil } = await disableService(parts, ctx, { uuid, reason: "new disk", forMs: 60_000 });
  assert.equal(disabledUntil, "2026-01-01T00:01:00.000Z");
  await clock.advance(59_000);
  assert.deepEqual(await enableExpired(parts, ctx), []);
  assert.equal((await parts.group.getService(uuid)).disabled, true);
  await clock.advance(1000);
  assert.deepEqual(await enableExpired(parts, ctx), [uuid]);
  const { disabled, disabledReason, disabledUntil: none } = await parts.group.getService(uuid);
  assert.deepEqual([disabled, disabledReason, none], [false, null, null]);
});

test("disabled without a time, a service stays so, also when an earlier disabling had one", async (t) => {
  const { parts, clock, ctx, uuid } = await setting(t);
  await disableService(parts, ctx, { uuid, forMs: 1000 });
  assert.equal((await disableService(parts, ctx, { uuid })).disabledUntil, null);
  await clock.advance(10_000);
  assert.deepEqual(await enableExpired(parts, ctx), []);
});

test("force-down wins over heartbeats, and the guard can refuse to take it back", async (t) => {
  const { parts, service, ctx, uuid } = await setting(t);
  assert.equal((await forceDownService(parts, ctx, { uuid, forcedDown: true })).state, "forced_down");
  const beat = { uuid, bootId: service.record!.bootId!, sequence: 1, loopLagMs: 0, probes: [] };
  assert.deepEqual(parts.group.hear(beat), { accepted: false, reason: "forced_down" });
  const guarded = {
    ...parts,
    guardForceUp: async () => {
      throw new HostError("FAILED_PRECONDITION", "two operations are unsettled");
    },
  };
  await assert.rejects(forceDownService(guarded, ctx, { uuid, forcedDown: false }), /unsettled/);
  assert.equal((await forceDownService(parts, ctx, { uuid, forcedDown: false })).state, "up");
});

test("delete is refused while the service is up, and possible once it is forced down or has left", async (t) => {
  const { parts, ctx, uuid, service } = await setting(t);
  await assert.rejects(deleteService(parts, ctx, uuid), (error) => {
    assert.ok(isHostError(error, "FAILED_PRECONDITION"));
    assert.deepEqual(error.data, { state: "up" });
    return /stop it, or force it down/.test(error.message);
  });
  await forceDownService(parts, ctx, { uuid, forcedDown: true });
  await deleteService(parts, ctx, uuid);
  assert.deepEqual(await parts.group.listServices(), []);
  const beat = { uuid, bootId: service.record!.bootId!, sequence: 1, loopLagMs: 0, probes: [] };
  assert.deepEqual(parts.group.hear(beat), { accepted: false, reason: "unknown" });
});

test("a service that does not exist, or was deleted, is NOT_FOUND for all of them", async (t) => {
  const { parts, ctx, uuid } = await setting(t);
  await parts.records.remove(uuid);
  const attempts = (id: string) => [
    enableService(parts, ctx, id),
    disableService(parts, ctx, { uuid: id }),
    forceDownService(parts, ctx, { uuid: id, forcedDown: true }),
    deleteService(parts, ctx, id),
  ];
  for (const attempt of [...attempts(uuid), ...attempts("nobody")]) {
    await assert.rejects(attempt, (error) => isHostError(error, "NOT_FOUND"));
  }
});
