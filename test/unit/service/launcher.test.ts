import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import { HostError, isHostError } from "#host/errors";
import { silentLog } from "#host/log";
import { type Launched, Launcher } from "#host/service/launcher";
import type { ServicePhase } from "#host/service/service";
import { createFakeClock } from "../../support/fake-clock.ts";

/** A service that only notes what is done to it; `end` makes it end by itself. */
function stub(topic: string, trail: string[], work: Partial<Launched> = {}) {
  let end: (phase: ServicePhase) => void = () => {};
  const ended = new Promise<ServicePhase>((resolve) => {
    end = resolve;
  });
  const service: Launched = {
    topic,
    start: async () => void trail.push(`start ${topic}`),
    stop: async (options) => {
      trail.push(`${options?.fast ? "fast stop" : "stop"} ${topic}`);
      end({ name: "stopped" });
    },
    wait: () => ended,
    reset: async () => ({ topic, changed: [topic] }),
    ...work,
  };
  return { service, end: (phase: ServicePhase) => end(phase) };
}

/** A stop that does not end until it is made a fast one. */
function patientStop(trail: string[]): Launched["stop"] {
  let finish = () => {};
  return async (options) => {
    trail.push(options?.fast ? "fast" : "graceful");
    if (options?.fast) finish();
    else {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
    }
  };
}

function setting(...services: readonly Launched[]) {
  const clock = createFakeClock();
  const launcher = new Launcher({ services, clock, log: silentLog, stopTimeoutMs: 10_000, reloadTimeoutMs: 1000 });
  return { clock, launcher };
}

test("services start in order and stop in reverse; the exit code is 0", async () => {
  const trail: string[] = [];
  const { launcher } = setting(stub("a", trail).service, stub("b", trail).service);
  await launcher.start();
  assert.equal(launcher.isReady, true);
  await launcher.stop();
  assert.equal(launcher.isReady, false);
  assert.deepEqual(trail, ["start a", "start b", "stop b", "stop a"]);
  assert.deepEqual(await launcher.wait(), { code: 0, reason: "stopped on request" });
  assert.equal(await launcher.whenStopping, "stopped on request");
});

test("when one cannot start, those before it are stopped, and the exit code is 1 with its reason", async () => {
  const trail: string[] = [];
  const start = () => Promise.reject(new HostError("START_FAILED", "service b could not start: step rpc: taken"));
  const { launcher } = setting(stub("a", trail).service, stub("b", trail, { start }).service, stub("c", trail).service);
  await assert.rejects(launcher.start(), (error) => isHostError(error, "START_FAILED"));
  assert.deepEqual(trail, ["start a", "stop c", "stop b", "stop a"]);
  assert.deepEqual(await launcher.wait(), { code: 1, reason: "service b could not start: step rpc: taken" });
  assert.equal(launcher.isReady, false);
});

test("a service that ends by itself stops the others and makes the exit code 1", async () => {
  const trail: string[] = [];
  const a = stub("a", trail);
  const { launcher } = setting(a.service, stub("b", trail).service);
  await launcher.start();
  a.end({ name: "failed", error: new HostError("START_FAILED", "superseded") });
  assert.deepEqual(await launcher.wait(), { code: 1, reason: "service a ended: superseded" });
  assert.deepEqual(trail.slice(2), ["stop b", "stop a"]);
});

test("a graceful stop that takes too long becomes a fast one", async () => {
  const trail: string[] = [];
  const stop = patientStop(trail);
  const { clock, launcher } = setting(stub("a", trail, { stop }).service);
  await launcher.start();
  const stopping = launcher.stop();
  await clock.advance(9999);
  assert.deepEqual(trail, ["start a", "graceful"]);
  await clock.advance(1);
  await stopping;
  assert.deepEqual(trail, ["start a", "graceful", "fast"]);
});

test("a stop while starting ends the start and leaves exit code 0", async () => {
  const trail: string[] = [];
  let refuse: (error: Error) => void = () => {};
  const start = () =>
    new Promise<void>((_, reject) => {
      refuse = reject;
    });
  const stop: Launched["stop"] = async () => refuse(new HostError("START_FAILED", "told to stop"));
  const { launcher } = setting(stub("slow", trail, { start, stop }).service, stub("never", trail).service);
  const outcome = launcher.start().catch((error: unknown) => error);
  await launcher.stop({ reason: "SIGTERM" });
  assert.ok(isHostError(await outcome, "START_FAILED"));
  assert.deepEqual(await launcher.wait(), { code: 0, reason: "SIGTERM" });
  assert.ok(!trail.includes("start never"));
});

test("the first SIGTERM or SIGINT stops gracefully, the second fast, and SIGHUP reloads", async () => {
  const trail: string[] = [];
  const stop = patientStop(trail);
  const { launcher } = setting(stub("a", trail, { stop }).service);
  const source = new EventEmitter();
  const remove = launcher.installSignals(source, async () => trail.push("reload"));
  await launcher.start();
  source.emit("SIGHUP");
  source.emit("SIGTERM");
  source.emit("SIGINT");
  assert.deepEqual(await launcher.wait(), { code: 0, reason: "SIGTERM" });
  assert.deepEqual(trail, ["start a", "reload", "graceful", "fast"]);
  remove();
  assert.deepEqual(source.eventNames(), []);
});

test("a reload tells for each service what changed, or why nothing could", async () => {
  const trail: string[] = [];
  const reset = () => Promise.reject(new Error("bad quota"));
  const { launcher } = setting(stub("a", trail, { reset }).service, stub("b", trail).service);
  await launcher.start();
  assert.deepEqual(await launcher.reload(), [
    { topic: "a", error: "bad quota" },
    { topic: "b", changed: ["b"] },
  ]);
});

test("a reload that throws on SIGHUP ends nothing", async () => {
  const trail: string[] = [];
  const { launcher } = setting(stub("a", trail).service);
  const source = new EventEmitter();
  const remove = launcher.installSignals(source, () => Promise.reject(new Error("no file")));
  await launcher.start();
  source.emit("SIGHUP");
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(launcher.isReady, true);
  remove();
  await launcher.stop();
});
