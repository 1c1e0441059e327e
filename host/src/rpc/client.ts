// The caller's side: what to call on which target, with options that never change once prepared, and typed interfaces on top.
import type { RequestContext } from "../context.ts";
import { HostError } from "../errors.ts";
import { SignWatch } from "./alive.ts";
import { type Codec, encodeParams } from "./codec.ts";
import { ALIVE_MS_MAX, ALIVE_MS_MIN } from "./limits.ts";
import { formatTarget, parseTarget, type Target } from "./target.ts";
import { type Meta, NO_META, type RpcReply, type RpcRequest, type Transport } from "./transport.ts";
import { formatRange, isCompatible, parseVersion } from "./version.ts";
import { VersionCaps } from "./version-cap.ts";

/** What goes with each call of a prepared client. */
export interface CallOptions {
  /** `major.minor` of the interface the caller was written for. */
  readonly version?: string;
  readonly namespace?: string;
  /** How long a call may take; never longer than its context. For a cast: how long the work may take. */
  readonly timeoutMs?: number;
  readonly idempotencyKey?: string;
  /** The highest version that may be asked of servers, while a fleet is not wholly upgraded; `auto` asks the bus what all of them speak. */
  readonly versionCap?: string;
  /** For long work: the call ends when its server gave no sign of life for so long, long before its time is over. */
  readonly aliveMs?: number;
  /** Params and results as bytes of this codec, which the method must have too. */
  readonly codec?: Codec;
}

const AUTO = "auto";

/** Calls over a transport. Remote is never disguised as local: everything is asynchronous and can fail by the link. */
export class RpcClient {
  readonly #transport: Transport;
  readonly #options: CallOptions;
  readonly #meta: Meta;
  readonly #caps: VersionCaps;
  /** Nothing is to be done about a call but to ask. */
  readonly #isPlain: boolean;
  // The last target that was checked: a caller mostly has one.
  #checked: { readonly given: string | Target; readonly target: Target } | undefined;

  /** `caps` is what clients of one transport have in common. Throws INVALID_PARAMS for options that cannot be. */
  constructor(transport: Transport, options: CallOptions = {}, caps = new VersionCaps(transport)) {
    this.#transport = transport;
    this.#options = options;
    this.#caps = caps;
    const { version, versionCap, aliveMs, timeoutMs, codec } = options;
    this.#isPlain = [timeoutMs, aliveMs, codec].every((option) => option === undefined) && versionCap !== AUTO;
    if (version !== undefined) parseVersion(version);
    if (versionCap !== undefined && versionCap !== AUTO) parseVersion(versionCap);
    if (aliveMs !== undefined && !(aliveMs >= ALIVE_MS_MIN && aliveMs <= ALIVE_MS_MAX))
      throw new HostError("INVALID_PARAMS", `aliveMs is from ${ALIVE_MS_MIN} to ${ALIVE_MS_MAX} ms`);
    this.#meta = metaOf(options);
  }

