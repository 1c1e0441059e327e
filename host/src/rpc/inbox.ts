// What arrives on a link: whole frames of its form are read here, several of a chunk in one pass; everything else is left to ws, byte by byte.
import { isUtf8 } from "node:buffer";
import type { Duplex } from "node:stream";
import { FIN_BINARY, FIN_TEXT, maskWith } from "./frame.ts";
import { FrameMeter } from "./frame-meter.ts";
import type { Slab, SlabPool } from "./slab.ts";
import type { OneBufferReads } from "./transport-reads.ts";

export interface InboxOptions {
  /** The socket that ws reads from; its listener gets what is not read here. */
  readonly socket: Duplex;
  /** Brings what is read in a buffer that is filled again. */
  readonly reads?: OneBufferReads | undefined;
  /** Whose end this is: a hub's gets masked frames, a client's unmasked ones. */
  readonly side: "hub" | "client";
  /** The first byte of the frames that are read here. */
  readonly kind: number;
  /** Larger ones are ws's, which refuses them. */
  readonly frameBytesMax: number;
  /** Where frames that come in parts are put together. */
  readonly pool: SlabPool;
  /** A payload where it lies, [start, end) of a chunk; what is kept of it must be copied if the chunk may be filled again. */
  readonly onFrame: (chunk: Buffer, start: number, end: number) => void;
}

const MASK_BYTES = 4;
/** Kind, length, mask. */
const HEADER_BYTES_MAX = 14;

/** Steps between the socket and ws, which must not have read anything yet: it makes several objects a frame, and pauses its socket for each large chunk. */
export function openInbox(options: InboxOptions): void {
  const { socket } = options;
  const listeners = socket.listeners("data");
  const inbox = new Inbox(options, (part) => {
    // ws keeps what it has not done with.
    const lasting = options.reads ? Buffer.from(part) : part;
    for (const listener of listeners) listener.call(socket, lasting);
  });
  socket.removeAllListeners("data");
  socket.on("data", (chunk: Buffer) => inbox.read(chunk));
  options.reads?.divert((chunk) => inbox.read(chunk));
}

class Inbox {
  readonly #options: InboxOptions;
  readonly #meter: FrameMeter;
  readonly #rest: (part: Buffer) => void;
  // Where the payload of the frame that was looked at last begins and ends.
  #start = 0;
  #end = 0;
  /** A frame of the link's form that began in one chunk and ends in a later one. */
  #begun: BegunFrame | undefined;

  constructor(options: InboxOptions, rest: (part: Buffer) => void) {
    this.#options = options;
    this.#meter = new FrameMeter({ isMasked: options.side === "hub", frameBytesMax: options.frameBytesMax });
    this.#rest = rest;
  }

  read(chunk: Buffer): void {
    if (this.#begun) this.#readOn(this.#begun, chunk);
    else this.#read(chunk);
  }

  #readOn(begun: BegunFrame, chunk: Buffer): void {
    const taken = begun.take(chunk, 0);
    if (!begun.isWhole) return;
    this.#begun = undefined;
    this.#read(begun.bytes);
    // What ws gets to refuse it may hold for a while.
    if (this.#options.kind === FIN_BINARY) begun.giveBack(this.#options.pool);
    if (taken < chunk.length) this.#read(chunk.subarray(taken));
  }

  #read(chunk: Buffer): void {
    let at = this.#meter.isWithin ? this.#meter.follow(chunk, 0) : 0;
    let left = 0;
    while (at < chunk.length && !this.#meter.isOver) {
      if (!this.#begins(chunk, at)) {
        at = this.#meter.follow(chunk, at);
        continue;
      }
      if (this.#end > chunk.length) {
        if (left < at) this.#rest(chunk.subarray(left, at));
        this.#begun = new BegunFrame(this.#options.pool.take(), this.#end - at);
        this.#begun.take(chunk, at);
        return;
      }
      if (!this.#unmask(chunk)) {
        at = this.#meter.follow(chunk, at);
        continue;
      }
      if (left < at) this.#rest(chunk.subarray(left, at));
      this.#options.onFrame(chunk, this.#start, this.#end);
      at = this.#end;
      left = at;
    }
    if (left < at) this.#rest(left === 0 && at === chunk.length ? chunk : chunk.subarray(left, at));
  }

  // Finds a frame of this link's form and in order whose header is there.
  #begins(chunk: Buffer, at: number): boolean {
    const { kind, side, frameBytesMax } = this.#options;
    if (chunk[at] !== kind || this.#meter.isFragmented || chunk.length - at < 2) return false;
    const isMasked = side === "hub";
    const second = chunk[at + 1] ?? 0;
    if (second >= 0x80 !== isMasked) return false;
    let bytes = second & 0x7f;
    let start = at + 2;
    if (chunk.length - at < HEADER_BYTES_MAX && bytes >= 126) return false;
    if (bytes === 126) {
      bytes = chunk.readUInt16BE(start);
      start += 2;
    } else if (bytes === 127) {
      bytes = chunk.readUInt32BE(start) * 2 ** 32 + chunk.readUInt32BE(start + 4);
      start += 8;
    }
    if (isMasked) start += MASK_BYTES;
    if (start > chunk.length || bytes > frameBytesMax) return false;
    this.#start = start;
    this.#end = start + bytes;
    return true;
  }

  // Takes the mask away; a text that is none is left as it was, for ws to refuse.
  #unmask(chunk: Buffer): boolean {
    const payload = { start: this.#start, end: this.#end };
    const isMasked = this.#options.side === "hub";
    if (isMasked) maskWith(chunk, payload);
    if (this.#options.kind !== FIN_TEXT || isUtf8(chunk.subarray(payload.start, payload.end))) return true;
    if (isMasked) maskWith(chunk, payload);
    return false;
  }
}

// What is kept of a frame grows with what has come of it, not with what its header promises.
class BegunFrame {
  readonly #slab: Slab;
  readonly #total: number;

  constructor(slab: Slab, total: number) {
    this.#slab = slab;
    this.#total = total;
  }

  get isWhole(): boolean {
    return this.#slab.at === this.#total;
  }

  get bytes(): Buffer {
    return this.#slab.buffer.subarray(0, this.#slab.at);
  }

  /** Takes what belongs to the frame of a chunk's rest; answers how many bytes those were. */
  take(chunk: Buffer, start: number): number {
    const slab = this.#slab;
    const missing = this.#total - slab.at;
    const bytes = Math.min(chunk.length - start, missing);
    slab.reserve(Math.min(missing, Math.max(bytes, slab.at)));
    chunk.copy(slab.buffer, slab.at, start, start + bytes);
    slab.at += bytes;
    return bytes;
  }

  giveBack(pool: SlabPool): void {
    pool.give(this.#slab);
  }
}
