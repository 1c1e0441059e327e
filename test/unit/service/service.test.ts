import assert from "node:assert/strict";
import { test } from "node:test";
import { type RequestContext, withContext } from "#host/context";
import { isHostError } from "#host/errors";
import { Service } from "#host/service/service";
import { START_STEPS } from "#host/service/service-run";
import { notingManager } from "../../support/noting-manager.ts";
import { serviceParts } from "../../support/service-parts.ts";
import { until } from "../../support/until.ts";

test("a service starts by its steps, is ready after the last one, and stops in reverse", async (t) => {
  const parts = await serviceParts(t);
  const { trail, manager } = notingManager();
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
  const { manager } = notingManager({ initHost: () => held });
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

test("stop is legal in every state and changes nothing when there is nothing to stop", async (t) => {
  const parts = await serviceParts(t);
  const { trail, manager } = notingManager();
  const service = new Service(parts.options(manager));
  await service.stop();
  assert.equal(service.phase.name, "stopped");
  assert.deepEqual(trail, []);
  await service.start();
  await Promise.all([service.stop(), service.stop(), service.stop({ fast: true })]);
  await service.stop();
  assert.equal(trail.filter((hook) => hook === "cleanupHost").length, 1);
  const failing = new Service(
    parts.options(notingManager({ initHost: () => Promise.reject(new Error("no")) }).manager, { topic: "other" }),
  );
  await assert.rejects(failing.start());
  await failing.stop();
  assert.equal(failing.phase.name, "failed");
});

test("stop while starting ends the start, undoes it and leaves the service stopped", async (t) => {
  const parts = await serviceParts(t);
  const { trail, manager } = notingManager({ postStartHook: () => new Promise(() => {}) });
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
