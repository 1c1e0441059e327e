// A host that goes out to another hub: what it serves is called there, and its own calls need no link.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { silentLog } from "#host/log";
import { RpcClient } from "#host/rpc/client";
import { Uplink } from "#host/rpc/uplink";
import { WebSocketTransport } from "#host/rpc/websocket-transport";
import { ADMIN_TOKEN, contextFor, openHub, serveEndpoint } from "../../support/bus.ts";
import { openTcpRelay } from "../../support/tcp-relay.ts";
import { until } from "../../support/until.ts";
import { TestWorker } from "../../support/worker-endpoint.ts";

async function scene(t: TestContext) {
  const far = await openHub(t);
  const near = await openHub(t);
  const relay = await openTcpRelay(far.port);
  t.after(() => relay.close());
  const transport = new WebSocketTransport({
    url: `ws://127.0.0.1:${relay.port}`,
    token: ADMIN_TOKEN,
    closeGraceMs: 200,
    backOff: { firstMs: 5, maxMs: 20 },
    onLink: (state) => state === "up" && uplink.refresh(),
  });
  const uplink = new Uplink({ router: near.router, transport, inside: ["hub", "rpc", "secret"], log: silentLog });
  t.after(() => uplink.close());
  const there = (topic: string) =>
    far
      .topics()
      .get(topic)
      ?.map(({ server }) => server) ?? [];
  return { far, near, relay, transport, uplink, there };
}

test("what a host serves is called through the hub it joined, as the caller that this hub says", async (t) => {
  const { far, near, transport, there } = await scene(t);
  const before = await serveEndpoint(
    near.transport,
    { topic: "work", server: "edge" },
    new TestWorker("edge").endpoint,
  );
  await serveEndpoint(near.transport, { topic: "secret", server: "edge" }, new TestWorker("edge").endpoint);
  transport.start();
  await until("it is served there", () => there("work").length === 1);
  const client = new RpcClient(far.transport);
  const seen = await client.call(contextFor(t), "work@edge", "who");
  assert.equal((seen as { readonly server: string }).server, "edge");
  await serveEndpoint(near.transport, { topic: "more", server: "edge" }, new TestWorker("edge").endpoint);
  await until("a later one is served too", () => there("more").length === 1);
  assert.deepEqual(there("secret"), [], "what is inside stays inside");
  await before.stop({ drainTimeoutMs: 0 });
  await until("one that leaves here leaves there", () => there("work").length === 0);
});

test("without the link local calls go on, and when it is back all is served again", async (t) => {
  const { far, near, relay, transport, uplink, there } = await scene(t);
  relay.refuse(true);
  transport.start();
  await serveEndpoint(near.transport, { topic: "work", server: "edge" }, new TestWorker("edge").endpoint);
  const local = new RpcClient(near.transport);
  assert.ok(await local.call(contextFor(t), "work", "who"));
  assert.deepEqual(uplink.places, []);
  relay.refuse(false);
  await until("it is served there", () => there("work").length === 1);
  for (let time = 0; time < 3; time++) {
    relay.cut();
    assert.ok(await local.call(contextFor(t), "work", "who"));
    await until("it is gone and back", () => there("work").length === 1 && transport.isUp);
    await until("it answers again", () =>
      new RpcClient(far.transport).call(contextFor(t), "work@edge", "who").then(
        () => true,
        () => false,
      ),
    );
  }
});

test("a name that another host has there is left out until it is free", async (t) => {
  const { far, near, relay, transport, uplink, there } = await scene(t);
  const rival = await serveEndpoint(far.transport, { topic: "work", server: "edge" }, new TestWorker("rival").endpoint);
  await serveEndpoint(near.transport, { topic: "work", server: "edge" }, new TestWorker("edge").endpoint);
  await serveEndpoint(near.transport, { topic: "more", server: "edge" }, new TestWorker("edge").endpoint);
  transport.start();
  await until("the other place is served", () => there("more").length === 1);
  await until("the taken one is not", () => !uplink.places.includes("work@edge"));
  await rival.stop({ drainTimeoutMs: 0 });
  relay.cut();
  await until("it is served with the next link", () => there("work").length === 1 && there("more").length === 1);
});
