// The bus as the rest of the house sees it: who can be reached, and how a request gets there. Memory and WebSocket implement it alike.
import type { Caller, Ending, RequestContext, Visit } from "../context.ts";
import type { Target } from "./target.ts";

/** What rides beside the params; a stock JSON-RPC client may leave all of it out. */
export interface Meta {
  /** Milliseconds that the caller still waits, counted from when the frame was sent. */
  readonly timeoutMs?: number;
  /** The version of the interface the caller was written for, `major.minor`. */
  readonly version?: string;
  readonly traceparent?: string;
  /** Goes with `traceparent` and is passed on as it came, at most 512 characters. */
  readonly tracestate?: string;
  readonly idempotencyKey?: string;
  /** Names one of several interfaces of a topic; absent is the nameless one. */
  readonly namespace?: string;
  /** Follows the request through logs; the server makes one when it is absent. */
  readonly requestId?: string;
  /** Asks for the stations of the call in the answer. */
  readonly trace?: boolean;
  /** Asks for signs of life while the work goes on: silence of so many milliseconds will be taken for death. */
  readonly aliveMs?: number;
}

/** Nothing beside the params. */
export const NO_META: Meta = {};

export interface RpcRequest {
  readonly target: Target;
  readonly method: string;
  /** By-name params, as parsed JSON; `undefined` is none; a Uint8Array is raw bytes, which are no JSON on any transport. */
  readonly params: unknown;
  readonly meta: Meta;
  /** Told of each sign of life, if `meta.aliveMs` asks for them. */
  readonly onAlive?: (() => void) | undefined;
}

/** An answer: the result (a Uint8Array stays raw bytes), or a thrown HostError instead. `visits` only when the caller asked for them. */
export interface RpcReply {
  readonly result: unknown;
  readonly visits?: readonly Visit[];
}

/** Where a request came from: who asks, what ends the work early, and whether anybody waits for the reply. */
export interface Origin {
  readonly caller: Caller;
  readonly ending: Ending;
  readonly expectsReply: boolean;
}

/** What a server does with one request that reached it; it throws a HostError, at once or later, for an error answer, and settles by the request's time. */
export type RpcHandler = (request: RpcRequest, from: Origin) => Promise<RpcReply>;

/** A server as it stands on the bus; `version` is `major.minor` of what it exposes. */
export interface Place {
  readonly topic: string;
  readonly server: string;
  readonly version: string;
}

/** A server's place on the bus. */
export interface Serving {
  /** Leaves the round-robin and the fanout while others of the topic are live; still reached by name, and as the last one. Idempotent. */
  drain(): Promise<void>;
  /** Takes the server out of routing; requests already delivered go on. Idempotent. */
  leave(): Promise<void>;
}

/** A transport never stores a request: a call to nobody is NO_SERVER at once. Every promise settles by the context's deadline. */
export interface Transport {
  readonly name: string;
  /** Joins `topic` as `server`. An existing server of the same topic and name is ALREADY_EXISTS. */
  serve(place: Place, handler: RpcHandler): Promise<Serving>;
  /** One live server of the topic (round-robin), or the named one, answers. */
  call(ctx: RequestContext, request: RpcRequest): Promise<RpcReply>;
  /** Hands over to one server and does not wait for the work; resolves when the bus took it, NO_SERVER if nobody listens. */
  cast(ctx: RequestContext, request: RpcRequest): Promise<void>;
  /** Hands over, as a cast, to every live server of the topic; answers how many. */
  fanout(ctx: RequestContext, request: RpcRequest): Promise<{ readonly receivers: number }>;
  /** Ends this end of the bus: its servers vanish, and its own calls settle with LINK_LOST. */
  close(): Promise<void>;
}
