import assert from "node:assert/strict";
import { test } from "node:test";
import { withContext } from "#host/context";
import { silentLog } from "#host/log";
import { NetworkManager } from "#host/network/manager";
import { networkApi } from "#host/network/rpcapi";
import { RpcClient } from "#host/rpc/client";
import { MemoryTransport } from "#host/rpc/memory-transport";
import { Router } from "#host/rpc/router";
import { serveEndpoint } from "../../support/bus.ts";

const PARAMS: Readonly<Record<string, unknown>> = {
  explain: { name: "lan" },
  retry: { operationId: "op-1" },
  ...{ create: { name: "lan", cidr: "10.0.0.0/24" }, delete: { name: "lan" }, get: { name: "lan" }, list: {} },
  ...{ allocateFloating: {}, releaseFloating: { address: "10.0.0.1" }, disassociateFloating: { address: "10.0.0.1" } },
  ...{ associateFloating: { address: "10.0.0.1", network: "lan", port: "a" }, listFloating: undefined },
  ...{ releaseAddress: { network: "lan", address: "10.0.0.1" }, removeRule: { id: "0123abcd" } },
  addRule: { network: "lan", port: "a", direction: "ingress", action: "deny" },
};

test("the client side has a method for each that the manager declares, and nothing else", async () => {
  const asked: string[] = [];
  const methods = Object.keys(NetworkManager.rpc);
  const answer = (name: string) => async () => {
    asked.push(name);
    return {};
  };
  const target = Object.fromEntries(methods.map((name) => [name, answer(name)]));
  const transport = new MemoryTransport({ router: new Router(silentLog) });
  const endpoint = { version: NetworkManager.version, methods: NetworkManager.rpc, target };
  const server = await serveEndpoint(transport, { topic: "network", server: "edge1" }, endpoint);
  const api = networkApi(new RpcClient(transport));
  const client = api as unknown as Readonly<Record<string, (ctx: unknown, params: unknown) => Promise<unknown>>>;
  await withContext({ timeoutMs: 5000 }, async (ctx) => {
    for (const [name, call] of Object.entries(client)) {
      const withPort = /Port$|^listRules/.test(name) ? { network: "lan", port: "a" } : { network: "lan" };
      await call(ctx, name in PARAMS ? PARAMS[name] : withPort);
    }
  });
  await server.stop({ drainTimeoutMs: 0 });
  await transport.close();
  assert.deepEqual(asked.toSorted(), methods.toSorted());
});
