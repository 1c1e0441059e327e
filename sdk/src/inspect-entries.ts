// Reads the entries of a module's sections into plain data: types, imports, functions, tables, memories, exports, start.
import type {
  ExportedItem,
  FunctionType,
  ImportedItem,
  Inspection,
  ItemKind,
  Limits,
  MemoryItem,
  TableItem,
} from "./inspection.ts";
import type { WasmCursor } from "./wasm-cursor.ts";

// The engine's own limits: a file above them would be refused later, less clearly.
const TYPES_MAX = 1_000_000;
const FUNCTIONS_MAX = 1_000_000;
const ITEMS_MAX = 100_000;
const VALUES_PER_TYPE_MAX = 1000;
const SECTION = { type: 1, import: 2, function: 3, table: 4, memory: 5, export: 7, start: 8 } as const;
const VALUE_TYPES: Readonly<Record<number, string>> = {
  127: "i32",
  126: "i64",
  125: "f32",
  124: "f64",
  123: "v128",
  112: "funcref",
  111: "externref",
};
const ITEM_KINDS: readonly ItemKind[] = ["function", "table", "memory", "global", "tag"];

/** A section: its number, its name for errors, and a cursor over its content. */
export interface SectionPart {
  readonly id: number;
  readonly content: WasmCursor;
}

/** What was read so far; later sections refer to earlier ones by number. */
interface Entries {
  readonly types: FunctionType[];
  readonly imports: ImportedItem[];
  readonly exports: ExportedItem[];
  readonly memories: MemoryItem[];
  readonly tables: TableItem[];
  /** The type's number of each function, imported ones first. */
  readonly functionTypes: number[];
  hasStart: boolean;
}

type Read = (content: WasmCursor, entries: Entries) => void;
const READERS: Readonly<Record<number, Read>> = {
  [SECTION.type]: readTypes,
  [SECTION.import]: readImports,
  [SECTION.function]: readFunctions,
  [SECTION.table]: readTables,
  [SECTION.memory]: readMemories,
  [SECTION.export]: readExports,
  [SECTION.start]: readStart,
};

export function readEntries(sections: readonly SectionPart[]): Omit<Inspection, "bytes" | "customSections"> {
  const entries: Entries = {
    types: [],
    imports: [],
    exports: [],
    memories: [],
    tables: [],
    functionTypes: [],
    hasStart: false,
  };
  for (const { id, content } of sections) {
    const read = READERS[id];
    if (read === undefined) continue;
    read(content, entries);
    content.mustBeDone();
  }
  const { imports, exports, memories, tables, hasStart } = entries;
  const importedFunctions = imports.filter((item) => item.kind === "function").length;
  return {
    imports,
    exports,
    memories,
    tables,
    hasStart,
    functionCount: entries.functionTypes.length - importedFunctions,
  };
}

function readTypes(content: WasmCursor, { types }: Entries): void {
  for (let left = content.count(TYPES_MAX); left > 0; left--) {
    const form = content.byte();
    if (form !== 0x60)
      throw content.error(`type form 0x${form.toString(16)} is not supported: only plain functions are`);
    types.push({ params: readValueTypes(content), results: readValueTypes(content) });
  }
}

function readValueTypes(content: WasmCursor): string[] {
  return Array.from({ length: content.count(VALUES_PER_TYPE_MAX) }, () => readValueType(content));
}

function readValueType(content: WasmCursor): string {
  const code = content.byte();
  const name = VALUE_TYPES[code];
  if (name === undefined) throw content.error(`value type 0x${code.toString(16)} is not supported`);
  return name;
}

function readImports(content: WasmCursor, entries: Entries): void {
  for (let left = content.count(ITEMS_MAX); left > 0; left--) {
    const module = content.name();
    const name = content.name();
    const kind = readItemKind(content);
    if (kind === "function") {
      const number = readTypeNumber(content, entries);
      entries.functionTypes.push(number);
      entries.imports.push({ module, name, kind, type: entries.types[number] as FunctionType });
      continue;
    }
    entries.imports.push({ module, name, kind });
    if (kind === "table") entries.tables.push(readTable(content, true));
    else if (kind === "memory") entries.memories.push(readMemory(content, true));
    else if (kind === "global") readGlobalType(content);
    else readTagType(content, entries);
  }
}

