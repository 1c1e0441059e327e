// Rewrites a module before it is compiled, so that no number or hook inside it can exceed what the host allows.
import { HostError } from "../errors.ts";
import {
  ByteReader,
  ByteWriter,
  joinSections,
  malformed,
  SECTION,
  type Section,
  splitSections,
} from "./module-bytes.ts";
import {
  INITIALISERS,
  preparedName,
  RESERVED_PREFIX,
  START_EXPORT,
  WASI_NAMESPACE,
  WASI_NAMESPACE_IN_FILES,
} from "./prepared-names.ts";

/** Hard bounds of one instance. A Wasm page is 64 KiB. */
export interface ModuleLimits {
  readonly memoryPagesMax: number;
  /** Elements of one table; elements live on the thread's JavaScript heap, 8 bytes each. */
  readonly tableElementsMax: number;
}

const TABLES_MAX = 16;
// Each becomes a property of an object on the thread's heap; the largest toolchains stay far below.
const IMPORTS_MAX = 1000;
const EXPORTS_MAX = 10_000;
const FUNCREF = 0x70;
const EXTERNREF = 0x6f;
const KIND_FUNCTION = 0;

/**
 * Answers the bytes that are compiled in place of `bytes`: memory and table maxima at or below the limits, the start
 * section turned into an export, initialisers and the WASI namespace under names that no runtime acts on by itself.
 * Throws DRIVER_MALFORMED, DRIVER_IMPORT_REFUSED, or DRIVER_MEMORY_EXCEEDED when the module starts above a limit.
 */
export function clampModule(bytes: Uint8Array, limits: ModuleLimits): Uint8Array {
  const sections = splitSections(bytes);
  const start = sections.find((section) => section.id === SECTION.start);
  const hasExports = sections.some((section) => section.id === SECTION.export);
  const rewritten = sections.flatMap((section): Section[] => {
    if (section.id === SECTION.import) return [{ id: section.id, payload: rewriteImports(section.payload) }];
    if (section.id === SECTION.table) return [{ id: section.id, payload: clampTables(section.payload, limits) }];
    if (section.id === SECTION.memory) return [{ id: section.id, payload: clampMemories(section.payload, limits) }];
    if (section.id === SECTION.export) return [{ id: section.id, payload: rewriteExports(section.payload, start) }];
    // The export section's place is right before the start section, so a module without one gets it here.
    if (section.id === SECTION.start) return hasExports ? [] : [{ id: SECTION.export, payload: onlyStart(section) }];
    return [section];
  });
  return joinSections(rewritten);
}

function rewriteImports(payload: Uint8Array): Uint8Array {
  const reader = new ByteReader(payload);
  const writer = new ByteWriter();
  const count = reader.u32();
  if (count > IMPORTS_MAX) throw malformed(`the module has ${count} imports, at most ${IMPORTS_MAX} are taken`);
  writer.u32(count);
  for (let index = 0; index < count; index++) {
    const namespace = reader.name();
    const name = reader.name();
    const kind = reader.byte();
    if (kind !== KIND_FUNCTION) {
      throw new HostError(
        "DRIVER_IMPORT_REFUSED",
        `the driver imports "${namespace}" "${name}" as something other than a function; the host lends no memory, table or global`,
      );
    }
    if (namespace.startsWith(RESERVED_PREFIX)) {
      throw new HostError("DRIVER_IMPORT_REFUSED", `the namespace "${namespace}" belongs to the host`);
    }
    writer.name(namespace === WASI_NAMESPACE_IN_FILES ? WASI_NAMESPACE : namespace);
    writer.name(name);
    writer.byte(kind);
    writer.u32(reader.u32());
  }
  mustBeDone(reader, "import");
  return writer.finish();
}

function clampMemories(payload: Uint8Array, limits: ModuleLimits): Uint8Array {
  const reader = new ByteReader(payload);
  const writer = new ByteWriter();
  const count = reader.u32();
  if (count > 1) throw malformed("the module has more than one memory");
  writer.u32(count);
  if (count === 1) clampLimits(reader, writer, { max: limits.memoryPagesMax, what: "pages of memory" });
  mustBeDone(reader, "memory");
  return writer.finish();
}

function clampTables(payload: Uint8Array, limits: ModuleLimits): Uint8Array {
  const reader = new ByteReader(payload);
  const writer = new ByteWriter();
  const count = reader.u32();
  if (count > TABLES_MAX) throw malformed(`the module has ${count} tables, at most ${TABLES_MAX} are taken`);
  writer.u32(count);
  for (let index = 0; index < count; index++) {
    const type = reader.byte();
    if (type !== FUNCREF && type !== EXTERNREF) throw malformed("a table's element type is none that the host knows");
    writer.byte(type);
    clampLimits(reader, writer, { max: limits.tableElementsMax, what: "table elements" });
  }
  mustBeDone(reader, "table");
  return writer.finish();
}

function clampLimits(
  reader: ByteReader,
  writer: ByteWriter,
  bound: { readonly max: number; readonly what: string },
): void {
  const flags = reader.byte();
  if (flags > 1) throw malformed("the module has a shared or 64-bit memory or table");
  const initial = reader.u32();
  const maximum = flags === 1 ? reader.u32() : bound.max;
  if (initial > bound.max) {
    throw new HostError(
      "DRIVER_MEMORY_EXCEEDED",
      `the driver starts with ${initial} ${bound.what}, the limit is ${bound.max}; raise its limit or build it smaller`,
      { retryable: false, data: { initial, limit: bound.max } },
    );
  }
  writer.byte(1);
  writer.u32(initial);
  writer.u32(Math.min(maximum, bound.max));
}

function rewriteExports(payload: Uint8Array, start: Section | undefined): Uint8Array {
  const reader = new ByteReader(payload);
  const writer = new ByteWriter();
  const count = reader.u32();
  if (count > EXPORTS_MAX) throw malformed(`the module has ${count} exports, at most ${EXPORTS_MAX} are taken`);
  writer.u32(count + (start ? 1 : 0));
  for (let index = 0; index < count; index++) {
    const name = reader.name();
    if (name.startsWith(RESERVED_PREFIX)) throw malformed(`the export name "${name}" belongs to the host`);
    const initialiser = INITIALISERS.find((candidate) => candidate === name);
    writer.name(initialiser ? preparedName(initialiser) : name);
    writer.byte(reader.byte());
    writer.u32(reader.u32());
  }
  if (start) writeStart(writer, start);
  mustBeDone(reader, "export");
  return writer.finish();
}

function onlyStart(start: Section): Uint8Array {
  const writer = new ByteWriter();
  writer.u32(1);
  writeStart(writer, start);
  return writer.finish();
}

function writeStart(writer: ByteWriter, start: Section): void {
  const reader = new ByteReader(start.payload);
  writer.name(START_EXPORT);
  writer.byte(KIND_FUNCTION);
  writer.u32(reader.u32());
  mustBeDone(reader, "start");
}

function mustBeDone(reader: ByteReader, section: string): void {
  if (!reader.done) throw malformed(`the ${section} section is longer than its content`);
}
