// The canonical ABI of the component model: how values of each type lie in a component's memory and in the arguments of its functions.

import { type Codec, type FlatType, type GuestHeap, must } from "./canonical-heap.ts";
import { wireName } from "./canonical-names.ts";
import { PRIMITIVE_CODECS, STRING } from "./canonical-primitives.ts";
import { variantCodec } from "./canonical-variants.ts";
import type { HandleShape, ValueShape } from "./component-format.ts";

/** A primitive by its name, or the number of a type in the table. */
export type PlannedType = string | number;
export type PlannedShape = ValueShape<PlannedType> | HandleShape;

const BYTES_MAX = 65_536;
const FLAT_MAX = 1024;
const DEPTH_MAX = 64;
const FLAGS_MAX = 32;

/** The codecs of a table of types, in which each refers only to those before it. Throws an Error for a type that is out of bounds. */
export function codecsOf(types: readonly PlannedShape[]): (type: PlannedType) => Codec {
  const made: Codec[] = [];
  const find = (type: PlannedType): Codec => {
    const found =
      typeof type === "number"
        ? made[type]
        : Object.hasOwn(PRIMITIVE_CODECS, type)
          ? PRIMITIVE_CODECS[type]
          : undefined;
    if (found) return found;
    throw new Error(`${JSON.stringify(type)} is no type that was defined before`);
  };
  for (const shape of types) {
    const codec = codecOf(shape, find);
    const outOfBounds = codec.size > BYTES_MAX || codec.flat.length > FLAT_MAX || codec.depth > DEPTH_MAX;
    if (outOfBounds)
      throw new Error(`a type takes ${codec.size} bytes and is ${codec.depth} deep; that is more than this host takes`);
    made.push(codec);
  }
  return find;
}

function codecOf(shape: PlannedShape, find: (type: PlannedType) => Codec): Codec {
  switch (shape.kind) {
    case "alias":
      return find(shape.of);
    case "record":
      return recordCodec(shape.fields.map(({ name, type }) => [wireName(name), find(type)]));
    case "tuple":
      return tupleCodec(shape.items.map(find));
    case "list":
      return listCodec(find(shape.item));
    case "flags":
      return flagsCodec(shape.names.map(wireName));
    case "own":
    case "borrow":
      return handleCodec(shape.kind);
    default:
      return variantCodec(shape, find);
  }
}

interface Part {
  readonly codec: Codec;
  readonly offset: number;
}

function layOut(codecs: readonly Codec[]): {
  parts: Part[];
  size: number;
  align: number;
  flat: FlatType[];
  depth: number;
} {
  let end = 0;
  let align = 1;
  const parts = codecs.map((codec) => {
    const offset = alignTo(end, codec.align);
    end = offset + codec.size;
    align = Math.max(align, codec.align);
    return { codec, offset };
  });
  const flat = codecs.length > FLAT_MAX ? [] : codecs.flatMap((codec) => codec.flat);
  return { parts, size: alignTo(end, align), align, flat, depth: 1 + Math.max(0, ...codecs.map(({ depth }) => depth)) };
}

function alignTo(at: number, align: number): number {
  return Math.ceil(at / align) * align;
}

