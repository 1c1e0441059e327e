// The guest's memory as the shim sees it: every pointer and every length is checked, a wrong one is a FAULT.
import { WasiError } from "./errno.ts";

/** Where the memory comes from. Undefined while the guest still runs its start function and its exports are not known. */
export type MemorySource = () => WebAssembly.Memory | undefined;

// As many as one system call takes.
const VECTORS_MAX = 1024;
const VECTOR_BYTES = 8;

/** Little-endian reads and writes. Keep no view over a call that could let the guest grow its memory. */
export class GuestMemory {
  readonly #source: MemorySource;
  #view = new DataView(new ArrayBuffer(0));

  constructor(source: MemorySource) {
    this.#source = source;
  }

  /** A window on the guest's bytes, not a copy. */
  bytes(pointer: number, length: number): Uint8Array {
    const view = this.#check(pointer, length);
    return new Uint8Array(view.buffer, pointer, length);
  }

  readU8(pointer: number): number {
    return this.#check(pointer, 1).getUint8(pointer);
  }

  readU16(pointer: number): number {
    return this.#check(pointer, 2).getUint16(pointer, true);
  }

  readU32(pointer: number): number {
    return this.#check(pointer, 4).getUint32(pointer, true);
  }

  readU64(pointer: number): bigint {
    return this.#check(pointer, 8).getBigUint64(pointer, true);
  }

  writeU8(pointer: number, value: number): void {
    this.#check(pointer, 1).setUint8(pointer, value);
  }

  writeU16(pointer: number, value: number): void {
    this.#check(pointer, 2).setUint16(pointer, value, true);
  }

  writeU32(pointer: number, value: number): void {
    this.#check(pointer, 4).setUint32(pointer, value, true);
  }

  writeU64(pointer: number, value: bigint): void {
    this.#check(pointer, 8).setBigUint64(pointer, value, true);
  }

  /** UTF-8 text; anything else is ILSEQ. The length is checked against `bytesMax` before a byte is read. */
  text(pointer: number, length: number, bytesMax: number): string {
    const bytes = this.bytes(pointer, length);
    if (length > bytesMax) throw new WasiError("NAMETOOLONG");
    return decodeUtf8(bytes);
  }

  /** The buffers of a scattered read or write, cut off after `bytesMax`: a short transfer is legal, an endless one is not. */
  vectors(pointer: number, count: number, bytesMax: number): Uint8Array[] {
    if (count > VECTORS_MAX) throw new WasiError("INVAL");
    this.#check(pointer, count * VECTOR_BYTES);
    const buffers: Uint8Array[] = [];
    let room = bytesMax;
    for (let index = 0; index < count; index++) {
      const at = pointer + index * VECTOR_BYTES;
      const buffer = this.bytes(this.readU32(at), this.readU32(at + 4));
      if (room > 0) buffers.push(buffer.subarray(0, room));
      room = Math.max(0, room - buffer.length);
    }
    return buffers;
  }

  // The buffer is asked for each time, because memory.grow replaces it.
  #check(pointer: number, length: number): DataView {
    const buffer = this.#source()?.buffer;
    if (buffer === undefined || pointer + length > buffer.byteLength) throw new WasiError("FAULT");
    if (this.#view.buffer !== buffer) this.#view = new DataView(buffer);
    return this.#view;
  }
}

// A byte order mark is part of the text.
function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new WasiError("ILSEQ");
  }
}
