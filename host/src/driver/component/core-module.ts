// Reads a core module of a component into the parts that are put together with those of others.
import { ByteReader, malformed, SECTION, type Section, splitSections } from "../module-bytes.ts";
import type { CoreSort } from "./component-format.ts";
import { CORE_SORTS, listOf } from "./read-parts.ts";

export interface CoreImport {
  readonly namespace: string;
  readonly name: string;
  readonly sort: CoreSort;
  /** Of a function, the number of its type; of others, their type as it is written. */
  readonly type: number;
  readonly written: Uint8Array;
}

export interface CoreGlobal {
  /** Two bytes: the type of the value, and whether it may change. */
  readonly type: Uint8Array;
  readonly isMutable: boolean;
  /** The expression without its end. */
  readonly initial: Uint8Array;
}

export interface CoreModule {
  /** As they are written, without the byte of their form. */
  readonly types: readonly Uint8Array[];
  readonly paramCounts: readonly number[];
  readonly imports: readonly CoreImport[];
  readonly functionTypes: readonly number[];
  readonly tables: readonly Uint8Array[];
  readonly memories: readonly Uint8Array[];
  readonly globals: readonly CoreGlobal[];
  readonly exports: ReadonlyMap<string, { readonly sort: CoreSort; readonly index: number }>;
  readonly start: number | undefined;
  readonly bodies: readonly Uint8Array[];
  readonly elements: Uint8Array | undefined;
  readonly data: Uint8Array | undefined;
  readonly hasDataCount: boolean;
}

const FUNCTION_FORM = 0x60;
const KNOWN = new Set<number>(Object.values(SECTION).filter((id) => id !== SECTION.tag));
const OPCODE_END = 0x0b;
const CONSTANT_BYTES: Readonly<Record<number, number>> = { 67: 4, 68: 8 };

/** Throws DRIVER_MALFORMED for what cannot be read, or uses what only later versions of WebAssembly have. */
export function readCoreModule(bytes: Uint8Array): CoreModule {
  const sections = splitSections(bytes);
  const odd = sections.find(({ id }) => !KNOWN.has(id));
  if (odd) throw malformed(`a core module of the component has a section ${odd.id}`);
  const reader = (id: number) => readerOf(sections, id);
  const entries = <T>(id: number, read: (reader: ByteReader) => T): T[] => {
    const section = reader(id);
    return section ? listOf(section, read) : [];
  };
  const types = entries(SECTION.type, readType);
  return {
    types: types.map(({ written }) => written),
    paramCounts: types.map(({ paramCount }) => paramCount),
    imports: entries(SECTION.import, readImport),
    functionTypes: entries(SECTION.function, (functions) => functions.u32()),
    tables: entries(SECTION.table, readTable),
    memories: entries(SECTION.memory, readLimits),
    globals: entries(SECTION.global, readGlobal),
    exports: new Map(entries(SECTION.export, readExport)),
    start: reader(SECTION.start)?.u32(),
    bodies: entries(SECTION.code, (code) => code.bytes(code.u32())),
    elements: payloadOf(sections, SECTION.element),
    data: payloadOf(sections, SECTION.data),
    hasDataCount: payloadOf(sections, SECTION.dataCount) !== undefined,
  };
}

/** Passes over a constant expression; answers it without its end. */
export function readConstant(reader: ByteReader): Uint8Array {
  const from = reader.position;
  for (;;) {
    const at = reader.position;
    const opcode = reader.byte();
    if (opcode === OPCODE_END) return reader.since(from).subarray(0, at - from);
    skipConstant(reader, opcode);
  }
}

/** Passes over what follows an opcode of a constant expression. */
export function skipConstant(reader: ByteReader, opcode: number): void {
  const fixed = CONSTANT_BYTES[opcode];
  if (fixed !== undefined) reader.skip(fixed);
  else if (opcode === 0x41 || opcode === 0x23 || opcode === 0xd0 || opcode === 0xd2) reader.skipNumber(5);
  else if (opcode === 0x42) reader.skipNumber(10);
  else if (opcode === 0xfd && reader.u32() === 12) reader.skip(16);
  else throw malformed(`the instruction 0x${opcode.toString(16)} is none of a constant expression`);
}

function payloadOf(sections: readonly Section[], id: number): Uint8Array | undefined {
  const found = sections.filter((section) => section.id === id);
  if (found.length > 1) throw malformed("a section of a core module stands twice");
  return found[0]?.payload;
}

function readerOf(sections: readonly Section[], id: number): ByteReader | undefined {
  const payload = payloadOf(sections, id);
  return payload && new ByteReader(payload);
}

function readType(reader: ByteReader): { readonly written: Uint8Array; readonly paramCount: number } {
  const form = reader.byte();
  if (form !== FUNCTION_FORM) throw malformed(`the type form 0x${form.toString(16)} is not known`);
  const from = reader.position;
  const paramCount = reader.u32();
  reader.skip(paramCount);
  reader.skip(reader.u32());
  return { written: reader.since(from), paramCount };
}

function readImport(reader: ByteReader): CoreImport {
  const namespace = reader.name();
  const name = reader.name();
  const sort = sortOf(reader);
  if (sort === "func") return { namespace, name, sort, type: reader.u32(), written: new Uint8Array(0) };
  const written = sort === "table" ? readTable(reader) : sort === "memory" ? readLimits(reader) : reader.bytes(2);
  return { namespace, name, sort, type: -1, written };
}

function sortOf(reader: ByteReader): CoreSort {
  const number = reader.byte();
  const sort = CORE_SORTS[number];
  if (sort) return sort;
  throw malformed(`a core module imports or exports the sort 0x${number.toString(16)}`);
}

function readTable(reader: ByteReader): Uint8Array {
  const from = reader.position;
  reader.byte();
  readLimits(reader);
  return reader.since(from);
}

function readLimits(reader: ByteReader): Uint8Array {
  const from = reader.position;
  const flags = reader.byte();
  if (flags > 1) throw malformed("the component has a shared or 64-bit memory or table");
  reader.skipNumber(5);
  if (flags === 1) reader.skipNumber(5);
  return reader.since(from);
}

function readGlobal(reader: ByteReader): CoreGlobal {
  const type = reader.bytes(2);
  return { type, isMutable: type[1] === 1, initial: readConstant(reader) };
}

function readExport(reader: ByteReader): [string, { readonly sort: CoreSort; readonly index: number }] {
  const name = reader.name();
  return [name, { sort: sortOf(reader), index: reader.u32() }];
}
