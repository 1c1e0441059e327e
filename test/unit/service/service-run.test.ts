import assert from "node:assert/strict";
import { test } from "node:test";
import { withContext } from "#host/context";
import { HostError, isHostError } from "#host/errors";
import { silentLog } from "#host/log";
import { RpcClient } from "#host/rpc/client";
import { Service } from "#host/service/service";
import { createFakeClock } from "../../support/fake-clock.ts";
import { notingManager } from "../../support/noting-manager.ts";
import { serviceParts } from "../../support/service-parts.ts";

const READ = { access: "read", summary: "Answers." } as const;

test("a failing step names itself and its cause, and what was started is undone in reverse", async (t) => {
  const trailOf: Partial<Record<string, readonly string[]>> = {
    initHost: ["initHost"],
    preStartHook: ["initHost", "preStartHook", "cleanupHost"],
    postStartHook: ["initHost", "preStartHook", "postStartHook", "cleanupHost"],
  };
  for (const [step, expected] of Object.entries(trailOf)) {
    const parts = await serviceParts(t);
    const { trail, manager } = notingManager({
      [step]: () => Promise.reject(new HostError("DRIVER_UNAVAILABLE", "no driver")),
    });
    const service = new Service(parts.options(manager));
    await assert.rejects(service.start(), (error) => {
      assert.ok(isHostError(error, "START_FAILED"));
      assert.equal(error.message, `service thing could not start: step ${step}: no driver`);
      assert.deepEqual(error.data, { topic: "thing", step, code: "DRIVER_UNAVAILABLE" });
      return isHostError(error.cause, "DRIVER_UNAVAILABLE");
    });
    assert.deepEqual(trail, expected, step);
    assert.equal(service.phase.name, "failed");
    const record = await parts.records.find("edge1", "thing");
    if (step === "initHost") assert.equal(record, undefined);
    else assert.deepEqual([record!.state, record!.stateReason], ["failed", `step ${step}: no driver`]);
  }
});

test("config, manager, record, bus and group failures name their step as well, and leave nothing behind", async (t) => {
  const failing = () => Promise.reject(new Error("broken"));
  for (const step of ["config", "manager", "recordLookup", "recordWrite", "rpc", "join"] as const) {
    const parts = await serviceParts(t);
    const { trail, manager } = notingManager();
    const options = parts.options(manager);
    const { records, transport, group } = options;
    const service = new Service({
      ...options,
      ...(step === "config" ? { checkConfig: failing } : {}),
      ...(step === "manager" ? { manager: failing } : {}),
      ...(step === "recordLookup" ? { records: { ...records, find: failing } } : {}),
      ...(step === "recordWrite" ? { records: { ...records, register: failing } } : {}),
      ...(step === "rpc" ? { transport: Object.assign(Object.create(transport), { serve: failing }) } : {}),
      ...(step === "join"
        ? { group: { join: failing, leave: (ctx, key) => group.leave(ctx, key), tell: async () => {} } }
        : {}),
    });
    await assert.rejects(service.start(), new RegExp(`step ${step}: broken`));
    assert.equal(trail.filter((hook) => hook === "cleanupHost").length, trail.includes("initHost") ? 1 : 0, step);
    const ping = withContext({ timeoutMs: 20_000 }, (ctx) => new RpcClient(transport).call(ctx, "thing", "ping", {}));
    await assert.rejects(ping, (error) => isHostError(error, "NO_SERVER"), step);
    const listed = await parts.group.listServices();
    assert.ok(
      listed.every(({ state }) => state === "failed"),
      step,
    );
  }
});