  /** A client of the same transport with some options replaced; this one stays as it is. */
  prepare(options: CallOptions): RpcClient {
    return new RpcClient(this.#transport, { ...this.#options, ...options }, this.#caps);
  }

  /** False if the cap forbids to ask for this version; an `auto` cap is of a topic, see `canSendTo`. */
  canSend(version: string): boolean {
    const { versionCap } = this.#options;
    return versionCap === undefined || versionCap === AUTO || isBelow(versionCap, version);
  }

  /** False if the cap, or with `auto` a live server of the topic, forbids to ask for this version. */
  async canSendTo(ctx: RequestContext, topic: string, version: string): Promise<boolean> {
    const cap = await this.#capOf(ctx, topic, version);
    return cap === undefined || isBelow(cap, version);
  }

  /** Waits for the work of one server. `target` is `topic` or `topic@server`. Throws what the method or the bus answers, as a HostError. */
  call(ctx: RequestContext, target: string | Target, method: string, params?: unknown): Promise<unknown> {
    return this.#isPlain ? this.#callPlain(ctx, target, method, params) : this.#callWith(ctx, target, method, params);
  }

  // An async function of its own would only add to what a call costs.
  #callPlain(ctx: RequestContext, target: string | Target, method: string, params: unknown): Promise<unknown> {
    try {
      const reply = this.#transport.call(ctx, this.#request(target, method, params));
      return ctx.visits === undefined ? reply.then(resultOf) : reply.then((noted) => resultNoted(ctx, noted));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async #callWith(ctx: RequestContext, target: string | Target, method: string, params: unknown): Promise<unknown> {
    const request = this.#request(target, method, params);
    const { timeoutMs, aliveMs, codec, versionCap } = this.#options;
    const own = timeoutMs === undefined && aliveMs === undefined ? ctx : ctx.child(timeoutMs ? { timeoutMs } : {});
    const watch = aliveMs === undefined ? undefined : new SignWatch(own, aliveMs);
    try {
      if (versionCap === AUTO) await this.#requireBelowCap(own, request.target);
      const asked = watch ? { ...request, onAlive: watch.onAlive } : request;
      const result = resultNoted(ctx, await this.#transport.call(own, asked));
      return codec && result instanceof Uint8Array ? codec.read(result) : result;
    } finally {
      watch?.close();
      if (own !== ctx) own.close();
    }
  }

  /** Hands over to one server. Resolves when the bus took it; what becomes of it is not told. */
  async cast(ctx: RequestContext, target: string | Target, method: string, params?: unknown): Promise<void> {
    const request = this.#request(target, method, params);
    if (this.#options.versionCap === AUTO) await this.#requireBelowCap(ctx, request.target);
    await this.#transport.cast(ctx, request);
  }

  /** Hands over to every live server of the topic; answers how many. */
  async fanout(
    ctx: RequestContext,
    target: string | Target,
    method: string,
    params?: unknown,
  ): Promise<{ readonly receivers: number }> {
    const request = this.#request(target, method, params);
    if (this.#options.versionCap === AUTO) await this.#requireBelowCap(ctx, request.target);
    return this.#transport.fanout(ctx, request);
  }

  #request(target: string | Target, method: string, params: unknown): RpcRequest {
    const { version, versionCap, codec } = this.#options;
    if (version !== undefined && versionCap !== undefined && !this.canSend(version))
      throw aboveCap(version, versionCap);
    const sent = codec ? encodeParams(codec, params) : params;
    return { target: this.#target(target), method, params: sent, meta: this.#meta };
  }

  async #requireBelowCap(ctx: RequestContext, { topic }: Target): Promise<void> {
    const { version } = this.#options;
    const cap = version === undefined ? undefined : await this.#capOf(ctx, topic, version);
    if (version !== undefined && cap !== undefined && !isBelow(cap, version)) throw aboveCap(version, cap);
  }

  async #capOf(ctx: RequestContext, topic: string, version: string): Promise<string | undefined> {
    const { versionCap } = this.#options;
    return versionCap === AUTO ? this.#caps.of(ctx, topic, version) : versionCap;
  }

  #target(given: string | Target): Target {
    if (this.#checked?.given !== given) this.#checked = { given, target: asTarget(given) };
    return this.#checked.target;
  }
}

const resultOf = ({ result }: RpcReply): unknown => result;

function resultNoted(ctx: RequestContext, { result, visits }: RpcReply): unknown {
  if (visits) ctx.visits?.push(...visits);
  return result;
}

function isBelow(cap: string, version: string): boolean {
  return isCompatible(parseVersion(cap), parseVersion(version));
}

function aboveCap(version: string, cap: string): HostError {
  return new HostError("VERSION_UNSUPPORTED", `version ${version} is above the cap ${cap}`, {
    data: { supported: [formatRange(parseVersion(cap))] },
  });
}

function metaOf({ version, namespace, timeoutMs, idempotencyKey, aliveMs }: CallOptions): Meta {
  const meta: Meta = {
    ...(version === undefined ? {} : { version }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(aliveMs === undefined ? {} : { aliveMs }),
  };
  return Object.keys(meta).length === 0 ? NO_META : meta;
}

/** How one method of a typed interface is called. */
export interface ApiMethodOptions {
  /** The wire's name; the key in the interface by default. */
  readonly method?: string;
  /** For work that takes longer than an ordinary call. */
  readonly timeoutMs?: number;
  /** And how long its server may be silent meanwhile. */
  readonly aliveMs?: number;
  readonly codec?: Codec;
}

/** One method of a typed interface; the types exist for the compiler alone. */
export interface ApiMethod<Params, Result> extends ApiMethodOptions {
  readonly types?: (params: Params) => Result;
}

export type ApiMethods = Readonly<Record<string, ApiMethod<never, unknown>>>;

/** The asynchronous functions of a typed interface. */
export type Api<Methods extends ApiMethods> = {
  readonly [Name in keyof Methods]: Methods[Name] extends ApiMethod<infer Params, infer Result>
    ? undefined extends Params
      ? (ctx: RequestContext, params?: Params) => Promise<Result>
      : (ctx: RequestContext, params: Params) => Promise<Result>
    : never;
};

/** A typed interface of a topic: give it a client, and a server's name if it must be that one. */
export interface ApiFactory<Methods extends ApiMethods> {
  (client: RpcClient, server?: string): Api<Methods>;
  readonly topic: string;
  readonly version: string;
  readonly methods: Methods;
}

/** Declares one method: `create: apiMethod<CreateParams, Volume>()`. */
export function apiMethod<Params = undefined, Result = unknown>(
  options: ApiMethodOptions = {},
): ApiMethod<Params, Result> {
  return options;
}

/** The client side of a topic as typed functions: `const volumeApi = defineApi({ topic: "volume", version: "1.0" }, { create: … })`. */
export function defineApi<Methods extends ApiMethods>(
  place: { readonly topic: string; readonly version: string; readonly namespace?: string },
  methods: Methods,
): ApiFactory<Methods> {
  const { topic, version, namespace } = place;
  const bind = (client: RpcClient, server?: string) => {
    const target = server === undefined ? { topic } : { topic, server };
    const prepared = client.prepare({ version, ...(namespace === undefined ? {} : { namespace }) });
    const bound = Object.entries(methods).map(([name, { method, types: _, ...own }]) => {
      const caller = Object.keys(own).length === 0 ? prepared : prepared.prepare(own);
      return [name, (ctx: RequestContext, params?: unknown) => caller.call(ctx, target, method ?? name, params)];
    });
    // What the entries are is what `Api` says: one function a method, under the same key.
    return Object.fromEntries(bound) as Api<Methods>;
  };
  return Object.assign(bind, { topic, version, methods });
}

function asTarget(target: string | Target): Target {
  const parsed = parseTarget(typeof target === "string" ? target : formatTarget(target));
  if (!parsed)
    throw new HostError("INVALID_REQUEST", `${JSON.stringify(target)} is no target: write topic or topic@server`);
  return parsed;
}
