// What callers get when a driver fails: never a second deed, never an answer in place of the driver's own, and otherwise what was chosen.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type DriverContext, DriverStatusError, KINDS, type VolumeDriver } from "@holdfast/sdk";
import { RequestContext } from "#host/context";
import { coverFailures, fallbackOf } from "#host/driver/failure-policy";
import { type ErrorCode, HostError } from "#host/errors";
import { failsWith } from "../../support/extism-guest.ts";

type Part = Partial<Record<keyof VolumeDriver, (ctx: DriverContext, input?: unknown) => Promise<unknown>>>;

function scene(policy: string | undefined, one: Part, two: Part = {}) {
  const told: string[] = [];
  const handle = coverFailures(one as unknown as VolumeDriver, {
    kind: KINDS.volume,
    policy,
    handleOf: () => two,
    onCovered: (name, { code }) => void told.push(`${name} ${code}`),
  });
  return { handle, told };
}

const fails = (code: ErrorCode, called?: boolean) => async () => {
  throw new HostError(code, "as the test says", called === undefined ? {} : { data: { called } });
};

function inContext(t: { after(fn: () => void): void }): RequestContext {
  const ctx = new RequestContext({ timeoutMs: 5000 });
  t.after(() => ctx.close());
  return ctx;
}

test("a policy is read as it is written", () => {
  assert.equal(fallbackOf("fallback:other"), "other");
  for (const policy of [undefined, "closed", "last-known-good", "fallback:", "fallback:A B"]) {
    assert.equal(fallbackOf(policy), undefined);
  }
});

test("closed tells the error, and is what there is without a word", async (t) => {
  const ctx = inContext(t);
  for (const policy of [undefined, "closed"]) {
    const one = { listVolumes: fails("DRIVER_TRAP") };
    const { handle } = scene(policy, one);
    assert.equal(handle as unknown, one, "nothing stands between");
    await assert.rejects(handle.listVolumes(ctx), failsWith("DRIVER_TRAP"));
  }
});

test("the other driver answers what was not done here, and nothing that may have been", async (t) => {
  const ctx = inContext(t);
  const two = { listVolumes: async () => ({ volumes: [] }), createVolume: async () => ({ name: "two", sizeBytes: 2 }) };
  const called = scene(
    "fallback:two",
    { createVolume: fails("DRIVER_TIMEOUT", true), listVolumes: fails("DRIVER_TRAP", true) },
    two,
  );
  await assert.rejects(called.handle.createVolume(ctx, { name: "v", sizeBytes: 1 }), failsWith("DRIVER_TIMEOUT"));
  assert.deepEqual(await called.handle.listVolumes(ctx), { volumes: [] }, "a question may be asked twice");
  assert.deepEqual(called.told, ["list_volumes DRIVER_TRAP"]);
  const uncalled = scene("fallback:two", { createVolume: fails("DRIVER_UNAVAILABLE", false) }, two);
  assert.deepEqual(await uncalled.handle.createVolume(ctx, { name: "v", sizeBytes: 1 }), { name: "two", sizeBytes: 2 });
});

test("the last good answer is given again to the same question only, and cannot be changed by whoever got it", async (t) => {
  const ctx = inContext(t);
  let broken = false;
  const inspectVolume = async (_ctx: DriverContext, input?: unknown) => {
    if (broken) throw new HostError("DRIVER_TRAP", "broken");
    return { ...(input as object), sizeBytes: 7 };
  };
  const { handle, told } = scene("last-known-good", { inspectVolume, deleteVolume: fails("DRIVER_TRAP") });
  const first = await handle.inspectVolume(ctx, { name: "a" });
  Object.assign(first, { sizeBytes: 0 });
  broken = true;
  assert.deepEqual(await handle.inspectVolume(ctx, { name: "a" }), { name: "a", sizeBytes: 7 });
  await assert.rejects(handle.inspectVolume(ctx, { name: "b" }), failsWith("DRIVER_TRAP"));
  await assert.rejects(handle.deleteVolume(ctx, { name: "a" }), failsWith("DRIVER_TRAP"));
  assert.deepEqual(told, ["inspect_volume DRIVER_TRAP"]);
});

test("what the driver itself answers, and the caller's own end, are no failures to cover", async (t) => {
  const ctx = inContext(t);
  const statuses = [
    new DriverStatusError("not_found", "none"),
    new HostError("CANCELLED", "gone"),
    new HostError("DRIVER_FAILED", "said so"),
  ];
  for (const status of statuses) {
    const inspectVolume = async () => {
      throw status;
    };
    const two = { inspectVolume: async () => ({ name: "two", sizeBytes: 2 }) };
    const { handle } = scene("fallback:two", { inspectVolume }, two);
    await assert.rejects(handle.inspectVolume(ctx, { name: "a" }), (error) => error === status);
  }
});

test("many questions do not grow without end: the oldest answers go", async (t) => {
  const ctx = inContext(t);
  let broken = false;
  const inspectVolume = async (_ctx: DriverContext, input?: unknown) => {
    if (broken) throw new HostError("DRIVER_TRAP", "broken");
    return { ...(input as object), sizeBytes: 1 };
  };
  const { handle } = scene("last-known-good", { inspectVolume });
  for (let index = 0; index < 300; index++) await handle.inspectVolume(ctx, { name: `v${index}` });
  broken = true;
  await assert.rejects(handle.inspectVolume(ctx, { name: "v0" }), failsWith("DRIVER_TRAP"));
  assert.equal((await handle.inspectVolume(ctx, { name: "v299" })).name, "v299");
});
