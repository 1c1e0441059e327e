// The client side of a hub's socket: calls go out, requests for the servers behind it come in, and a lost link is mended.
import { randomUUID } from "node:crypto";
import { type Clock, systemClock } from "../clock.ts";
import { type Ending, type RequestContext, withContext } from "../context.ts";
import { HostError, isHostError, messageOf } from "../errors.ts";
import { type Log, silentLog } from "../log.ts";
import { type BackOff, backOffMs, DEFAULT_BACK_OFF } from "./back-off.ts";
import { BinaryPeer } from "./binary-peer.ts";
import { type ClientTls, type Dialled, dial } from "./dial.ts";
import type { Delivery, WireRequest } from "./envelope.ts";
import { DEFAULT_LINK_LIMITS, type LinkLimits } from "./limits.ts";
import { LinkWait } from "./link-wait.ts";
import { fanoutResult, helloResult } from "./messages.ts";
import { FlushTurn } from "./outbox.ts";
import { Peer, type RpcPeer } from "./peer.ts";
import { raceSignal } from "./race.ts";
import { identifiedMeta, travellingMeta } from "./router.ts";
import { BINARY_SUBPROTOCOL, SocketLink } from "./socket-link.ts";
import { formatTarget, RouteNames, Routes } from "./target.ts";
import type { Meta, Place, RpcHandler, RpcReply, RpcRequest, Serving, Transport } from "./transport.ts";

export interface WebSocketTransportOptions {
  readonly url: string;
  /** Absent is: the certificate says who it is. */
  readonly token?: string;
  readonly tls?: ClientTls;
  readonly limits?: LinkLimits;
  readonly clock?: Clock;
  readonly log?: Log;
  /** How long one try to connect may take, greeting included. */
  readonly handshakeTimeoutMs?: number;
  readonly keepAliveMs?: number;
  readonly closeGraceMs?: number;
  /** False gives up when the link is lost, as a command does. */
  readonly reconnect?: boolean;
  /** Speaks JSON-RPC as text, as a stock client does; by default the records that a hub passes on unread. */
  readonly textOnly?: boolean;
  readonly backOff?: BackOff;
  /** 0 to 1; spreads the tries. */
  readonly random?: () => number;
  /** Told when the link is lost, with the reason, and when it is back. */
  readonly onLink?: (state: "up" | "down", reason: string) => void;
}

interface Link {
  readonly peer: RpcPeer;
  readonly socket: SocketLink;
}

const GOING_AWAY = 1001;
const NOBODY = { name: "unknown", roles: [] } as const;

/** Connects once. Throws what `dial` throws; after that a lost link is mended in the background. */
export async function connectWebSocket(options: WebSocketTransportOptions): Promise<WebSocketTransport> {
  const transport = new WebSocketTransport(options);
  await transport.open();
  return transport;
}

export class WebSocketTransport implements Transport {
  readonly name = "websocket";
  readonly #options: WebSocketTransportOptions;
  readonly #limits: LinkLimits;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #instance = randomUUID();
  readonly #served = new Map<string, { readonly place: Place; readonly handler: RpcHandler; draining: boolean }>();
  #link: Link | undefined;
  #isClosed = false;
  readonly #forLink: LinkWait;
  #stopRetry: () => void = () => {};
  readonly #closed = new AbortController();
  #ended: Promise<void> = Promise.resolve();
  readonly #turn = new FlushTurn("tick");
  readonly #routes = new Routes();
  readonly #names = new RouteNames();

  /** Use `connectWebSocket`. */
  constructor(options: WebSocketTransportOptions) {
    this.#options = options;
    this.#limits = options.limits ?? DEFAULT_LINK_LIMITS;
    this.#forLink = new LinkWait(this.#limits.pendingMax);
    this.#clock = options.clock ?? systemClock;
    this.#log = options.log ?? silentLog;
  }

  get isUp(): boolean {
    return this.#link !== undefined;
  }

  /** Connects in the background, for as long as it takes; `onLink` tells. */
  start(): void {
    this.#retry(0);
  }

  async open(): Promise<void> {
    await this.#within((ctx) => this.#connect(ctx));
  }

