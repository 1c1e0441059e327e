// The embedded hub: a WebSocket server that lets authenticated peers onto a router, and the router's door for this process.
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { availableParallelism } from "node:os";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Clock } from "../clock.ts";
import type { Caller } from "../context.ts";
import { HostError, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { type Admission, admit, type Refusal, writeRefusal } from "./admission.ts";
import type { RecordLink } from "./binary-peer.ts";
import { BusyPoll } from "./busy-poll.ts";
import { discoveryEndpoint } from "./discovery.ts";
import { HUB_TOPIC, HubConnection, hubDocument, RPC_TOPIC } from "./hub-connection.ts";
import type { CallTimes, HubLimits, LinkLimits } from "./limits.ts";
import { requireLoopback } from "./loopback.ts";
import { MemoryTransport } from "./memory-transport.ts";
import { FlushTurn } from "./outbox.ts";
import type { FrameLink } from "./peer.ts";
import { type Choice, type RoutedServer, Router } from "./router.ts";
import { RpcServer } from "./server.ts";
import { BINARY_SUBPROTOCOL, SocketLink, TEXT_SUBPROTOCOL } from "./socket-link.ts";
import type { TokenCheck } from "./token.ts";
import type { Transport } from "./transport.ts";

export interface HubOptions {
  /** The host's name; what `rpc@NAME` is reached by. */
  readonly name: string;
  readonly version: string;
  /** Port 0 takes a free one; `Hub.port` tells which. Only loopback addresses are accepted: others come through a TlsDoor. */
  readonly listen: { readonly host: string; readonly port: number };
  readonly authenticate: TokenCheck;
  readonly allowedOrigins: readonly string[];
  readonly limits: LinkLimits & CallTimes & HubLimits;
  /** Which server of a topic gets a request; in turn by default. */
  readonly choice?: Choice;
  readonly clock: Clock;
  readonly log: Log;
}

/** A connection as it is shown. */
export interface ConnectionInfo {
  readonly id: string;
  readonly caller: string;
  readonly remote: string;
  readonly places: readonly string[];
  readonly inFlight: number;
  readonly pending: number;
  readonly bufferedBytes: number;
}

// The better one first: what both sides know is taken.
const SUBPROTOCOLS = [BINARY_SUBPROTOCOL, TEXT_SUBPROTOCOL];
const GOING_AWAY = 1001;
const HANDSHAKE_TIMEOUT_MS = 10_000;

/** Starts a hub. Throws CONFIG_INVALID for an address beyond loopback, START_FAILED when it cannot listen. */
export async function startHub(options: HubOptions): Promise<Hub> {
  requireLoopback(options.listen.host);
  const hub = new Hub(options);
  await hub.listen();
  return hub;
}

/** A connection that came through another door. */
export interface Upgrade {
  /** The path that was asked for; "/" if that door has judged it. */
  readonly path?: string;
  /** Who the other side was proven to be. */
  readonly proven?: Caller | undefined;
}

interface Upgraded {
  readonly webSocket: WebSocket;
  /** What the WebSocket reads from, for frames that are written by us. */
  readonly socket: Duplex;
  readonly caller: Caller;
  readonly remote: string;
}

interface Entry {
  readonly connection: HubConnection;
  readonly link: SocketLink;
  readonly remote: string;
}

export class Hub {
  /** For services in this process: no socket, no copy of the process's own identity on a wire. */
  readonly transport: Transport;
  readonly #options: HubOptions;
  readonly #router: Router;
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #discovery: RpcServer;
  readonly #connections = new Set<Entry>();
  readonly #places = new Map<string, HubConnection>();
  readonly #turn: FlushTurn;
  #port = 0;
  #closing: Promise<void> | undefined;

  /** Use `startHub`. */
  constructor(options: HubOptions) {
    this.#options = options;
    const { clock, limits, log } = options;
    // With one processor it would keep those from working whom it waits for.
    const forUs = availableParallelism() > 1 ? limits.busyPollUs : 0;
    this.#turn = new FlushTurn("immediate", new BusyPoll({ clock, forUs }));
    this.#router = new Router(log, options.choice);
    this.transport = new MemoryTransport({
      router: this.#router,
      limits,
      reservedTopics: [HUB_TOPIC, RPC_TOPIC],
      handlersKeepTime: true,
    });
    this.#http = createServer({ requestTimeout: HANDSHAKE_TIMEOUT_MS, headersTimeout: HANDSHAKE_TIMEOUT_MS });
    // Beyond the limit of connections an upgrade is answered with 503; far beyond it nothing is accepted at all.
    this.#http.maxConnections = limits.connectionsMax + 64;
    this.#http.on("request", (_request, response) => {
      response.writeHead(426, { "content-type": "text/plain", upgrade: "websocket", connection: "close" });
      response.end("JSON-RPC 2.0 over WebSocket is spoken here\n");
    });
    this.#http.on("upgrade", (request, socket, head) => this.#onUpgrade(request, socket, head));
    this.#sockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: limits.frameBytesMax,
      handleProtocols: (offered) => SUBPROTOCOLS.find((name) => offered.has(name)) ?? false,
    });
    const info = { title: `holdfast ${options.name}`, version: options.version };
    this.#discovery = new RpcServer({
      transport: new MemoryTransport({ router: this.#router, limits }),
      place: { topic: RPC_TOPIC, server: options.name, version: "1.0" },
      endpoints: [
        discoveryEndpoint({ router: this.#router, info, own: [{ topic: HUB_TOPIC, methods: hubDocument() }] }),
      ],
      clock,
      log,
      limits,
    });
  }

  /** Who is on the bus. */
  get router(): Router {
    return this.#router;
  }

  /** The port that is listened on. */
  get port(): number {
    return this.#port;
  }

  get url(): string {
    const { host } = this.#options.listen;
    return `ws://${host.includes(":") ? `[${host}]` : host}:${this.#port}`;
  }

  topics(): ReadonlyMap<string, readonly RoutedServer[]> {
    return this.#router.topics();
  }

  connections(): readonly ConnectionInfo[] {
    return [...this.#connections].map(({ connection, link, remote }) => ({
      id: connection.id,
      caller: connection.caller.name,
      remote,
      places: connection.places,
      ...connection.peer.load,
      bufferedBytes: link.bufferedBytes,
    }));
  }

  async listen(): Promise<void> {
    await this.#discovery.start();
    const { host, port } = this.#options.listen;
    await new Promise<void>((resolve, reject) => {
      this.#http.once("error", (cause) =>
        reject(
          new HostError("START_FAILED", `the hub cannot listen on ${host}:${port}: ${messageOf(cause)}`, { cause }),
        ),
      );
      this.#http.listen(port, host, resolve);
    });
    this.#http.removeAllListeners("error");
    this.#http.on("error", (error) => this.#options.log.error({ err: error }, "the hub's listener failed"));
    const address = this.#http.address() as AddressInfo;
    this.#port = address.port;
  }

  /** The door's judgement on the headers of a request that came another way. */
  identify(headers: IncomingHttpHeaders): Admission {
    return this.#closing ? STOPPING : admit({ headers, url: "/" }, this.#options);
  }

  /** Works on JSON-RPC text as on a frame of a connection that lives as long as the answer takes; undefined for notifications alone. */
  async answer(caller: Caller, text: string, signal: AbortSignal): Promise<string | undefined> {
    const link = { bufferedBytes: 0, send: () => {}, close: () => {} };
    const connection = this.#connect(caller, link);
    const end = () => connection.end("the caller went away");
    signal.addEventListener("abort", end, { once: true });
    try {
      return await connection.answer(text);
    } finally {
      signal.removeEventListener("abort", end);
    }
  }

  /** Takes over a connection that asked for WebSocket at another listener; its headers are judged as at the hub's own door. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, how: Upgrade = {}): void {
    request.url = how.path ?? "/";
    this.#onUpgrade(request, socket, head, how.proven);
  }

  /** Takes no new connections, tells the others that the hub goes, and settles what is left. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const listening = new Promise<void>((resolve) => this.#http.close(() => resolve()));
    await this.#discovery.stop({ drainTimeoutMs: 0 });
    for (const { link, connection } of this.#connections) {
      link.close(GOING_AWAY, "the hub is stopping");
      connection.end("the hub is stopping");
    }
    await this.transport.close();
    this.#http.closeAllConnections();
    await listening;
  }

  #onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, proven?: Caller): void {
    const dropQuietly = () => socket.destroy();
    socket.on("error", dropQuietly);
    const admission = this.#admit(request, proven);
    if (!("caller" in admission)) {
      this.#options.log.info({ status: admission.status, reason: admission.message }, "a connection was refused");
      writeRefusal(socket, admission);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      socket.off("error", dropQuietly);
      this.#take({
        webSocket,
        socket,
        caller: admission.caller,
        remote: `${request.socket.remoteAddress}:${request.socket.remotePort}`,
      });
    });
  }

  #admit(request: IncomingMessage, proven: Caller | undefined): Admission {
    const { connectionsMax } = this.#options.limits;
    if (this.#closing) return STOPPING;
    const admission = admit(request, this.#options, proven);
    const isFull = "caller" in admission && this.#connections.size >= connectionsMax;
    return isFull ? { status: 503, message: `${connectionsMax} connections are open, which is the limit` } : admission;
  }

  #take({ webSocket, socket, caller, remote }: Upgraded): void {
    const { clock, log, limits } = this.#options;
    const isBinary = webSocket.protocol === BINARY_SUBPROTOCOL;
    const link = new SocketLink({
      socket: webSocket,
      stream: socket,
      turn: this.#turn,
      side: "hub",
      frameBytesMax: limits.frameBytesMax,
      clock,
      keepAliveMs: limits.keepAliveMs,
      closeGraceMs: limits.closeGraceMs,
      onFrame: isBinary
        ? { binary: (chunk, start, end) => connection.receiveRecords(chunk, start, end) }
        : { text: (text) => connection.receiveText(text) },
      onEnd: (reason) => {
        this.#connections.delete(entry);
        connection.end(reason);
        log.debug({ caller: caller.name, remote, reason }, "a connection ended");
      },
    });
    const connection = this.#connect(caller, link, isBinary ? link : undefined);
    const entry: Entry = { connection, link, remote };
    this.#connections.add(entry);
  }

  #connect(caller: Caller, link: FrameLink, records?: RecordLink): HubConnection {
    const { name, version, clock, log, limits } = this.#options;
    const shared = { router: this.#router, places: this.#places, clock, log, limits, hub: { name, version } };
    return new HubConnection({ ...shared, caller, link, ...(records ? { records } : {}) });
  }
}

const STOPPING: Refusal = { status: 503, message: "the hub is stopping" };
