// The cap that a fleet sets by what its servers speak.
import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestContext } from "#host/context";
import { RpcClient } from "#host/rpc/client";
import { leastOf } from "#host/rpc/version-cap";
import { contextFor, joinHub, openHub, serveEndpoint } from "../../support/bus.ts";
import { fails } from "../../support/bus-scene.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { TestWorker } from "../../support/worker-endpoint.ts";

test("of each major the least counts", () => {
  assert.deepEqual(leastOf(["1.10", "2.0", "1.9", "1.12"]), ["1.9", "2.0"]);
  assert.deepEqual(leastOf([]), []);
});

test("an automatic cap keeps calls to what every live server speaks, and rises when the last old one has gone", async (t) => {
  const hub = await openHub(t);
  const clock = createFakeClock();
  const ctx = new RequestContext({ timeoutMs: 600_000, clock });
  t.after(() => ctx.close());
  const serve = (server: string, version: string) =>
    serveEndpoint(hub.transport, { topic: "work", server }, { ...new TestWorker(server).endpoint, version });
  const old = await serve("a", "1.2");
  await serve("b", "1.4");
  const client = new RpcClient(await joinHub(t, hub.url), { versionCap: "auto", version: "1.4" });
  const newer = client.call(ctx, "work", "who");
  await assert.rejects(newer, fails("VERSION_UNSUPPORTED", /above the cap 1\.2/));
  await assert.rejects(client.cast(ctx, "work", "who"), fails("VERSION_UNSUPPORTED"));
  await assert.rejects(client.fanout(ctx, "work", "who"), fails("VERSION_UNSUPPORTED"));
  assert.equal(await client.canSendTo(ctx, "work", "1.4"), false);
  assert.equal(await client.canSendTo(ctx, "work", "1.2"), true);
  await client.prepare({ version: "1.2" }).call(ctx, "work", "who");
  await old.stop({ drainTimeoutMs: 0 });
  await clock.advance(10_001);
  assert.equal(await client.canSendTo(ctx, "work", "1.4"), true);
  await client.call(ctx, "work", "who");
});

test("a topic that nobody serves, or not in this major, is refused by the call itself", async (t) => {
  const hub = await openHub(t);
  const client = new RpcClient(await joinHub(t, hub.url), { versionCap: "auto", version: "3.0" });
  await assert.rejects(client.call(contextFor(t), "nobody", "who"), fails("NO_SERVER"));
  await serveEndpoint(hub.transport, { topic: "work", server: "a" }, new TestWorker("a").endpoint);
  await assert.rejects(client.call(contextFor(t), "work", "who"), fails("VERSION_UNSUPPORTED", /it speaks 1\.0-1\.2/));
});
