// The same bus in three bodies, memory and WebSocket with texts or records, with the same handle: join, cut one's link, close.
import type { TestContext } from "node:test";
import { type Clock, systemClock } from "#host/clock";
import { type Caller, RequestContext } from "#host/context";
import { type Log, silentLog } from "#host/log";
import type { Endpoint } from "#host/rpc/endpoint";
import { type Hub, type HubOptions, startHub } from "#host/rpc/hub";
import { DEFAULT_CALL_TIMES, DEFAULT_HUB_LIMITS, DEFAULT_LINK_LIMITS } from "#host/rpc/limits";
import { MemoryTransport } from "#host/rpc/memory-transport";
import { Router } from "#host/rpc/router";
import { RpcServer } from "#host/rpc/server";
import { createTokenCheck } from "#host/rpc/token";
import type { Place, Transport } from "#host/rpc/transport";
import { connectWebSocket, type WebSocketTransport } from "#host/rpc/websocket-transport";
import { openTcpRelay } from "./tcp-relay.ts";

export const ADMIN_TOKEN = "A".repeat(43);
export const HOST_TOKEN = "H".repeat(43);
export const READER_TOKEN = "R".repeat(43);
const TOKENS: readonly { readonly token: string; readonly caller: Caller }[] = [
  { token: ADMIN_TOKEN, caller: { name: "operator", roles: ["admin"] } },
  { token: HOST_TOKEN, caller: { name: "another-host", roles: ["host"] } },
  { token: READER_TOKEN, caller: { name: "visitor", roles: ["reader"] } },
];

export interface Bus {
  readonly name: string;
  /** A connection of its own. */
  join(): Promise<Transport>;
  /** Ends a connection as a dead network would, from outside. */
  cut(transport: Transport): Promise<void>;
}

export interface BusOptions {
  readonly frameBytesMax?: number;
}

export interface BusBody {
  readonly name: string;
  open(t: TestContext, options?: BusOptions): Promise<Bus>;
}

const memory: BusBody = {
  name: "memory",
  open: async (t, options = {}) => {
    // Deadlines do not keep a process alive, and here is no socket that would.
    const alive = setInterval(() => {}, 1_000);
    t.after(() => clearInterval(alive));
    const router = new Router(silentLog);
    const limits = { ...DEFAULT_LINK_LIMITS, ...options };
    return {
      name: "memory",
      join: async () => new MemoryTransport({ router, limits }),
      cut: (transport) => transport.close(),
    };
  },
};

const overHub = (name: string, textOnly: boolean): BusBody => ({
  name,
  open: async (t, options = {}) => {
    const hub = await openHub(t, { limits: options });
    const relays = new Map<Transport, () => void>();
    const join = async () => {
      const relay = await openTcpRelay(hub.port);
      t.after(() => relay.close());
      const transport = await joinHub(t, `ws://127.0.0.1:${relay.port}`, options, textOnly);
      relays.set(transport, relay.cut);
      return transport;
    };
    return { name, join, cut: async (transport) => relays.get(transport)?.() };
  },
});

export const BUS_BODIES: readonly BusBody[] = [memory, overHub("text", true), overHub("records", false)];

export interface OpenHubOptions {
  readonly limits?: Partial<HubOptions["limits"]>;
  readonly allowedOrigins?: readonly string[];
  readonly clock?: Clock;
  readonly log?: Log;
  readonly port?: number;
}

/** A hub on a free port of loopback that knows the tokens above; closed after the test. */
export async function openHub(t: TestContext, options: OpenHubOptions = {}): Promise<Hub> {
  const hub = await startHub({
    name: "test-hub",
    version: "0.1.0",
    listen: { host: "127.0.0.1", port: options.port ?? 0 },
    authenticate: createTokenCheck(TOKENS),
    allowedOrigins: options.allowedOrigins ?? [],
    limits: {
      ...DEFAULT_LINK_LIMITS,
      ...DEFAULT_CALL_TIMES,
      ...DEFAULT_HUB_LIMITS,
      closeGraceMs: 200,
      ...options.limits,
    },
    clock: options.clock ?? systemClock,
    log: options.log ?? silentLog,
  });
  t.after(() => hub.close());
  return hub;
}

/** A connection to a hub, closed after the test. */
export async function joinHub(
  t: TestContext,
  url: string,
  limits: BusOptions = {},
  textOnly = false,
): Promise<WebSocketTransport> {
  const transport = await connectWebSocket({
    url,
    token: ADMIN_TOKEN,
    limits: { ...DEFAULT_LINK_LIMITS, ...limits },
    closeGraceMs: 200,
    reconnect: false,
    textOnly,
  });
  t.after(() => transport.close());
  return transport;
}

export interface ServeOptions {
  readonly inFlightMax?: number;
  readonly log?: Log;
  readonly clock?: Clock;
}

/** A started server of one endpoint. */
export async function serveEndpoint(
  transport: Transport,
  place: Omit<Place, "version">,
  endpoint: Endpoint,
  options: ServeOptions = {},
): Promise<RpcServer> {
  const server = new RpcServer({
    transport,
    place: { ...place, version: endpoint.version ?? "1.0" },
    endpoints: [endpoint],
    clock: options.clock ?? systemClock,
    log: options.log ?? silentLog,
    limits: { ...DEFAULT_CALL_TIMES, inFlightMax: options.inFlightMax ?? 1024 },
  });
  await server.start();
  return server;
}

/** A context that ends with the test. */
export function contextFor(t: TestContext, timeoutMs = 20_000): RequestContext {
  const ctx = new RequestContext({ timeoutMs });
  t.after(() => ctx.close());
  return ctx;
}
