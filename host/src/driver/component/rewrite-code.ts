// Copies the code, the elements and the data of a module with the numbers that its things have in the module that it becomes part of.
import { BodyReader } from "../meter/body-reader.ts";
import { OPCODE } from "../meter/opcodes.ts";
import { ByteReader, ByteWriter, malformed } from "../module-bytes.ts";
import { readConstant, skipConstant } from "./core-module.ts";
import { listOf } from "./read-parts.ts";

/** The number that something of a module gets; throws for what the module does not have. */
export interface Renumbering {
  type(index: number): number;
  func(index: number): number;
  table(index: number): number;
  global(index: number): number;
  /** The expression that stands for a global in a constant expression, without its end. */
  constantOf(global: number): Uint8Array;
  readonly elementBase: number;
  readonly dataBase: number;
  readonly paramCountOf: (type: number) => number;
  readonly globalCount: number;
}

const TYPE_INDEX_LIMIT = 0x40;
const BLOCKS = new Set<number>([OPCODE.block, OPCODE.loop, OPCODE.when, OPCODE.tryBlock]);
const MEMORY_INIT = 8;
const BULK: Readonly<Record<number, "data" | "element" | "initTable" | "tables" | "table">> = {
  8: "data",
  9: "data",
  12: "initTable",
  13: "element",
  14: "tables",
  15: "table",
  16: "table",
  17: "table",
};

/** A function's body, locals included. */
export function rewriteBody(body: Uint8Array, paramCount: number, to: Renumbering): Uint8Array {
  const reader = new BodyReader(body, { paramCount, globalCount: to.globalCount });
  const writer = new ByteWriter();
  writer.bytes(body.subarray(0, reader.localsEnd));
  let copied = reader.localsEnd;
  while (!reader.done) {
    reader.next();
    const numbers = numbersOf(reader, body, to);
    if (numbers === undefined) continue;
    writer.bytes(body.subarray(copied, reader.start));
    writer.byte(reader.opcode);
    for (const number of numbers) {
      if (BLOCKS.has(reader.opcode)) writer.signed(number);
      else writer.u32(number);
    }
    copied = reader.offset;
  }
  writer.bytes(body.subarray(copied));
  return writer.finish();
}

/** A constant expression without its end. */
export function rewriteConstant(expression: Uint8Array, to: Renumbering): Uint8Array {
  const reader = new ByteReader(expression);
  const writer = new ByteWriter();
  while (!reader.done) {
    const from = reader.position;
    const opcode = reader.byte();
    if (opcode === OPCODE.globalGet) writer.bytes(to.constantOf(reader.u32()));
    else if (opcode === OPCODE.referenceOfFunction) {
      writer.byte(opcode);
      writer.u32(to.func(reader.u32()));
    } else {
      skipConstant(reader, opcode);
      writer.bytes(reader.since(from));
    }
  }
  return writer.finish();
}

/** The segments of an element section, each as it is written. */
export function rewriteElements(payload: Uint8Array, to: Renumbering): Uint8Array[] {
  const reader = new ByteReader(payload);
  return listOf(reader, () => rewriteElement(reader, to));
}

/** The segments of a data section, each as it is written. */
export function rewriteData(payload: Uint8Array, to: Renumbering): Uint8Array[] {
  const reader = new ByteReader(payload);
  return listOf(reader, () => {
    const writer = new ByteWriter();
    const flags = reader.u32();
    if (flags > 2 || (flags === 2 && reader.u32() !== 0)) throw malformed("a data segment is of another memory");
    writer.u32(flags === 1 ? 1 : 0);
    if (flags !== 1) writeConstant(writer, readConstant(reader), to);
    const bytes = reader.bytes(reader.u32());
    writer.u32(bytes.length);
    writer.bytes(bytes);
    return writer.finish();
  });
}

/** Undefined for an instruction that names nothing by number. What follows the opcode is read again where the reader did not keep it. */
function numbersOf(reader: BodyReader, body: Uint8Array, to: Renumbering): readonly number[] | undefined {
  const operands = () => new ByteReader(body.subarray(reader.start + 1, reader.offset));
  switch (reader.opcode) {
    case OPCODE.call:
    case OPCODE.returnCall:
    case OPCODE.referenceOfFunction:
      return [to.func(reader.operand)];
    case OPCODE.callIndirect:
    case OPCODE.returnCallIndirect: {
      const rest = operands();
      return [to.type(rest.u32()), to.table(rest.u32())];
    }
    case OPCODE.globalGet:
    case OPCODE.globalSet:
      return [to.global(operands().u32())];
    case OPCODE.tableGet:
    case OPCODE.tableSet:
      return [to.table(reader.operand)];
    case OPCODE.prefixBulk:
      return bulk(reader.extended, operands(), to);
    default:
      return BLOCKS.has(reader.opcode) ? blockType(operands(), to) : undefined;
  }
}

/** A block's type is nothing or one value (both one byte, negative), or the number of a type, which is written as a signed one. */
function blockType(operands: ByteReader, to: Renumbering): readonly number[] | undefined {
  const first = operands.byte();
  if (first >= TYPE_INDEX_LIMIT && first < 0x80) return undefined;
  let value = first & 0x7f;
  if (first >= 0x80) value += 0x80 * operands.u32();
  return [to.type(value)];
}

function bulk(extended: number, operands: ByteReader, to: Renumbering): readonly number[] | undefined {
  const what = BULK[extended];
  if (what === undefined) return undefined;
  operands.u32();
  const first = operands.u32();
  switch (what) {
    case "data":
      return extended === MEMORY_INIT
        ? [extended, first + to.dataBase, operands.u32()]
        : [extended, first + to.dataBase];
    case "element":
      return [extended, first + to.elementBase];
    case "initTable":
      return [extended, first + to.elementBase, to.table(operands.u32())];
    case "tables":
      return [extended, to.table(first), to.table(operands.u32())];
    default:
      return [extended, to.table(first)];
  }
}

/** Flags say: bit 0 not placed at start, bit 1 a table (or, if not placed, only declared), bit 2 expressions instead of numbers. */
function rewriteElement(reader: ByteReader, to: Renumbering): Uint8Array {
  const writer = new ByteWriter();
  const flags = reader.u32();
  if (flags > 7) throw malformed(`an element segment has the flags ${flags}`);
  const placed = (flags & 1) === 0;
  const expressions = (flags & 4) !== 0;
  // With its table said: the first one of this module need not be the first of all.
  writer.u32(placed ? flags | 2 : flags);
  if (placed) {
    writer.u32(to.table((flags & 2) === 0 ? 0 : reader.u32()));
    writeConstant(writer, readConstant(reader), to);
  }
  const saysKind = (flags & 3) !== 0;
  writer.byte(saysKind ? reader.byte() : expressions ? 0x70 : 0x00);
  const items = listOf(reader, () => (expressions ? readConstant(reader) : reader.u32()));
  writer.u32(items.length);
  for (const item of items) {
    if (typeof item === "number") writer.u32(to.func(item));
    else writeConstant(writer, item, to);
  }
  return writer.finish();
}

function writeConstant(writer: ByteWriter, expression: Uint8Array, to: Renumbering): void {
  writer.bytes(rewriteConstant(expression, to));
  writer.byte(OPCODE.end);
}
