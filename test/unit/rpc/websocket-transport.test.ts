// The client's end of a socket: refusals by name, and a link that is lost and mended.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { type TestContext, test } from "node:test";
import { type ErrorCode, type HostError, isHostError } from "#host/errors";
import { RpcClient } from "#host/rpc/client";
import type { WebSocketTransport, WebSocketTransportOptions } from "#host/rpc/websocket-transport";
import { connectWebSocket } from "#host/rpc/websocket-transport";
import { ADMIN_TOKEN, contextFor, openHub, serveEndpoint } from "../../support/bus.ts";
import { openTcpRelay } from "../../support/tcp-relay.ts";
import { until } from "../../support/until.ts";
import { TestWorker } from "../../support/worker-endpoint.ts";

const BACK_OFF = { firstMs: 5, maxMs: 20 };
const refuses = (code: ErrorCode) => (error: unknown) => {
  assert.ok(isHostError(error), String(error));
  assert.equal(error.code, code, error.message);
  return true;
};

async function join(
  t: TestContext,
  port: number,
  more: Partial<WebSocketTransportOptions> = {},
): Promise<WebSocketTransport> {
  const url = `ws://127.0.0.1:${port}`;
  const transport = await connectWebSocket({ url, token: ADMIN_TOKEN, closeGraceMs: 200, backOff: BACK_OFF, ...more });
  t.after(() => transport.close());
  return transport;
}

async function listen(t: TestContext, server: ReturnType<typeof createServer>): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

test("a refusal to connect says what it is", async (t) => {
  const hub = await openHub(t, { limits: { connectionsMax: 0 } });
  await assert.rejects(join(t, hub.port, { token: "W".repeat(43) }), refuses("UNAUTHENTICATED"));
  await assert.rejects(join(t, hub.port), refuses("RESOURCE_EXHAUSTED"));
  const { port } = hub;
  await hub.close();
  await assert.rejects(join(t, port), (error) => {
    assert.deepEqual((error as HostError).data, { sent: false });
    return refuses("LINK_LOST")(error);
  });
});

test("what is no hub, or silent, does not keep anybody waiting", async (t) => {
  const web = createHttpServer((_request, response) => response.end("hello"));
  await assert.rejects(join(t, await listen(t, web)), refuses("LINK_LOST"));
  const sockets: { destroy(): void }[] = [];
  const silent = createServer((socket) => void sockets.push(socket));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
  });
  await assert.rejects(join(t, await listen(t, silent), { handshakeTimeoutMs: 100 }), refuses("DEADLINE_EXCEEDED"));
});

test("a frame that the hub would not read is refused before it is sent", async (t) => {
  const hub = await openHub(t, { limits: { frameBytesMax: 10_000 } });
  const transport = await join(t, hub.port, { reconnect: false });
  const big = new RpcClient(transport).call(contextFor(t), "work", "echo", { value: "x".repeat(20_000) });
  await assert.rejects(big, refuses("FRAME_TOO_LARGE"));
  assert.ok(transport.isUp);
});

test("a token is never sent in the clear beyond loopback, nor put into an address", async () => {
  for (const url of [
    "ws://10.1.2.3:4650",
    "ws://host.example",
    "ws://127.0.0.1/?token=x",
    "ws://u:p@127.0.0.1",
    "http://127.0.0.1",
    "nonsense",
  ]) {
    await assert.rejects(connectWebSocket({ url, token: ADMIN_TOKEN }), refuses("CONFIG_INVALID"), url);
  }
});

test("a cut link is mended and its servers are back, a draining one still draining", async (t) => {
  const hub = await openHub(t);
  const relay = await openTcpRelay(hub.port);
  t.after(() => relay.close());
  const states: string[] = [];
  const transport = await join(t, relay.port, { onLink: (state) => void states.push(state) });
  await serveEndpoint(transport, { topic: "work", server: "a" }, new TestWorker("a").endpoint);
  const draining = await transport.serve({ topic: "work", server: "d", version: "1.0" }, async () => ({ result: "d" }));
  await draining.drain();
  const local = new RpcClient(hub.transport);
  for (let time = 1; time <= 3; time++) {
    relay.cut();
    await until("the link is down and up again", () => states.length === 2 * time);
    assert.ok(await local.call(contextFor(t), "work@a", "who"));
    assert.deepEqual(
      hub
        .topics()
        .get("work")
        ?.map(({ server, draining }) => [server, draining]),
      [
        ["a", false],
        ["d", true],
      ],
    );
  }
  assert.deepEqual(states.slice(0, 2), ["down", "up"]);
});

