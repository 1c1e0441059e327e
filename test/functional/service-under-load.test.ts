// A stop in the middle of a thousand calls: none is lost silently.
import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestContext, withContext } from "#host/context";
import { type HostError, isHostError } from "#host/errors";
import { RpcClient } from "#host/rpc/client";
import { Service } from "#host/service/service";
import { serviceParts } from "../support/service-parts.ts";
import { until } from "../support/until.ts";

const CALLS = 1000;
const READ = { access: "read", summary: "Works." } as const;

/** A manager whose calls wait for their number to be let go, or for their signal. */
function gatedManager() {
  const gates = new Map<number, () => void>();
  const aborted: string[] = [];
  const order: string[] = [];
  const params = {
    safeParse: (value: unknown) => ({ success: true as const, data: value }),
  };
  const manager = {
    rpc: { work: { ...READ, params }, report: { ...READ, whileDraining: true } },
    work: (ctx: RequestContext, { number }: { number: number }) =>
      new Promise((resolve, reject) => {
        gates.set(number, () => resolve({ number }));
        ctx.signal.addEventListener("abort", () => {
          aborted.push((ctx.signal.reason as HostError).code);
          reject(ctx.signal.reason);
        });
      }),
    report: async () => "still here",
    cleanupHost: async () => void order.push("cleanupHost"),
  };
  return { manager, gates, aborted, order };
}

test("each of 1,000 calls in flight at a stop gets its result or a typed error, and the far end is told", async (t) => {
  const parts = await serviceParts(t);
  const { manager, gates, aborted, order } = gatedManager();
  const limits = { startTimeoutMs: 60_000, stopTimeoutMs: 60_000, drainTimeoutMs: 1000 };
  const service = new Service(parts.options(manager, { limits }));
  await service.start();
  const client = new RpcClient(parts.transport);
  const ctx = new RequestContext({ timeoutMs: 120_000 });
  t.after(() => ctx.close());
  const calls = Array.from({ length: CALLS }, (_, number) =>
    client.call(ctx, "thing", "work", { number }).then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    ),
  );
  await until("all in flight", () => gates.size === CALLS);
  assert.equal(service.inFlight().length, CALLS);
  const stopping = service.stop();
  await until("draining", () => service.phase.name === "stopping" && service.phase.step === "rpc");
  const late = client.call(ctx, "thing", "work", { number: -1 });
  await assert.rejects(late, (error) => isHostError(error, "SHUTTING_DOWN"));
  assert.equal(await client.call(ctx, "thing", "report", undefined), "still here");
  for (let number = 0; number < CALLS / 2; number++) gates.get(number)?.();
  await stopping;
  const outcomes = await Promise.all(calls);
  for (const [number, outcome] of outcomes.entries()) {
    if (number < CALLS / 2) assert.deepEqual(outcome, { result: { number } });
    else assert.ok("error" in outcome && isHostError(outcome.error, "CANCELLED"), `call ${number}`);
  }
  assert.deepEqual(new Set(aborted), new Set(["CANCELLED"]));
  assert.equal(aborted.length, CALLS / 2);
  assert.deepEqual(order, ["cleanupHost"]);
  assert.equal(service.inFlight().length, 0);
});

test("a fast stop in the middle of a graceful one ends the waiting at once", async (t) => {
  const parts = await serviceParts(t);
  const { manager, gates, order } = gatedManager();
  const limits = { startTimeoutMs: 60_000, stopTimeoutMs: 600_000, drainTimeoutMs: 500_000 };
  const service = new Service(parts.options(manager, { limits }));
  await service.start();
  await withContext({ timeoutMs: 60_000 }, async (ctx) => {
    const call = new RpcClient(parts.transport).call(ctx, "thing", "work", { number: 1 });
    const refused = assert.rejects(call, (error) => isHostError(error, "CANCELLED"));
    await until("in flight", () => gates.size === 1);
    const stopping = service.stop();
    await until("draining", () => service.phase.name === "stopping" && service.phase.step === "rpc");
    await Promise.all([service.stop({ fast: true }), stopping, refused]);
    assert.deepEqual(order, ["cleanupHost"]);
  });
});

test("two hosts in one process know nothing of each other", async (t) => {
  const [one, two] = [await serviceParts(t), await serviceParts(t)];
  const answer = (text: string) => ({ rpc: { report: READ }, report: async () => text });
  const services = [new Service(one.options(answer("one"))), new Service(two.options(answer("two")))];
  for (const service of services) await service.start();
  await withContext({ timeoutMs: 10_000 }, async (ctx) => {
    assert.equal(await new RpcClient(one.transport).call(ctx, "thing", "report", undefined), "one");
    await services[0]!.stop();
    await assert.rejects(new RpcClient(one.transport).call(ctx, "thing", "report", undefined), (error) =>
      isHostError(error, "NO_SERVER"),
    );
    assert.equal(await new RpcClient(two.transport).call(ctx, "thing", "report", undefined), "two");
  });
  await services[1]!.stop();
});
