// The names that a prepared module carries in place of those by which a runtime would act on its own.

/** Prefix of every name that preparation makes up; a file that uses it itself is refused. */
export const RESERVED_PREFIX = "holdfast:";

/** Where the start section's function went: called by us, under the start deadline. */
export const START_EXPORT = `${RESERVED_PREFIX}start`;

/** The Extism SDK refuses WASI imports that node:wasi does not serve, whatever host functions it was given; under this name it takes ours. */
export const WASI_NAMESPACE = `${RESERVED_PREFIX}wasi`;
export const WASI_NAMESPACE_IN_FILES = "wasi_snapshot_preview1";

/** Initialisers that the Extism SDK would call by itself, in an order of its own and outside any call: it must not find them. */
export const INITIALISERS = ["_initialize", "_start", "hs_init", "__wasm_call_ctors"] as const;
export type Initialiser = (typeof INITIALISERS)[number];

/** An initialiser's name in a prepared module. */
export function preparedName(initialiser: Initialiser): string {
  return RESERVED_PREFIX + initialiser;
}
