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
  const { byteOffset } = buffer;
  // Bytes up to the next whole word, then words under the key as it lies from there, then what is left.
  const aligned = end - start < WORDS_FROM ? end : start + (-(byteOffset + start) & 3);
  let at = start;
  for (; at < aligned; at++) buffer[at] = (buffer[at] ?? 0) ^ keyByte(buffer, start, at);
  if (at === end) return;
  const behind = end - ((end - at) & 3);
  maskWords(wordsOf(buffer.buffer), (byteOffset + at) >>> 2, (byteOffset + behind) >>> 2, keyWord(buffer, start, at));
  for (at = behind; at < end; at++) buffer[at] = (buffer[at] ?? 0) ^ keyByte(buffer, start, at);
}

// Words begin to pay off here.
const WORDS_FROM = 32;

// Eight to a round: a third of the time that one by one takes.
function maskWords(words: Int32Array, from: number, end: number, key: number): void {
  let at = from;
  for (const last = end - 7; at < last; at += 8) {
    words[at] = (words[at] ?? 0) ^ key;
    words[at + 1] = (words[at + 1] ?? 0) ^ key;
    words[at + 2] = (words[at + 2] ?? 0) ^ key;
    words[at + 3] = (words[at + 3] ?? 0) ^ key;
    words[at + 4] = (words[at + 4] ?? 0) ^ key;
    words[at + 5] = (words[at + 5] ?? 0) ^ key;
    words[at + 6] = (words[at + 6] ?? 0) ^ key;
    words[at + 7] = (words[at + 7] ?? 0) ^ key;
  }
  for (; at < end; at++) words[at] = (words[at] ?? 0) ^ key;
}

// A view of words is dear, and the frames of a chunk or a slab lie in one memory: the last view is mostly the next.
const VIEW: { words: Int32Array | undefined } = { words: undefined };

function wordsOf(memory: ArrayBufferLike): Int32Array {
  if (VIEW.words?.buffer !== memory) VIEW.words = new Int32Array(memory, 0, memory.byteLength >>> 2);
  return VIEW.words;
}

function keyByte(buffer: Buffer, start: number, at: number): number {
  return buffer[start - MASK_BYTES + ((at - start) & 3)] ?? 0;
}

// The key's four bytes from a place on, in whichever order of bytes this machine reads words.
const KEY = new Uint8Array(MASK_BYTES);
const KEY_WORD = new Int32Array(KEY.buffer);

function keyWord(buffer: Buffer, start: number, at: number): number {
  for (let index = 0; index < MASK_BYTES; index++) KEY[index] = keyByte(buffer, start, at + index);
  return KEY_WORD[0] ?? 0;
}