  async serve(place: Place, handler: RpcHandler): Promise<Serving> {
    const key = formatTarget(place);
    if (this.#served.has(key)) throw new HostError("ALREADY_EXISTS", `${key} is already served over this connection`);
    const entry = { place, handler, draining: false };
    // Known before the hub is told: the first request may come right behind the hub's answer.
    this.#served.set(key, entry);
    try {
      await this.#within((ctx) => this.#ask(ctx, "serve", place));
    } catch (error) {
      this.#served.delete(key);
      throw error;
    }
    return {
      drain: async () => {
        entry.draining = true;
        await this.#tell("drain", place);
      },
      leave: async () => {
        if (this.#served.get(key) !== entry) return;
        await this.#tell("leave", place);
        this.#served.delete(key);
      },
    };
  }

  // Whoever calls awaits this: a promise of its own would only add turns.
  call(ctx: RequestContext, request: RpcRequest): Promise<RpcReply> {
    const meta = travellingMeta(ctx, request.meta);
    if (meta.idempotencyKey !== undefined && this.#options.reconnect !== false) return this.#callAgain(ctx, request);
    try {
      return this.#send(ctx, request, meta);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  // A call with a key may be asked again when this side's link was lost: whoever worked on it goes on, or has the answer.
  async #callAgain(ctx: RequestContext, request: RpcRequest): Promise<RpcReply> {
    for (;;) {
      const link = this.#link;
      try {
        return await this.#send(ctx, request, travellingMeta(ctx, request.meta));
      } catch (error) {
        const isOurs = isHostError(error, "LINK_LOST") && (link === undefined || this.#link !== link);
        if (!isOurs || this.#isClosed) throw error;
        if (!this.#link) await this.#forLink.untilUp(ctx.ending);
      }
    }
  }

  async cast(ctx: RequestContext, request: RpcRequest): Promise<void> {
    await this.#send(ctx, request, identifiedMeta(ctx, request.meta), "cast");
  }

  async fanout(ctx: RequestContext, request: RpcRequest): Promise<{ readonly receivers: number }> {
    const { result } = await this.#send(ctx, request, identifiedMeta(ctx, request.meta), "fanout");
    const counted = fanoutResult.safeParse(result);
    if (counted.success) return counted.data;
    throw new HostError("INTERNAL", "the hub did not say how many servers got the message");
  }

  async close(): Promise<void> {
    if (this.#isClosed) return this.#ended;
    this.#isClosed = true;
    this.#stopRetry();
    this.#closed.abort(new HostError("LINK_LOST", "the connection was closed by this side"));
    this.#link?.socket.close(GOING_AWAY, "the client is going away");
    this.#link?.peer.lose(this.#closed.signal.reason);
    this.#forLink.tell(this.#closed.signal.reason);
    await this.#ended;
  }

  #send(ctx: RequestContext, request: RpcRequest, meta: Meta, deliver?: Delivery): Promise<RpcReply> {
    const { peer } = this.#requireLink();
    const method = this.#names.of(request.target, request.method);
    const { params, onAlive } = request;
    const wait = onAlive ? { ending: ctx.ending, onAlive } : ctx;
    return peer.request(method, params, deliver ? { ...meta, deliver } : meta, wait);
  }

  async #ask(ctx: RequestContext, method: string, params: unknown): Promise<unknown> {
    const { result } = await this.#requireLink().peer.request(`hub.${method}`, params, {}, ctx);
    return result;
  }

  // Without a link there is nothing to leave: the hub has already let the places go.
  async #tell(method: string, params: unknown): Promise<void> {
    if (!this.#link) return;
    try {
      await this.#within((ctx) => this.#ask(ctx, method, params));
    } catch (error) {
      if (!isHostError(error, "LINK_LOST")) throw error;
    }
  }

  #requireLink(): Link {
    if (this.#link) return this.#link;
    const why = this.#isClosed ? "the connection is closed" : `not connected to the hub at ${this.#options.url}`;
    throw new HostError("LINK_LOST", `${why}; nothing was sent`, { data: { sent: false } });
  }

  async #connect(ctx: RequestContext): Promise<void> {
    const { url, token, tls, textOnly = false } = this.#options;
    const dialled = await dial(ctx, { url, token, tls, textOnly, frameBytesMax: this.#limits.frameBytesMax });
    const link = this.#attach(dialled);
    try {
      const { result } = await link.peer.request("hub.hello", { instance: this.#instance }, {}, ctx);
      const hello = helloResult.safeParse(result);
      if (!hello.success) throw new HostError("LINK_LOST", `what answers at ${url} is no hub of this kind`);
      link.peer.limitSending(hello.data.limits.frameBytesMax);
      for (const { place, draining } of this.#served.values()) {
        await link.peer.request("hub.serve", place, {}, ctx);
        if (draining) await link.peer.request("hub.drain", place, {}, ctx);
      }
      if (this.#isClosed) throw this.#closed.signal.reason;
    } catch (error) {
      link.socket.close(GOING_AWAY, "the greeting failed");
      throw error;
    }
    this.#link = link;
    this.#forLink.tell();
  }

  #attach(dialled: Dialled): Link {
    let tellEnd = () => {};
    const ended = new Promise<void>((resolve) => {
      tellEnd = resolve;
    });
    this.#ended = ended;
    const { keepAliveMs = 15_000, closeGraceMs = 1_000 } = this.#options;
    const isBinary = dialled.socket.protocol === BINARY_SUBPROTOCOL;
    const shared = {
      limits: this.#limits,
      log: this.#log,
      handle: (request: WireRequest, ending: Ending) => this.#handle(request, ending),
    };
    const link: SocketLink = new SocketLink({
      ...dialled,
      turn: this.#turn,
      side: "client",
      frameBytesMax: this.#limits.frameBytesMax,
      clock: this.#clock,
      keepAliveMs,
      closeGraceMs,
      onFrame: isBinary
        ? { binary: (chunk, start, end) => peer instanceof BinaryPeer && peer.receive(chunk, start, end) }
        : { text: (text) => peer instanceof Peer && peer.receive(text) },
      onEnd: (reason) => {
        tellEnd();
        peer.lose(new HostError("LINK_LOST", `the connection to the hub ended before an answer: ${reason}`));
        if (this.#link?.socket === link) this.#onLost(reason);
      },
    });
    const peer: RpcPeer = isBinary ? new BinaryPeer({ ...shared, link }) : new Peer({ ...shared, link });
    return { peer, socket: link };
  }

  #handle({ id, method: route, params, meta, onAlive }: WireRequest, ending: Ending): Promise<RpcReply> {
    const { target, method, place } = this.#routes.parse(route);
    const served = this.#served.get(place);
    if (!served) throw new HostError("NO_SERVER", `${place} is not served over this connection`);
    const { caller = NOBODY } = meta;
    return served.handler(
      { target, method, params, meta, onAlive },
      { caller, ending, expectsReply: id !== undefined },
    );
  }

  #onLost(reason: string): void {
    this.#link = undefined;
    if (this.#isClosed) return;
    this.#log.warn({ reason }, "the link to the hub was lost");
    this.#options.onLink?.("down", reason);
    if (this.#options.reconnect !== false) this.#retry(0);
  }

  #retry(attempt: number): void {
    const { backOff = DEFAULT_BACK_OFF, random = Math.random } = this.#options;
    const waitMs = backOffMs(backOff, attempt, random);
    this.#stopRetry = this.#clock.setTimer(waitMs, () => void this.#mend(attempt));
  }

  async #mend(attempt: number): Promise<void> {
    try {
      await this.open();
    } catch (error) {
      if (this.#isClosed) return;
      this.#log.info({ reason: messageOf(error), attempt }, "the hub could not be reached again yet");
      this.#retry(attempt + 1);
      return;
    }
    this.#options.onLink?.("up", "connected again");
  }

  #within<T>(work: (ctx: RequestContext) => Promise<T>): Promise<T> {
    const timeoutMs = this.#options.handshakeTimeoutMs ?? 10_000;
    const options = { timeoutMs, clock: this.#clock, log: this.#log, signal: this.#closed.signal };
    return withContext(options, (ctx) => raceSignal(work(ctx), ctx.signal));
  }
}
