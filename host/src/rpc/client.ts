// The caller's side: what to call on which target, with options that never change once prepared, and typed interfaces on top.
import type { RequestContext } from "../context.ts";
import { HostError } from "../errors.ts";
import { formatTarget, parseTarget, type Target } from "./target.ts";
import { type Meta, NO_META, type RpcRequest, type Transport } from "./transport.ts";
import { formatRange, isCompatible, parseVersion } from "./version.ts";

/** What goes with each call of a prepared client. */
export interface CallOptions {
  /** `major.minor` of the interface the caller was written for. */
  readonly version?: string;
  readonly namespace?: string;
  /** How long a call may take; never longer than its context. For a cast: how long the work may take. */
  readonly timeoutMs?: number;
  readonly idempotencyKey?: string;
  /** The highest version that may be asked of servers, while a fleet is not wholly upgraded. */
  readonly versionCap?: string;
}

/** Calls over a transport. Remote is never disguised as local: everything is asynchronous and can fail by the link. */
export class RpcClient {
  readonly #transport: Transport;
  readonly #options: CallOptions;
  readonly #meta: Meta;
  // The last target that was checked: a caller mostly has one.
  #checked: { readonly given: string | Target; readonly target: Target } | undefined;

  constructor(transport: Transport, options: CallOptions = {}) {
    this.#transport = transport;
    this.#options = options;
    if (options.version !== undefined) parseVersion(options.version);
    if (options.versionCap !== undefined) parseVersion(options.versionCap);
    this.#meta = metaOf(options);
  }

  /** A client of the same transport with some options replaced; this one stays as it is. */
  prepare(options: CallOptions): RpcClient {
    return new RpcClient(this.#transport, { ...this.#options, ...options });
  }

  /** False if the cap forbids to ask for this version. */
  canSend(version: string): boolean {
    const { versionCap } = this.#options;
    return versionCap === undefined || isCompatible(parseVersion(versionCap), parseVersion(version));
  }

  /** Waits for the work of one server. `target` is `topic` or `topic@server`. Throws what the method or the bus answers, as a HostError. */
  async call(ctx: RequestContext, target: string | Target, method: string, params?: unknown): Promise<unknown> {
    const request = this.#request(target, method, params);
    const { timeoutMs } = this.#options;
    const own = timeoutMs === undefined ? ctx : ctx.child({ timeoutMs });
    try {
      const { result, visits } = await this.#transport.call(own, request);
      if (visits) ctx.visits?.push(...visits);
      return result;
    } finally {
      if (own !== ctx) own.close();
    }
  }

  /** Hands over to one server. Resolves when the bus took it; what becomes of it is not told. */
  async cast(ctx: RequestContext, target: string | Target, method: string, params?: unknown): Promise<void> {
    await this.#transport.cast(ctx, this.#request(target, method, params));
  }

  /** Hands over to every live server of the topic; answers how many. */
  async fanout(
    ctx: RequestContext,
    target: string | Target,
    method: string,
    params?: unknown,
  ): Promise<{ readonly receivers: number }> {
    return this.#transport.fanout(ctx, this.#request(target, method, params));
  }

  #request(target: string | Target, method: string, params: unknown): RpcRequest {
    const { version, versionCap } = this.#options;
    if (version !== undefined && versionCap !== undefined && !this.canSend(version)) {
      const cap = formatRange(parseVersion(versionCap));
      throw new HostError("VERSION_UNSUPPORTED", `version ${version} is above the cap ${versionCap}`, {
        data: { supported: [cap] },
      });
    }
    return { target: this.#target(target), method, params, meta: this.#meta };
  }

  #target(given: string | Target): Target {
    if (this.#checked?.given !== given) this.#checked = { given, target: asTarget(given) };
    return this.#checked.target;
  }
}

function metaOf({ version, namespace, timeoutMs, idempotencyKey }: CallOptions): Meta {
  const meta: Meta = {
    ...(version === undefined ? {} : { version }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
  return Object.keys(meta).length === 0 ? NO_META : meta;
}

/** One method of a typed interface; the types exist for the compiler alone. */
export interface ApiMethod<Params, Result> {
  /** The wire's name; the key in the interface by default. */
  readonly method?: string;
  /** For work that takes longer than an ordinary call. */
  readonly timeoutMs?: number;
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
  options: { readonly method?: string; readonly timeoutMs?: number } = {},
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
    const bound = Object.entries(methods).map(([name, { method, timeoutMs }]) => {
      const caller = timeoutMs === undefined ? prepared : prepared.prepare({ timeoutMs });
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
