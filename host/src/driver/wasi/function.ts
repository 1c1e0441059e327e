// One function of the WASI interface: its signature, what it does, and the import that a guest is given for it.
import { errnoNumber, errnoOf, WasiError } from "./errno.ts";

/** `i` is an i32 (here unsigned), `I` an i64 (here an unsigned BigInt). */
type Params<S extends string> = S extends `i${infer Rest}`
  ? [number, ...Params<Rest>]
  : S extends `I${infer Rest}`
    ? [bigint, ...Params<Rest>]
    : [];

/** Runs with checked parameters and throws a WasiError to refuse; returning means success. */
export interface WasiFunction {
  readonly signature: string;
  readonly run: (params: readonly unknown[]) => void;
}

export type WasiFunctions = Readonly<Record<string, WasiFunction>>;
export type WasiImport = (...values: unknown[]) => number;

/** Ties an implementation to its signature, so that the compiler knows what `run` is handed. */
export function wasiFunction<const S extends string>(signature: S, run: (params: Params<S>) => void): WasiFunction {
  return { signature, run: (params) => run(params as Params<S>) };
}

/** The function as a guest calls it: answers an errno, and throws only an exit or an accident of the host. */
export function toImport(declared: WasiFunction, beforeEach: () => void): WasiImport {
  return (...values) => {
    beforeEach();
    try {
      declared.run(checked(declared.signature, values));
      return errnoNumber("SUCCESS");
    } catch (error) {
      return errnoOf(error);
    }
  };
}

// A guest may declare its import with any type it likes, so that i64 arrives as a number or nothing arrives at all.
function checked(signature: string, values: readonly unknown[]): unknown[] {
  return Array.from(signature, (kind, index) => {
    const value = values[index];
    if (kind === "i" && typeof value === "number") return value >>> 0;
    if (kind === "I" && typeof value === "bigint") return BigInt.asUintN(64, value);
    throw new WasiError("INVAL");
  });
}
