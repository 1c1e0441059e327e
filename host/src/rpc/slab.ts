// A buffer that is filled from the front and written in one piece; the common size is kept and used again.

/** What one flush is cut at: beyond this a frame brings no more, and a batch of large payloads even loses. */
export const SLAB_BYTES = 64 * 1024;
// A slab begins small; one that must grow takes at once what a whole frame and its estimates need.
const SMALL_BYTES = 16 * 1024;
const LARGE_BYTES = SLAB_BYTES + SMALL_BYTES;
/** Buffers up to this size may be filled again: who keeps a part of one copies it. */
export const REUSED_BYTES_MAX = LARGE_BYTES;

// Of these Node gives each memory of its own, which costs three times the copy of them.
const SHARED_BYTES_MIN = 4096;
const SHARED_BYTES_MAX = 16 * 1024;
let room = Buffer.alloc(0);

/** A copy that lasts. Middling ones lie side by side: who keeps one keeps 64 KiB at the most. */
export function copyOf(bytes: Buffer): Buffer {
  const { length } = bytes;
  if (length < SHARED_BYTES_MIN || length > SHARED_BYTES_MAX) return Buffer.from(bytes);
  if (room.length < length) room = Buffer.allocUnsafeSlow(SLAB_BYTES);
  const copy = room.subarray(0, length);
  room = room.subarray(length);
  bytes.copy(copy);
  return copy;
}

// glibc hands freed memory at the heap's end back to the kernel, and takes it again for the next read: a hub that passes on large payloads
// then pays for fresh pages with each. It keeps twice the largest block that was ever freed; nobody touches this one.
const KEPT_BYTES = 16 * 1024 * 1024;

/** From now on this process keeps some freed memory for its next reads instead of giving all of it back. */
export function keepFreedMemory(): void {
  Buffer.allocUnsafeSlow(KEPT_BYTES / 2);
}

/** Bytes [0, at) are filled. */
export class Slab {
  buffer: Buffer;
  at = 0;

  constructor(bytes: number) {
    this.buffer = Buffer.allocUnsafeSlow(bytes);
  }

  /** Makes room for so many bytes more, keeping what is filled. */
  reserve(bytes: number): void {
    const needed = this.at + bytes;
    if (needed <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(needed > LARGE_BYTES ? needed : LARGE_BYTES);
    this.buffer.copy(larger, 0, 0, this.at);
    this.buffer = larger;
  }
}

/** Slabs that nobody fills now. An idle connection has none. */
export class SlabPool {
  readonly #free: Slab[] = [];
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  take(): Slab {
    return this.#free.pop() ?? new Slab(SMALL_BYTES);
  }

  /** Only for a slab whose bytes have been copied or have left; one that grew large is let go. */
  give(slab: Slab): void {
    if (this.#free.length >= this.#max || slab.buffer.length > LARGE_BYTES) return;
    slab.at = 0;
    this.#free.push(slab);
  }
}
