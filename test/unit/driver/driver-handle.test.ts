// The typed stand-in: made from a function table, exact about what went wrong.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isDriverStatus, VOLUME, type VolumeDriver } from "@holdfast/sdk";
import { systemClock } from "#host/clock";
import { RequestContext, type Visit } from "#host/context";
import { createDriverHandle, type HandleParts } from "#host/driver/driver-handle";
import type { PoolCall } from "#host/driver/pool";
import { HostError, isHostError } from "#host/errors";

const MIB = 1024 * 1024;

function createBench(reply: string | Uint8Array | HostError, more: Partial<HandleParts> = {}) {
  const calls: PoolCall[] = [];
  const handle = createDriverHandle<VolumeDriver>(VOLUME, {
    driver: "d",
    clock: systemClock,
    exports: new Set(),
    callTimeoutMs: 60_000,
    inputBytesMax: MIB,
    outputBytesMax: MIB,
    call: async (_ctx, call) => {
      calls.push(call);
      if (reply instanceof HostError) throw reply;
      return { output: typeof reply === "string" ? new TextEncoder().encode(reply) : reply, guestMs: 2 };
    },
    ...more,
  });
  return { handle, calls };
}

async function withCtx<T>(work: (ctx: RequestContext) => Promise<T>, visits?: Visit[]): Promise<T> {
  const ctx = new RequestContext({ timeoutMs: 1000, ...(visits && { visits }) });
  try {
    return await work(ctx);
  } finally {
    ctx.close();
  }
}

const VOLUME_ANSWER = '{"status":"ok","result":{"name":"v","size_bytes":5,"allocated_bytes":0}}';

test("a call goes out in wire names and comes back in ours", async () => {
  const { handle, calls } = createBench(VOLUME_ANSWER);
  const volume = await withCtx((ctx) => handle.createVolume(ctx, { name: "größe 𝄞", sizeBytes: 5 }));
  assert.deepEqual(volume, { name: "v", sizeBytes: 5, allocatedBytes: 0 });
  assert.equal(calls[0]!.exportName, "create_volume");
  assert.deepEqual(JSON.parse(new TextDecoder().decode(calls[0]!.input)), { name: "größe 𝄞", size_bytes: 5 });
});

test("a function without input sends nothing, one without output answers nothing", async () => {
  const list = createBench('{"status":"ok","result":{"volumes":[]}}');
  assert.deepEqual(await withCtx((ctx) => list.handle.listVolumes(ctx)), { volumes: [] });
  assert.equal(list.calls[0]!.input.length, 0);
  const removal = createBench('{"status":"ok"}');
  assert.equal(await withCtx((ctx) => removal.handle.deleteVolume(ctx, { name: "v" })), undefined);
});

test("the time-out is the contract's, or the driver's own when that is shorter", async () => {
  for (const [callTimeoutMs, expected] of [
    [undefined, 30_000],
    [60_000, 30_000],
    [500, 500],
  ] as const) {
    const { handle, calls } = createBench(VOLUME_ANSWER, { callTimeoutMs });
    await withCtx((ctx) => handle.createVolume(ctx, { name: "v", sizeBytes: 5 }));
    assert.equal(calls[0]!.timeoutMs, expected);
  }
});

test("optional functions are methods only when the file exports them", async () => {
  assert.equal("getStats" in createBench("").handle, false);
  const { handle } = createBench('{"status":"ok","result":{"total_bytes":2,"free_bytes":1}}', {
    exports: new Set(["get_stats"]),
  });
  assert.deepEqual(await withCtx((ctx) => handle.getStats!(ctx)), { totalBytes: 2, freeBytes: 1 });
});

test("an input that does not fit is the caller's error and never reaches the guest", async () => {
  const { handle, calls } = createBench(VOLUME_ANSWER);
  for (const input of [{ name: "v" }, { name: 7, sizeBytes: 5 }, { name: "v", sizeBytes: 1.5 }, null]) {
    const call = withCtx((ctx) => handle.createVolume(ctx, input as never));
    await assert.rejects(call, (error) => isDriverStatus(error, "invalid_argument"), JSON.stringify(input));
  }
  assert.equal(calls.length, 0);
});

