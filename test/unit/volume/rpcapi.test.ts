import assert from "node:assert/strict";
import { test } from "node:test";
import { withContext } from "#host/context";
import { silentLog } from "#host/log";
import { RpcClient } from "#host/rpc/client";
import { MemoryTransport } from "#host/rpc/memory-transport";
import { Router } from "#host/rpc/router";
import { VolumeManager } from "#host/volume/manager";
import { volumeApi } from "#host/volume/rpcapi";
import { serveEndpoint } from "../../support/bus.ts";

test("the client side has a method for each that the manager declares, and nothing else", async () => {
  const asked: string[] = [];
  const methods = Object.keys(VolumeManager.rpc);
  const answer = (name: string) => async (_ctx: unknown, params: unknown) => {
    asked.push(`${name} ${JSON.stringify(params)}`);
    return { operationId: null, volume: null };
  };
  const target = Object.fromEntries(methods.map((name) => [name, answer(name)]));
  const transport = new MemoryTransport({ router: new Router(silentLog) });
  const endpoint = { version: VolumeManager.version, methods: VolumeManager.rpc, target };
  const server = await serveEndpoint(transport, { topic: "volume", server: "edge1" }, endpoint);
  const volumes = volumeApi(new RpcClient(transport));
  await withContext({ timeoutMs: 5000 }, async (ctx) => {
    await volumes.create(ctx, { name: "db1", sizeBytes: 1 });
    await volumes.extend(ctx, { name: "db1", sizeBytes: 2 });
    await volumes.get(ctx, { name: "db1" });
    await volumes.list(ctx, { after: "db0" });
    await volumes.delete(ctx, { name: "db1" });
    await volumes.forget(ctx, { name: "db1" });
    await volumes.clone(ctx, { name: "db2", source: "db1" });
    for (const method of ["createSnapshot", "deleteSnapshot", "restoreSnapshot"] as const)
      await volumes[method](ctx, { name: "db1", snapshot: "monday" });
    for (const method of ["export", "unexport"] as const) await volumes[method](ctx, { name: "db1", way: "nbd" });
    for (const method of ["migrate", "manage"] as const) await volumes[method](ctx, { name: "db1", driver: "file" });
    await volumes.unmanage(ctx, { name: "db1" });
    await volumes.explain(ctx, { name: "db1" });
    await volumes.retry(ctx, { operationId: "op-1" });
    for (const method of ["backends", "orphans"] as const) await volumes[method](ctx, undefined);
  });
  await server.stop({ drainTimeoutMs: 0 });
  await transport.close();
  assert.deepEqual(asked.map((line) => line.split(" ")[0]).toSorted(), methods.toSorted());
  assert.equal(asked[3], 'list {"after":"db0","limit":1000}');
});
