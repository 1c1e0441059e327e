// A codec of a program's own, beside JSON and over every transport that carries bytes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { silentLog } from "#host/log";
import { RpcClient } from "#host/rpc/client";
import type { Codec } from "#host/rpc/codec";
import { bindEndpoint, type Endpoint } from "#host/rpc/endpoint";
import { MemoryTransport } from "#host/rpc/memory-transport";
import { describeEndpoints } from "#host/rpc/openrpc";
import { Router } from "#host/rpc/router";
import { contextFor, joinHub, openHub, serveEndpoint } from "../../support/bus.ts";
import { fails } from "../../support/bus-scene.ts";

// What JSON cannot say: big numbers stay what they are.
const big: Codec = {
  name: "big-json",
  write: (value) => Buffer.from(JSON.stringify(value, (_key, one) => (typeof one === "bigint" ? `${one}n` : one))),
  read: (bytes) =>
    JSON.parse(Buffer.from(bytes).toString(), (_key, one) =>
      /^\d+n$/.test(String(one)) ? BigInt(String(one).slice(0, -1)) : one,
    ),
};

const endpoint: Endpoint = {
  version: "1.0",
  methods: {
    double: {
      summary: "Doubles.",
      access: "read",
      params: z.strictObject({ number: z.union([z.bigint(), z.int()]) }),
      codec: big,
    },
  },
  target: {
    double: async (_ctx: unknown, { number }: { number: bigint | number }) =>
      typeof number === "bigint" ? number * 2n : number * 2,
  },
};

test("who asks in the codec is answered in it, and who asks in JSON in JSON", async (t) => {
  const router = new Router(silentLog);
  const hub = await openHub(t);
  await serveEndpoint(new MemoryTransport({ router }), { topic: "sums", server: "a" }, endpoint);
  await serveEndpoint(hub.transport, { topic: "sums", server: "a" }, endpoint);
  for (const transport of [new MemoryTransport({ router }), await joinHub(t, hub.url)]) {
    const client = new RpcClient(transport);
    assert.equal(await client.call(contextFor(t), "sums", "double", { number: 4 }), 8);
    const coded = client.prepare({ codec: big });
    assert.equal(await coded.call(contextFor(t), "sums", "double", { number: 2n ** 70n }), 2n ** 71n);
    await assert.rejects(
      coded.call(contextFor(t), "sums", "double", { number: "x" }),
      fails("INVALID_PARAMS", /number/),
    );
    await assert.rejects(
      client.call(contextFor(t), "sums", "double", Buffer.from("{")),
      fails("INVALID_PARAMS", /no big-json/),
    );
  }
});

test("params that the codec cannot write are refused before anything is sent, and the document names it", async (t) => {
  const broken: Codec = { ...big, write: () => assert.fail("cannot") };
  const client = new RpcClient(new MemoryTransport({ router: new Router(silentLog) }), { codec: broken });
  await assert.rejects(
    client.call(contextFor(t), "sums", "double", {}),
    fails("INVALID_PARAMS", /big-json cannot carry/),
  );
  assert.equal(describeEndpoints([bindEndpoint(endpoint)])[0]?.codec, "big-json");
});
