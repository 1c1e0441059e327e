// One HTTP listener: bounds connections, requests in flight and bodies, gives each request a context, and drains when it is stopped.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { Clock } from "../clock.ts";
import { RequestContext } from "../context.ts";
import { HostError, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { raceSignal } from "../rpc/race.ts";
import { type ApiRequest, type ApiResponse, type App, errorResponse } from "./app.ts";
import { refuseUpgrade } from "./composite.ts";

/** All but `backlogMax` and `headerBytesMax` can be changed while it serves. */
export interface HttpLimits {
  readonly connectionsMax: number;
  /** Requests that are worked on at once; one more is refused with 503. */
  readonly requestsMax: number;
  readonly bodyBytesMax: number;
  /** For one request, from its last header to its answer. */
  readonly requestTimeoutMs: number;
  /** How long an idle connection is kept. */
  readonly keepAliveMs: number;
  readonly headerBytesMax: number;
  /** Connections that may wait to be accepted. */
  readonly backlogMax: number;
}

/** PEM texts. With `clientAuthority` a client must show a certificate that it issued. */
export interface TlsMaterial {
  readonly certificate: string;
  readonly key: string;
  readonly clientAuthority?: string;
}

export interface HttpServerOptions {
  readonly listen: { readonly host: string; readonly port: number };
  readonly limits: HttpLimits;
  /** With it HTTPS is served. */
  readonly tls?: TlsMaterial;
  readonly app: App;
  readonly clock: Clock;
  readonly log: Log;
}

export interface HttpFigures {
  readonly inFlight: number;
  /** Answers by status since the start. */
  readonly answered: Readonly<Record<string, number>>;
}

// A client that sends its headers drop by drop holds a connection for this long and no longer.
const HEADERS_TIMEOUT_MS = 10_000;
const NOBODY = { name: "nobody", roles: [] } as const;

export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #http: Server;
  readonly #inFlight = new Set<RequestContext>();
  readonly #answered = new Map<number, number>();
  #limits: HttpLimits;
  #isOpen = false;
  #isStopping = false;
  #whenIdle: () => void = () => {};

  constructor(options: HttpServerOptions) {
    this.#options = options;
    this.#limits = options.limits;
    this.#http = makeServer(options);
    this.#http.on("request", (request, response) => void this.#take(request, response));
    this.#http.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
    this.setLimits(options.limits);
  }

  /** Where it listens, with the real port; undefined before and after. */
  get url(): string | undefined {
    const address = this.#http.address() as AddressInfo | null;
    if (address === null) return undefined;
    return `${this.#options.tls ? "https" : "http"}://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`;
  }

  figures(): HttpFigures {
    return { inFlight: this.#inFlight.size, answered: Object.fromEntries(this.#answered) };
  }

  /** Listens; requests are answered with 503 until `open`. Throws START_FAILED when the address cannot be had. */
  async listen(): Promise<void> {
    const { host, port } = this.#options.listen;
    await new Promise<void>((resolve, reject) => {
      this.#http.once("error", (cause) => {
        const advice = "change api.listen, or let port 0 choose";
        reject(
          new HostError("START_FAILED", `cannot listen on ${host}:${port}: ${messageOf(cause)}; ${advice}`, { cause }),
        );
      });
      this.#http.listen({ host, port, backlog: this.#limits.backlogMax }, resolve);
    });
    this.#http.removeAllListeners("error");
    this.#http.on("error", (error) => this.#options.log.error({ err: error }, "the HTTP listener failed"));
  }

  open(): void {
    this.#isOpen = true;
  }

  /** Takes effect with the next request or connection; what is under way is left alone. */
  setLimits(limits: HttpLimits): void {
    this.#limits = limits;
    this.#http.maxConnections = limits.connectionsMax;
    this.#http.keepAliveTimeout = limits.keepAliveMs;
    this.#http.requestTimeout = limits.requestTimeoutMs;
  }

  /** Accepts nothing new, lets what is in flight end until the context is over, cancels the rest. Answers how many were cancelled. */
  async stop(ctx: RequestContext): Promise<{ readonly cancelled: number }> {
    this.#isStopping = true;
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()));
    this.#http.closeIdleConnections();
    await this.#drained(ctx);
    const cancelled = this.#inFlight.size;
    for (const request of this.#inFlight) {
      request.cancel(new HostError("SHUTTING_DOWN", "the HTTP service is stopping"));
    }
    // The cancelled get their answer before their connection goes.
    await new Promise((resolve) => setImmediate(resolve));
    this.#http.closeAllConnections();
    await closed;
    return { cancelled };
  }

  async #drained(ctx: RequestContext): Promise<void> {
    if (this.#inFlight.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#whenIdle = resolve;
      if (ctx.signal.aborted) resolve();
      ctx.signal.addEventListener("abort", () => resolve(), { once: true });
    });
  }

  async #take(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { clock, log } = this.#options;
    const ctx = new RequestContext({ timeoutMs: this.#limits.requestTimeoutMs, caller: NOBODY, clock, log });
    const gone = () => {
      if (!outgoing.writableFinished) ctx.cancel(new HostError("CANCELLED", "the client went away"));
    };
    outgoing.once("close", gone);
    const refusal = this.#refusal();
    if (!refusal) this.#inFlight.add(ctx);
    try {
      if (refusal) throw refusal;
      const request = await readRequest(ctx, incoming, this.#limits.bodyBytesMax);
      const work = this.#options.app.handle(ctx, request);
      this.#answer(outgoing, await raceSignal(work, ctx.signal));
    } catch (error) {
      this.#answer(outgoing, errorResponse(ctx, error));
    } finally {
      this.#inFlight.delete(ctx);
      ctx.close();
      if (this.#inFlight.size === 0) this.#whenIdle();
    }
  }

  #refusal(): HostError | undefined {
    const { requestsMax } = this.#limits;
    if (this.#isStopping) return new HostError("SHUTTING_DOWN", "the HTTP service is stopping");
    if (!this.#isOpen) return new HostError("NOT_READY", "the HTTP service is starting");
    if (this.#inFlight.size < requestsMax) return undefined;
    return new HostError("RESOURCE_EXHAUSTED", `${requestsMax} requests are in flight, which is the limit`);
  }

  #answer(outgoing: ServerResponse, { status, headers = {}, body = "" }: ApiResponse): void {
    this.#answered.set(status, (this.#answered.get(status) ?? 0) + 1);
    if (outgoing.destroyed || outgoing.headersSent) return;
    const bytes = Buffer.from(body);
    // A refused request may still be sending its body: the connection cannot be used again.
    const close = this.#isStopping || status === 413 ? { connection: "close" } : {};
    const length = status === 204 ? {} : { "content-length": String(bytes.length) };
    outgoing.writeHead(status, { "x-content-type-options": "nosniff", ...headers, ...length, ...close });
    outgoing.end(outgoing.req.method === "HEAD" || status === 204 ? undefined : bytes);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const drop = () => socket.destroy();
    socket.on("error", drop);
    const { app } = this.#options;
    const path = parseUrl(request.url)?.pathname;
    if (path === undefined || this.#refusal() || !app.upgrade) refuseUpgrade({ socket });
    else app.upgrade({ request, path, socket, head });
  }
}

async function readRequest(ctx: RequestContext, incoming: IncomingMessage, bytesMax: number): Promise<ApiRequest> {
  const url = parseUrl(incoming.url);
  if (!url) throw new HostError("INVALID_REQUEST", "the request's path cannot be read");
  const tooLarge = () => new HostError("FRAME_TOO_LARGE", `a body has ${bytesMax} bytes at the most`);
  if (Number(incoming.headers["content-length"] ?? 0) > bytesMax) throw tooLarge();
  const chunks: Buffer[] = [];
  let bytes = 0;
  const read = async () => {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > bytesMax) throw tooLarge();
      chunks.push(chunk);
    }
  };
  // A body that never ends must not hold its place beyond the deadline.
  await raceSignal(read(), ctx.signal);
  return {
    method: incoming.method ?? "GET",
    path: url.pathname,
    mount: "",
    query: url.searchParams,
    headers: incoming.headers,
    body: Buffer.concat(chunks),
    remote: `${incoming.socket.remoteAddress}:${incoming.socket.remotePort}`,
  };
}

function parseUrl(url: string | undefined): URL | undefined {
  const text = `http://host${url?.startsWith("/") ? url : "/"}`;
  return URL.canParse(text) ? new URL(text) : undefined;
}

function makeServer({ limits, tls }: HttpServerOptions): Server {
  const options = { maxHeaderSize: limits.headerBytesMax, headersTimeout: HEADERS_TIMEOUT_MS, keepAlive: true };
  if (!tls) return createServer(options);
  const { certificate: cert, key, clientAuthority: ca } = tls;
  const clients = ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: true };
  try {
    return createTlsServer({ ...options, cert, key, ...clients, minVersion: "TLSv1.2" });
  } catch (cause) {
    const message = `the certificate, its key or the clients' authority of api.tls cannot be used: ${messageOf(cause)}`;
    throw new HostError("START_FAILED", message, { cause });
  }
}
