// What must be known of a module before its functions can be metered: how many of each thing there are, and of what type.
import { ByteReader, malformed, SECTION, type Section } from "../module-bytes.ts";

/** Says whether an imported function neither calls back into the module nor throws what the module could catch. */
export type IsLeafImport = (namespace: string, name: string) => boolean;

export interface ModuleFacts {
  /** The number of parameters of each type. */
  readonly paramCounts: readonly number[];
  /** For each imported function, whether it is a leaf. */
  readonly importedFunctions: readonly boolean[];
  /** The type's number of each function with a body. */
  readonly functionTypes: readonly number[];
  /** Globals, imported ones first. */
  readonly globalCount: number;
}

const FUNCTION_FORM = 0x60;
// Types that take one byte: numbers, vectors, funcref and externref.
const VALUE_TYPES: ReadonlySet<number> = new Set([0x7f, 0x7e, 0x7d, 0x7c, 0x7b, 0x70, 0x6f]);
const WIDE_LIMITS = 4;

/** Throws DRIVER_MALFORMED for what metering does not know: types of later proposals, 64-bit memories. */
export function readFacts(sections: readonly Section[], isLeafImport: IsLeafImport): ModuleFacts {
  const reader = (id: number) => {
    const section = sections.find((candidate) => candidate.id === id);
    return section && new ByteReader(section.payload);
  };
  const imports = readImports(reader(SECTION.import), isLeafImport);
  const limits = [...entries(reader(SECTION.table), readTable), ...entries(reader(SECTION.memory), readLimits)];
  if (limits.some((flags) => (flags & WIDE_LIMITS) !== 0)) throw malformed("the module has a 64-bit memory or table");
  return {
    paramCounts: entries(reader(SECTION.type), readType),
    importedFunctions: imports.functions,
    functionTypes: entries(reader(SECTION.function), (functions) => functions.u32()),
    globalCount: imports.globalCount + (reader(SECTION.global)?.u32() ?? 0),
  };
}

/** Passes over a value type; one that metering does not know is refused, since its length is not known either. */
export function skipValueType(reader: ByteReader): void {
  const type = reader.byte();
  if (!VALUE_TYPES.has(type)) throw malformed(`the value type 0x${type.toString(16)} cannot be metered`);
}

function entries<T>(reader: ByteReader | undefined, read: (reader: ByteReader) => T): T[] {
  const found: T[] = [];
  for (let left = reader?.u32() ?? 0; reader && left > 0; left--) found.push(read(reader));
  return found;
}

function readType(reader: ByteReader): number {
  const form = reader.byte();
  if (form !== FUNCTION_FORM) throw malformed(`the type form 0x${form.toString(16)} cannot be metered`);
  const paramCount = reader.u32();
  for (let left = paramCount; left > 0; left--) skipValueType(reader);
  for (let left = reader.u32(); left > 0; left--) skipValueType(reader);
  return paramCount;
}

function readImports(
  reader: ByteReader | undefined,
  isLeafImport: IsLeafImport,
): { functions: boolean[]; globalCount: number } {
  const functions: boolean[] = [];
  let globalCount = 0;
  entries(reader, (imports) => {
    const namespace = imports.name();
    const name = imports.name();
    const kind = imports.byte();
    if (kind === 0) {
      imports.u32();
      functions.push(isLeafImport(namespace, name));
    } else if (kind === 1 || kind === 2) {
      const flags = kind === 1 ? readTable(imports) : readLimits(imports);
      if ((flags & WIDE_LIMITS) !== 0) throw malformed("the module imports a 64-bit memory or table");
    } else if (kind === 3) {
      skipValueType(imports);
      imports.byte();
      globalCount++;
    } else if (kind === 4) {
      imports.byte();
      imports.u32();
    } else throw malformed(`0x${kind.toString(16)} is no kind of import`);
  });
  return { functions, globalCount };
}

function readTable(reader: ByteReader): number {
  skipValueType(reader);
  return readLimits(reader);
}

function readLimits(reader: ByteReader): number {
  const flags = reader.byte();
  // Minimum and, where there is one, maximum; wide ones are refused by their flags.
  reader.skipNumber(10);
  if ((flags & 1) !== 0) reader.skipNumber(10);
  return flags;
}
