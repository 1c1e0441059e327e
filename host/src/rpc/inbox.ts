// What arrives on a link: whole frames of its form are read here, several of a chunk in one pass; everything else is left to ws, byte by byte.
import { isUtf8 } from "node:buffer";
import type { Duplex } from "node:stream";
import { FIN_TEXT, maskWith } from "./frame.ts";
import { FrameMeter } from "./frame-meter.ts";

export interface InboxOptions {
  /** The socket that ws reads from; its listener gets what is not read here. */
  readonly socket: Duplex;
  /** Whose end this is: a hub's gets masked frames, a client's unmasked ones. */
  readonly side: "hub" | "client";
  /** The first byte of the frames that are read here. */
  readonly kind: number;
  /** Larger ones are ws's, which refuses them. */
  readonly frameBytesMax: number;
  /** A payload where it lies; what is kept of it must be copied, or keeps the whole chunk. */
  readonly onFrame: (payload: Buffer) => void;
}

const MASK_BYTES = 4;

/** Steps between the socket and ws, which must not have read anything yet: it makes several objects a frame, and pauses its socket for each large chunk. */
export function openInbox(options: InboxOptions): void {
  const { socket } = options;
  const listeners = socket.listeners("data");
  const inbox = new Inbox(options, (part) => {
    for (const listener of listeners) listener.call(socket, part);
  });
  socket.removeAllListeners("data");
  socket.on("data", (chunk: Buffer) => inbox.read(chunk));
}

class Inbox {
  readonly #options: InboxOptions;
  readonly #meter: FrameMeter;
  readonly #rest: (part: Buffer) => void;
  // Where the payload of the frame that was looked at last begins and ends.
  #start = 0;
  #end = 0;

  constructor(options: InboxOptions, rest: (part: Buffer) => void) {
    this.#options = options;
    this.#meter = new FrameMeter({ isMasked: options.side === "hub", frameBytesMax: options.frameBytesMax });
    this.#rest = rest;
  }

  read(chunk: Buffer): void {
    let at = this.#meter.isWithin ? this.#meter.follow(chunk, 0) : 0;
    let left = 0;
    while (at < chunk.length && !this.#meter.isOver) {
      if (!this.#isPlain(chunk, at)) {
        at = this.#meter.follow(chunk, at);
        continue;
      }
      if (left < at) this.#rest(chunk.subarray(left, at));
      this.#options.onFrame(chunk.subarray(this.#start, this.#end));
      at = this.#end;
      left = at;
    }
    if (left < at) this.#rest(left === 0 && at === chunk.length ? chunk : chunk.subarray(left, at));
  }

  // Finds a frame that is whole, of this link's form and in order, and takes its mask away.
  #isPlain(chunk: Buffer, at: number): boolean {
    const { kind, side, frameBytesMax } = this.#options;
    if (chunk[at] !== kind || this.#meter.isFragmented || chunk.length - at < 2) return false;
    const isMasked = side === "hub";
    const second = chunk[at + 1] ?? 0;
    if (second >= 0x80 !== isMasked) return false;
    let bytes = second & 0x7f;
    let start = at + 2;
    if (bytes === 127 || (bytes === 126 && chunk.length - at < 4)) return false;
    if (bytes === 126) {
      bytes = chunk.readUInt16BE(start);
      start += 2;
    }
    if (isMasked) start += MASK_BYTES;
    const end = start + bytes;
    if (end > chunk.length || bytes > frameBytesMax) return false;
    if (isMasked) maskWith(chunk, { start, end });
    if (kind === FIN_TEXT && !isUtf8(chunk.subarray(start, end))) {
      if (isMasked) maskWith(chunk, { start, end });
      return false;
    }
    this.#start = start;
    this.#end = end;
    return true;
  }
}
