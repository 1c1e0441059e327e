// One authenticated connection of a hub: its requests go to the router, and servers that stand behind it join the router through it.
import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import { type Caller, type Ending, RequestContext } from "../context.ts";
import { HostError } from "../errors.ts";
import type { Log } from "../log.ts";
import { BinaryPeer, type RecordLink } from "./binary-peer.ts";
import { Dispatcher } from "./dispatcher.ts";
import { bindEndpoint, type Endpoint } from "./endpoint.ts";
import type { WireRequest } from "./envelope.ts";
import { type CallTimes, grantedTimeMs, type LinkLimits } from "./limits.ts";
import { type HelloParams, type HelloResult, helloParams, helloResult, placeParams, serveParams } from "./messages.ts";
import { describeEndpoints, type MethodDocument } from "./openrpc.ts";
import { PassedCall } from "./passed-call.ts";
import { type FrameLink, Peer, type PeerHandler, type RpcPeer } from "./peer.ts";
import { Rate } from "./rate.ts";
import { CAST, FANOUT, keyOf, type RequestRecord } from "./record.ts";
import { type Member, type Router, refuseReserved } from "./router.ts";
import { formatTarget, Routes } from "./target.ts";
import type { Meta, Origin, Place, RpcHandler, RpcReply, RpcRequest } from "./transport.ts";

/** The topic of a connection's own methods, and the one that rpc.discover stands under; neither can be served by anybody else. */
export const HUB_TOPIC = "hub";
export const RPC_TOPIC = "rpc";

export interface HubConnectionOptions {
  readonly router: Router;
  readonly caller: Caller;
  readonly link: FrameLink;
  /** The same link if records were agreed on; without it the connection speaks JSON-RPC as text. */
  readonly records?: RecordLink;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: LinkLimits & CallTimes;
  readonly hub: { readonly name: string; readonly version: string };
  /** Which connection serves a place: a reconnected host takes its places over from its own dead connection. */
  readonly places: Map<string, HubConnection>;
}

export class HubConnection {
  readonly id = randomUUID();
  readonly caller: Caller;
  readonly #options: HubConnectionOptions;
  readonly #dispatcher: Dispatcher;
  readonly #members = new Map<string, Member>();
  // One of the two, as it was agreed on.
  readonly #binary: BinaryPeer | undefined;
  readonly #text: Peer | undefined;
  readonly #callerBytes: Buffer;
  readonly #routes = new Routes();
  #instance: string | undefined;

  constructor(options: HubConnectionOptions) {
    this.#options = options;
    this.caller = options.caller;
    const { link, limits, log } = options;
    const handle: PeerHandler = (request, ending) => this.#handle(request, ending);
    this.#callerBytes = Buffer.from(JSON.stringify(options.caller));
    const rate = new Rate(options.clock, limits.requestsPerSecondMax);
    if (options.records) {
      const passOn = (request: RequestRecord, from: BinaryPeer) => this.#passOn(request, from);
      this.#binary = new BinaryPeer({ link: options.records, limits, log, handle, rate, passOn });
    } else this.#text = new Peer({ link, limits, log, handle, rate });
    this.#dispatcher = new Dispatcher([hubMethods(this)]);
  }

  get peer(): RpcPeer {
    const peer = this.#binary ?? this.#text;
    if (!peer) throw new HostError("INTERNAL", "a connection speaks neither text nor records");
    return peer;
  }

  receiveText(text: string): void {
    this.#text?.receive(text);
  }

  /** Takes [start, end) of a chunk, a frame. */
  receiveRecords(chunk: Buffer, start: number, end: number): void {
    this.#binary?.receive(chunk, start, end);
  }

  /** Works on a text that did not come over the link; undefined for notifications alone. */
  async answer(text: string): Promise<string | undefined> {
    return this.#text?.answer(text);
  }

