// rpc.discover over a bus with good, silent and lying servers.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { RequestContext } from "#host/context";
import { silentLog } from "#host/log";
import { discoveryEndpoint } from "#host/rpc/discovery";
import { MemoryTransport } from "#host/rpc/memory-transport";
import { Router } from "#host/rpc/router";
import { serveEndpoint } from "../../support/bus.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { TestWorker } from "../../support/worker-endpoint.ts";

interface Document {
  readonly methods: { readonly name: string }[];
  readonly "x-unreachable"?: string[];
}

function bench(t: TestContext) {
  const router = new Router(silentLog);
  const clock = createFakeClock();
  const ctx = new RequestContext({ timeoutMs: 60_000, clock });
  t.after(() => ctx.close());
  const own = [
    { topic: "hub", methods: [{ name: "serve", summary: "Serves.", access: "operate", params: {}, result: {} }] },
  ];
  const { target } = discoveryEndpoint({ router, info: { title: "t", version: "1.0.0" }, own });
  const discover = (params: { topic?: string } = {}) =>
    (target as { discover(ctx: RequestContext, params: object): Promise<Document> }).discover(ctx, params);
  return { router, clock, discover };
}

test("one silent server does not hide the others", async (t) => {
  const { router, clock, discover } = bench(t);
  await serveEndpoint(new MemoryTransport({ router }), { topic: "work", server: "a" }, new TestWorker("a").endpoint);
  router.add({ topic: "mute", server: "a", version: "1.0" }, () => new Promise(() => {}));
  const asked = discover();
  await clock.advance(5_000);
  const document = await asked;
  assert.deepEqual(document["x-unreachable"], ["mute"]);
  const names = document.methods.map(({ name }) => name);
  assert.ok(names.includes("work.echo") && names.includes("hub.serve"));
  assert.ok(!names.some((name) => name.endsWith("rpc_methods")), "the collector's own method is shown");
});

test("a server that describes itself with nonsense is left out, not trusted", async (t) => {
  const { router, discover } = bench(t);
  const answers: readonly unknown[] = [
    null,
    "x",
    [1, null, {}, { name: "m" }, { name: 1, summary: "", access: "", params: {}, result: {} }],
  ];
  for (const [index, result] of answers.entries()) {
    router.add({ topic: `liar${index}`, server: "a", version: "1.0" }, async () => ({ result }));
  }
  assert.deepEqual(
    (await discover()).methods.map(({ name }) => name),
    ["hub.serve"],
  );
});

test("one topic can be asked for alone", async (t) => {
  const { router, discover } = bench(t);
  await serveEndpoint(new MemoryTransport({ router }), { topic: "work", server: "a" }, new TestWorker("a").endpoint);
  assert.ok((await discover({ topic: "work" })).methods.every(({ name }) => name.startsWith("work.")));
  assert.deepEqual(
    (await discover({ topic: "hub" })).methods.map(({ name }) => name),
    ["hub.serve"],
  );
  assert.deepEqual((await discover({ topic: "none" })).methods, []);
});
