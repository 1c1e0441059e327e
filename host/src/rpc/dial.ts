// Opening a socket to a hub: one try, with a deadline, and a refusal told as what it is.
import type { connect, NetConnectOpts } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import type { RequestContext } from "../context.ts";
import { type ErrorCode, HostError, messageOf } from "../errors.ts";
import { isLoopback } from "./loopback.ts";
import { BINARY_SUBPROTOCOL, TEXT_SUBPROTOCOL } from "./socket-link.ts";
import { OneBufferReads } from "./transport-reads.ts";

export interface DialOptions {
  /** `ws://127.0.0.1:4650`; `wss://` for a hub beyond loopback. Never with a token in it. */
  readonly url: string;
  /** Absent is: the certificate says who it is. */
  readonly token?: string | undefined;
  /** PEM texts: who issued the hub's certificate, and this side's own. */
  readonly tls?: ClientTls | undefined;
  readonly frameBytesMax: number;
  /** Asks for JSON-RPC as text alone; by default records are asked for first. */
  readonly textOnly?: boolean;
}

export interface ClientTls {
  /** Whom to trust to have issued the hub's certificate, instead of those that Node trusts. */
  readonly authority?: string;
  readonly certificate?: string;
  readonly key?: string;
}

/** An open WebSocket and what it reads from, for frames that are written by us. */
export interface Dialled {
  readonly socket: WebSocket;
  readonly stream: Duplex;
  /** What the stream brings, sooner; absent is: only as its data. */
  readonly reads?: OneBufferReads;
}

const REFUSALS: Readonly<Record<number, ErrorCode>> = {
  400: "CONFIG_INVALID",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  503: "RESOURCE_EXHAUSTED",
};
const REFUSAL_TEXT_MAX = 500;

/** Answers an open socket. Throws UNAUTHENTICATED, PERMISSION_DENIED, LINK_LOST, CONFIG_INVALID, or the context's reason. */
export async function dial(
  ctx: RequestContext,
  { url, token, tls = {}, frameBytesMax, textOnly }: DialOptions,
): Promise<Dialled> {
  requireSafeUrl(url);
  ctx.throwIfOver();
  // With TLS it is that which reads, and it has memory of its own.
  const reads = new URL(url).protocol === "ws:" ? new OneBufferReads() : undefined;
  const socket = new WebSocket(url, textOnly ? [TEXT_SUBPROTOCOL] : [BINARY_SUBPROTOCOL, TEXT_SUBPROTOCOL], {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...(tls.authority === undefined ? {} : { ca: tls.authority }),
    ...(tls.certificate === undefined ? {} : { cert: tls.certificate }),
    ...(tls.key === undefined ? {} : { key: tls.key }),
    maxPayload: frameBytesMax,
    perMessageDeflate: false,
    followRedirects: false,
    ...(reads === undefined
      ? {}
      : { createConnection: ((how: NetConnectOpts) => reads.connect(how)) as typeof connect }),
  });
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      reject(ctx.signal.reason);
      socket.terminate();
    };
    ctx.signal.addEventListener("abort", onAbort, { once: true });
    const done = () => ctx.signal.removeEventListener("abort", onAbort);
    // Stays: a socket that is ended while it connects reports that as an error, which must find a listener.
    socket.on("error", (cause) => {
      done();
      reject(
        new HostError("LINK_LOST", `no connection to the hub at ${url}: ${messageOf(cause)}`, {
          cause,
          data: { sent: false },
        }),
      );
    });
    socket.once("unexpected-response", (_request, response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        text = (text + part).slice(0, REFUSAL_TEXT_MAX);
      });
      response.on("close", () => {
        done();
        const code = REFUSALS[response.statusCode ?? 0] ?? "LINK_LOST";
        reject(new HostError(code, `the hub at ${url} refused: ${text.trim() || `HTTP ${response.statusCode}`}`));
        socket.terminate();
      });
    });
    let stream: Duplex | undefined;
    socket.once("upgrade", (response) => {
      stream = response.socket;
    });
    socket.once("open", () => {
      done();
      if (stream) resolve({ socket, stream, ...(reads === undefined ? {} : { reads }) });
      else reject(new HostError("INTERNAL", "a WebSocket opened without a socket below it"));
    });
  });
}

// A token that travels in the clear is a token given away.
function requireSafeUrl(text: string): void {
  if (!URL.canParse(text)) throw new HostError("CONFIG_INVALID", "a hub's address is written ws://127.0.0.1:4650");
  const url = new URL(text);
  if (url.search !== "" || url.username !== "" || url.password !== "") {
    throw new HostError("CONFIG_INVALID", "a hub's address holds no token, name or password; give the token beside it");
  }
  if (url.protocol === "wss:" || (url.protocol === "ws:" && isLoopback(url.hostname))) return;
  throw new HostError(
    "CONFIG_INVALID",
    `${url.protocol}//${url.hostname} would carry the token in the clear; use wss:// beyond loopback`,
  );
}
