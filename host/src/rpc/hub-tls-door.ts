// The hub's door for other machines: TLS always, and whoever shows a certificate of the known authority is who it says.
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import type { Caller } from "../context.ts";
import { HostError, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Hub } from "./hub.ts";

export interface TlsDoorOptions {
  readonly hub: Hub;
  /** Port 0 takes a free one; `TlsDoor.port` tells which. */
  readonly listen: { readonly host: string; readonly port: number };
  /** PEM texts. With a `clientAuthority` nobody comes in without a certificate that it issued. */
  readonly tls: { readonly certificate: string; readonly key: string; readonly clientAuthority?: string };
  /** Who stands behind a certificate, by its common name; undefined for a name that nobody has: then a token is needed. */
  readonly identify: (commonName: string) => Caller | undefined;
  readonly connectionsMax: number;
  readonly log: Log;
}

const HANDSHAKE_TIMEOUT_MS = 10_000;

/** Listens. Throws START_FAILED for certificates that cannot be used and for an address that cannot be had. */
export async function openTlsDoor(options: TlsDoorOptions): Promise<TlsDoor> {
  const door = new TlsDoor(options);
  await door.listen();
  return door;
}

export class TlsDoor {
  readonly #options: TlsDoorOptions;
  readonly #server: Server;
  #port = 0;

  /** Use `openTlsDoor`. */
  constructor(options: TlsDoorOptions) {
    this.#options = options;
    this.#server = serverOf(options);
    // An upgrade beyond the hub's own limit is answered with 503; far beyond it nothing is accepted at all.
    this.#server.maxConnections = options.connectionsMax + 64;
    this.#server.on("request", (_request, response) => {
      response.writeHead(426, { "content-type": "text/plain", upgrade: "websocket", connection: "close" });
      response.end("JSON-RPC 2.0 over WebSocket is spoken here\n");
    });
    this.#server.on("upgrade", (request, socket, head) => {
      options.hub.upgrade(request, socket, head, { path: request.url ?? "/", proven: this.#proven(socket) });
    });
    this.#server.on("tlsClientError", (error) =>
      options.log.info({ reason: messageOf(error) }, "a connection was refused in the TLS handshake"),
    );
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    const { host } = this.#options.listen;
    return `wss://${host.includes(":") ? `[${host}]` : host}:${this.#port}`;
  }

  async listen(): Promise<void> {
    const { host, port } = this.#options.listen;
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", (cause) => {
        const what = `the hub cannot listen on ${host}:${port}: ${messageOf(cause)}; change hub.remote.listen`;
        reject(new HostError("START_FAILED", what, { cause }));
      });
      this.#server.listen(port, host, resolve);
    });
    this.#server.removeAllListeners("error");
    this.#server.on("error", (error) => this.#options.log.error({ err: error }, "the hub's TLS listener failed"));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Takes no new connections; those that the hub took end with the hub. Idempotent. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  #proven(socket: Duplex): Caller | undefined {
    if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
    const name: unknown = socket.getPeerCertificate().subject?.CN;
    return typeof name === "string" ? this.#options.identify(name) : undefined;
  }
}

function serverOf({ tls }: TlsDoorOptions): Server {
  const { certificate: cert, key, clientAuthority: ca } = tls;
  const clients = ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: true };
  const times = {
    requestTimeout: HANDSHAKE_TIMEOUT_MS,
    headersTimeout: HANDSHAKE_TIMEOUT_MS,
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
  };
  try {
    return createServer({ ...times, cert, key, ...clients, minVersion: "TLSv1.2" });
  } catch (cause) {
    throw new HostError("START_FAILED", `the hub's certificate or key cannot be used: ${messageOf(cause)}`, { cause });
  }
}