  /** The places that this connection serves, as topic@server. */
  get places(): readonly string[] {
    return [...this.#members.keys()];
  }

  /** The connection has ended: callers behind it are cancelled, callers of its servers get LINK_LOST. */
  end(reason: string): void {
    const lost = new HostError("LINK_LOST", `the server's connection ended before an answer: ${reason}`);
    this.peer.lose(lost);
    for (const place of [...this.#members.keys()]) this.#drop(place, lost);
  }

  async hello(_ctx: RequestContext, { instance }: HelloParams): Promise<HelloResult> {
    this.#instance = instance;
    const { frameBytesMax, inFlightMax, batchMax } = this.#options.limits;
    return { ...helloOf(this.#options), limits: { frameBytesMax, inFlightMax, batchMax } };
  }

  async serve(_ctx: RequestContext, place: Place): Promise<null> {
    refuseReserved(place, [HUB_TOPIC, RPC_TOPIC]);
    const key = formatTarget(place);
    const former = this.#options.places.get(key);
    if (former && former !== this && this.#instance !== undefined && former.#instance === this.#instance) {
      former.#drop(key, new HostError("LINK_LOST", "the server came back on another connection"));
    }
    const forward: RpcHandler = (request, origin) => this.#forward(request, origin, key);
    const member = this.#options.router.add(place, forward, this.#binary ? { link: this.#binary } : {});
    this.#members.set(key, member);
    this.#options.places.set(key, this);
    return null;
  }

  async drain(_ctx: RequestContext, place: { readonly topic: string; readonly server: string }): Promise<null> {
    const member = this.#members.get(formatTarget(place));
    if (member) member.draining = true;
    return null;
  }

  async leave(_ctx: RequestContext, place: { readonly topic: string; readonly server: string }): Promise<null> {
    const key = formatTarget(place);
    const member = this.#members.get(key);
    if (member) this.#options.router.remove(member);
    this.#forget(key);
    return null;
  }

  #handle(wire: WireRequest, ending: Ending, picked?: Member): Promise<RpcReply> {
    const { target, method } = this.#routes.parse(wire.method);
    const { params, meta, onAlive } = wire;
    const { deliver } = meta;
    const request: RpcRequest = { target, method, params, meta, onAlive };
    if (target.topic === HUB_TOPIC || deliver === "fanout") return this.#handleIn(request, wire, ending);
    const member = picked ?? this.#options.router.pick(target, meta.idempotencyKey);
    const isCall = wire.id !== undefined && deliver !== "cast";
    if (!isCall || !member.keepsTime) return this.#handleIn(request, wire, ending, member);
    // One that is refused at once was never in flight.
    const answer = member.handler(request, { caller: this.caller, ending, expectsReply: true });
    const place = member.calls.add(ending);
    const done = () => member.calls.remove(place, ending);
    answer.then(done, done);
    return answer;
  }

  async #handleIn(request: RpcRequest, wire: WireRequest, ending: Ending, member?: Member): Promise<RpcReply> {
    const { deliver, caller: _claimed, ...meta } = wire.meta;
    const sent = { ...request, meta };
    const ctx = this.#context(meta, ending);
    try {
      if (request.target.topic === HUB_TOPIC) return { result: await this.#own(ctx, sent) };
      if (deliver === "fanout") return { result: this.#options.router.fanout(ctx, sent) };
      if (wire.id !== undefined && deliver !== "cast") return await this.#options.router.call(ctx, sent, member);
      this.#options.router.cast(ctx, sent, member);
      return { result: null };
    } finally {
      ctx.close();
    }
  }

  // Only the header is read here. What this process answers itself, or a link of texts, needs the values after all.
  #passOn(request: RequestRecord, from: BinaryPeer): PeerHandler | undefined {
    const { target, method } = this.#routes.parse(request.route);
    if (target.topic === HUB_TOPIC || request.flags & FANOUT) return (wire, ending) => this.#handle(wire, ending);
    const member = this.#options.router.pick(target, keyOf(request));
    const { link, place } = member;
    if (!link) return (wire, ending) => this.#handle(wire, ending, member);
    const { clock, limits } = this.#options;
    const { id, timeoutMs: askedMs } = request;
    const isCast = id === 0 || (request.flags & CAST) !== 0;
    const timeoutMs = isCast ? askedMs : grantedTimeMs(limits, askedMs === 0 ? undefined : askedMs);
    const to = { route: member.names.of(place, method), caller: this.#callerBytes, timeoutMs };
    if (!isCast) new PassedCall({ from, request, member, link, to, clock });
    else {
      link.forward(request, to, undefined);
      if (id > 0) from.answerTaken(id);
    }
    return undefined;
  }

  #context(meta: Meta, ending: Ending): RequestContext {
    const { clock, log, limits } = this.#options;
    return new RequestContext({
      timeoutMs: grantedTimeMs(limits, meta.timeoutMs),
      caller: this.caller,
      clock,
      log,
      under: ending,
      ...(meta.requestId === undefined ? {} : { requestId: meta.requestId }),
    });
  }

  async #own(ctx: RequestContext, request: RpcRequest): Promise<unknown> {
    return this.#dispatcher.run(ctx, this.#dispatcher.find(request), request.params);
  }

  async #forward(request: RpcRequest, { caller, ending, expectsReply }: Origin, place: string): Promise<RpcReply> {
    const method = `${place}.${request.method}`;
    const meta = { ...request.meta, caller };
    const { onAlive } = request;
    if (expectsReply) return this.peer.request(method, request.params, meta, { ending, onAlive });
    this.peer.notify(method, request.params, meta);
    return { result: null };
  }

  #drop(key: string, reason: HostError): void {
    const member = this.#members.get(key);
    if (member) this.#options.router.drop(member, reason);
    this.#forget(key);
  }

  #forget(key: string): void {
    this.#members.delete(key);
    if (this.#options.places.get(key) === this) this.#options.places.delete(key);
  }
}

/** The methods of a connection, for the document of the bus. */
export function hubDocument(): readonly MethodDocument[] {
  const nobody = async () => null;
  return describeEndpoints([bindEndpoint(hubMethods({ hello: nobody, serve: nobody, drain: nobody, leave: nobody }))]);
}

function helloOf({ hub, caller }: HubConnectionOptions): Omit<HelloResult, "limits"> {
  return { hub: hub.name, version: hub.version, caller: caller.name };
}

function hubMethods(connection: object): Endpoint {
  return {
    methods: {
      hello: {
        summary: "Names the connection's instance and answers the hub's limits.",
        access: "read",
        params: helloParams,
        result: helloResult,
        errors: [],
      },
      serve: {
        summary: "Joins a topic as a server: its requests come over this connection.",
        access: "operate",
        params: serveParams,
        errors: ["ALREADY_EXISTS", "FAILED_PRECONDITION"],
      },
      drain: {
        summary: "Takes a server of this connection out of the round-robin.",
        access: "operate",
        params: placeParams,
        errors: ["NOT_FOUND"],
      },
      leave: {
        summary: "Takes a server of this connection off the bus.",
        access: "operate",
        params: placeParams,
        errors: ["NOT_FOUND"],
      },
    },
    target: connection,
  };
}
