// One WebSocket as a link of text frames, from either side: watched for life, closed with a reason, ended exactly once.
import type { RawData, WebSocket } from "ws";
import type { Clock } from "../clock.ts";
import type { FrameLink } from "./peer.ts";

/** The subprotocol that our own clients ask for; stock clients need none. */
export const TEXT_SUBPROTOCOL = "holdfast.jsonrpc.v1";

const UNSUPPORTED_DATA = 1003;

export interface SocketLinkOptions {
  readonly socket: WebSocket;
  readonly clock: Clock;
  /** A side that sent nothing, not even a pong, for this long to twice as long is taken for dead. */
  readonly keepAliveMs: number;
  /** How long the other side has to read the close frame. */
  readonly closeGraceMs: number;
  readonly onText: (text: string) => void;
  /** Called once, with why the link ended, in words. */
  readonly onEnd: (reason: string) => void;
}

export class SocketLink implements FrameLink {
  readonly #options: SocketLinkOptions;
  readonly #socket: WebSocket;
  #heard = true;
  #stopWatch: () => void = () => {};
  #stopGrace: () => void = () => {};
  #reason: string | undefined;

  constructor(options: SocketLinkOptions) {
    this.#options = options;
    this.#socket = options.socket;
    this.#socket.on("message", (data, isBinary) => this.#onMessage(data, isBinary));
    this.#socket.on("pong", () => this.#hear());
    this.#socket.on("ping", () => this.#hear());
    this.#socket.on("error", (error) => {
      this.#reason ??= error.message;
    });
    this.#socket.on("close", (code, text) => this.#onClose(code, text.toString()));
    this.#watch();
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(text: string): void {
    // A failed write ends the socket, and that is told by the close event.
    this.#socket.send(text, () => {});
  }

  close(code: number, reason: string): void {
    if (this.#socket.readyState >= this.#socket.CLOSING) return;
    this.#reason ??= reason;
    this.#socket.close(code, reason.slice(0, 120));
    this.#stopGrace = this.#options.clock.setTimer(this.#options.closeGraceMs, () => this.#socket.terminate(), {
      unref: true,
    });
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    this.#hear();
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (isBinary) this.close(UNSUPPORTED_DATA, "binary frames need a subprotocol; send JSON-RPC 2.0 as text");
    else this.#options.onText(data.toString());
  }

  #hear(): void {
    this.#heard = true;
  }

  #watch(): void {
    const tick = () => {
      if (!this.#heard) {
        this.#reason ??= `no sign of life for ${this.#options.keepAliveMs} ms`;
        this.#socket.terminate();
        return;
      }
      this.#heard = false;
      this.#socket.ping();
      this.#watch();
    };
    this.#stopWatch = this.#options.clock.setTimer(this.#options.keepAliveMs, tick, { unref: true });
  }

  #onClose(code: number, text: string): void {
    this.#stopWatch();
    this.#stopGrace();
    this.#options.onEnd(this.#reason ?? (text === "" ? `closed with code ${code}` : text));
  }
}
