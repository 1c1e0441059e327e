import assert from "node:assert/strict";
import { test } from "node:test";
import { type RequestContext, withContext } from "#host/context";
import { HostError, isHostError } from "#host/errors";
import { silentLog } from "#host/log";
import { HOOKS } from "#host/manager/manager";
import { RpcClient } from "#host/rpc/client";
import { Service } from "#host/service/service";
import { START_STEPS } from "#host/service/service-run";
import { createFakeClock } from "../../support/fake-clock.ts";
import { serviceParts } from "../../support/service-parts.ts";
import { until } from "../../support/until.ts";

const READ = { access: "read", summary: "Answers." } as const;

/** A manager that notes which hook ran, and does what a test puts in. */
function noting(work: Partial<Record<(typeof HOOKS)[number], (ctx: RequestContext) => Promise<unknown>>> = {}) {
  const trail: string[] = [];
  const hooks = HOOKS.map((hook) => [
    hook,
    async (ctx: RequestContext) => {
      trail.push(hook);
      return work[hook]?.(ctx);
    },
  ]);
  return { trail, manager: Object.fromEntries(hooks) as object };
}

test("a service starts by its steps, is ready after the last one, and stops in reverse", async (t) => {
  const parts = await serviceParts(t);
  const { trail, manager } = noting();
  const service = new Service(parts.options(manager));
  assert.deepEqual(service.phase, { name: "new" });
  await service.start();
  assert.equal(service.isReady, true);
  assert.deepEqual(
    service.steps.map(({ name }) => name),
    [...START_STEPS],
  );
  assert.ok(service.steps.every(({ state, durationMs }) => state === "done" && durationMs! >= 0));
  const record = await parts.records.get(service.record!.uuid);
  assert.deepEqual(
    record.startSteps.map(({ name }) => name),
    [...START_STEPS],
  );
  assert.equal(record.state, "up");
  await service.stop();
  assert.deepEqual(service.phase, { name: "stopped" });
  assert.deepEqual(trail, ["initHost", "preStartHook", "postStartHook", "cleanupHost"]);
  assert.equal((await parts.records.get(record.uuid)).state, "left");
  assert.deepEqual(
    parts.transitions.map(({ to }) => to),
    ["up", "left"],
  );
});

test("the phase names the step that runs", async (t) => {
  const parts = await serviceParts(t);
  let goOn = () => {};
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const { manager } = noting({ initHost: () => held });
  const service = new Service(parts.options(manager));
  const started = service.start();
  await until("initHost runs", () => service.phase.name === "starting" && service.phase.step === "initHost");
  assert.equal(service.isReady, false);
  goOn();
  await started;
  await service.stop();
});

test("a second start finds the record of the first and gives it to initHost", async (t) => {
  const parts = await serviceParts(t);
  const seen: unknown[] = [];
  const manager = { initHost: async (_ctx: RequestContext, known: unknown) => void seen.push(known) };
  const service = new Service(parts.options(manager));
  await service.start();
  const { uuid, bootId } = service.record!;
  await service.stop();
  await service.start();
  assert.deepEqual(seen, [undefined, { uuid, host: "edge1", topic: "thing", disabled: false, state: "left" }]);
  assert.equal(service.record!.uuid, uuid);
  assert.notEqual(service.record!.bootId, bootId);
  await service.stop();
});

