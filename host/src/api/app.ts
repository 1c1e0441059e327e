// What an application of the HTTP service is: requests and responses as plain data, applications, filters, and errors as responses.
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Caller, RequestContext } from "../context.ts";
import { type ErrorCode, HostError, isHostError } from "../errors.ts";

export interface ApiRequest {
  readonly method: string;
  /** The part of the path that no composite has taken yet; begins with a slash. */
  readonly path: string;
  /** What the composites took from the front of the path; empty at the top. */
  readonly mount: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Address and port of the other side. */
  readonly remote: string;
  /** Who asks, once a filter has found out. */
  readonly caller?: Caller;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** A request to speak another protocol over the connection, which from then on belongs to who takes it. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly path: string;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** An application, or several joined into one. One that comes by path is an object with this method. */
export interface App {
  handle(ctx: RequestContext, request: ApiRequest): Promise<ApiResponse>;
  /** Takes a connection that wants another protocol; without it such a request is refused. */
  upgrade?(upgrade: Upgrade): void;
}

/** Stands in front of an application: answers by itself, or asks `next` and may change what goes in and out. */
export interface Filter {
  handle(ctx: RequestContext, request: ApiRequest, next: App["handle"]): Promise<ApiResponse>;
}

export function jsonResponse(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): ApiResponse {
  const body = `${JSON.stringify(value)}\n`;
  return { status, headers: { "content-type": "application/json; charset=utf-8", ...headers }, body };
}

/** Any thrown value as a response: a HostError by its code, everything else as an accident that only its request id leads to. */
export function errorResponse(ctx: RequestContext, error: unknown): ApiResponse {
  const { requestId } = ctx;
  if (!isHostError(error)) ctx.log.error({ err: error, requestId }, "an HTTP request failed by accident");
  const known = isHostError(error)
    ? error
    : new HostError("INTERNAL", `an accident inside the host; its log has it under the request id ${requestId}`);
  const status = STATUSES[known.code] ?? 500;
  const headers: Record<string, string> = {};
  // A machine must be able to tell "later" from "never".
  if (status === 503) headers["retry-after"] = "1";
  if (status === 401) headers["www-authenticate"] = "Bearer";
  const { code, message, retryable, data } = known;
  return jsonResponse(status, { error: { code, message, retryable, requestId, ...data } }, headers);
}

const STATUSES: { readonly [Code in ErrorCode]?: number } = {
  PARSE_ERROR: 400,
  INVALID_REQUEST: 400,
  INVALID_PARAMS: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  METHOD_NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  BUSY: 409,
  FAILED_PRECONDITION: 409,
  FRAME_TOO_LARGE: 413,
  RESOURCE_EXHAUSTED: 503,
  NOT_READY: 503,
  SHUTTING_DOWN: 503,
  NO_SERVER: 503,
  VERSION_UNSUPPORTED: 503,
  DEADLINE_EXCEEDED: 504,
};
