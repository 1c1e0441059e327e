// The light door for programs: connect to a host and call it, typed or not, without loading what a host runs on.
import { type ContextOptions, RequestContext } from "./context.ts";
import { type CallOptions, RpcClient } from "./rpc/client.ts";
import { readStream, type StreamOptions } from "./rpc/stream-reader.ts";
import { type Route, Routes } from "./rpc/target.ts";
import { connectWebSocket, type WebSocketTransportOptions } from "./rpc/websocket-transport.ts";

export { type Clock, systemClock } from "./clock.ts";
export { RequestContext, withContext } from "./context.ts";
export { ERRORS, type ErrorCode, HostError, isHostError } from "./errors.ts";
export { type Api, type ApiFactory, apiMethod, type CallOptions, defineApi, RpcClient } from "./rpc/client.ts";
export type { StreamOptions } from "./rpc/stream-reader.ts";
export { ensureTokenFile, readTokenFile } from "./rpc/token.ts";
export type { WebSocketTransportOptions } from "./rpc/websocket-transport.ts";

const DEFAULT_TIMEOUT_MS = 60_000;

/** How one call of a program goes; all may be left out. */
export interface ProgramCallOptions extends CallOptions {
  readonly signal?: AbortSignal;
}

/** A connection to a host, for programs that have no request context of their own. */
export interface HoldfastClient {
  /** For typed interfaces and for code that has a context: `volumeApi(client.rpc).create(ctx, …)`. */
  readonly rpc: RpcClient;
  /** Calls `topic.method` or `topic@server.method`. Throws a HostError. */
  call(method: string, params?: unknown, options?: ProgramCallOptions): Promise<unknown>;
  /** Hands over and does not wait for the work. */
  cast(method: string, params?: unknown, options?: ProgramCallOptions): Promise<void>;
  /** Hands over to every live server of a topic; answers how many. */
  fanout(method: string, params?: unknown, options?: ProgramCallOptions): Promise<{ readonly receivers: number }>;
  /** The items of a method that streams, each once and in order. Leave the loop to end it. */
  stream(method: string, params?: unknown, options?: StreamOptions): AsyncGenerator<unknown>;
  close(): Promise<void>;
}

/** Connects to a host's hub with its token, or with the certificate in `options.tls`. Throws UNAUTHENTICATED, PERMISSION_DENIED or LINK_LOST. */
export async function connect(
  url: string,
  token: string | undefined,
  options: Omit<WebSocketTransportOptions, "url" | "token"> = {},
): Promise<HoldfastClient> {
  const transport = await connectWebSocket({ ...options, url, ...(token === undefined ? {} : { token }) });
  const rpc = new RpcClient(transport);
  const routes = new Routes();
  const plain: Called = {
    client: rpc,
    context: { timeoutMs: DEFAULT_TIMEOUT_MS, ...(options.clock === undefined ? {} : { clock: options.clock }) },
  };
  const within = async <T>(
    name: string,
    how: ProgramCallOptions | undefined,
    use: (ctx: RequestContext, client: RpcClient, route: Route) => Promise<T>,
  ): Promise<T> => {
    const route = routes.parse(name);
    const { client, context } = how === undefined ? plain : prepared(plain, how);
    const ctx = new RequestContext(context);
    try {
      return await use(ctx, client, route);
    } finally {
      ctx.close();
    }
  };
  return {
    rpc,
    call: (name, params, how) =>
      within(name, how, (ctx, client, { target, method }) => client.call(ctx, target, method, params)),
    cast: (name, params, how) =>
      within(name, how, (ctx, client, { target, method }) => client.cast(ctx, target, method, params)),
    fanout: (name, params, how) =>
      within(name, how, (ctx, client, { target, method }) => client.fanout(ctx, target, method, params)),
    stream: (name, params, how = {}) => {
      const { target, method } = routes.parse(name);
      const clock = options.clock === undefined ? {} : { clock: options.clock };
      return readStream(rpc, { target, method, params }, { ...clock, ...how });
    },
    close: () => transport.close(),
  };
}

interface Called {
  readonly client: RpcClient;
  readonly context: ContextOptions;
}

function prepared(plain: Called, { signal, ...options }: ProgramCallOptions): Called {
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const context = { ...plain.context, timeoutMs, ...(signal === undefined ? {} : { signal }) };
  return { client: plain.client.prepare(options), context };
}
