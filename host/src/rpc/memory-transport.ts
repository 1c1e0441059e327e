// A place on a router in the same process, with the semantics of a link: requests and answers pass through JSON, and it can be cut.
import type { RequestContext } from "../context.ts";
import { HostError } from "../errors.ts";
import { encodeJson } from "./envelope.ts";
import type { Endable } from "./inbound.ts";
import { DEFAULT_LINK_LIMITS, type LinkLimits } from "./limits.ts";
import { type Member, type Router, refuseReserved } from "./router.ts";
import { Slots } from "./slots.ts";
import type { Place, RpcHandler, RpcReply, RpcRequest, Serving, Transport } from "./transport.ts";
import { frameTooLarge, fromWireError, toHostError, toWireError } from "./wire-error.ts";

export interface MemoryTransportOptions {
  readonly router: Router;
  readonly limits?: Pick<LinkLimits, "frameBytesMax" | "pendingMax">;
  /** Topics that nobody may serve through this door; none by default. */
  readonly reservedTopics?: readonly string[];
  /** Only servers that settle by a request's time, as `RpcServer` does, are served here. */
  readonly handlersKeepTime?: boolean;
}

/** Joins a router. What a call sends and gets are copies, and its errors are rebuilt from their wire form, as on a socket. */
export class MemoryTransport implements Transport {
  readonly name = "memory";
  readonly #router: Router;
  readonly #limits: Pick<LinkLimits, "frameBytesMax" | "pendingMax">;
  readonly #reservedTopics: readonly string[];
  readonly #handlersKeepTime: boolean;
  readonly #members = new Set<Member>();
  readonly #pending = new Slots<Endable>();
  #isClosed = false;

  constructor(options: MemoryTransportOptions) {
    this.#router = options.router;
    this.#limits = options.limits ?? DEFAULT_LINK_LIMITS;
    this.#reservedTopics = options.reservedTopics ?? [];
    this.#handlersKeepTime = options.handlersKeepTime ?? false;
  }

  async serve(place: Place, handler: RpcHandler): Promise<Serving> {
    this.#requireOpen();
    refuseReserved(place, this.#reservedTopics);
    const member = this.#router.add(place, handler, { keepsTime: this.#handlersKeepTime });
    this.#members.add(member);
    return {
      drain: async () => {
        member.draining = true;
      },
      leave: async () => {
        this.#router.remove(member);
        this.#members.delete(member);
      },
    };
  }

  async call(ctx: RequestContext, request: RpcRequest): Promise<RpcReply> {
    this.#requireOpen();
    if (this.#pending.size >= this.#limits.pendingMax) {
      throw new HostError(
        "RESOURCE_EXHAUSTED",
        `${this.#limits.pendingMax} calls wait for an answer, which is the limit`,
      );
    }
    const sent = this.#copy(request);
    // A context of its own, so that closing this end cancels the work at the far end too.
    const own = ctx.child();
    const cut: Endable = { end: (reason) => own.cancel(reason) };
    const place = this.#pending.add(cut);
    try {
      const { result, ...rest } = await this.#router.call(own, sent);
      const visits = rest.visits === undefined ? {} : this.#within<object>(JSON.stringify(rest));
      return { ...visits, result: this.#copyValue(result ?? null, JSON.stringify) };
    } catch (error) {
      throw asFromAfar(error, own, request);
    } finally {
      this.#pending.remove(place, cut);
      own.close();
    }
  }

  async cast(ctx: RequestContext, request: RpcRequest): Promise<void> {
    this.#requireOpen();
    ctx.throwIfOver();
    this.#router.cast(ctx, this.#copy(request));
  }

  async fanout(ctx: RequestContext, request: RpcRequest): Promise<{ readonly receivers: number }> {
    this.#requireOpen();
    ctx.throwIfOver();
    return this.#router.fanout(ctx, this.#copy(request));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const lost = new HostError("LINK_LOST", "the memory transport was closed before an answer");
    for (const member of this.#members) this.#router.drop(member, lost);
    this.#members.clear();
    for (const cut of this.#pending.list()) cut.end(lost);
  }

  #requireOpen(): void {
    if (this.#isClosed) throw new HostError("LINK_LOST", "the memory transport is closed", { data: { sent: false } });
  }

  // Identity, target and meta are texts that nobody changes; params are the caller's.
  #copy(request: RpcRequest): RpcRequest {
    return { ...request, params: this.#copyValue(request.params, encodeJson) };
  }

  #copyValue(value: unknown, encode: (value: unknown) => string): unknown {
    if (value === undefined) return undefined;
    if (!(value instanceof Uint8Array)) return this.#within(encode(value));
    this.#requireFits(value.length);
    return Uint8Array.from(value);
  }

  #within<T>(text: string): T {
    this.#requireFits(Buffer.byteLength(text));
    return JSON.parse(text);
  }

  #requireFits(bytes: number): void {
    if (bytes > this.#limits.frameBytesMax) throw frameTooLarge(bytes, this.#limits.frameBytesMax);
  }
}

// The caller's own end keeps its reason as it is; everything else is what a socket would have brought.
function asFromAfar(error: unknown, ctx: RequestContext, request: RpcRequest): unknown {
  if (error === ctx.ending.reason) return error;
  return fromWireError(
    toWireError(toHostError(error, { log: ctx.log, requestId: ctx.requestId, method: request.method })),
  );
}
