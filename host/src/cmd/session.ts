// The command line's way to the host that runs: where it listens, the token that proves who asks, and calls.
import type { Config } from "../conf/options.ts";
import { parseDurationMs } from "../conf/units.ts";
import { type Visit, withContext } from "../context.ts";
import { HostError, isHostError } from "../errors.ts";
import { RpcClient } from "../rpc/client.ts";
import { readStream } from "../rpc/stream-reader.ts";
import { parseMethod } from "../rpc/target.ts";
import { readTokenFile } from "../rpc/token.ts";
import type { Meta } from "../rpc/transport.ts";
import { WebSocketTransport } from "../rpc/websocket-transport.ts";
import { notRunning, requireHostNote, tokenPath } from "./host-note.ts";
import { clientTls } from "./tls-material.ts";

/** What a command may say about its way to the host. */
export interface SessionOptions {
  /** The hub, instead of the one whose note lies in the data directory. */
  readonly url?: string;
  readonly tokenFile?: string;
  /** PEM files, for a hub beyond this machine. */
  readonly tlsAuthority?: string;
  readonly tlsCertificate?: string;
  readonly tlsKey?: string;
  /** How long one call may take, as people write times; a minute by default. */
  readonly timeout?: string;
  /** Aborted when the user interrupts: calls end with its reason. */
  readonly signal?: AbortSignal;
}

export interface Session {
  call<T>(method: string, params?: unknown, meta?: Meta): Promise<T>;
  /** For work that may take long: waits while the server gives signs of life, unless the user said how long. */
  callLong<T>(method: string, params?: unknown, meta?: Pick<Meta, "idempotencyKey">): Promise<T>;
  callWithVisits(
    method: string,
    params?: unknown,
    meta?: Meta,
  ): Promise<{ result: unknown; visits?: readonly Visit[] }>;
  /** The items of a method that streams, until the user interrupts. */
  stream(method: string, params?: unknown): AsyncGenerator<unknown>;
  close(): Promise<void>;
}

const DEFAULT_TIMEOUT_MS = 60_000;
const LONG_TIMEOUT_MS = 30 * 60_000;
const ALIVE_MS = 20_000;
const HANDSHAKE_TIMEOUT_MS = 10_000;

/** Connects to the host of this configuration. NOT_READY when none runs, with how to start one. */
export async function openSession(config: Config, options: SessionOptions): Promise<Session> {
  const { signal } = options;
  const askedMs = timeoutOf(options.timeout);
  const timeoutMs = askedMs ?? DEFAULT_TIMEOUT_MS;
  const url = options.url ?? requireHostNote(config.dataDir).url;
  // Who shows a certificate need not have a token too.
  const needsToken = options.tokenFile !== undefined || options.tlsCertificate === undefined;
  const token = needsToken ? { token: await readTokenFile(options.tokenFile ?? tokenPath(config.dataDir)) } : {};
  const handshakeTimeoutMs = Math.min(timeoutMs, HANDSHAKE_TIMEOUT_MS);
  const { tlsAuthority: authority, tlsCertificate: certificate, tlsKey: key } = options;
  const tls = clientTls({ authority, certificate, key }, "--tls-");
  const shown = tls === undefined ? { url, ...token } : { url, ...token, tls };
  const transport = new WebSocketTransport({ ...shown, reconnect: false, handshakeTimeoutMs });
  await open(transport, { url, signal });
  const explained = (error: unknown): never => {
    throw signal?.aborted ? interrupted(error) : withStatus(error);
  };
  const callLong = <T>(name: string, params?: unknown, meta: Pick<Meta, "idempotencyKey"> = {}): Promise<T> => {
    const ownMs = askedMs ?? LONG_TIMEOUT_MS;
    return withContext(signal ? { timeoutMs: ownMs, signal } : { timeoutMs: ownMs }, async (ctx) => {
      const { target, method } = parseMethod(name);
      const client = new RpcClient(transport, { timeoutMs: ownMs, aliveMs: ALIVE_MS, ...meta });
      return (await client.call(ctx, target, method, params).catch(explained)) as T;
    });
  };
  const callWithVisits: Session["callWithVisits"] = (name, params, meta = {}) =>
    withContext(signal ? { timeoutMs, signal } : { timeoutMs }, async (ctx) => {
      const request = { ...parseMethod(name), params, meta: { timeoutMs, ...meta } };
      const reply = await transport.call(ctx, request).catch(explained);
      return reply.visits === undefined ? { result: reply.result } : { result: reply.result, visits: reply.visits };
    });
  return {
    callWithVisits,
    callLong,
    call: async <T>(name: string, params?: unknown, meta?: Meta) =>
      (await callWithVisits(name, params, meta)).result as T,
    stream: (name, params) => {
      const asked = { ...parseMethod(name), params };
      return readStream(new RpcClient(transport), asked, { resumeMs: 0, ...(signal ? { signal } : {}) });
    },
    close: () => transport.close(),
  };
}

/** The host cancels what it was asked; what a driver had begun by then is in the journal. */
function interrupted(cause: unknown): HostError {
  return new HostError("CANCELLED", "interrupted; what had begun is in `holdfast operation list`", { cause });
}

/** Nobody serves it: whether it is not configured or does not come up, the status knows. */
function withStatus(error: unknown): unknown {
  if (!isHostError(error, "NO_SERVER")) return error;
  const { data, retryable } = error;
  const message = `${error.message}; \`holdfast status\` shows what runs here, and why something does not`;
  return new HostError("NO_SERVER", message, { data, retryable, cause: error });
}

async function open(
  transport: WebSocketTransport,
  { url, signal }: { readonly url: string; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const giveUp = () => void transport.close();
  signal?.addEventListener("abort", giveUp, { once: true });
  try {
    await transport.open();
    signal?.throwIfAborted();
  } catch (error) {
    signal?.throwIfAborted();
    // A door that is there and does not open says why: a certificate, a name, a protocol.
    const why = isHostError(error, "LINK_LOST") && !/ECONNREFUSED/.test(error.message) ? `: ${error.message}` : "";
    if (isHostError(error, "LINK_LOST")) throw notRunning(`no host answers at ${url}${why}`, error);
    throw error;
  } finally {
    signal?.removeEventListener("abort", giveUp);
  }
}

/** `--timeout` in milliseconds. Throws INVALID_PARAMS. */
export function timeoutOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const timeoutMs = parseDurationMs(text);
  if (timeoutMs === undefined || timeoutMs < 1)
    throw new HostError("INVALID_PARAMS", `${JSON.stringify(text)} is not a time to wait; write 30s or 2min`);
  return timeoutMs;
}