test("a status is thrown as the driver's answer, with its message and details", async () => {
  const { handle } = createBench('{"status":"already_exists","message":"v is there","details":{"size":5}}');
  const call = withCtx((ctx) => handle.createVolume(ctx, { name: "v", sizeBytes: 5 }));
  await assert.rejects(call, (error) => isDriverStatus(error, "already_exists") && error.details["size"] === 5);
});

/** Answers not_ready with that hint so often, then a volume. */
function readyAfter(times: number, details: object) {
  const calls: PoolCall[] = [];
  const { handle } = createBench(VOLUME_ANSWER, {
    call: async (_ctx, call) => {
      calls.push(call);
      const refusal = { status: "not_ready", message: "warming up", details };
      const answer = calls.length > times ? VOLUME_ANSWER : JSON.stringify(refusal);
      return { output: new TextEncoder().encode(answer), guestMs: 1 };
    },
  });
  return { handle, calls };
}

test("a driver that says when it will be ready is asked again then, as long as the caller has time", async () => {
  const soon = readyAfter(3, { retry_after_ms: 1 });
  await withCtx((ctx) => soon.handle.createVolume(ctx, { name: "v", sizeBytes: 5 }));
  assert.equal(soon.calls.length, 4);
  assert.deepEqual(soon.calls[3]?.input, soon.calls[0]?.input, "the same is asked");
  const refused: [string, object, number][] = [
    ["without a hint", {}, 1],
    ["with one that is no number", { retry_after_ms: "soon" }, 1],
    ["beyond what the caller has", { retry_after_ms: 5000 }, 1],
    ["longer than anybody is kept", { retry_after_ms: 60_000 }, 1],
    ["again and again", { retry_after_ms: 0 }, 5],
  ];
  for (const [what, details, times] of refused) {
    const { handle, calls } = readyAfter(100, details);
    const call = withCtx((ctx) => handle.createVolume(ctx, { name: "v", sizeBytes: 5 }));
    await assert.rejects(call, (error) => isDriverStatus(error, "not_ready"), what);
    assert.equal(calls.length, times, what);
  }
});

test("an answer that breaks the contract is named, with the place, as something that may have been done", async () => {
  const answers: [string | Uint8Array, string, string][] = [
    ["", "DRIVER_BAD_ANSWER", "not-json"],
    ["{", "DRIVER_BAD_ANSWER", "not-json"],
    [Uint8Array.of(0xff), "DRIVER_BAD_ANSWER", "not-utf8"],
    ["[]", "DRIVER_BAD_ANSWER", "bad-shape"],
    ['{"status":"ok","result":{"name":"v"}}', "DRIVER_BAD_ANSWER", "bad-shape"],
    ['{"status":"great","message":"m"}', "DRIVER_BAD_ANSWER", "bad-status"],
    [new Uint8Array(MIB + 1), "DRIVER_OUTPUT_TOO_LARGE", "too-large"],
  ];
  for (const [answer, code, reason] of answers) {
    const call = withCtx((ctx) => createBench(answer).handle.createVolume(ctx, { name: "v", sizeBytes: 5 }));
    await assert.rejects(call, (error) => {
      assert.ok(isHostError(error), String(error));
      assert.deepEqual([error.code, error.data["reason"], error.data["called"]], [code, reason, true]);
      return true;
    });
  }
});

test("accidents pass through as they are", async () => {
  const { handle } = createBench(new HostError("DRIVER_TRAP", "unreachable"));
  await assert.rejects(
    withCtx((ctx) => handle.listVolumes(ctx)),
    (error) => isHostError(error, "DRIVER_TRAP"),
  );
});

test("a caller who asks is shown the stations of the call, the guest's at the time it began", async () => {
  const visits: Visit[] = [];
  await withCtx((ctx) => createBench('{"status":"ok","result":{"volumes":[]}}').handle.listVolumes(ctx), visits);
  assert.deepEqual(
    visits.map((visit) => visit.station),
    ["driver-handle", "runtime", "guest"],
  );
});
