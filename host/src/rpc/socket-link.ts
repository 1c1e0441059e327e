// One WebSocket as a link of texts or records, from either side: watched for life, closed with a reason, ended exactly once.
import type { Duplex } from "node:stream";
import type { RawData, WebSocket } from "ws";
import type { Clock } from "../clock.ts";
import type { RecordLink } from "./binary-peer.ts";
import { FIN_BINARY, FIN_TEXT } from "./frame.ts";
import { openInbox } from "./inbox.ts";
import { type FlushTurn, FrameOutbox, type Outbox } from "./outbox.ts";
import type { FrameLink } from "./peer.ts";
import type { OneBufferReads } from "./transport-reads.ts";

/** JSON-RPC as text, the name of what a stock client speaks without asking for it. */
export const TEXT_SUBPROTOCOL = "holdfast.jsonrpc.v1";
/** The records of record.ts; what our own peers ask for first. */
export const BINARY_SUBPROTOCOL = "holdfast.bin.v1";

const UNSUPPORTED_DATA = 1003;

export interface SocketLinkOptions {
  readonly socket: WebSocket;
  readonly clock: Clock;
  /** A side that sent nothing, not even a pong, for this long to twice as long is taken for dead. */
  readonly keepAliveMs: number;
  /** How long the other side has to read the close frame. */
  readonly closeGraceMs: number;
  /** What ws reads from, which must not have brought it anything yet; frames are read from it and written to it by us. */
  readonly stream: Duplex;
  /** The stream's own, if it is read into one buffer. */
  readonly reads?: OneBufferReads | undefined;
  readonly turn: FlushTurn;
  readonly side: "hub" | "client";
  /** The largest frame that is read. */
  readonly frameBytesMax: number;
  /** What the link's subprotocol carries; a frame of the other form ends the link. */
  readonly onFrame: OnText | OnBinary;
  /** Called once, with why the link ended, in words. */
  readonly onEnd: (reason: string) => void;
}

export interface OnText {
  readonly text: (text: string) => void;
}

/** A frame is [start, end) of a chunk that is not the receiver's to keep. */
export interface OnBinary {
  readonly binary: (chunk: Buffer, start: number, end: number) => void;
}

export class SocketLink implements FrameLink, RecordLink {
  readonly outbox: Outbox;
  readonly #options: SocketLinkOptions;
  readonly #socket: WebSocket;
  #heard = true;
  #stopWatch: () => void = () => {};
  #stopGrace: () => void = () => {};
  #reason: string | undefined;

  constructor(options: SocketLinkOptions) {
    this.#options = options;
    const { socket, stream, reads, turn, side, frameBytesMax, onFrame } = options;
    this.#socket = socket;
    this.outbox = new FrameOutbox(stream, turn, side);
    const isBinary = "binary" in onFrame;
    const kind = isBinary ? FIN_BINARY : FIN_TEXT;
    const take = isBinary
      ? onFrame.binary
      : (chunk: Buffer, start: number, end: number) => onFrame.text(chunk.toString("utf8", start, end));
    const onWhole = (chunk: Buffer, start: number, end: number) => {
      this.#hear();
      if (this.#socket.readyState === this.#socket.OPEN) take(chunk, start, end);
    };
    openInbox({ socket: stream, reads, side, kind, frameBytesMax, pool: turn.pool, onFrame: onWhole });
    this.#socket.on("message", (data, isBinary) => this.#onMessage(data, isBinary));
    this.#socket.on("pong", () => this.#hear());
    this.#socket.on("ping", () => this.#hear());
    this.#socket.on("error", (error) => {
      this.#reason ??= error.message;
      // ws reads no more. What the other side still writes is let go, or it would wait for room instead of reading why it was refused.
      reads?.divert(() => {});
      stream.removeAllListeners("data");
      stream.resume();
      this.#giveGrace();
    });
    this.#socket.on("close", (code, text) => this.#onClose(code, text.toString()));
    this.#watch();
  }

  get bufferedBytes(): number {
    // What this turn has collected is not counted: nobody has been asked to read it yet, and it is one frame at the most.
    return this.#socket.bufferedAmount;
  }

  send(text: string, bytes: number): void {
    this.outbox.text(text, bytes);
  }

  close(code: number, reason: string): void {
    if (this.#socket.readyState >= this.#socket.CLOSING) return;
    this.#reason ??= reason;
    this.outbox.flush();
    this.#socket.close(code, reason.slice(0, 120));
    this.#giveGrace();
  }

  #giveGrace(): void {
    this.#stopGrace();
    const { clock, closeGraceMs } = this.#options;
    this.#stopGrace = clock.setTimer(closeGraceMs, () => this.#socket.terminate(), { unref: true });
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    this.#hear();
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    const { onFrame } = this.#options;
    if ("binary" in onFrame) {
      const frame = asBuffer(data);
      if (isBinary) onFrame.binary(frame, 0, frame.length);
      else this.close(UNSUPPORTED_DATA, `${BINARY_SUBPROTOCOL} carries records, not text`);
    } else if (isBinary) this.close(UNSUPPORTED_DATA, "binary frames need a subprotocol; send JSON-RPC 2.0 as text");
    else onFrame.text(data.toString());
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

// With ws's own binaryType a frame is one Buffer.
function asBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
