// The door of a hub: what an HTTP upgrade must show before a byte of it is read as RPC.
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Caller } from "../context.ts";
import type { TokenCheck } from "./token.ts";

const TOKEN_SUBPROTOCOL = "holdfast.token.";

export interface AdmissionRules {
  readonly authenticate: TokenCheck;
  /** Origins of web pages that may connect, as browsers write them (`https://console.example`); none by default. */
  readonly allowedOrigins: readonly string[];
}

/** An HTTP answer instead of an upgrade. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 404 | 503;
  readonly message: string;
}

export type Admission = { readonly caller: Caller } | Refusal;

/** Judges an upgrade request by its headers, and by who was proven to send it: a token counts more than a certificate, and a wrong one is no token. A page's Origin is judged before the token, so that a page cannot probe tokens. */
export function admit(
  request: Pick<IncomingMessage, "headers" | "url">,
  rules: AdmissionRules,
  proven?: Caller,
): Admission {
  const origin = request.headers.origin;
  if (origin !== undefined && !rules.allowedOrigins.includes(origin)) {
    return { status: 403, message: "this Origin may not connect; see hub.allowedOrigins" };
  }
  const url = new URL(request.url ?? "/", "ws://hub");
  if (url.searchParams.has("token")) {
    return { status: 400, message: "a token never goes into a URL; send Authorization: Bearer" };
  }
  if (url.pathname !== "/") return { status: 404, message: "the hub is at /" };
  const token = presentedToken(request);
  const caller = token === undefined ? proven : rules.authenticate(token);
  return caller ? { caller } : { status: 401, message: "a valid token is needed: Authorization: Bearer TOKEN" };
}

// A web page cannot set headers on a WebSocket; it puts the token beside the subprotocol it asks for.
function presentedToken(request: Pick<IncomingMessage, "headers">): string | undefined {
  const bearer = /^Bearer ([^\s,]+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (bearer !== undefined) return bearer;
  const offered = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((name) => name.trim());
  const carrier = offered.find((name) => name.startsWith(TOKEN_SUBPROTOCOL));
  return carrier?.slice(TOKEN_SUBPROTOCOL.length);
}

/** Answers an upgrade request that is refused, and ends its socket. */
export function writeRefusal(socket: Duplex, { status, message }: Refusal): void {
  const text = `${message}\n`;
  const head = [`HTTP/1.1 ${status} ${REASONS[status]}`, "connection: close", "content-type: text/plain"];
  if (status === 401) head.push("www-authenticate: Bearer");
  head.push(`content-length: ${Buffer.byteLength(text)}`, "", text);
  socket.once("finish", () => socket.destroy());
  socket.end(head.join("\r\n"));
}

const REASONS: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  503: "Service Unavailable",
};
