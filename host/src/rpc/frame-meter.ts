// Where the frames of a byte stream end, for who leaves some of them to another reader and must know when the next one begins.

export interface FrameMeterOptions {
  readonly isMasked: boolean;
  readonly frameBytesMax: number;
}

const FIN = 0x80;
const RESERVED = 0x70;
const CONTINUATION = 0;
const CLOSE = 8;
const CONTROL_BYTES_MAX = 125;
const OPCODES: readonly number[] = [CONTINUATION, 1, 2, CLOSE, 9, 10];

/** Counts through frames by RFC 6455, however they are cut. It refuses nothing: behind what cannot be right, or a close, it only says that it is over. */
export class FrameMeter {
  readonly #options: FrameMeterOptions;
  #head: number[] = [];
  #left = 0;
  #isFragmented = false;
  #isOver = false;
  #isClose = false;

  constructor(options: FrameMeterOptions) {
    this.#options = options;
  }

  /** A frame has begun and not ended. */
  get isWithin(): boolean {
    return this.#left > 0 || this.#head.length > 0;
  }

  /** A message of several frames has begun and not ended. */
  get isFragmented(): boolean {
    return this.#isFragmented;
  }

  /** Nothing that follows can be a frame to work on. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Goes through one frame, or the rest of the one that has begun; answers where it ends, at most the chunk's end. */
  follow(chunk: Buffer, at: number): number {
    let next = at;
    while (this.#left === 0 && next < chunk.length) {
      this.#head.push(chunk[next++] ?? 0);
      const bytes = payloadBytes(this.#head);
      if (bytes === undefined) continue;
      if (!this.#isRight(bytes)) {
        this.#isOver = true;
        return chunk.length;
      }
      this.#begin(bytes);
      if (bytes === 0) return next;
    }
    const taken = Math.min(this.#left, chunk.length - next);
    this.#left -= taken;
    if (this.#left === 0 && taken > 0) this.#isOver = this.#isClose;
    return next + taken;
  }

  #begin(bytes: number): void {
    const [first = 0] = this.#head;
    this.#head = [];
    this.#left = bytes;
    this.#isClose = (first & 0x0f) === CLOSE;
    if (this.#isClose && bytes === 0) this.#isOver = true;
    if ((first & 0x0f) < CLOSE) this.#isFragmented = (first & FIN) === 0;
  }

  #isRight(bytes: number): boolean {
    const [first = 0, second = 0] = this.#head;
    const opcode = first & 0x0f;
    if ((first & RESERVED) !== 0 || !OPCODES.includes(opcode)) return false;
    if (second >= 0x80 !== this.#options.isMasked || bytes > this.#options.frameBytesMax) return false;
    if (opcode >= CLOSE) return (first & FIN) !== 0 && bytes <= CONTROL_BYTES_MAX;
    return (opcode === CONTINUATION) === this.#isFragmented;
  }
}

// The payload's length once the header is whole.
function payloadBytes(head: readonly number[]): number | undefined {
  const second = head[1] ?? 0;
  const short = second & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  if (head.length < 2 + lengthBytes + (second >= 0x80 ? 4 : 0)) return undefined;
  if (lengthBytes === 0) return short;
  return head.slice(2, 2 + lengthBytes).reduce((sum, byte) => sum * 256 + byte, 0);
}