function recordCodec(fields: readonly (readonly [string, Codec])[]): Codec {
  const { parts, ...sizes } = layOut(fields.map(([, codec]) => codec));
  const names = fields.map(([name]) => name);
  const make = (read: (part: Part) => unknown) => {
    const value: Record<string, unknown> = {};
    for (const [index, part] of parts.entries()) value[names[index] as string] = read(part);
    return value;
  };
  const field = (value: unknown, index: number) => {
    must(typeof value === "object" && value !== null, "a record is wanted");
    const name = names[index] as string;
    return Object.hasOwn(value as object, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
  };
  return {
    ...sizes,
    load: (heap, at) => make(({ codec, offset }) => codec.load(heap, at + offset)),
    store: (heap, at, value) => {
      for (const [index, { codec, offset }] of parts.entries()) codec.store(heap, at + offset, field(value, index));
    },
    lift: (heap, flat) => make(({ codec }) => codec.lift(heap, flat)),
    lower: (heap, value, flat) => {
      for (const [index, { codec }] of parts.entries()) codec.lower(heap, field(value, index), flat);
    },
  };
}

function tupleCodec(codecs: readonly Codec[]): Codec {
  const { parts, ...sizes } = layOut(codecs);
  const item = (value: unknown, index: number) => {
    must(Array.isArray(value), "a tuple is wanted");
    return (value as readonly unknown[])[index];
  };
  return {
    ...sizes,
    isEntry: codecs.length === 2 && codecs[0] === STRING,
    load: (heap, at) => parts.map(({ codec, offset }) => codec.load(heap, at + offset)),
    store: (heap, at, value) => {
      for (const [index, { codec, offset }] of parts.entries()) codec.store(heap, at + offset, item(value, index));
    },
    lift: (heap, flat) => parts.map(({ codec }) => codec.lift(heap, flat)),
    lower: (heap, value, flat) => {
      for (const [index, { codec }] of parts.entries()) codec.lower(heap, item(value, index), flat);
    },
  };
}

/** Bytes are bytes, and base64 where JSON brought them; a list of pairs whose first is text is a map. */
function listCodec(item: Codec): Codec {
  const isBytes = item === PRIMITIVE_CODECS["u8"];
  const read = (heap: GuestHeap, at: number, length: number): unknown => {
    if (isBytes) return heap.take(at, length).slice();
    heap.charge(length * (item.size + ELEMENT_BYTES));
    heap.check(at, length * item.size, item.align);
    const items = Array.from({ length }, (_, index) => item.load(heap, at + index * item.size));
    return item.isEntry ? Object.fromEntries(items as (readonly [string, unknown])[]) : items;
  };
  const write = (heap: GuestHeap, value: unknown): readonly [number, number] => {
    if (isBytes) return heap.give(typeof value === "string" ? Buffer.from(value, "base64") : (value as Uint8Array));
    const items =
      item.isEntry && !Array.isArray(value) ? Object.entries(value as object) : (value as readonly unknown[]);
    must(Array.isArray(items), "a list is wanted");
    const at = heap.allocate(item.align, items.length * item.size);
    for (const [index, one] of items.entries()) item.store(heap, at + index * item.size, one);
    return [at, items.length];
  };
  return pairCodec(read, write, item.depth + 1);
}

// About what an element takes as a JavaScript value beside its own bytes.
const ELEMENT_BYTES = 16;

/** What is an address and a length. */
export function pairCodec(
  read: (heap: GuestHeap, at: number, length: number) => unknown,
  write: (heap: GuestHeap, value: unknown) => readonly [number, number],
  depth: number,
): Codec {
  return {
    ...{ size: 8, align: 4, flat: ["i32", "i32"], depth },
    load(heap, at) {
      const view = heap.check(at, 8, 4);
      return read(heap, view.getUint32(at, true), view.getUint32(at + 4, true));
    },
    store(heap, at, value) {
      const [from, length] = write(heap, value);
      const view = heap.check(at, 8, 4);
      view.setUint32(at, from, true);
      view.setUint32(at + 4, length, true);
    },
    lift(heap, flat) {
      const at = flat.u32();
      return read(heap, at, flat.u32());
    },
    lower: (heap, value, flat) => void flat.push(...write(heap, value)),
  };
}

/** As the names that are set. */
function flagsCodec(names: readonly string[]): Codec {
  if (names.length > FLAGS_MAX) throw new Error(`flags of ${names.length} names are more than this host takes`);
  const size = names.length <= 8 ? 1 : names.length <= 16 ? 2 : 4;
  const bits = PRIMITIVE_CODECS[`u${size * 8}`] as Codec;
  const from = (value: unknown) => names.filter((_, index) => ((value as number) >>> index) & 1);
  const to = (value: unknown) =>
    names.reduce((all, name, index) => ((value as readonly string[]).includes(name) ? all | (1 << index) : all), 0) >>>
    0;
  return {
    ...{ size, align: size, flat: bits.flat, depth: 1 },
    load: (heap, at) => from(bits.load(heap, at)),
    store: (heap, at, value) => bits.store(heap, at, to(value)),
    lift: (heap, flat) => from(bits.lift(heap, flat)),
    lower: (heap, value, flat) => bits.lower(heap, to(value), flat),
  };
}

/** A handle of what the host keeps for the guest. One that is given away is gone. */
function handleCodec(kind: "own" | "borrow"): Codec {
  const number = PRIMITIVE_CODECS["u32"] as Codec;
  const find = (heap: GuestHeap, handle: number) =>
    kind === "own" ? heap.handles.remove(handle) : heap.handles.get(handle);
  return {
    ...{ size: 4, align: 4, flat: number.flat, depth: 1 },
    load: (heap, at) => find(heap, number.load(heap, at) as number),
    store: (heap, at, value) => number.store(heap, at, heap.handles.add(value)),
    lift: (heap, flat) => find(heap, flat.u32()),
    lower: (heap, value, flat) => void flat.push(heap.handles.add(value)),
  };
}
