// Errors that methods declare.
import assert from "node:assert/strict";
import { test } from "node:test";
import { HostError } from "#host/errors";
import { createLog, silentLog } from "#host/log";
import { RpcClient } from "#host/rpc/client";
import { bindEndpoint, type Endpoint } from "#host/rpc/endpoint";
import { MemoryTransport } from "#host/rpc/memory-transport";
import { describeEndpoints, openRpcDocument } from "#host/rpc/openrpc";
import { clientSource } from "#host/rpc/openrpc-client";
import { Router } from "#host/rpc/router";
import { contextFor, serveEndpoint } from "../../support/bus.ts";
import { fails } from "../../support/bus-scene.ts";

const errors: string[] = [];
const endpoint: Endpoint = {
  version: "1.0",
  methods: {
    take: { summary: "Takes.", access: "read", errors: ["NOT_FOUND", "BUSY"] },
    leave: { summary: "Leaves.", access: "read" },
  },
  target: {
    take: async () => {
      throw new HostError(errors.shift() as "BUSY", "as it was told");
    },
    leave: async () => {
      throw new HostError("FAILED_PRECONDITION", "never said so");
    },
  },
};

test("an error that a method does not declare is answered as it is, and logged as a mistake", async (t) => {
  const lines: { msg: string; code: string; method: string }[] = [];
  const log = createLog({ level: "warn", destination: { write: (line) => void lines.push(JSON.parse(line)) } });
  const router = new Router(silentLog);
  await serveEndpoint(new MemoryTransport({ router }), { topic: "shop", server: "a" }, endpoint, { log });
  const client = new RpcClient(new MemoryTransport({ router }));
  for (const code of ["BUSY", "RESOURCE_EXHAUSTED", "NOT_FOUND"] as const) {
    errors.push(code);
    await assert.rejects(client.call(contextFor(t), "shop", "take"), fails(code));
  }
  await assert.rejects(client.call(contextFor(t), "shop", "leave"), fails("FAILED_PRECONDITION"));
  assert.deepEqual(lines, [], "declared ones, the bus's own, and those of a method that says nothing");
  errors.push("ALREADY_EXISTS");
  await assert.rejects(client.call(contextFor(t), "shop", "take"), fails("ALREADY_EXISTS"));
  assert.deepEqual(
    lines.map(({ code, method }) => [code, method]),
    [["ALREADY_EXISTS", "shop@a.take"]],
  );
});

test("the document lists them with number and meaning, and the client that is written from it names them", () => {
  const methods = describeEndpoints([bindEndpoint(endpoint)]);
  const newer = methods.map((method) => ({
    ...method,
    ...(method.errors && { errors: [...method.errors, "FROM_TOMORROW"] }),
  }));
  const document = openRpcDocument({ title: "t", version: "1" }, [{ topic: "shop", methods: newer }]);
  const listed = document["methods"] as { name: string; errors?: unknown }[];
  assert.deepEqual(listed.find(({ name }) => name === "shop.take")?.errors, [
    { code: -32011, message: "the named thing does not exist", data: { code: "NOT_FOUND", retryable: false } },
    { code: -32013, message: "another operation holds the thing", data: { code: "BUSY", retryable: true } },
  ]);
  assert.equal(listed.find(({ name }) => name === "shop.leave")?.errors, undefined);
  assert.match(clientSource(document), /Takes\. Throws NOT_FOUND, BUSY\./);
});
