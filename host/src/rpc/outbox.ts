// What leaves a link: the frames of one turn are joined and written together, by a hub unmasked and by a client through ws.
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { SLAB_BYTES, type Slab, SlabPool } from "./slab.ts";

/** Collects and flushes. A link carries either texts or records, as its subprotocol says. */
export interface Outbox {
  /** One text frame; `bytes` is its length in UTF-8. */
  text(text: string, bytes: number): void;
  /** Room for a record of at most so many bytes in the binary frame of this turn; who writes it moves the slab's `at` behind it. */
  open(bytes: number, frameBytesMax: number): Slab;
  flush(): void;
}

/** Runs flushes at the end of a turn: `immediate` once for all sockets that were read from, `tick` as soon as the stack is empty. */
export class FlushTurn {
  readonly pool: SlabPool;
  readonly #defer: (run: () => void) => void;
  #waiting: Outbox[] = [];
  readonly #run = () => {
    const outboxes = this.#waiting;
    this.#waiting = [];
    for (const outbox of outboxes) outbox.flush();
  };

  constructor(when: "immediate" | "tick") {
    this.pool = new SlabPool(when === "immediate" ? 64 : 1);
    this.#defer = when === "immediate" ? (run) => void setImmediate(run) : (run) => process.nextTick(run);
  }

  add(outbox: Outbox): void {
    if (this.#waiting.push(outbox) === 1) this.#defer(this.#run);
  }
}

const FIN_TEXT = 0x81;
const FIN_BINARY = 0x82;
// The longest header of an unmasked frame; a binary frame's records begin behind that much room.
const HEADER_ROOM = 10;

/** A hub's: frames are written by us in front of the socket that ws reads from. Its own control frames are whole frames too, so they may stand anywhere between ours. */
export class PlainOutbox implements Outbox {
  readonly #socket: Duplex;
  readonly #turn: FlushTurn;
  #slab: Slab | undefined;
  #isBinary = false;

  constructor(socket: Duplex, turn: FlushTurn) {
    this.#socket = socket;
    this.#turn = turn;
  }

  text(text: string, bytes: number): void {
    if (this.#slab && this.#slab.at + bytes > SLAB_BYTES) this.flush();
    const slab = this.#slabForWriting();
    this.#isBinary = false;
    slab.reserve(bytes + HEADER_ROOM);
    slab.at += writeHeader(slab.buffer, slab.at, FIN_TEXT, bytes);
    slab.at += slab.buffer.write(text, slab.at, bytes, "utf8");
  }

  open(bytes: number, frameBytesMax: number): Slab {
    if (this.#slab && this.#slab.at - HEADER_ROOM + bytes > Math.min(SLAB_BYTES, frameBytesMax)) this.flush();
    const slab = this.#slabForWriting();
    this.#isBinary = true;
    if (slab.at === 0) slab.at = HEADER_ROOM;
    slab.reserve(bytes);
    return slab;
  }

  flush(): void {
    const slab = this.#slab;
    if (!slab) return;
    this.#slab = undefined;
    const start = this.#isBinary ? sealBinary(slab) : 0;
    if (start === slab.at || this.#socket.destroyed) {
      this.#turn.pool.give(slab);
      return;
    }
    this.#socket.write(slab.buffer.subarray(start, slab.at));
    // What the kernel took at once is no longer looked at; what waits keeps its slab.
    if (this.#socket.writableLength === 0) this.#turn.pool.give(slab);
  }

  #slabForWriting(): Slab {
    if (!this.#slab) {
      this.#slab = this.#turn.pool.take();
      this.#turn.add(this);
    }
    return this.#slab;
  }
}

/** A client's: ws masks and writes one frame a turn. */
export class MaskedOutbox implements Outbox {
  readonly #socket: WebSocket;
  readonly #turn: FlushTurn;
  #slab: Slab | undefined;

  constructor(socket: WebSocket, turn: FlushTurn) {
    this.#socket = socket;
    this.#turn = turn;
  }

  text(text: string): void {
    // A failed write ends the socket, and that is told by the close event.
    this.#socket.send(text, () => {});
  }

  open(bytes: number, frameBytesMax: number): Slab {
    if (this.#slab && this.#slab.at + bytes > Math.min(SLAB_BYTES, frameBytesMax)) this.flush();
    if (!this.#slab) {
      this.#slab = this.#turn.pool.take();
      this.#turn.add(this);
    }
    this.#slab.reserve(bytes);
    return this.#slab;
  }

  flush(): void {
    const slab = this.#slab;
    if (!slab) return;
    this.#slab = undefined;
    // ws copies what it masks, so the slab is free at once.
    if (slab.at > 0) this.#socket.send(slab.buffer.subarray(0, slab.at), { binary: true }, () => {});
    this.#turn.pool.give(slab);
  }
}

/** Puts the frame's header right before its records; answers where the frame begins. */
function sealBinary(slab: Slab): number {
  const bytes = slab.at - HEADER_ROOM;
  if (bytes <= 0) return slab.at;
  const start = HEADER_ROOM - headerBytes(bytes);
  writeHeader(slab.buffer, start, FIN_BINARY, bytes);
  return start;
}

function headerBytes(bytes: number): number {
  if (bytes < 126) return 2;
  return bytes < 65_536 ? 4 : 10;
}

function writeHeader(buffer: Buffer, at: number, first: number, bytes: number): number {
  buffer[at] = first;
  if (bytes < 126) {
    buffer[at + 1] = bytes;
    return 2;
  }
  if (bytes < 65_536) {
    buffer[at + 1] = 126;
    buffer.writeUInt16BE(bytes, at + 2);
    return 4;
  }
  buffer[at + 1] = 127;
  buffer.writeUInt32BE(0, at + 2);
  buffer.writeUInt32BE(bytes, at + 6);
  return 10;
}
