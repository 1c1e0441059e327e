// Reading and writing the binary form of a module: LEB128 numbers, names and sections, nothing about their meaning.
import { HostError } from "../errors.ts";

/** Ids of the sections that this room rewrites, in the binary format's numbering. */
export const SECTION = {
  ...{ custom: 0, type: 1, import: 2, function: 3, table: 4, memory: 5, global: 6, export: 7, start: 8 },
  ...{ element: 9, code: 10, data: 11, dataCount: 12, tag: 13 },
} as const;

/** One section: its payload is a view into the file, or fresh bytes after a rewrite. */
export interface Section {
  readonly id: number;
  readonly payload: Uint8Array;
}

const HEADER = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);

/** A module that lies about its own layout; the reader never looks beyond what it was given. */
export function malformed(reason: string): HostError {
  return new HostError(
    "DRIVER_MALFORMED",
    `${reason}; build the driver again and check it with \`holdfast driver check\``,
  );
}

/** Cuts a module into its sections, in the order of the file. */
export function splitSections(bytes: Uint8Array): Section[] {
  if (bytes.length < HEADER.length || HEADER.some((byte, index) => bytes[index] !== byte)) {
    throw malformed("the file is not a WebAssembly 1.0 module");
  }
  const reader = new ByteReader(bytes, HEADER.length);
  const sections: Section[] = [];
  while (!reader.done) sections.push({ id: reader.byte(), payload: reader.bytes(reader.u32()) });
  return sections;
}

/** The inverse of `splitSections`. */
export function joinSections(sections: readonly Section[]): Uint8Array {
  const writer = new ByteWriter();
  writer.bytes(HEADER);
  for (const { id, payload } of sections) {
    writer.byte(id);
    writer.u32(payload.length);
    writer.bytes(payload);
  }
  return writer.finish();
}

/** Reads forward through bytes; running out of them or an overlong number is a malformed module. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  get position(): number {
    return this.#at;
  }

  byte(): number {
    const value = this.#bytes[this.#at];
    if (value === undefined) throw malformed("the module ends in the middle of a section");
    this.#at += 1;
    return value;
  }

  bytes(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#at) throw malformed("a section claims more bytes than the file has");
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  skip(length: number): void {
    if (length > this.#bytes.length - this.#at) throw malformed("a section claims more bytes than the file has");
    this.#at += length;
  }

  /** Passes over a LEB128 number of at most `bytesMax` bytes, signed or not. */
  skipNumber(bytesMax: number): void {
    for (let index = 0; index < bytesMax; index++) if (this.byte() < 0x80) return;
    throw malformed(`a number in the module is longer than ${bytesMax} bytes`);
  }

  /** What was read since `from`, untouched. */
  since(from: number): Uint8Array {
    return this.#bytes.subarray(from, this.#at);
  }

  rest(): Uint8Array {
    return this.bytes(this.#bytes.length - this.#at);
  }

  u32(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) {
        if (value > 0xffff_ffff) break;
        return value;
      }
    }
    throw malformed("a number in the module is longer than 32 bits");
  }

  name(): string {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.bytes(this.u32()));
    } catch (error) {
      if (error instanceof HostError) throw error;
      throw malformed("a name in the module is not UTF-8");
    }
  }
}

const CAPACITY_FIRST = 256;

/** Collects bytes for a rewritten section, in one buffer that doubles. */
export class ByteWriter {
  #buffer = new Uint8Array(CAPACITY_FIRST);
  #length = 0;

  byte(value: number): void {
    if (this.#length === this.#buffer.length) this.#reserve(1);
    this.#buffer[this.#length++] = value;
  }

  bytes(part: Uint8Array): void {
    this.#reserve(part.length);
    this.#buffer.set(part, this.#length);
    this.#length += part.length;
  }

  u32(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 0x80) + 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  /** A number from 0 up in the signed form that constants have. */
  signed(value: number): void {
    let rest = value;
    while (rest >= 0x40) {
      this.byte((rest % 0x80) + 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  name(text: string): void {
    const encoded = new TextEncoder().encode(text);
    this.u32(encoded.length);
    this.bytes(encoded);
  }

  /** What was written so far; valid until the next write. */
  view(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Begins anew in the same buffer. */
  clear(): void {
    this.#length = 0;
  }

  finish(): Uint8Array {
    return this.#buffer.slice(0, this.#length);
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.#buffer.length));
    larger.set(this.view());
    this.#buffer = larger;
  }
}
