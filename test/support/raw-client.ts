// Bare frames on a real socket: a hub with one server, and a client that sends what it likes.
import { once } from "node:events";
import type { TestContext } from "node:test";
import { WebSocket } from "ws";
import type { Hub } from "#host/rpc/hub";
import { ADMIN_TOKEN, openHub, serveEndpoint } from "./bus.ts";
import { until } from "./until.ts";
import { TestWorker } from "./worker-endpoint.ts";

export interface HubScene {
  readonly hub: Hub;
  readonly worker: TestWorker;
}

export async function hubScene(t: TestContext, options: Parameters<typeof openHub>[1] = {}): Promise<HubScene> {
  const hub = await openHub(t, options);
  const worker = new TestWorker("a");
  await serveEndpoint(hub.transport, { topic: "work", server: "a" }, worker.endpoint);
  return { hub, worker };
}

export interface Raw {
  readonly socket: WebSocket;
  /** Sends a frame and answers the next one that comes back, parsed. */
  ask(frame: unknown): Promise<unknown>;
  /** Every frame that came so far. */
  readonly received: readonly string[];
}

export async function rawClient(t: TestContext, hub: Hub, token = ADMIN_TOKEN): Promise<Raw> {
  const socket = new WebSocket(hub.url, { headers: { authorization: `Bearer ${token}` } });
  const received: string[] = [];
  socket.on("message", (data) => void received.push(data.toString()));
  await once(socket, "open");
  t.after(() => socket.terminate());
  const ask = async (frame: unknown) => {
    const seen = received.length;
    socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
    await until("an answer came", () => received.length > seen);
    return JSON.parse(received[seen] ?? "");
  };
  return { socket, ask, received };
}

export interface Answer {
  readonly jsonrpc: string;
  readonly id: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data: Record<string, unknown> };
}
