// Reads what a .wasm file says about itself, without compiling or running it: imports, exports, memories, tables, start, custom sections.
import { readEntries, type SectionPart } from "./inspect-entries.ts";
import type { CustomSection, Inspection } from "./inspection.ts";
import { InspectError, WasmCursor } from "./wasm-cursor.ts";

export type * from "./inspection.ts";
export { InspectError } from "./wasm-cursor.ts";

export interface InspectOptions {
  /** Larger files are refused before they are looked at; default 32 MiB. */
  readonly bytesMax?: number;
}

const BYTES_MAX = 32 * 1024 * 1024;
const CUSTOM_SECTIONS_MAX = 1000;
const HEADER_BYTES = 8;
const COMPONENT_HEADER = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00];
const NAMES = [
  "custom",
  "type",
  "import",
  "function",
  "table",
  "memory",
  "global",
  "export",
  "start",
  "element",
  "code",
  "data",
  "data count",
  "tag",
] as const;
// The order the format demands; custom sections may stand anywhere.
const ORDER = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];

/** Throws an InspectError for bytes that are no module or that lie about their own layout. It does not validate function bodies. */
export function inspect(bytes: Uint8Array, options: InspectOptions = {}): Inspection {
  const bytesMax = options.bytesMax ?? BYTES_MAX;
  if (bytes.length > bytesMax)
    throw new InspectError(0, `the file has ${bytes.length} bytes, the limit is ${bytesMax}`);
  checkHeader(bytes);
  if (isComponent(bytes)) {
    throw new InspectError(
      4,
      "this is a WebAssembly component: a host translates it into a core module, which is what can be inspected",
    );
  }
  const customSections: CustomSection[] = [];
  const sections: SectionPart[] = [];
  const file = new WasmCursor(bytes, HEADER_BYTES, { end: bytes.length, what: "the file" });
  let lastRank = -1;
  while (file.left > 0) {
    const sectionStart = file.offset;
    const id = file.byte();
    const what = NAMES[id] === undefined ? `section ${id}` : `the ${NAMES[id]} section`;
    const content = file.part(file.u32(), what);
    if (id === 0) {
      customSections.push({ sectionStart, ...readCustom(content) });
      if (customSections.length > CUSTOM_SECTIONS_MAX)
        throw content.error(`more than ${CUSTOM_SECTIONS_MAX} custom sections`);
      continue;
    }
    const rank = ORDER.indexOf(id);
    if (rank < 0) throw new InspectError(sectionStart, `section ${id} is not part of WebAssembly 1.0 or 2.0`);
    if (rank <= lastRank) throw new InspectError(sectionStart, `${what} stands twice or out of order`);
    lastRank = rank;
    sections.push({ id, content });
  }
  return { bytes: bytes.length, ...readEntries(sections), customSections };
}

/** True for bytes that begin as a WebAssembly component does. */
export function isComponent(bytes: Uint8Array): boolean {
  return COMPONENT_HEADER.every((byte, index) => bytes[index] === byte);
}

/** The custom sections of a module or of a component, its outermost level. Throws as `inspect` does. */
export function customSectionsOf(bytes: Uint8Array): readonly CustomSection[] {
  if (!isComponent(bytes)) return inspect(bytes).customSections;
  const found: CustomSection[] = [];
  const file = new WasmCursor(bytes, HEADER_BYTES, { end: bytes.length, what: "the file" });
  while (file.left > 0) {
    const sectionStart = file.offset;
    const id = file.byte();
    const content = file.part(file.u32(), `section ${id}`);
    if (id !== 0) continue;
    found.push({ sectionStart, ...readCustom(content) });
    if (found.length > CUSTOM_SECTIONS_MAX) throw content.error(`more than ${CUSTOM_SECTIONS_MAX} custom sections`);
  }
  return found;
}

function checkHeader(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length === 0) throw new InspectError(0, "the file is empty");
  if (bytes.length < HEADER_BYTES || view.getUint32(0) !== 0x0061736d) {
    throw new InspectError(0, "this is not WebAssembly: it does not begin with \\0asm");
  }
  const version = view.getUint32(4, true);
  if (version !== 1 && !isComponent(bytes))
    throw new InspectError(4, `WebAssembly version ${version} is not known, 1 is`);
}

function readCustom(content: WasmCursor): { name: string; start: number; end: number } {
  const name = content.name();
  return { name, start: content.offset, end: content.offset + content.left };
}
