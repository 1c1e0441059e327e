// A server's states: legal in any order, drained with patience, stopped for good.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { RequestContext } from "#host/context";
import { type ErrorCode, HostError, isHostError } from "#host/errors";
import { createLog, type Log, silentLog } from "#host/log";
import { RpcClient } from "#host/rpc/client";
import { DEFAULT_CALL_TIMES } from "#host/rpc/limits";
import { MemoryTransport } from "#host/rpc/memory-transport";
import { Router } from "#host/rpc/router";
import { RpcServer } from "#host/rpc/server";
import { contextFor } from "../../support/bus.ts";
import { createFakeClock, type FakeClock } from "../../support/fake-clock.ts";
import { TestWorker } from "../../support/worker-endpoint.ts";

interface Scene {
  readonly clock: FakeClock;
  readonly worker: TestWorker;
  readonly server: RpcServer;
  readonly client: RpcClient;
  readonly router: Router;
}

const refuses = (code: ErrorCode) => (error: unknown) => isHostError(error, code);
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function scene(log: Log = silentLog): Scene {
  const clock = createFakeClock();
  const router = new Router(silentLog);
  const transport = new MemoryTransport({ router });
  const worker = new TestWorker("a");
  const server = new RpcServer({
    transport,
    place: { topic: "work", server: "a", version: "1.2" },
    endpoints: [worker.endpoint],
    clock,
    log,
    limits: { callTimeoutMs: 1_000, callTimeoutMsMax: 2_000, inFlightMax: 10 },
  });
  return { clock, worker, server, router, client: new RpcClient(new MemoryTransport({ router })) };
}

const hold = (t: TestContext, { client }: Scene, name: string) => client.call(contextFor(t), "work", "hold", { name });

test("start and stop are legal in any state and any number of times", async (t) => {
  const { server, client } = scene();
  assert.equal(server.state, "new");
  await server.stop({ drainTimeoutMs: 0 });
  assert.equal(server.state, "stopped");
  await Promise.all([server.start(), server.start()]);
  assert.equal(server.state, "serving");
  await server.start();
  assert.ok(await client.call(contextFor(t), "work", "who"));
  await Promise.all([server.stop({ drainTimeoutMs: 0 }), server.stop({ drainTimeoutMs: 0 })]);
  assert.equal(server.state, "stopped");
  await assert.rejects(client.call(contextFor(t), "work", "who"), refuses("NO_SERVER"));
  await server.start();
  assert.ok(await client.call(contextFor(t), "work", "who"));
});

test("calls in turn: a start that comes during a stop follows it", async (t) => {
  const all = scene();
  await all.server.start();
  const call = hold(t, all, "x");
  await turn();
  const stopped = all.server.stop({ drainTimeoutMs: 5_000 });
  const started = all.server.start();
  await turn();
  assert.equal(all.server.state, "draining");
  all.worker.held.get("x")?.();
  await Promise.all([call, stopped, started]);
  assert.equal(all.server.state, "serving");
});

test("a start whose place is taken fails and leaves the server as it was", async () => {
  const { server, router } = scene();
  router.add({ topic: "work", server: "a", version: "1.0" }, async () => ({ result: null }));
  await assert.rejects(server.start(), refuses("ALREADY_EXISTS"));
  assert.equal(server.state, "new");
});

test("a second stop with less patience ends the first", async (t) => {
  const all = scene();
  await all.server.start();
  const outcome = assert.rejects(hold(t, all, "x"), refuses("CANCELLED"));
  await turn();
  const patient = all.server.stop({ drainTimeoutMs: 1_000_000 });
  await turn();
  const hasty = all.server.stop({ drainTimeoutMs: 0 });
  await all.clock.advance(0);
  assert.deepEqual(
    (await patient).cancelled.map(({ method, requestId }) => [method, requestId.length > 0]),
    [["hold", true]],
  );
  assert.deepEqual(await hasty, { cancelled: [] });
  await outcome;
});

