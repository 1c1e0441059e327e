// The bytes of a WebSocket frame around its payload: header, length and mask, as RFC 6455 has them.
import { randomFillSync } from "node:crypto";

const MASKED = 0x80;
const MASK_BYTES = 4;
/** The longest header: one byte of kind, nine of length, four of mask; and rounded up, so that a payload behind it begins at a whole word. */
export const HEADER_ROOM = 16;

export const FIN_TEXT = 0x81;
export const FIN_BINARY = 0x82;

/** Writes a whole frame's header in front of the payload that fills [start, end), and masks that if it must be; answers where the frame begins. */
export function sealFrame(buffer: Buffer, payload: Span, kind: number, isMasked: boolean): number {
  const { start, end } = payload;
  const begin = start - headerBytes(end - start) - (isMasked ? MASK_BYTES : 0);
  writeHeader(buffer, begin, kind, end - start);
  if (isMasked) {
    buffer[begin + 1] = (buffer[begin + 1] ?? 0) | MASKED;
    drawKey(buffer, start - MASK_BYTES);
    maskWith(buffer, payload);
  }
  return begin;
}

/** How many bytes the header of such a payload takes. */
export function headerBytes(bytes: number): number {
  if (bytes < 126) return 2;
  return bytes < 65_536 ? 4 : 10;
}

/** Bytes [start, end) of a buffer. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

function writeHeader(buffer: Buffer, at: number, kind: number, bytes: number): void {
  buffer[at] = kind;
  if (bytes < 126) buffer[at + 1] = bytes;
  else if (bytes < 65_536) {
    buffer[at + 1] = 126;
    buffer.writeUInt16BE(bytes, at + 2);
  } else {
    buffer[at + 1] = 127;
    buffer.writeUInt32BE(0, at + 2);
    buffer.writeUInt32BE(bytes, at + 6);
  }
}

// Keys are drawn many at a time; each is used once.
const KEYS = { bytes: Buffer.alloc(0), at: 0 };
const KEYS_BYTES = 4096;

function drawKey(buffer: Buffer, at: number): void {
  if (KEYS.at >= KEYS.bytes.length) {
    KEYS.bytes = randomFillSync(Buffer.allocUnsafeSlow(KEYS_BYTES));
    KEYS.at = 0;
  }
  for (let index = 0; index < MASK_BYTES; index++) buffer[at + index] = KEYS.bytes[KEYS.at++] ?? 0;
}

/** Puts the mask on a payload or takes it away; the key stands in front of it. */
export function maskWith(buffer: Buffer, { start, end }: Span): void {
  let at = start;
  // Bytes up to the next whole word, then words under the key as it lies from there, then what is left.
  const aligned = end - start < WORDS_FROM ? end : start + (-(buffer.byteOffset + start) & 3);
  for (; at < aligned; at++) buffer[at] = (buffer[at] ?? 0) ^ keyByte(buffer, start, at);
  if (at === end) return;
  const words = new Uint32Array(buffer.buffer, buffer.byteOffset + at, (end - at) >> 2);
  const word = keyWord(buffer, start, at);
  for (let index = 0; index < words.length; index++) words[index] = (words[index] ?? 0) ^ word;
  for (at += words.length * 4; at < end; at++) buffer[at] = (buffer[at] ?? 0) ^ keyByte(buffer, start, at);
}

// A view of words costs as much as so many bytes.
const WORDS_FROM = 64;

function keyByte(buffer: Buffer, start: number, at: number): number {
  return buffer[start - MASK_BYTES + ((at - start) & 3)] ?? 0;
}

// The key's four bytes from a place on, in whichever order of bytes this machine reads words.
const KEY = new Uint8Array(MASK_BYTES);
const KEY_WORD = new Uint32Array(KEY.buffer);

function keyWord(buffer: Buffer, start: number, at: number): number {
  for (let index = 0; index < MASK_BYTES; index++) KEY[index] = keyByte(buffer, start, at + index);
  return KEY_WORD[0] ?? 0;
}
