// The types that a function's arguments and results have in a core module, by the canonical ABI.
import type { Codec, FlatType } from "./canonical-heap.ts";

/** More arguments than these lie in memory, and so do more results than one. */
export const FLAT_PARAMS_MAX = 16;
export const FLAT_RESULTS_MAX = 1;

const BYTE: Readonly<Record<FlatType, number>> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c };

/** The types of all arguments together. */
export function flatParams(params: readonly Codec[]): readonly FlatType[] {
  return params.flatMap((codec) => codec.flat);
}

/** As a core module writes the type of a function that the host calls (`lifted`) or that calls the host. */
export function writtenType(params: readonly Codec[], output: Codec | undefined, lifted: boolean): Uint8Array {
  const flat = flatParams(params);
  const inMemory = flat.length > FLAT_PARAMS_MAX;
  const results = output?.flat ?? [];
  const resultInMemory = results.length > FLAT_RESULTS_MAX;
  const own: FlatType[] = inMemory ? ["i32"] : [...flat];
  // A function of the guest answers where the result lies, one of the host is told where to put it.
  const all = resultInMemory && !lifted ? [...own, "i32" as const] : own;
  const answered: readonly FlatType[] = resultInMemory ? (lifted ? ["i32"] : []) : results;
  return Uint8Array.of(
    all.length,
    ...all.map((type) => BYTE[type]),
    answered.length,
    ...answered.map((type) => BYTE[type]),
  );
}