test("a failing periodic step leaves the group and the bus again", async (t) => {
  const parts = await serviceParts(t);
  const { trail, manager } = notingManager();
  const { clock } = parts.options(manager);
  const periodic = { tick: { spacingMs: 123_456_789 } };
  const failingClock = {
    ...clock,
    setTimer: (delayMs: number, fn: () => void, options?: { readonly unref?: boolean }) => {
      if (delayMs > 100_000_000) throw new Error("no timers left");
      return clock.setTimer(delayMs, fn, options);
    },
  };
  const service = new Service(parts.options({ ...manager, periodic, tick: async () => {} }, { clock: failingClock }));
  await assert.rejects(service.start(), /step periodic: no timers left/);
  assert.deepEqual(trail, ["initHost", "preStartHook", "postStartHook", "cleanupHost"]);
  assert.deepEqual(
    parts.transitions.map(({ to }) => to),
    ["up", "left"],
  );
  assert.equal((await parts.records.find("edge1", "thing"))!.state, "failed");
});

test("a hook past the start's deadline fails the start, and its signal says so", async (t) => {
  const clock = createFakeClock();
  const parts = await serviceParts(t, clock);
  let reason: unknown;
  const { manager } = notingManager({
    preStartHook: (ctx) =>
      new Promise((_, reject) => {
        ctx.signal.addEventListener("abort", () => {
          reason = ctx.signal.reason;
          reject(reason);
        });
      }),
  });
  const service = new Service(parts.options(manager));
  const outcome = service.start().catch((error: unknown) => error);
  await clock.advance(30_000);
  const error = await outcome;
  assert.ok(isHostError(error, "START_FAILED"));
  assert.equal(error.data["step"], "preStartHook");
  assert.ok(isHostError(reason, "DEADLINE_EXCEEDED"));
});

test("a cleanupHost that throws or hangs does not keep the stop from its end", async (t) => {
  for (const cleanupHost of [() => Promise.reject(new Error("no")), () => new Promise(() => {})]) {
    const clock = createFakeClock();
    const parts = await serviceParts(t, clock);
    const logged: string[] = [];
    const log = { ...silentLog, error: (_: object, message: string) => void logged.push(message), child: () => log };
    const service = new Service(parts.options({ cleanupHost }, { log }));
    const started = service.start();
    await clock.advance(0);
    await started;
    const stopped = service.stop();
    await clock.advance(20_000);
    await stopped;
    assert.equal(service.phase.name, "stopped");
    assert.deepEqual(logged, ["a part of the service could not be stopped cleanly"]);
  }
});

test("a call passes the service on its way, and only declared methods can be called", async (t) => {
  const parts = await serviceParts(t);
  const manager = { rpc: { hello: READ }, hello: async () => "hi", secret: async () => "no", initHost: async () => {} };
  const service = new Service(parts.options(manager));
  await service.start();
  await withContext({ timeoutMs: 20_000, visits: [] }, async (ctx) => {
    const request = { target: { topic: "thing" }, method: "hello", params: undefined, meta: { trace: true } };
    const { result, visits } = await parts.transport.call(ctx, request);
    assert.equal(result, "hi");
    assert.deepEqual(visits!.map(({ station }) => station).slice(-1), ["service"]);
    for (const method of ["secret", "initHost", "constructor", "tasks"]) {
      const refused = parts.transport.call(ctx, { ...request, method });
      await assert.rejects(refused, (error) => isHostError(error, "METHOD_NOT_FOUND"), method);
    }
  });
  await service.stop();
});

test("the manager's periodic tasks run from the start to the stop, which waits for the running one", async (t) => {
  const clock = createFakeClock();
  const parts = await serviceParts(t, clock);
  const trail: string[] = [];
  const manager = {
    periodic: { tick: { spacingMs: 100 } },
    tick: async () => {
      trail.push("tick");
      await new Promise<void>((resolve) => void clock.setTimer(60, resolve));
      trail.push("tock");
    },
    cleanupHost: async () => void trail.push("cleanupHost"),
  };
  const service = new Service(parts.options(manager));
  const started = service.start();
  await clock.advance(0);
  await started;
  await clock.advance(110);
  assert.equal(service.tasks!.status()[0]!.state, "running");
  const stopped = service.stop();
  await clock.advance(500);
  await stopped;
  assert.deepEqual(trail, ["tick", "tock", "cleanupHost"]);
});