test("while the link is down a call fails at once and says that nothing was sent", async (t) => {
  const hub = await openHub(t);
  const relay = await openTcpRelay(hub.port);
  t.after(() => relay.close());
  const transport = await join(t, relay.port);
  relay.refuse(true);
  relay.cut();
  await until("it is noticed", () => !transport.isUp);
  const client = new RpcClient(transport);
  for (const send of [client.call, client.cast, client.fanout]) {
    await assert.rejects(send.call(client, contextFor(t), "work", "who"), (error) => {
      assert.deepEqual((error as HostError).data, { sent: false });
      return refuses("LINK_LOST")(error);
    });
  }
  relay.refuse(false);
  await until("it is mended", () => transport.isUp);
});

test("a hub that dies and comes back on its port gets its servers again", async (t) => {
  const first = await openHub(t);
  const { port } = first;
  const transport = await join(t, port);
  await serveEndpoint(transport, { topic: "work", server: "a" }, new TestWorker("a").endpoint);
  await first.close();
  await until("it is noticed", () => !transport.isUp);
  const second = await openHub(t, { port });
  await until("the server is back", () => second.topics().has("work"));
  assert.ok(await new RpcClient(second.transport).call(contextFor(t), "work", "who"));
});

test("a stalled link is noticed by its silence", async (t) => {
  const hub = await openHub(t);
  const relay = await openTcpRelay(hub.port);
  t.after(() => relay.close());
  const transport = await join(t, relay.port, { keepAliveMs: 40, reconnect: false });
  const call = new RpcClient(transport).call(contextFor(t), "nowhere", "who");
  await assert.rejects(call, refuses("NO_SERVER"));
  relay.stall(true);
  await assert.rejects(new RpcClient(transport).call(contextFor(t), "work", "who"), (error) => {
    assert.match((error as HostError).message, /no sign of life/);
    return refuses("LINK_LOST")(error);
  });
});

test("closing settles what waits, stops mending and may be repeated", async (t) => {
  const hub = await openHub(t);
  const worker = new TestWorker("a");
  await serveEndpoint(hub.transport, { topic: "work", server: "a" }, worker.endpoint);
  const transport = await join(t, hub.port);
  const call = assert.rejects(
    new RpcClient(transport).call(contextFor(t), "work", "hold", { name: "x" }),
    refuses("LINK_LOST"),
  );
  await until("it arrived", () => worker.held.has("x"));
  await Promise.all([transport.close(), transport.close()]);
  await call;
  await until("the hub saw it go", () => hub.connections().length === 0);
  assert.deepEqual(
    worker.cancelled.map(({ code }) => code),
    ["CANCELLED"],
  );
  await assert.rejects(new RpcClient(transport).call(contextFor(t), "work", "who"), refuses("LINK_LOST"));
});

test("closing while the link is being mended ends the tries", async (t) => {
  const hub = await openHub(t);
  const relay = await openTcpRelay(hub.port);
  t.after(() => relay.close());
  const states: string[] = [];
  const transport = await join(t, relay.port, { onLink: (state) => void states.push(state) });
  relay.refuse(true);
  relay.cut();
  await until("it is noticed", () => states.length === 1);
  await transport.close();
  relay.refuse(false);
  await openHub(t);
  assert.deepEqual(states, ["down"]);
  assert.equal(hub.connections().length, 0);
});

test("a place is served once per connection, leaving is repeatable and outlives the link", async (t) => {
  const hub = await openHub(t);
  const transport = await join(t, hub.port, { reconnect: false });
  const place = { topic: "work", server: "a", version: "1.0" };
  const serving = await transport.serve(place, async () => ({ result: 1 }));
  await assert.rejects(
    transport.serve(place, async () => ({ result: 2 })),
    refuses("ALREADY_EXISTS"),
  );
  await serving.leave();
  await serving.leave();
  const again = await transport.serve(place, async () => ({ result: 3 }));
  await hub.close();
  await until("it is noticed", () => !transport.isUp);
  await again.drain();
  await again.leave();
});

test("a hub and a client agree on the best subprotocol that both know", async (t) => {
  const hub = await openHub(t);
  const server = await serveEndpoint(
    await join(t, hub.port),
    { topic: "work", server: "a" },
    new TestWorker("a").endpoint,
  );
  const bytes = Uint8Array.of(0, 255);
  const records = new RpcClient(await join(t, hub.port));
  assert.deepEqual(await records.call(contextFor(t), "work", "echo_bytes", bytes), Buffer.from(bytes));
  const text = new RpcClient(await join(t, hub.port, { textOnly: true }));
  await assert.rejects(text.call(contextFor(t), "work", "echo_bytes", bytes), refuses("INVALID_PARAMS"));
  assert.equal(await text.call(contextFor(t), "work", "echo", { value: 1 }), 1);
  await server.stop({ drainTimeoutMs: 0 });
});