test("a failing step names itself and its cause, and what was started is undone in reverse", async (t) => {
  const trailOf: Partial<Record<string, readonly string[]>> = {
    initHost: ["initHost"],
    preStartHook: ["initHost", "preStartHook", "cleanupHost"],
    postStartHook: ["initHost", "preStartHook", "postStartHook", "cleanupHost"],
  };
  for (const [step, expected] of Object.entries(trailOf)) {
    const parts = await serviceParts(t);
    const { trail, manager } = noting({
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
    const { trail, manager } = noting();
    const options = parts.options(manager);
    const { records, transport, group } = options;
    const service = new Service({
      ...options,
      ...(step === "config" ? { checkConfig: failing } : {}),
      ...(step === "manager" ? { manager: failing } : {}),
      ...(step === "recordLookup" ? { records: { ...records, find: failing } } : {}),
      ...(step === "recordWrite" ? { records: { ...records, register: failing } } : {}),
      ...(step === "rpc" ? { transport: Object.assign(Object.create(transport), { serve: failing }) } : {}),
      ...(step === "join" ? { group: { join: failing, leave: (ctx, key) => group.leave(ctx, key) } } : {}),
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
  const { trail, manager } = noting();
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
  const { manager } = noting({
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

test("stop is legal in every state and changes nothing when there is nothing to stop", async (t) => {
  const parts = await serviceParts(t);
  const { trail, manager } = noting();
  const service = new Service(parts.options(manager));
  await service.stop();
  assert.equal(service.phase.name, "stopped");
  assert.deepEqual(trail, []);
  await service.start();
  await Promise.all([service.stop(), service.stop(), service.stop({ fast: true })]);
  await service.stop();
  assert.equal(trail.filter((hook) => hook === "cleanupHost").length, 1);
  const failing = new Service(
    parts.options(noting({ initHost: () => Promise.reject(new Error("no")) }).manager, { topic: "other" }),
  );
  await assert.rejects(failing.start());
  await failing.stop();
  assert.equal(failing.phase.name, "failed");
});

test("stop while starting ends the start, undoes it and leaves the service stopped", async (t) => {
  const parts = await serviceParts(t);
  const { trail, manager } = noting({ postStartHook: () => new Promise(() => {}) });
  const service = new Service(parts.options(manager));
  const outcome = service.start().catch((error: unknown) => error);
  await until("postStartHook runs", () => trail.includes("postStartHook"));
  await service.stop();
  assert.equal(service.phase.name, "stopped");
  assert.ok(isHostError(await outcome, "START_FAILED"));
  assert.equal(trail.at(-1), "cleanupHost");
});

test("a service starts again after a failure, but not while it stops", async (t) => {
  const parts = await serviceParts(t);
  let broken = true;
  const manager = {
    initHost: async () => {
      if (broken) throw new Error("not yet");
    },
  };
  const service = new Service(parts.options(manager));
  await assert.rejects(service.start());
  broken = false;
  await service.start();
  assert.equal(service.isReady, true);
  const stopping = service.stop();
  await assert.rejects(service.start(), (error) => isHostError(error, "FAILED_PRECONDITION"));
  await stopping;
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

test("reset answers what changed, and is refused when not serving or when one runs", async (t) => {
  const parts = await serviceParts(t);
  let goOn = () => {};
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const manager = {
    reset: async () => {
      await held;
      return { changed: ["quota"] };
    },
  };
  const service = new Service(parts.options(manager));
  await withContext({ timeoutMs: 20_000 }, async (ctx) => {
    await assert.rejects(service.reset(ctx), (error) => isHostError(error, "FAILED_PRECONDITION"));
    await service.start();
    const first = service.reset(ctx);
    await assert.rejects(service.reset(ctx), (error) => isHostError(error, "BUSY"));
    goOn();
    assert.deepEqual(await first, { topic: "thing", changed: ["quota"] });
    const plain = new Service(parts.options({}, { topic: "plain" }));
    await plain.start();
    assert.deepEqual(await plain.reset(ctx), { topic: "plain", changed: [] });
    await plain.stop();
  });
  await service.stop();
});

test("limits that cannot be kept together are refused", async (t) => {
  const parts = await serviceParts(t);
  const limits = { startTimeoutMs: 1, stopTimeoutMs: 10, drainTimeoutMs: 10 };
  assert.throws(
    () => new Service(parts.options({}, { limits })),
    (error) => isHostError(error, "CONFIG_INVALID"),
  );
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

test("when the record is gone the service registers again, or stops, as it was told to", async (t) => {
  const parts = await serviceParts(t);
  const service = new Service(parts.options({}));
  await service.start();
  const { uuid } = service.record!;
  await parts.records.remove(uuid);
  parts.group.forget(uuid);
  await service.refused("unknown");
  assert.notEqual(service.record!.uuid, uuid);
  assert.equal((await parts.records.find("edge1", "thing"))!.state, "up");
  await service.refused("forced_down");
  assert.equal(service.isReady, true);
  await service.refused("superseded");
  assert.equal(service.phase.name, "stopped");
  const strict = new Service(parts.options({}, { topic: "strict", whenRecordGone: "stop" }));
  await strict.start();
  await strict.refused("unknown");
  assert.deepEqual(await strict.wait(), { name: "stopped" });
});

test("wait resolves with how it ended", async (t) => {
  const parts = await serviceParts(t);
  const service = new Service(parts.options({ initHost: () => Promise.reject(new Error("no")) }));
  const waiting = service.wait();
  await assert.rejects(service.start());
  const phase = await waiting;
  assert.equal(phase.name, "failed");
  assert.match(phase.name === "failed" ? phase.error.message : "", /step initHost: no/);
});
