// Rewrites a module so that its code pays fuel for what it does and traps when it has none left; it cannot hang a thread then.
import { HostError } from "../../errors.ts";
import {
  ByteReader,
  ByteWriter,
  joinSections,
  malformed,
  SECTION,
  type Section,
  splitSections,
} from "../module-bytes.ts";
import { Callees, readBodies } from "./callees.ts";
import { FUEL_EXPORT } from "./fuel.ts";
import { planFunction } from "./function-plan.ts";
import { writeFunction } from "./function-writer.ts";
import { Insertions } from "./insertions.ts";
import { type IsLeafImport, readFacts } from "./module-facts.ts";

export interface MeterOptions {
  /** Fuel of a fresh instance, for what runs before the host fills it: a start section. Default 100 million units. */
  readonly fuelInitial?: number;
  /**
   * Names imported functions that never call back into the module and never throw an exception (a trap may end them):
   * calls of these need not store the fuel. A wrong yes lets fuel be spent twice. Default: none.
   */
  readonly isLeafImport?: IsLeafImport;
}

const FUEL_INITIAL = 100_000_000;
// The engine refuses larger bodies; the words of its refusal would blame the driver for our growth.
const BODY_BYTES_MAX = 7_654_321;
const KIND_GLOBAL = 3;
const I64 = 0x7e;
const MUTABLE = 1;
const I64_CONST = 0x42;
const END = 0x0b;
// Custom sections may stand anywhere; this is the order of the others.
const ORDER: readonly number[] = [
  ...[SECTION.type, SECTION.import, SECTION.function, SECTION.table, SECTION.memory, SECTION.tag, SECTION.global],
  ...[SECTION.export, SECTION.start, SECTION.element, SECTION.dataCount, SECTION.code, SECTION.data],
];
// Sections that speak of offsets in the code, which are others afterwards.
const OFFSET_SECTIONS = /^(\.debug_.*|metadata\.code\..*|reloc\..*|linking|sourceMappingURL|external_debug_info)$/;

/**
 * Answers the metered form of a module: the same functions under the same numbers, and a mutable i64 global more,
 * exported as FUEL_EXPORT, to be filled before a call (`FuelTank`). Custom sections stay, but for those that speak of
 * offsets in the code. Throws DRIVER_MALFORMED for bytes that are no module and, naming it, for an instruction, type or
 * limit that metering does not know. The result is for the engine to validate, as the module itself is.
 */
export function meterModule(bytes: Uint8Array, options: MeterOptions = {}): Uint8Array {
  const { fuelInitial = FUEL_INITIAL, isLeafImport = () => false } = options;
  if (!Number.isSafeInteger(fuelInitial) || fuelInitial <= 0)
    throw new HostError("INTERNAL", `the initial fuel must be a whole number above 0, it is ${fuelInitial}`);
  const sections = splitSections(bytes).filter((section) => !speaksOfOffsets(section));
  const facts = readFacts(sections, isLeafImport);
  const rewrite = new Map<number, (payload: Uint8Array | undefined) => Uint8Array>([
    [SECTION.global, (payload) => addGlobal(payload, fuelInitial)],
    [SECTION.export, (payload) => addExport(payload, facts.globalCount)],
  ]);
  const rewritten = sections.map((section): Section => {
    const change = rewrite.get(section.id);
    rewrite.delete(section.id);
    if (change) return { id: section.id, payload: change(section.payload) };
    if (section.id !== SECTION.code) return section;
    const bodies = readBodies(new ByteReader(section.payload));
    return { id: section.id, payload: meterBodies(bodies, new Callees(facts, bodies), facts.globalCount) };
  });
  for (const [id, make] of rewrite) insertSection(rewritten, { id, payload: make(undefined) });
  return joinSections(rewritten);
}

function speaksOfOffsets({ id, payload }: Section): boolean {
  return id === SECTION.custom && OFFSET_SECTIONS.test(new ByteReader(payload).name());
}

function addGlobal(payload: Uint8Array | undefined, fuelInitial: number): Uint8Array {
  const writer = new ByteWriter();
  copyList(writer, payload);
  for (const byte of [I64, MUTABLE, I64_CONST]) writer.byte(byte);
  writer.signed(fuelInitial);
  writer.byte(END);
  return writer.finish();
}

function addExport(payload: Uint8Array | undefined, fuelGlobal: number): Uint8Array {
  if (payload) checkExports(new ByteReader(payload), fuelGlobal);
  const writer = new ByteWriter();
  copyList(writer, payload);
  writer.name(FUEL_EXPORT);
  writer.byte(KIND_GLOBAL);
  writer.u32(fuelGlobal);
  return writer.finish();
}

/** Copies a section that is a list, with room for one more entry. */
function copyList(writer: ByteWriter, payload: Uint8Array | undefined): void {
  if (payload === undefined) {
    writer.u32(1);
    return;
  }
  const reader = new ByteReader(payload);
  writer.u32(reader.u32() + 1);
  writer.bytes(reader.rest());
}

function checkExports(reader: ByteReader, fuelGlobal: number): void {
  for (let left = reader.u32(); left > 0; left--) {
    const name = reader.name();
    const kind = reader.byte();
    const number = reader.u32();
    if (name === FUEL_EXPORT) throw malformed(`the export name "${name}" belongs to the host`);
    if (kind === KIND_GLOBAL && number >= fuelGlobal)
      throw malformed("the module exports a global that does not exist");
  }
  if (!reader.done) throw malformed("the export section is longer than its content");
}

function meterBodies(bodies: readonly Uint8Array[], callees: Callees, fuelGlobal: number): Uint8Array {
  const section = new ByteWriter();
  const written = new ByteWriter();
  const insertions = new Insertions();
  const calleeOf = (functionNumber: number) => callees.of(functionNumber);
  section.u32(bodies.length);
  for (const [number, body] of bodies.entries()) {
    written.clear();
    if (callees.isFree(number)) written.bytes(body);
    else {
      insertions.clear();
      const reader = callees.read(number);
      const plan = planFunction(reader, insertions, calleeOf);
      if (!reader.done) throw malformed(`function body ${number} is longer than its code`);
      writeFunction(written, { body, reader, insertions, plan }, fuelGlobal);
    }
    const { length } = written.view();
    if (length > BODY_BYTES_MAX) {
      throw malformed(`function body ${number} has ${length} bytes when metered, an engine takes ${BODY_BYTES_MAX}`);
    }
    section.u32(length);
    section.bytes(written.view());
  }
  return section.finish();
}

function insertSection(sections: Section[], section: Section): void {
  const rank = ORDER.indexOf(section.id);
  const before = sections.findIndex(({ id }) => ORDER.indexOf(id) > rank);
  sections.splice(before < 0 ? sections.length : before, 0, section);
}
