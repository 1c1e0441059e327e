import assert from "node:assert/strict";
import { test } from "node:test";
import { withContext } from "#host/context";
import { isHostError } from "#host/errors";
import { RpcClient } from "#host/rpc/client";
import { Service } from "#host/service/service";
import { serviceParts } from "../../support/service-parts.ts";
import { until } from "../../support/until.ts";

const READ = { access: "read", summary: "Answers." } as const;

/** A manager whose last hook ends when the test says so; it notes what it saw. */
function slowStarter(gated: boolean) {
  const seen: string[] = [];
  let finish: () => void = () => {};
  const hook = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const manager = {
    gated,
    rpc: { greet: READ },
    greet: async () => {
      seen.push("greet");
      return "hello";
    },
    postStartHook: async () => {
      seen.push("hook begins");
      await hook;
      seen.push("hook ends");
    },
  };
  return { manager, seen, finish };
}

test("calls to a gated service wait until its last hook has ended, and are answered then", async (t) => {
  const parts = await serviceParts(t);
  const { manager, seen, finish } = slowStarter(true);
  const service = new Service(parts.options(manager));
  const started = service.start();
  await until("it is so", () => seen.includes("hook begins"));
  const client = new RpcClient(parts.transport);
  const answer = withContext({ timeoutMs: 20_000 }, (ctx) => client.call(ctx, "thing", "greet", {}));
  await until("it is so", () => service.inFlight().length === 1);
  assert.deepEqual(seen, ["hook begins"]);
  finish();
  assert.equal(await answer, "hello");
  assert.deepEqual(seen, ["hook begins", "hook ends", "greet"]);
  await started;
  await service.stop();
});

test("without the gate a call is answered while the hook runs", async (t) => {
  const parts = await serviceParts(t);
  const { manager, seen, finish } = slowStarter(false);
  const service = new Service(parts.options(manager));
  const started = service.start();
  await until("it is so", () => seen.includes("hook begins"));
  const client = new RpcClient(parts.transport);
  assert.equal(await withContext({ timeoutMs: 20_000 }, (ctx) => client.call(ctx, "thing", "greet", {})), "hello");
  finish();
  await started;
  await service.stop();
});

test("a call that waits at the gate has its own deadline, and does not run afterwards", async (t) => {
  const parts = await serviceParts(t);
  const { manager, seen, finish } = slowStarter(true);
  const service = new Service(parts.options(manager));
  const started = service.start();
  await until("it is so", () => seen.includes("hook begins"));
  const client = new RpcClient(parts.transport);
  const call = withContext({ timeoutMs: 50 }, (ctx) => client.call(ctx, "thing", "greet", {}));
  await assert.rejects(call, (error) => isHostError(error, "DEADLINE_EXCEEDED"));
  finish();
  await started;
  await service.stop();
  assert.ok(!seen.includes("greet"));
});

test("a hook that fails ends the waiting calls with a typed error", async (t) => {
  const parts = await serviceParts(t);
  let fail: (error: Error) => void = () => {};
  const hook = new Promise<void>((_, reject) => {
    fail = reject;
  });
  const manager = { gated: true, rpc: { greet: READ }, greet: async () => "hello", postStartHook: () => hook };
  const service = new Service(parts.options(manager));
  const started = assert.rejects(service.start(), { code: "START_FAILED" });
  await until("it is so", () =>
    service.steps.some(({ name, state }) => name === "postStartHook" && state === "running"),
  );
  const client = new RpcClient(parts.transport);
  const call = withContext({ timeoutMs: 20_000 }, (ctx) => client.call(ctx, "thing", "greet", {}));
  const refused = assert.rejects(call, (error) => isHostError(error) && error.code !== "DEADLINE_EXCEEDED");
  await until("it is so", () => service.inFlight().length === 1);
  fail(new Error("broken"));
  await Promise.all([started, refused]);
});
