// The API service's manager, topic `api`: composes the application, listens, drains when the service ends.
import { dirname } from "node:path";
import type { RequestContext } from "../context.ts";
import { HostError } from "../errors.ts";
import { Manager, type ManagerParts, type RpcDeclarations } from "../manager/manager.ts";
import type { AppParts } from "./apps.ts";
import { BUILT_INS, composeApp, DEFAULT_PIPELINE } from "./compose.ts";
import { type HttpFigures, type HttpLimits, HttpServer, type TlsMaterial } from "./http-server.ts";
import { readPipelineFile } from "./pipeline-file.ts";

export const API_TOPIC = "api";

/** The options of the HTTP service, as configuration has them. */
export interface ApiOptions extends HttpLimits {
  readonly listen: { readonly host: string; readonly port: number };
  /** Absolute; the built-in application when absent. */
  readonly pipeline?: string;
  readonly drainTimeoutMs: number;
  /** Read anew at each start. */
  readonly tls?: TlsMaterial;
}

export interface ApiDomain {
  /** Asked at the start and at each reset. */
  readonly options: () => ApiOptions;
  readonly parts: AppParts;
}

export interface ApiView extends HttpFigures {
  readonly url: string | undefined;
  readonly limits: HttpLimits;
}

export class ApiManager extends Manager {
  static override readonly version: string = "1.0";

  static override readonly rpc: RpcDeclarations = {
    describe: {
      errors: [],
      access: "read",
      summary: "Shows where HTTP is served, with limits and figures.",
      whileDraining: true,
    },
  };

  readonly #parts: ManagerParts<ApiDomain>;
  #options: ApiOptions | undefined;
  #server: HttpServer | undefined;

  constructor(parts: ManagerParts<ApiDomain>) {
    super();
    this.#parts = parts;
  }

  /** Where it listens, with the real port; undefined while it does not. */
  get url(): string | undefined {
    return this.#server?.url;
  }

  /** The port is bound here, before the record is written, so that an address that cannot be had fails the start. */
  override async initHost(ctx: RequestContext): Promise<void> {
    const { host, domain } = this.#parts;
    const options = domain.options();
    const { pipeline, listen } = options;
    const file = pipeline === undefined ? DEFAULT_PIPELINE : readPipelineFile(pipeline, process.cwd(), BUILT_INS);
    const baseDir = pipeline === undefined ? process.cwd() : dirname(pipeline);
    const app = await composeApp(file, { parts: domain.parts, host, baseDir });
    const { clock, log } = ctx;
    const tls = options.tls === undefined ? {} : { tls: options.tls };
    const server = new HttpServer({ listen, limits: options, ...tls, app, clock, log });
    await server.listen();
    this.#options = options;
    this.#server = server;
  }

  override async postStartHook(): Promise<void> {
    this.#server?.open();
  }

  override async cleanupHost(ctx: RequestContext): Promise<void> {
    const draining = ctx.child({ timeoutMs: this.#options?.drainTimeoutMs ?? 0 });
    try {
      const { cancelled = 0 } = (await this.#server?.stop(draining)) ?? {};
      if (cancelled > 0) ctx.log.warn({ cancelled }, "HTTP requests in flight were cancelled by the stop");
    } finally {
      draining.close();
    }
  }

  /** Limits change at once; where it listens and what it serves needs a restart, and is not reported as changed. */
  override async reset(): Promise<{ readonly changed: readonly string[] }> {
    const before = this.#options;
    if (!before || !this.#server) return { changed: [] };
    const now = this.#parts.domain.options();
    const changed = LIVE.filter((name) => now[name] !== before[name]);
    this.#options = { ...before, ...Object.fromEntries(LIVE.map((name) => [name, now[name]])) };
    this.#server.setLimits(this.#options);
    return { changed: changed.map((name) => `api.${name}`) };
  }

  async describe(): Promise<ApiView> {
    if (!this.#server || !this.#options) throw new HostError("NOT_READY", "the HTTP service does not listen");
    const { connectionsMax, requestsMax, bodyBytesMax, requestTimeoutMs, keepAliveMs } = this.#options;
    const { headerBytesMax, backlogMax } = this.#options;
    const limits = {
      connectionsMax,
      requestsMax,
      bodyBytesMax,
      requestTimeoutMs,
      keepAliveMs,
      headerBytesMax,
      backlogMax,
    };
    return { url: this.#server.url, limits, ...this.#server.figures() };
  }
}

const LIVE = [
  "connectionsMax",
  "requestsMax",
  "bodyBytesMax",
  "requestTimeoutMs",
  "keepAliveMs",
  "drainTimeoutMs",
] as const;
