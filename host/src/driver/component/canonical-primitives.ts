// The codecs of numbers, characters and text.
import { type Codec, type FlatType, type FlatValue, type GuestHeap, must } from "./canonical-heap.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const ENCODER = new TextEncoder();

export const STRING: Codec = {
  ...{ size: 8, align: 4, flat: ["i32", "i32"], depth: 1 },
  load(heap, at) {
    const view = heap.check(at, 8, 4);
    return textAt(heap, view.getUint32(at, true), view.getUint32(at + 4, true));
  },
  store(heap, at, value) {
    const [from, length] = giveText(heap, value);
    const view = heap.check(at, 8, 4);
    view.setUint32(at, from, true);
    view.setUint32(at + 4, length, true);
  },
  lift(heap, flat) {
    const at = flat.u32();
    return textAt(heap, at, flat.u32());
  },
  lower: (heap, value, flat) => void flat.push(...giveText(heap, value)),
};

/** By the names of the interface language. Numbers that no double holds exactly are big integers. */
export const PRIMITIVE_CODECS: Readonly<Record<string, Codec>> = {
  bool: number("i32", 1, {
    read: (view, at) => view.getUint8(at),
    write: (view, at, value) => view.setUint8(at, Number(value)),
    from: (value) => Number(value) !== 0,
    to: (value) => (value === true ? 1 : 0),
  }),
  u8: number("i32", 1, {
    read: (view, at) => view.getUint8(at),
    write: (view, at, value) => view.setUint8(at, Number(value)),
    from: (value) => Number(value) & 0xff,
    to: small(0, 0xff),
  }),
  s8: number("i32", 1, {
    read: (view, at) => view.getInt8(at),
    write: (view, at, value) => view.setInt8(at, Number(value)),
    from: (value) => (Number(value) << 24) >> 24,
    to: small(-0x80, 0x7f),
  }),
  u16: number("i32", 2, {
    read: (view, at) => view.getUint16(at, true),
    write: (view, at, value) => view.setUint16(at, Number(value), true),
    from: (value) => Number(value) & 0xffff,
    to: small(0, 0xffff),
  }),
  s16: number("i32", 2, {
    read: (view, at) => view.getInt16(at, true),
    write: (view, at, value) => view.setInt16(at, Number(value), true),
    from: (value) => (Number(value) << 16) >> 16,
    to: small(-0x8000, 0x7fff),
  }),
  u32: number("i32", 4, {
    read: (view, at) => view.getUint32(at, true),
    write: (view, at, value) => view.setUint32(at, Number(value), true),
    from: (value) => Number(value) >>> 0,
    to: small(0, 0xffff_ffff),
  }),
  s32: number("i32", 4, {
    read: (view, at) => view.getInt32(at, true),
    write: (view, at, value) => view.setInt32(at, Number(value), true),
    from: (value) => Number(value) | 0,
    to: small(-0x8000_0000, 0x7fff_ffff),
  }),
  u64: number("i64", 8, {
    read: (view, at) => view.getBigUint64(at, true),
    write: (view, at, value) => view.setBigUint64(at, BigInt(value), true),
    from: (value) => exact(BigInt.asUintN(64, BigInt(value))),
    to: (value) => BigInt.asUintN(64, big(value)),
  }),
  s64: number("i64", 8, {
    read: (view, at) => view.getBigInt64(at, true),
    write: (view, at, value) => view.setBigInt64(at, BigInt(value), true),
    from: (value) => exact(BigInt.asIntN(64, BigInt(value))),
    to: (value) => BigInt.asIntN(64, big(value)),
  }),
  f32: number("f32", 4, {
    read: (view, at) => view.getFloat32(at, true),
    write: (view, at, value) => view.setFloat32(at, Number(value), true),
    from: Number,
    to: real,
  }),
  f64: number("f64", 8, {
    read: (view, at) => view.getFloat64(at, true),
    write: (view, at, value) => view.setFloat64(at, Number(value), true),
    from: Number,
    to: real,
  }),
  char: number("i32", 4, {
    read: (view, at) => view.getUint32(at, true),
    write: (view, at, value) => view.setUint32(at, Number(value), true),
    from: character,
    to: (value) => String(value).codePointAt(0) ?? 0,
  }),
  string: STRING,
};

interface NumberForm {
  readonly read: (view: DataView, at: number) => FlatValue;
  readonly write: (view: DataView, at: number, value: FlatValue) => void;
  /** What was read, or came as an argument, to the host's value. */
  readonly from: (value: FlatValue) => unknown;
  readonly to: (value: unknown) => FlatValue;
}

function number(flat: FlatType, size: number, { read, write, from, to }: NumberForm): Codec {
  return {
    ...{ size, align: size, flat: [flat], depth: 1 },
    load: (heap, at) => from(read(heap.check(at, size, size), at)),
    store: (heap, at, value) => write(heap.check(at, size, size), at, to(value)),
    lift: (_heap, values) => from(values.next()),
    lower: (_heap, value, values) => void values.push(to(value)),
  };
}

function small(minimum: number, maximum: number): (value: unknown) => number {
  return (value) => {
    must(
      Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum,
      "an integer is out of its bounds",
    );
    return value as number;
  };
}

function big(value: unknown): bigint {
  must(typeof value === "bigint" || Number.isInteger(value), "an integer is wanted");
  return BigInt(value as number | bigint);
}

function real(value: unknown): number {
  must(typeof value === "number", "a number is wanted");
  return value as number;
}

function exact(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function character(value: FlatValue): string {
  const code = Number(value) >>> 0;
  must(code <= 0x10_ffff && (code < 0xd800 || code > 0xdfff), "a character is none of Unicode");
  return String.fromCodePoint(code);
}

function textAt(heap: GuestHeap, at: number, length: number): string {
  const bytes = heap.take(at, length);
  try {
    return UTF8.decode(bytes);
  } catch {
    must(false, "a text is not UTF-8");
    return "";
  }
}

function giveText(heap: GuestHeap, value: unknown): readonly [number, number] {
  must(typeof value === "string", "a text is wanted");
  return heap.give(ENCODER.encode(value as string));
}