test("the drain waits its time on the clock and no longer", async (t) => {
  const all = scene();
  await all.server.start();
  const outcome = assert.rejects(hold(t, all, "x"), refuses("CANCELLED"));
  await turn();
  let report: unknown;
  void all.server.stop({ drainTimeoutMs: 500 }).then((value) => {
    report = value;
  });
  await all.clock.advance(499);
  assert.equal(report, undefined);
  await all.clock.advance(1);
  assert.ok(report);
  await outcome;
});

test("wait ends when the server is stopped, or with its context", async (t) => {
  const { server } = scene();
  await server.start();
  const waited = server.wait(contextFor(t));
  await server.stop({ drainTimeoutMs: 0 });
  await waited;
  await server.wait(contextFor(t));
  await server.start();
  const short = new RequestContext({ timeoutMs: 1_000 });
  t.after(() => short.close());
  const cut = server.wait(short);
  short.cancel(new HostError("CANCELLED", "enough"));
  await assert.rejects(cut, refuses("CANCELLED"));
});

test("a call gets the time it asks for, up to the maximum", async (t) => {
  const { server, client } = scene();
  await server.start();
  const ctx = contextFor(t, 60_000);
  const remaining = async (timeoutMs: number) => {
    const seen = (await client.prepare({ timeoutMs }).call(ctx, "work", "who")) as { remainingMs: number };
    return seen.remainingMs;
  };
  assert.ok((await remaining(300)) <= 300);
  assert.equal(await remaining(50_000), 2_000);
});

test("work that ignores its deadline stays visible as abandoned until it ends", async (t) => {
  const all = scene();
  await all.server.start();
  const call = all.client.prepare({ timeoutMs: 20_000 }).call(contextFor(t), "work", "stubborn");
  const outcome = assert.rejects(call, refuses("DEADLINE_EXCEEDED"));
  await turn();
  assert.deepEqual(
    all.server.inFlight().map(({ method, abandoned }) => [method, abandoned]),
    [["stubborn", false]],
  );
  await all.clock.advance(2_000);
  await outcome;
  assert.deepEqual(
    all.server.inFlight().map(({ method, abandoned }) => [method, abandoned]),
    [["stubborn", true]],
  );
  all.worker.releaseStubborn();
  await turn();
  assert.deepEqual(all.server.inFlight(), []);
});

test("a cast that fails is told to the log, since nobody else hears of it", async (t) => {
  const lines: string[] = [];
  const { server, client } = scene(
    createLog({ level: "warn", destination: { write: (line) => void lines.push(line) } }),
  );
  await server.start();
  await client.cast(contextFor(t), "work", "fail", { kind: "host", code: "NOT_FOUND" });
  await turn();
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? "", /a cast was refused or failed.*/);
});

test("nothing of a call stays behind: no timer and no entry", async (t) => {
  const { server, client, clock } = scene();
  await server.start();
  const before = clock.pendingTimers();
  await Promise.all(Array.from({ length: 10 }, () => client.call(contextFor(t), "work", "who")));
  await assert.rejects(client.call(contextFor(t), "work", "ecko"), refuses("METHOD_NOT_FOUND"));
  await assert.rejects(client.call(contextFor(t), "work", "who", { x: 1 }), refuses("INVALID_PARAMS"));
  assert.equal(clock.pendingTimers(), before);
  assert.deepEqual(server.inFlight(), []);
});

test("endpoints that contradict each other or the built-in methods are refused at once", () => {
  const worker = new TestWorker("a");
  const make = (methods: Record<string, { summary: string; access: "read" }>) =>
    new RpcServer({
      transport: new MemoryTransport({ router: new Router(silentLog) }),
      place: { topic: "work", server: "a", version: "1.0" },
      endpoints: [worker.endpoint, { version: "1.0", methods, target: { ping: async () => 1, echo: async () => 1 } }],
      clock: createFakeClock(),
      log: silentLog,
      limits: { ...DEFAULT_CALL_TIMES, inFlightMax: 1 },
    });
  assert.throws(() => make({ ping: { summary: "Mine.", access: "read" } }), refuses("START_FAILED"));
  assert.throws(() => make({ echo: { summary: "Mine.", access: "read" } }), refuses("START_FAILED"));
});
