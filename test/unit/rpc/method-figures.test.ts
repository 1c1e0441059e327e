// What methods did, counted where their calls end.
import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestContext } from "#host/context";
import { silentLog } from "#host/log";
import { RpcClient } from "#host/rpc/client";
import { MemoryTransport } from "#host/rpc/memory-transport";
import { BOUNDS_MS } from "#host/rpc/method-figures";
import { Router } from "#host/rpc/router";
import { serveEndpoint } from "../../support/bus.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { until } from "../../support/until.ts";
import { TestWorker } from "../../support/worker-endpoint.ts";

test("each method has its calls by the time they took, and its errors by code", async (t) => {
  const clock = createFakeClock();
  const router = new Router(silentLog);
  const worker = new TestWorker("a");
  const server = await serveEndpoint(new MemoryTransport({ router }), { topic: "work", server: "a" }, worker.endpoint, {
    clock,
  });
  const client = new RpcClient(new MemoryTransport({ router }));
  const ctx = new RequestContext({ timeoutMs: 60_000, clock });
  t.after(() => ctx.close());
  assert.deepEqual(server.figures(), []);
  await client.call(ctx, "work", "who");
  for (const ms of [5, 30]) {
    const name = `for ${ms}`;
    const call = client.call(ctx, "work", "hold", { name });
    await until("it is held", () => worker.held.has(name));
    await clock.advance(ms);
    worker.held.get(name)?.();
    await call;
  }
  for (const code of ["BUSY", "BUSY", "NOT_FOUND"])
    await client.call(ctx, "work", "fail", { kind: "host", code }).catch(() => undefined);
  const of = (name: string) => server.figures().find(({ method }) => method === name);
  assert.deepEqual(of("who"), { method: "who", calls: 1, totalMs: 0, within: BOUNDS_MS.map(() => 1), errors: {} });
  assert.deepEqual(of("hold"), { method: "hold", calls: 2, totalMs: 35, within: [0, 1, 1, 2, 2, 2, 2, 2], errors: {} });
  assert.deepEqual(of("fail")?.errors, { BUSY: 2, NOT_FOUND: 1 });
});
