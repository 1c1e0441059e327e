import assert from "node:assert/strict";
import { test } from "node:test";
import { withContext } from "#host/context";
import { FunctionManager } from "#host/function/manager";
import { functionApi } from "#host/function/rpcapi";
import { silentLog } from "#host/log";
import { RpcClient } from "#host/rpc/client";
import { MemoryTransport } from "#host/rpc/memory-transport";
import { Router } from "#host/rpc/router";
import { serveEndpoint } from "../../support/bus.ts";

test("the client side calls with what has a default left out, and lists", async (t) => {
  const asked: unknown[] = [];
  const answer = (name: string) => async (_ctx: unknown, params: unknown) => {
    asked.push([name, params]);
    return {};
  };
  const transport = new MemoryTransport({ router: new Router(silentLog) });
  t.after(() => transport.close());
  const endpoint = {
    ...{ version: FunctionManager.version, methods: FunctionManager.rpc },
    target: { call: answer("call"), list: answer("list") },
  };
  const server = await serveEndpoint(transport, { topic: "function", server: "edge1" }, endpoint);
  t.after(() => server.stop({ drainTimeoutMs: 0 }));
  const api = functionApi(new RpcClient(transport));
  await withContext({ timeoutMs: 5000 }, async (ctx) => {
    await api.call(ctx, { driver: "f", export: "run" });
    await api.list(ctx);
  });
  const params = { driver: "f", export: "run", encoding: "text", input: "", journal: false };
  assert.deepEqual(asked, [
    ["call", params],
    ["list", undefined],
  ]);
});
