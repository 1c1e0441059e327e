// The streams of a server: whose they are, how many, how long without a reader.
import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestContext } from "#host/context";
import { silentLog } from "#host/log";
import { DEFAULT_STREAM_LIMITS, Streams } from "#host/rpc/streams";
import { createFakeClock } from "../../support/fake-clock.ts";
import { until } from "../../support/until.ts";

function scene() {
  const clock = createFakeClock();
  const limits = { ...DEFAULT_STREAM_LIMITS, streamsMax: 2, idleMs: 1000, creditMax: 5 };
  const streams = new Streams({ clock, log: silentLog, limits });
  const context = (name: string) =>
    new RequestContext({ timeoutMs: 60_000, clock, caller: { name, roles: ["reader"] } });
  async function* source() {
    for (let number = 1; ; number++) yield number;
  }
  const open = () => {
    const ctx = context("ann");
    return { id: streams.add(source(), ctx, "count"), ctx };
  };
  const pull = async (name: string, stream: string, after = 0) => {
    const ctx = context(name);
    return streams.pull(ctx, { stream, after, credit: 100, waitMs: 10 }).finally(() => ctx.close());
  };
  return { clock, streams, context, open, pull };
}

test("a stream is its opener's alone, and credit has a bound", async () => {
  const { streams, context, open, pull } = scene();
  const { id } = open();
  await assert.rejects(pull("bob", id), { code: "NOT_FOUND" });
  streams.close(context("bob"), id);
  await until("the credit is used", async () => (await pull("ann", id)).items.length === 5);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal((await pull("ann", id)).items.length, 5);
  streams.close(context("ann"), id);
  streams.close(context("ann"), id);
  await assert.rejects(pull("ann", id), { code: "NOT_FOUND" });
});

test("beyond the bound no stream is opened, and all can be closed with a reason", () => {
  const { streams, open } = scene();
  const { ctx } = open();
  open();
  assert.throws(() => streams.requireRoom(), { code: "RESOURCE_EXHAUSTED" });
  streams.closeAll("the service is stopping");
  assert.match(ctx.ending.reason?.message ?? "", /the service is stopping/);
  assert.equal(streams.size, 0);
  streams.requireRoom();
});

test("a reader that does not pull is cut off with a reason, one that does is not", async () => {
  const { clock, streams, open, pull } = scene();
  const { id, ctx } = open();
  for (let time = 0; time < 3; time++) {
    await clock.advance(900);
    await pull("ann", id);
  }
  await clock.advance(1000);
  assert.match(ctx.ending.reason?.message ?? "", /did not pull for 1000 ms/);
  assert.equal(streams.size, 0);
  assert.equal(clock.pendingTimers(), 0);
});
