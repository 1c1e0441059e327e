// What leaves a link: the frames of one turn are joined and written together, in front of the socket that ws reads from.
import type { Duplex } from "node:stream";
import type { BusyPoll } from "./busy-poll.ts";
import { FIN_BINARY, FIN_TEXT, HEADER_ROOM, headerBytes, sealFrame } from "./frame.ts";
import { keepFreedMemory, SLAB_BYTES, type Slab, SlabPool } from "./slab.ts";

/** Collects and flushes. A link carries either texts or records, as its subprotocol says. */
export interface Outbox {
  /** One text frame; `bytes` is its length in UTF-8. */
  text(text: string, bytes: number): void;
  /** Room for a record of at most so many bytes in the binary frame of this turn; who writes it moves the slab's `at` behind it. */
  open(bytes: number, frameBytesMax: number): Slab;
  flush(): void;
  /** A turn is over: flushes, or answers false to be asked again after the next. */
  endTurn(): boolean;
  /** Announces a record after which nothing more is expected in this turn: alone it leaves at once, if the one before it was alone too. */
  beginLast(): void;
  /** That record is there, or came to nothing. */
  endLast(): void;
}

/** Runs flushes at the end of a turn: `immediate` once for all sockets that were read from, `tick` as soon as the stack is empty. */
export class FlushTurn {
  readonly pool: SlabPool;
  /** Told of what leaves; a hub's. */
  readonly poll: BusyPoll | undefined;
  readonly #defer: (run: () => void) => void;
  #waiting: Outbox[] = [];
  readonly #run = () => {
    const outboxes = this.#waiting;
    this.#waiting = [];
    for (const outbox of outboxes) if (!outbox.endTurn()) this.add(outbox);
    this.poll?.endTurn();
  };

  constructor(when: "immediate" | "tick", poll?: BusyPoll) {
    this.poll = poll;
    this.pool = new SlabPool(when === "immediate" ? 64 : 2);
    if (when === "immediate") keepFreedMemory();
    this.#defer = when === "immediate" ? (run) => void setImmediate(run) : (run) => process.nextTick(run);
  }

  add(outbox: Outbox): void {
    if (this.#waiting.push(outbox) === 1) this.#defer(this.#run);
  }
}

// So many begin to leave, however many follow in this turn: the other side works on them meanwhile, instead of waiting for all.
const TOGETHER_MAX = 32;

/** Whole frames are written by us, past ws. Its own control frames are whole too, so they may stand anywhere between ours. */
export class FrameOutbox implements Outbox {
  readonly #socket: Duplex;
  readonly #turn: FlushTurn;
  readonly #isMasked: boolean;
  /** Texts that are not alone wait for one turn more: who sends each request in a write of its own is mostly not done when the first is answered. */
  readonly #isPatient: boolean;
  #slab: Slab | undefined;
  #isBinary = false;
  #count = 0;
  #countBefore = 0;
  #hasWaited = false;
  /** No turn need ask: the record is followed by its end. */
  #isAlone = false;
  /** The turn will ask. */
  #isListed = false;

  /** A client's frames are masked and a hub's are not, as RFC 6455 wants it. */
  constructor(socket: Duplex, turn: FlushTurn, side: "hub" | "client") {
    this.#socket = socket;
    this.#turn = turn;
    this.#isMasked = side === "client";
    this.#isPatient = side === "hub";
  }

  text(text: string, bytes: number): void {
    const slab = this.#slabFor(bytes, SLAB_BYTES);
    this.#isBinary = false;
    slab.reserve(bytes + HEADER_ROOM);
    const start = slab.at + headerBytes(bytes) + (this.#isMasked ? 4 : 0);
    const end = start + slab.buffer.write(text, start, bytes, "utf8");
    sealFrame(slab.buffer, { start, end }, FIN_TEXT, this.#isMasked);
    slab.at = end;
  }

  open(bytes: number, frameBytesMax: number): Slab {
    const slab = this.#slabFor(bytes, Math.min(SLAB_BYTES, frameBytesMax));
    this.#isBinary = true;
    if (slab.at === 0) slab.at = HEADER_ROOM;
    slab.reserve(bytes);
    return slab;
  }

  flush(): void {
    const slab = this.#slab;
    if (!slab) return;
    this.#slab = undefined;
    this.#hasWaited = false;
    this.#turn.poll?.left(this.#count);
    this.#countBefore = this.#count;
    this.#count = 0;
    const { buffer, at: end } = slab;
    const isEmpty = this.#isBinary ? end <= HEADER_ROOM : end === 0;
    if (isEmpty || this.#socket.destroyed) {
      this.#turn.pool.give(slab);
      return;
    }
    const start = this.#isBinary ? sealFrame(buffer, { start: HEADER_ROOM, end }, FIN_BINARY, this.#isMasked) : 0;
    this.#socket.write(buffer.subarray(start, end));
    // What the kernel took at once is no longer looked at; what waits keeps its slab.
    if (this.#socket.writableLength === 0) this.#turn.pool.give(slab);
  }

  endTurn(): boolean {
    const isOfMany = this.#count > 1 || this.#countBefore > 1;
    if (this.#slab && isOfMany && this.#isPatient && !this.#isBinary && !this.#hasWaited) {
      this.#hasWaited = true;
      return false;
    }
    this.#isListed = false;
    this.flush();
    return true;
  }

  // Whoever has just sent many will send many again: their first is better off among them.
  beginLast(): void {
    this.#isAlone = this.#count === 0 && this.#countBefore <= 1;
  }

  endLast(): void {
    if (!this.#isAlone) return;
    this.#isAlone = false;
    this.flush();
    this.#turn.poll?.endTurnSoon();
  }

  #slabFor(bytes: number, bytesMax: number): Slab {
    const filled = this.#slab ? this.#slab.at - (this.#isBinary ? HEADER_ROOM : 0) : 0;
    if (this.#count >= TOGETHER_MAX || (filled > 0 && filled + bytes > bytesMax)) this.flush();
    this.#count++;
    if (!this.#slab) {
      this.#slab = this.#turn.pool.take();
      if (!this.#isListed && !this.#isAlone) {
        this.#turn.add(this);
        this.#isListed = true;
      }
    }
    return this.#slab;
  }
}
