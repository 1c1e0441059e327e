// The hub's own rules: where it listens, how many it lets in, whom it cuts off, how it ends.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { availableParallelism } from "node:os";
import { type TestContext, test } from "node:test";
import { WebSocket } from "ws";
import { systemClock } from "#host/clock";
import { isHostError } from "#host/errors";
import { createLog, silentLog } from "#host/log";
import { RpcClient } from "#host/rpc/client";
import { type Hub, startHub } from "#host/rpc/hub";
import { DEFAULT_CALL_TIMES, DEFAULT_HUB_LIMITS, DEFAULT_LINK_LIMITS } from "#host/rpc/limits";
import { createTokenCheck } from "#host/rpc/token";
import { ADMIN_TOKEN, contextFor, joinHub, openHub, serveEndpoint } from "../../support/bus.ts";
import { openTcpRelay } from "../../support/tcp-relay.ts";
import { until } from "../../support/until.ts";
import { TestWorker } from "../../support/worker-endpoint.ts";

const authorization = { authorization: `Bearer ${ADMIN_TOKEN}` };

async function rawSocket(t: TestContext, hub: Hub): Promise<WebSocket> {
  const socket = new WebSocket(hub.url, { headers: authorization });
  t.after(() => socket.terminate());
  await once(socket, "open");
  return socket;
}

