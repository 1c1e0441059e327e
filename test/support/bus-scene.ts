// The usual cast of a bus test: a near end with its client, and servers that come when they are asked for.
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { RequestContext } from "#host/context";
import { type ErrorCode, HostError } from "#host/errors";
import { RpcClient } from "#host/rpc/client";
import type { RpcServer } from "#host/rpc/server";
import type { Transport } from "#host/rpc/transport";
import { type Bus, type BusBody, type BusOptions, contextFor, serveEndpoint } from "./bus.ts";
import { TestWorker } from "./worker-endpoint.ts";

export interface BusScene {
  readonly bus: Bus;
  readonly ctx: RequestContext;
  readonly near: Transport;
  readonly client: RpcClient;
}

export interface Party {
  readonly worker: TestWorker;
  readonly transport: Transport;
  readonly server: RpcServer;
}

export async function openScene(body: BusBody, t: TestContext, options?: BusOptions): Promise<BusScene> {
  const bus = await body.open(t, options);
  const near = await bus.join();
  return { bus, ctx: contextFor(t), near, client: new RpcClient(near) };
}

/** A server of the topic `work` on a connection of its own. */
export async function party(bus: Bus, name: string, inFlightMax = 1024): Promise<Party> {
  const transport = await bus.join();
  const worker = new TestWorker(name);
  const server = await serveEndpoint(transport, { topic: "work", server: name }, worker.endpoint, { inFlightMax });
  return { worker, transport, server };
}

/** For assert.rejects: an error of ours with this code, and a message that fits. */
export function fails(code: ErrorCode, message?: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof HostError, `not a HostError: ${String(error)}`);
    assert.equal(error.code, code, error.message);
    if (message) assert.match(error.message, message);
    return true;
  };
}
