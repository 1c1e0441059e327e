// Reads the numbers and names of a WebAssembly file one after another, never beyond a given end, and says where it stopped.

/** Bytes that are no WebAssembly module a host could load; the message names the place and the reason. */
export class InspectError extends Error {
  /** Offset in the file, in bytes. */
  readonly offset: number;

  constructor(offset: number, reason: string, options: { readonly cause?: unknown } = {}) {
    super(`at byte ${offset}: ${reason}`, options);
    this.name = "InspectError";
    this.offset = offset;
  }
}

const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A position in a part of a file. `what` names the part in errors. */
export class WasmCursor {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  readonly #what: string;
  #at: number;

  constructor(bytes: Uint8Array, at: number, part: { readonly end: number; readonly what: string }) {
    this.#bytes = bytes;
    this.#at = at;
    this.#end = part.end;
    this.#what = part.what;
  }

  get offset(): number {
    return this.#at;
  }

  get left(): number {
    return this.#end - this.#at;
  }

  byte(): number {
    if (this.#at >= this.#end) throw this.error(`${this.#what} ends too early`);
    return this.#bytes[this.#at++] as number;
  }

  u32(): number {
    return this.#leb(32);
  }

  /** A 64-bit number, as exact as a double can be: only sizes that are refused anyway are beyond that. */
  u64(): number {
    return this.#leb(64);
  }

  /** The number of entries of a list; each takes at least one byte, so more entries than bytes are a lie. */
  count(max: number): number {
    const at = this.#at;
    const count = this.u32();
    if (count > this.left)
      throw new InspectError(at, `${this.#what} says it has ${count} entries, ${this.left} bytes are left`);
    if (count > max) throw new InspectError(at, `${this.#what} has ${count} entries, the limit is ${max}`);
    return count;
  }

  name(): string {
    const at = this.#at;
    const length = this.u32();
    if (length > this.left)
      throw new InspectError(at, `${this.#what} has a name of ${length} bytes, ${this.left} are left`);
    const bytes = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    try {
      return DECODER.decode(bytes);
    } catch (cause) {
      throw new InspectError(at, `${this.#what} has a name that is not UTF-8`, { cause });
    }
  }

  /** The part that starts here and is `length` long; the cursor moves behind it. */
  part(length: number, what: string): WasmCursor {
    if (length > this.left) throw this.error(`${what} says it is ${length} bytes long, ${this.left} are left`);
    const part = new WasmCursor(this.#bytes, this.#at, { end: this.#at + length, what });
    this.#at += length;
    return part;
  }

  /** To be called when the part must be read whole. */
  mustBeDone(): void {
    if (this.left > 0) throw this.error(`${this.#what} has ${this.left} bytes more than its entries`);
  }

  error(reason: string): InspectError {
    return new InspectError(this.#at, reason);
  }

  #leb(bits: number): number {
    const at = this.#at;
    const bytes = Math.ceil(bits / 7);
    // The last byte has room for the bits that are left over only.
    const lastMax = 2 ** (bits - 7 * (bytes - 1)) - 1;
    let value = 0;
    for (let index = 0; index < bytes; index++) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte >= 0x80) continue;
      if (index === bytes - 1 && byte > lastMax) break;
      return value;
    }
    throw new InspectError(at, `${this.#what} has a number of more than ${bits} bits`);
  }
}
