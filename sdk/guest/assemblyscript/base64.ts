// Base64 with padding, as bytes stand inside JSON.
import { JsonReader } from "./json-reader";

const ALPHABET: string = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export function encodeBase64(bytes: Uint8Array): string {
  const length = bytes.length;
  const units = ((length + 2) / 3) << 2;
  const text = changetype<string>(__new((<usize>units) << 1, idof<string>()));
  let target = changetype<usize>(text);
  for (let at = 0; at < length; at += 3) {
    const second = at + 1 < length ? <i32>bytes[at + 1] : 0;
    const third = at + 2 < length ? <i32>bytes[at + 2] : 0;
    const group = ((<i32>bytes[at]) << 16) | (second << 8) | third;
    store<u16>(target, digit(group >> 18));
    store<u16>(target + 2, digit((group >> 12) & 63));
    store<u16>(target + 4, at + 1 < length ? digit((group >> 6) & 63) : 0x3d);
    store<u16>(target + 6, at + 2 < length ? digit(group & 63) : 0x3d);
    target += 8;
  }
  return text;
}

/** Reads a string that must be Base64 of so many bytes. */
export function readBase64(reader: JsonReader, bytesMin: i32, bytesMax: i32): Uint8Array {
  const text = reader.readString(0, i32.MAX_VALUE);
  const bytes = reader.problem.length === 0 ? decodeBase64(text) : new Uint8Array(0);
  if (bytes === null) {
    reader.fail("must be Base64 with padding");
    return new Uint8Array(0);
  }
  if (bytes.length < bytesMin || bytes.length > bytesMax) {
    reader.fail(`must be ${bytesMin.toString()} to ${bytesMax.toString()} bytes, it is ${bytes.length.toString()}`);
  }
  return bytes;
}

function decodeBase64(text: string): Uint8Array | null {
  const length = text.length;
  if ((length & 3) !== 0) return null;
  let padding = 0;
  if (length > 0 && text.charCodeAt(length - 1) === 0x3d) padding = text.charCodeAt(length - 2) === 0x3d ? 2 : 1;
  const bytes = new Uint8Array((length >> 2) * 3 - padding);
  let filled = 0;
  let group = 0;
  for (let at = 0; at < length; at++) {
    const value = at >= length - padding ? 0 : sextet(text.charCodeAt(at));
    if (value < 0) return null;
    group = (group << 6) | value;
    if ((at & 3) !== 3) continue;
    for (let shift = 16; shift >= 0; shift -= 8) {
      const byte = <u8>((group >> shift) & 255);
      if (filled < bytes.length) bytes[filled++] = byte;
      else if (byte !== 0) return null;
    }
    group = 0;
  }
  return bytes;
}

function digit(value: i32): u16 {
  return <u16>ALPHABET.charCodeAt(value);
}

function sextet(unit: i32): i32 {
  if (unit >= 0x41 && unit <= 0x5a) return unit - 0x41;
  if (unit >= 0x61 && unit <= 0x7a) return unit - 0x47;
  if (unit >= 0x30 && unit <= 0x39) return unit + 4;
  if (unit === 0x2b) return 62;
  return unit === 0x2f ? 63 : -1;
}
