// The host function of the permission http: our own client, which checks every hop and every address before it connects.
import { readFile } from "node:fs/promises";
import { DriverStatusError, type HttpRequest, type HttpResponse } from "@holdfast/sdk";
import { type Clock, systemClock } from "../../clock.ts";
import { messageOf } from "../../errors.ts";
import type { HttpGrant } from "./host-grants.ts";
import { allowedAddress, type Resolve, resolveBySystem } from "./http-addresses.ts";
import { type HttpHop, sendHttp } from "./http-socket.ts";
import { readSecret } from "./secrets.ts";
import type { AskContext, HostService } from "./services.ts";

export interface HttpOptions {
  /** Ports that this host listens on; no driver reaches them, whatever is granted. */
  readonly ownPorts: () => ReadonlySet<number>;
  readonly resolve?: Resolve;
  /** Bytes of one answer's content. */
  readonly bodyBytesMax?: number;
  readonly timeoutMs?: number;
  readonly clock?: Clock;
}

const HOPS_MAX = 5;
const BODY_BYTES_MAX = 1024 * 1024;
const TIMEOUT_MS = 30_000;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]{0,8192}$/;
// Members of a key and a value, of which the values may hold anything printable.
const TRACESTATE = /^[a-z0-9][a-z0-9_\-*/@]*=[\x20-\x7e]{1,500}$/;
const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
// Whoever sets these speaks for the connection, not for the request.
const RESERVED = new Set(
  "host connection content-length transfer-encoding upgrade te trailer expect keep-alive proxy-connection proxy-authorization".split(
    " ",
  ),
);

export function httpService(options: HttpOptions): HostService {
  return async (_name, input, context) => {
    const request = input as HttpRequest;
    const limit = Math.min(request.timeoutMs ?? TIMEOUT_MS, options.timeoutMs ?? TIMEOUT_MS, context.timeoutMs);
    const late = new AbortController();
    const cancelTimer = (options.clock ?? systemClock).setTimer(limit, () => late.abort());
    const signal = AbortSignal.any([context.signal, late.signal]);
    try {
      return await follow(request, { options, context, signal });
    } catch (error) {
      if (error instanceof DriverStatusError) throw error;
      if (signal.aborted) throw new DriverStatusError("failed", `no answer within ${limit} ms`);
      throw new DriverStatusError("failed", messageOf(error));
    } finally {
      cancelTimer();
    }
  };
}

interface Way {
  readonly options: HttpOptions;
  readonly context: AskContext;
  readonly signal: AbortSignal;
}

async function follow(request: HttpRequest, way: Way): Promise<HttpResponse> {
  let { method, body } = request;
  let url = parseUrl(request.url);
  const { origin } = url;
  for (let hop = 0; hop <= HOPS_MAX; hop++) {
    // What proves the driver to one server is no business of another.
    const headers = await headersOf(request, { ...way, isFirst: url.origin === origin });
    const response = await oneHop({ method, url, headers, body }, way);
    const location = response.headers.find(({ name }) => name === "location")?.value;
    if (!REDIRECTS.includes(response.status) || location === undefined) return { ...response, url: url.href };
    url = parseUrl(new URL(location, url).href);
    if (response.status === 303 || (response.status < 303 && method === "POST")) {
      method = method === "HEAD" ? "HEAD" : "GET";
      body = undefined;
    }
  }
  throw new DriverStatusError("failed", `more than ${HOPS_MAX} redirects`);
}

async function oneHop(
  hop: Pick<HttpHop, "method" | "url" | "headers" | "body">,
  { options, context, signal }: Way,
): Promise<Omit<HttpResponse, "url">> {
  const grant = grantFor(context.grants.http, hop);
  const resolve = options.resolve ?? resolveBySystem;
  const address = await allowedAddress(hop.url, { grant, resolve, ownPorts: options.ownPorts() });
  signal.throwIfAborted();
  const ca = grant.ca === undefined ? undefined : await readFile(grant.ca, "utf8");
  return sendHttp({ ...hop, address, ca, signal, bodyBytesMax: options.bodyBytesMax ?? BODY_BYTES_MAX });
}

function grantFor(grants: readonly HttpGrant[], { method, url }: Pick<HttpHop, "method" | "url">): HttpGrant {
  const grant = grants.find(({ origin }) => originOf(origin) === url.origin);
  if (grant === undefined)
    throw new DriverStatusError("permission_denied", `${url.origin} is not granted under grants.http`);
  if (grant.methods === undefined || grant.methods.includes(method)) return grant;
  throw new DriverStatusError("permission_denied", `${method} is not granted for ${url.origin}`);
}

function originOf(text: string): string {
  try {
    return new URL(text).origin;
  } catch {
    return "";
  }
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    const must = "must be an absolute http or https address without a user in it";
    throw new DriverStatusError("invalid_argument", `${JSON.stringify(text.slice(0, 200))} ${must}`);
  }
  return url;
}

async function headersOf(
  { headers = [], authorization }: HttpRequest,
  { context, isFirst }: Way & { readonly isFirst: boolean },
): Promise<Readonly<Record<string, string>>> {
  const fields: Record<string, string> = Object.create(null);
  const { traceparent, tracestate } = context;
  // The driver's own word on it counts more.
  const isOwn = headers.some(({ name }) => name.toLowerCase() === "traceparent");
  if (!isOwn && traceparent !== undefined && TRACEPARENT.test(traceparent)) {
    fields["traceparent"] = traceparent;
    if (tracestate !== undefined && TRACESTATE.test(tracestate)) fields["tracestate"] = tracestate;
  }
  for (const { name, value } of headers) {
    const lower = name.toLowerCase();
    if (!TOKEN.test(name) || !VALUE.test(value) || RESERVED.has(lower))
      throw new DriverStatusError(
        "invalid_argument",
        `the header ${JSON.stringify(name.slice(0, 100))} cannot be sent`,
      );
    if (isFirst || (lower !== "authorization" && lower !== "cookie")) fields[lower] = value;
  }
  if (authorization !== undefined && isFirst) {
    const secret = await readSecret(context.grants, authorization.secret);
    const basic = () => Buffer.from(`${authorization.user ?? ""}:${secret}`).toString("base64");
    fields["authorization"] = authorization.scheme === "basic" ? `Basic ${basic()}` : `Bearer ${secret}`;
    if (!VALUE.test(fields["authorization"]))
      throw new DriverStatusError("not_ready", "the secret cannot stand in a header");
  }
  return fields;
}