async function statusOf(t: TestContext, hub: Hub): Promise<number> {
  const socket = new WebSocket(hub.url, { headers: authorization });
  t.after(() => socket.terminate());
  socket.on("error", () => {});
  return new Promise((resolve) => {
    socket.once("open", () => resolve(101));
    socket.once("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0));
  });
}

const hubOn = (host: string, port: number) =>
  startHub({
    name: "h",
    version: "1.0.0",
    listen: { host, port },
    authenticate: createTokenCheck([]),
    allowedOrigins: [],
    limits: { ...DEFAULT_LINK_LIMITS, ...DEFAULT_CALL_TIMES, ...DEFAULT_HUB_LIMITS },
    clock: systemClock,
    log: silentLog,
  });

test("port 0 takes a free port and tells which, on IPv6 too", async (t) => {
  const hub = await openHub(t);
  assert.ok(hub.port > 0);
  assert.equal(hub.url, `ws://127.0.0.1:${hub.port}`);
  const six = await hubOn("::1", 0).catch(() => undefined);
  if (six) assert.equal(six.url, `ws://[::1]:${six.port}`);
  await six?.close();
});

test("an address beyond loopback is refused, and a taken port says which", async (t) => {
  await assert.rejects(
    hubOn("0.0.0.0", 0),
    (error) => isHostError(error, "CONFIG_INVALID") && /TLS/.test(error.message),
  );
  const hub = await openHub(t);
  await assert.rejects(
    hubOn("127.0.0.1", hub.port),
    (error) => isHostError(error, "START_FAILED") && error.message.includes(String(hub.port)),
  );
});

test("two hubs live in one process without knowing each other", async (t) => {
  const [one, two] = [await openHub(t), await openHub(t)];
  await serveEndpoint(one.transport, { topic: "work", server: "a" }, new TestWorker("a").endpoint);
  assert.ok(one.topics().has("work"));
  assert.ok(!two.topics().has("work"));
});

test("connections above the limit get 503 until one leaves", async (t) => {
  const hub = await openHub(t, { limits: { connectionsMax: 2 } });
  const first = await rawSocket(t, hub);
  await rawSocket(t, hub);
  assert.equal(await statusOf(t, hub), 503);
  first.close();
  await until("one left", () => hub.connections().length === 1);
  assert.equal(await statusOf(t, hub), 101);
});

test("a peer that does not read is cut off with a code and a reason", async (t) => {
  const lines: string[] = [];
  const log = createLog({ level: "debug", destination: { write: (line) => void lines.push(line) } });
  const hub = await openHub(t, { limits: { bufferedBytesMax: 1024 * 1024, closeGraceMs: 10_000 }, log });
  await serveEndpoint(hub.transport, { topic: "work", server: "a" }, new TestWorker("a").endpoint);
  const socket = await rawSocket(t, hub);
  socket.pause();
  for (let id = 0; id < 40; id++) {
    socket.send(JSON.stringify({ jsonrpc: "2.0", method: "work.fill", params: { bytes: 1024 * 1024 }, id }));
  }
  await until("bytes pile up", () => (hub.connections()[0]?.bufferedBytes ?? 0) > 1024 * 1024);
  await new Promise((resolve) => setImmediate(resolve));
  const closed = once(socket, "close");
  socket.resume();
  const [code, reason] = await closed;
  assert.deepEqual([code, /^slow consumer: \d+ bytes/.test(String(reason))], [4008, true]);
  await until("it is gone", () => hub.connections().length === 0);
});

test("a peer that shows no sign of life is dropped, one that only answers pings is not", async (t) => {
  const hub = await openHub(t, { limits: { keepAliveMs: 40 } });
  const relay = await openTcpRelay(hub.port);
  t.after(() => relay.close());
  const dead = new WebSocket(`ws://127.0.0.1:${relay.port}`, { headers: authorization });
  t.after(() => dead.terminate());
  await once(dead, "open");
  const quiet = await rawSocket(t, hub);
  let pings = 0;
  quiet.on("ping", () => pings++);
  relay.stall(true);
  await until("the dead one is dropped", () => hub.connections().length === 1);
  await until("the quiet one was asked again", () => pings >= 3);
  assert.equal(quiet.readyState, WebSocket.OPEN);
});

test("closing tells every peer, settles every call, frees the port and ends once", async (t) => {
  const hub = await openHub(t);
  const worker = new TestWorker("a");
  await serveEndpoint(hub.transport, { topic: "work", server: "a" }, worker.endpoint);
  const socket = await rawSocket(t, hub);
  const transport = await joinHub(t, hub.url);
  const ctx = contextFor(t);
  const outside = new RpcClient(transport).call(ctx, "work", "hold", { name: "outside" });
  const inside = new RpcClient(hub.transport).call(ctx, "work", "hold", { name: "inside" });
  const outcomes = Promise.allSettled([outside, inside]);
  await until("both arrived", () => worker.held.size === 2);
  const closed = once(socket, "close");
  await Promise.all([hub.close(), hub.close()]);
  assert.equal((await closed)[0], 1001);
  for (const outcome of await outcomes) {
    assert.ok(outcome.status === "rejected" && isHostError(outcome.reason), String(outcome.status));
    assert.ok(["LINK_LOST", "CANCELLED"].includes(outcome.reason.code), outcome.reason.code);
  }
  assert.equal(worker.cancelled.length, 2);
  const again = await openHub(t, { port: hub.port });
  assert.equal(again.port, hub.port);
});

test("half a handshake does not hold the hub open", async (t) => {
  const hub = await openHub(t);
  const socket = connectTcp(hub.port, "127.0.0.1");
  t.after(() => socket.destroy());
  socket.on("error", () => {});
  await once(socket, "connect");
  socket.write("GET / HTTP/1.1\r\nUpgrade: websocket\r\n");
  const startMs = performance.now();
  await hub.close();
  assert.ok(performance.now() - startMs < 5_000);
});

test("connections are shown with who they are and what they do", async (t) => {
  const hub = await openHub(t);
  const transport = await joinHub(t, hub.url);
  await serveEndpoint(transport, { topic: "work", server: "a" }, new TestWorker("a").endpoint);
  const [shown] = hub.connections();
  assert.deepEqual([shown?.caller, shown?.places, shown?.inFlight], ["operator", ["work@a"], 0]);
  assert.match(shown?.remote ?? "", /^127\.0\.0\.1:\d+$/);
});

/** How often a hub looked at its clock after its last call of forty, one at a time, each look 50 us later than the one before. */
async function looksAfterCalls(t: TestContext, busyPollUs: number, textOnly: boolean): Promise<number> {
  let looks = 0;
  const clock = { ...systemClock, monotonicMs: () => ++looks * 0.05 };
  const hub = await openHub(t, { clock, limits: { busyPollUs } });
  await serveEndpoint(hub.transport, { topic: "work", server: "a" }, new TestWorker("a").endpoint);
  const client = new RpcClient(await joinHub(t, hub.url, {}, textOnly));
  const ctx = contextFor(t);
  for (let call = 0; call < 40; call++) await client.call(ctx, "work", "who");
  const atFirst = looks;
  let before = -1;
  await until("the hub sleeps", () => {
    const isStill = looks === before;
    before = looks;
    return isStill;
  });
  return looks - atFirst;
}

test("a hub waits awake for the call behind the last, for as long as it is told, or sleeps at once", async (t) => {
  for (const textOnly of [false, true]) {
    const [asleep, awake] = [await looksAfterCalls(t, 0, textOnly), await looksAfterCalls(t, 10_000, textOnly)];
    assert.ok(asleep <= 2, `${asleep}`);
    if (availableParallelism() > 1) assert.ok(awake >= 190 && awake <= 210, `${awake}`);
    else assert.ok(awake <= 2, `${awake}`);
  }
});