function readItemKind(content: WasmCursor): ItemKind {
  const code = content.byte();
  const kind = ITEM_KINDS[code];
  if (kind === undefined) throw content.error(`0x${code.toString(16)} is no kind of import or export`);
  return kind;
}

function readTypeNumber(content: WasmCursor, { types }: Entries): number {
  const number = content.u32();
  if (number >= types.length) throw content.error(`type ${number} does not exist, there are ${types.length}`);
  return number;
}

function readGlobalType(content: WasmCursor): void {
  readValueType(content);
  const mutable = content.byte();
  if (mutable > 1) throw content.error(`0x${mutable.toString(16)} does not say whether a global is mutable`);
}

function readTagType(content: WasmCursor, entries: Entries): void {
  content.byte();
  readTypeNumber(content, entries);
}

function readFunctions(content: WasmCursor, entries: Entries): void {
  for (let left = content.count(FUNCTIONS_MAX); left > 0; left--) {
    entries.functionTypes.push(readTypeNumber(content, entries));
  }
}

function readTables(content: WasmCursor, { tables }: Entries): void {
  for (let left = content.count(ITEMS_MAX); left > 0; left--) tables.push(readTable(content, false));
}

function readTable(content: WasmCursor, imported: boolean): TableItem {
  const element = readValueType(content);
  if (element !== "funcref" && element !== "externref") throw content.error(`a table cannot hold ${element}`);
  const flags = content.byte();
  if (flags > 1) throw content.error(`table limits 0x${flags.toString(16)} are not supported`);
  return { element, imported, ...readLimits(content, { hasMaximum: flags === 1, wide: false }) };
}

function readMemories(content: WasmCursor, { memories }: Entries): void {
  for (let left = content.count(ITEMS_MAX); left > 0; left--) memories.push(readMemory(content, false));
}

function readMemory(content: WasmCursor, imported: boolean): MemoryItem {
  const flags = content.byte();
  if (flags > 7) throw content.error(`memory limits 0x${flags.toString(16)} are not supported`);
  const memory64 = (flags & 4) !== 0;
  const limits = readLimits(content, { hasMaximum: (flags & 1) !== 0, wide: memory64 });
  return { ...limits, shared: (flags & 2) !== 0, memory64, imported };
}

function readLimits(content: WasmCursor, form: { readonly hasMaximum: boolean; readonly wide: boolean }): Limits {
  const read = () => (form.wide ? content.u64() : content.u32());
  const initial = read();
  if (!form.hasMaximum) return { initial };
  const maximum = read();
  if (maximum < initial) throw content.error(`the maximum ${maximum} is below the initial size ${initial}`);
  return { initial, maximum };
}

function readExports(content: WasmCursor, entries: Entries): void {
  const seen = new Set<string>();
  for (let left = content.count(ITEMS_MAX); left > 0; left--) {
    const name = content.name();
    if (seen.has(name)) throw content.error(`the export ${JSON.stringify(name)} stands twice`);
    seen.add(name);
    const kind = readItemKind(content);
    const number = content.u32();
    if (kind !== "function") {
      entries.exports.push({ name, kind });
      continue;
    }
    entries.exports.push({ name, kind, type: functionType(number, content, entries) });
  }
}

function functionType(number: number, content: WasmCursor, { functionTypes, types }: Entries): FunctionType {
  const type = types[functionTypes[number] ?? -1];
  if (type === undefined) {
    throw content.error(`function ${number} does not exist, there are ${functionTypes.length}`);
  }
  return type;
}

function readStart(content: WasmCursor, entries: Entries): void {
  const type = functionType(content.u32(), content, entries);
  if (type.params.length + type.results.length > 0)
    throw content.error("the start function must take and answer nothing");
  entries.hasStart = true;
}
