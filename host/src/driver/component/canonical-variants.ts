// The codecs of what is one of several: variants, enumerations, options and results.

import { CanonicalError, type Codec, FlatReader, type FlatType, type FlatValue, must } from "./canonical-heap.ts";
import { wireName } from "./canonical-names.ts";
import { PRIMITIVE_CODECS } from "./canonical-primitives.ts";
import type { EnumShape, OptionShape, ResultShape, VariantShape } from "./component-format.ts";

type Shape<T> = VariantShape<T> | EnumShape | OptionShape<T> | ResultShape<T>;

/** A case by its number, and what it holds. */
type Held = readonly [number, unknown];

interface Form {
  /** The codec of what each case holds; undefined for nothing. */
  readonly cases: readonly (Codec | undefined)[];
  readonly from: (held: Held) => unknown;
  readonly to: (value: unknown) => Held;
}

/**
 * An enumeration is a name, an absent option null, a result `{ok}` or `{error}`, a variant the object that the contracts
 * make of a union: `{"type": "name", "name": what it holds}`.
 */
export function variantCodec<T>(shape: Shape<T>, find: (type: T) => Codec): Codec {
  return codecOf(formOf(shape, (type) => (type === undefined ? undefined : find(type))));
}

function formOf<T>(shape: Shape<T>, find: (type: T | undefined) => Codec | undefined): Form {
  switch (shape.kind) {
    case "enum": {
      const names = shape.names.map(wireName);
      return {
        cases: names.map(() => undefined),
        from: ([index]) => names[index],
        to: (value) => [numberOf(names, value), undefined],
      };
    }
    case "option":
      return {
        cases: [undefined, find(shape.item)],
        from: ([index, held]) => (index === 0 ? null : held),
        to: (value) => (value === undefined || value === null ? [0, undefined] : [1, value]),
      };
    case "result":
      return {
        cases: [find(shape.ok), find(shape.error)],
        from: ([index, held]) => (index === 0 ? { ok: held } : { error: held }),
        to: (value) =>
          "error" in (value as object) ? [1, (value as { error: unknown }).error] : [0, (value as { ok?: unknown }).ok],
      };
    default: {
      const names = shape.cases.map(({ name }) => wireName(name));
      return {
        cases: shape.cases.map(({ type }) => find(type)),
        from: ([index, held]) => ({
          type: names[index],
          ...(held !== undefined && { [names[index] as string]: held }),
        }),
        to: (value) => {
          const { type } = value as { readonly type: unknown };
          return [numberOf(names, type), (value as Readonly<Record<string, unknown>>)[String(type)]];
        },
      };
    }
  }
}

function numberOf(names: readonly string[], value: unknown): number {
  const index = names.indexOf(value as string);
  must(index >= 0, "a value is none of those that its type knows");
  return index;
}

function codecOf({ cases, from, to }: Form): Codec {
  const tagBytes = cases.length <= 0x100 ? 1 : cases.length <= 0x1_0000 ? 2 : 4;
  const tag = PRIMITIVE_CODECS[`u${tagBytes * 8}`] as Codec;
  const present = cases.filter((codec) => codec !== undefined);
  const align = Math.max(tagBytes, ...present.map((codec) => codec.align));
  const offset =
    Math.ceil(tagBytes / Math.max(1, ...present.map((codec) => codec.align))) *
    Math.max(1, ...present.map((codec) => codec.align));
  const size = Math.ceil((offset + Math.max(0, ...present.map((codec) => codec.size))) / align) * align;
  const joined = present.reduce<readonly FlatType[]>((all, codec) => join(all, codec.flat), []);
  const caseOf = (index: number) => {
    if (index < cases.length) return cases[index];
    throw new CanonicalError(`case ${index} is none of ${cases.length}`);
  };
  return {
    ...{ size, align, flat: ["i32", ...joined], depth: 1 + Math.max(0, ...present.map((codec) => codec.depth)) },
    load(heap, at) {
      const index = tag.load(heap, at) as number;
      return from([index, caseOf(index)?.load(heap, at + offset)]);
    },
    store(heap, at, value) {
      const [index, held] = to(value);
      tag.store(heap, at, index);
      cases[index]?.store(heap, at + offset, held);
    },
    lift(heap, flat) {
      const index = flat.u32();
      const values = joined.map(() => flat.next());
      const codec = caseOf(index);
      const own = codec?.flat.map((type, position) =>
        narrow(values[position] as FlatValue, type, joined[position] as FlatType),
      );
      return from([index, codec && own ? codec.lift(heap, new FlatReader(own)) : undefined]);
    },
    lower(heap, value, flat) {
      const [index, held] = to(value);
      const own: FlatValue[] = [];
      cases[index]?.lower(heap, held, own);
      flat.push(index, ...joined.map((type, position) => widen(own[position], cases[index]?.flat[position], type)));
    },
  };
}

/** The arguments that any of the cases fits into. */
function join(a: readonly FlatType[], b: readonly FlatType[]): readonly FlatType[] {
  const longer = a.length >= b.length ? a : b;
  return longer.map((_, index) => joinOne(a[index], b[index]));
}

function joinOne(a: FlatType | undefined, b: FlatType | undefined): FlatType {
  if (a === undefined || b === undefined || a === b) return (a ?? b) as FlatType;
  return [a, b].every((type) => type === "i32" || type === "f32") ? "i32" : "i64";
}

const BITS = new DataView(new ArrayBuffer(8));

/** A joined argument as the one that the case has. */
function narrow(value: FlatValue, wanted: FlatType, joined: FlatType): FlatValue {
  if (wanted === joined) return value;
  BITS.setBigUint64(0, BigInt.asUintN(64, BigInt(value)), true);
  if (wanted === "i32") return BITS.getInt32(0, true);
  return wanted === "f32" ? BITS.getFloat32(0, true) : BITS.getFloat64(0, true);
}

function widen(value: FlatValue | undefined, own: FlatType | undefined, joined: FlatType): FlatValue {
  if (value === undefined || own === undefined) return joined === "i64" ? 0n : 0;
  if (own === joined) return value;
  BITS.setBigUint64(0, 0n, true);
  if (own === "f32") BITS.setFloat32(0, Number(value), true);
  else if (own === "f64") BITS.setFloat64(0, Number(value), true);
  else BITS.setInt32(0, Number(value), true);
  return joined === "i32" ? BITS.getInt32(0, true) : BITS.getBigInt64(0, true);
}
