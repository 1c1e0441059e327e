// Requests with a key over links that break: worked on once, answered to who comes back.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { HostError } from "#host/errors";
import { RpcClient } from "#host/rpc/client";
import { connectWebSocket, type WebSocketTransport } from "#host/rpc/websocket-transport";
import { ADMIN_TOKEN, contextFor, openHub, serveEndpoint } from "../support/bus.ts";
import { openTcpRelay } from "../support/tcp-relay.ts";
import { until } from "../support/until.ts";
import { TestWorker } from "../support/worker-endpoint.ts";

async function join(t: TestContext, port: number, textOnly = false): Promise<WebSocketTransport> {
  const transport = await connectWebSocket({
    url: `ws://127.0.0.1:${port}`,
    token: ADMIN_TOKEN,
    textOnly,
    closeGraceMs: 200,
    backOff: { firstMs: 5, maxMs: 20 },
  });
  t.after(() => transport.close());
  return transport;
}

/** A hub, servers `a` and `b` behind it or inside it, and a caller behind a wire that can be cut. */
async function scene(t: TestContext, how: { readonly inside: boolean; readonly textOnly: boolean }) {
  const hub = await openHub(t);
  const relay = await openTcpRelay(hub.port);
  t.after(() => relay.close());
  const workers = ["a", "b"].map((name) => new TestWorker(name));
  for (const worker of workers) {
    const transport = how.inside ? hub.transport : await join(t, hub.port, how.textOnly);
    await serveEndpoint(transport, { topic: "work", server: worker.name }, worker.endpoint);
  }
  const caller = await join(t, relay.port, how.textOnly);
  const holders = () => workers.filter(({ held }) => held.has("it"));
  return { relay, workers, holders, caller, client: new RpcClient(caller, { idempotencyKey: "key-1" }) };
}

for (const inside of [true, false]) {
  for (const textOnly of [true, false]) {
    const where = `${inside ? "inside the hub" : "behind it"}, over ${textOnly ? "text" : "records"}`;

    test(`a keyed call outlives its caller's link and is answered after the reconnect (${where})`, async (t) => {
      const { relay, workers, holders, caller, client } = await scene(t, { inside, textOnly });
      const answer = client.call(contextFor(t), "work", "hold", { name: "it" });
      await until("one server works on it", () => holders().length === 1);
      relay.cut();
      await until("the link is back", () => caller.isUp);
      holders()[0]?.held.get("it")?.();
      assert.equal(await answer, "it was released");
      for (const worker of workers) assert.deepEqual(worker.cancelled, [], "nobody cancelled");
      assert.equal(holders().length, 1, "no other server was asked");
    });

    test(`an answer that was lost with the link is replayed, not made again (${where})`, async (t) => {
      const { relay, workers, holders, caller, client } = await scene(t, { inside, textOnly });
      relay.refuse(true);
      const answer = client.call(contextFor(t), "work", "hold", { name: "it" });
      await until("one server works on it", () => holders().length === 1);
      relay.cut();
      await until("the link is down", () => !caller.isUp);
      const [holder] = holders();
      holder?.held.get("it")?.();
      holder?.held.clear();
      relay.refuse(false);
      assert.equal(await answer, "it was released");
      assert.equal(workers.filter(({ held }) => held.has("it")).length, 0, "it ran once");
    });
  }
}

test("a keyed call that its caller cancels is cancelled, and one without a key is cancelled with its link", async (t) => {
  const { relay, workers, holders, caller, client } = await scene(t, { inside: false, textOnly: false });
  const ctx = contextFor(t);
  const keyed = assert.rejects(client.call(ctx, "work", "hold", { name: "it" }));
  await until("one server works on it", () => holders().length === 1);
  ctx.cancel(new HostError("CANCELLED", "enough"));
  await keyed;
  await until("the work was told", () => workers.some(({ cancelled }) => cancelled.length === 1));
  const plain = assert.rejects(new RpcClient(caller).call(contextFor(t), "work", "hold", { name: "that" }));
  await until("it is worked on", () => workers.some(({ held }) => held.has("that")));
  relay.cut();
  await plain;
  await until("that was told too", () =>
    workers.some(({ cancelled }) => cancelled.some(({ name }) => name === "that")),
  );
});

test("two who ask under one key get one answer, and the key serves no other question", async (t) => {
  const { holders, client } = await scene(t, { inside: false, textOnly: false });
  const asked = [1, 2].map(() => client.call(contextFor(t), "work", "hold", { name: "it" }));
  await until("one server works on it", () => holders().length === 1);
  await assert.rejects(client.call(contextFor(t), "work", "hold", { name: "other" }), { code: "FAILED_PRECONDITION" });
  holders()[0]?.held.get("it")?.();
  assert.deepEqual(await Promise.all(asked), ["it was released", "it was released"]);
});
