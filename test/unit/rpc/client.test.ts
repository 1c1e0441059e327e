// The caller's side: prepared options, version caps, typed interfaces.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { RequestContext } from "#host/context";
import { type ErrorCode, isHostError } from "#host/errors";
import { apiMethod, defineApi, RpcClient } from "#host/rpc/client";
import type { RpcRequest, Transport } from "#host/rpc/transport";
import { contextFor } from "../../support/bus.ts";

const refuses = (code: ErrorCode) => (error: unknown) => isHostError(error, code);

function recorder(result: unknown = "done") {
  const requests: RpcRequest[] = [];
  const remaining: number[] = [];
  const note = (ctx: RequestContext, request: RpcRequest) => {
    requests.push(request);
    remaining.push(ctx.remainingMs());
  };
  const transport: Transport = {
    name: "recorder",
    serve: () => assert.fail("not asked for"),
    call: async (ctx, request) => {
      note(ctx, request);
      return { result, visits: [{ station: "far", atMs: 1 }] };
    },
    cast: async (ctx, request) => note(ctx, request),
    fanout: async (ctx, request) => {
      note(ctx, request);
      return { receivers: 2 };
    },
    close: async () => {},
  };
  return { client: new RpcClient(transport), requests, remaining };
}

interface Thing {
  readonly name: string;
}

const thingApi = defineApi(
  { topic: "thing", version: "1.3" },
  {
    create: apiMethod<{ readonly name: string }, Thing>({ timeoutMs: 5_000 }),
    list: apiMethod<undefined, readonly Thing[]>(),
    getStats: apiMethod<{ readonly deep?: boolean } | undefined, number>({ method: "get_stats" }),
  },
);

test("prepare gives another client and leaves the first as it was", async (t) => {
  const { client, requests } = recorder();
  const prepared = client.prepare({ version: "1.0", namespace: "n" }).prepare({ idempotencyKey: "k", version: "1.1" });
  await prepared.call(contextFor(t), "a@b", "m", { x: 1 });
  await client.call(contextFor(t), { topic: "a" }, "m");
  assert.deepEqual(requests, [
    {
      target: { topic: "a", server: "b" },
      method: "m",
      params: { x: 1 },
      meta: { version: "1.1", namespace: "n", idempotencyKey: "k" },
    },
    { target: { topic: "a" }, method: "m", params: undefined, meta: {} },
  ]);
});

test("a prepared time bounds the call, and its context bounds both", async (t) => {
  const { client, remaining } = recorder();
  await client.prepare({ timeoutMs: 100 }).call(contextFor(t, 60_000), "a", "m");
  await client.prepare({ timeoutMs: 60_000 }).call(contextFor(t, 100), "a", "m");
  assert.ok(
    remaining.every((ms) => ms <= 100),
    String(remaining),
  );
});

test("what is no target, no version or above the cap is refused before anything is sent", async (t) => {
  const { client, requests } = recorder();
  await assert.rejects(client.call(contextFor(t), "a.b", "m"), refuses("INVALID_REQUEST"));
  await assert.rejects(client.cast(contextFor(t), { topic: "a", server: "b c" }, "m"), refuses("INVALID_REQUEST"));
  assert.throws(() => client.prepare({ version: "1" }), refuses("INVALID_REQUEST"));
  const capped = client.prepare({ versionCap: "1.2" });
  assert.deepEqual(
    [capped.canSend("1.2"), capped.canSend("1.3"), capped.canSend("2.0"), client.canSend("9.9")],
    [true, false, false, true],
  );
  await assert.rejects(
    capped.prepare({ version: "1.3" }).call(contextFor(t), "a", "m"),
    refuses("VERSION_UNSUPPORTED"),
  );
  assert.deepEqual(requests, []);
  await capped.prepare({ version: "1.2" }).call(contextFor(t), "a", "m");
});

test("the far stations of a traced call join the caller's own", async (t) => {
  const { client } = recorder();
  const ctx = new RequestContext({ timeoutMs: 1_000, visits: [] });
  t.after(() => ctx.close());
  await client.call(ctx, "a", "m");
  assert.deepEqual(
    ctx.visits?.map(({ station }) => station),
    ["far"],
  );
});

test("a typed interface calls its topic at its version, or one server of it", async (t: TestContext) => {
  const { client, requests, remaining } = recorder({ name: "x" });
  const thing: Thing = await thingApi(client).create(contextFor(t), { name: "x" });
  assert.equal(thing.name, "x");
  await thingApi(client, "node-1").list(contextFor(t));
  await thingApi(client).getStats(contextFor(t), { deep: true });
  assert.deepEqual(
    requests.map(({ target, method, params, meta }) => [target, method, params, meta.version]),
    [
      [{ topic: "thing" }, "create", { name: "x" }, "1.3"],
      [{ topic: "thing", server: "node-1" }, "list", undefined, "1.3"],
      [{ topic: "thing" }, "get_stats", { deep: true }, "1.3"],
    ],
  );
  assert.ok((remaining[0] ?? 0) <= 5_000);
  assert.deepEqual([thingApi.topic, thingApi.version], ["thing", "1.3"]);
});

test("a typed interface refuses wrong params when it is compiled", (t) => {
  const { client } = recorder();
  const api = thingApi(client);
  const wrong = [
    // @ts-expect-error create needs a name
    () => api.create(contextFor(t)),
    // @ts-expect-error a name is a text
    () => api.create(contextFor(t), { name: 1 }),
    // @ts-expect-error there is no such method
    () => api.destroy(contextFor(t)),
  ];
  assert.equal(wrong.length, 3);
});

test("a typed interface may say of a method that it takes long, and how long its server may be silent", async (t) => {
  const { client, requests, remaining } = recorder();
  const longApi = defineApi(
    { topic: "work", version: "1.0" },
    { copy: apiMethod<undefined>({ timeoutMs: 600_000, aliveMs: 2_000 }), look: apiMethod<undefined>() },
  );
  const api = longApi(client);
  const ctx = contextFor(t, 900_000);
  await api.copy(ctx);
  await api.look(ctx);
  assert.deepEqual(
    requests.map(({ meta, onAlive }) => [meta.timeoutMs, meta.aliveMs, typeof onAlive]),
    [
      [600_000, 2_000, "function"],
      [undefined, undefined, "undefined"],
    ],
  );
  assert.ok((remaining[0] ?? 0) <= 600_000 && (remaining[1] ?? 0) > 600_000);
  for (const aliveMs of [0, 10, 1e9, Number.NaN])
    assert.throws(() => client.prepare({ aliveMs }), refuses("INVALID_PARAMS"));
});
