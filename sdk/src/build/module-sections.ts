// A WebAssembly file as its sections, taken apart and put together again, with the few encodings that a change of them needs.
import { WasmCursor } from "../wasm-cursor.ts";

/** The numbers of the sections that are changed here. */
export const SECTION = {
  type: 1,
  import: 2,
  function: 3,
  memory: 5,
  export: 7,
  code: 10,
  data: 11,
  dataCount: 12,
} as const;

export interface ModuleSection {
  readonly id: number;
  readonly payload: Uint8Array;
}

const HEADER_BYTES = 8;

export function splitModule(bytes: Uint8Array): ModuleSection[] {
  const cursor = new WasmCursor(bytes, HEADER_BYTES, { end: bytes.length, what: "the module" });
  const sections: ModuleSection[] = [];
  while (cursor.left > 0) {
    const id = cursor.byte();
    const length = cursor.u32();
    sections.push({ id, payload: bytes.subarray(cursor.offset, cursor.offset + length) });
    cursor.part(length, "a section");
  }
  return sections;
}

export function joinModule(sections: readonly ModuleSection[]): Uint8Array {
  return concat([
    Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0),
    ...sections.flatMap(({ id, payload }) => [Uint8Array.of(id), unsigned(payload.length), payload]),
  ]);
}

/** A cursor over a section's payload. */
export function cursorOf(payload: Uint8Array): WasmCursor {
  return new WasmCursor(payload, 0, { end: payload.length, what: "a section" });
}

/** A list as the format has it: its count, then its entries. */
export function vector(entries: readonly Uint8Array[]): Uint8Array {
  return concat([unsigned(entries.length), ...entries]);
}

/** A section that is a list, with entries added behind the present ones. */
export function appended(payload: Uint8Array, entries: readonly Uint8Array[]): Uint8Array {
  const cursor = cursorOf(payload);
  const count = cursor.u32();
  return concat([unsigned(count + entries.length), payload.subarray(cursor.offset), ...entries]);
}

export function name(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  return concat([unsigned(bytes.length), bytes]);
}

/** LEB128 of a number from 0 to 2^32−1. */
export function unsigned(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  do {
    const low = left % 128;
    left = Math.floor(left / 128);
    bytes.push(left > 0 ? low + 128 : low);
  } while (left > 0);
  return Uint8Array.from(bytes);
}

/** Signed LEB128 of a 32-bit number. */
export function signed(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value | 0;
  for (;;) {
    const low = left & 0x7f;
    left >>= 7;
    const isLast = (left === 0 && (low & 0x40) === 0) || (left === -1 && (low & 0x40) !== 0);
    bytes.push(isLast ? low : low | 0x80);
    if (isLast) return Uint8Array.from(bytes);
  }
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
