// Writes a function's body again with the planned code in it.
import type { ByteWriter } from "../module-bytes.ts";
import type { BodyReader } from "./body-reader.ts";
import type { FunctionPlan } from "./function-plan.ts";
import { INSERT, type Insertions } from "./insertions.ts";
import { OPCODE } from "./opcodes.ts";

const I32 = 0x7f;
const I64 = 0x7e;
const NO_RESULT = 0x40;
const { localGet, localSet, localTee, globalGet, globalSet, i64Const, i64Subtract } = OPCODE;

/** The numbers that the inserted code uses in one function. */
interface Names {
  readonly fuelGlobal: number;
  /** The local that holds the fuel; undefined where the global is worked on. */
  readonly held: number | undefined;
  /** The local for a length. */
  readonly length: number;
}

export interface WrittenFunction {
  readonly body: Uint8Array;
  readonly reader: BodyReader;
  readonly insertions: Insertions;
  readonly plan: FunctionPlan;
}

/** Appends the rewritten body, without its length. */
export function writeFunction(writer: ByteWriter, written: WrittenFunction, fuelGlobal: number): void {
  const { body, reader, insertions, plan } = written;
  const { localCount } = reader;
  const held = plan.holdsFuel ? localCount : undefined;
  const names = { fuelGlobal, held, length: localCount + (plan.holdsFuel ? 1 : 0) };
  writer.u32(reader.localGroups + (plan.holdsFuel ? 1 : 0) + (plan.chargesLengths ? 1 : 0));
  writer.bytes(body.subarray(reader.localsStart, reader.localsEnd));
  if (plan.holdsFuel) writeLocal(writer, I64);
  if (plan.chargesLengths) writeLocal(writer, I32);
  let from = reader.localsEnd;
  for (let index = 0; index < insertions.count; index++) {
    const offset = insertions.offset(index);
    if (offset > from) writer.bytes(body.subarray(from, offset));
    from = offset;
    writeInsertion(writer, names, insertions.kind(index), insertions.value(index));
  }
  writer.bytes(body.subarray(from));
}

function writeLocal(writer: ByteWriter, type: number): void {
  writer.byte(1);
  writer.byte(type);
}

function writeInsertion(writer: ByteWriter, names: Names, kind: number, value: number): void {
  switch (kind) {
    case INSERT.entry:
      writeTake(writer, names, value);
      writeTrapBelowZero(writer, names, false);
      return;
    case INSERT.loop:
      writeTakeHeld(writer, names, value);
      writeTrapBelowZero(writer, names, true);
      return;
    case INSERT.chargeStored:
      if (value > 0) writeTake(writer, names, value);
      return;
    case INSERT.chargeHeld:
      if (value > 0) writeTakeHeld(writer, names, value);
      return;
    case INSERT.length:
      writeTakeLength(writer, names, value);
      return;
    default:
      writeMove(writer, names, kind);
      return;
  }
}

/** Takes from the global and holds what is left. */
function writeTake(writer: ByteWriter, { fuelGlobal, held }: Names, units: number): void {
  write(writer, globalGet, fuelGlobal);
  writeI64(writer, units);
  writer.byte(i64Subtract);
  if (held !== undefined) write(writer, localTee, held);
  write(writer, globalSet, fuelGlobal);
}

function writeTakeHeld(writer: ByteWriter, names: Names, units: number): void {
  if (names.held === undefined) {
    writeTake(writer, names, units);
    return;
  }
  write(writer, localGet, names.held);
  writeI64(writer, units);
  writer.byte(i64Subtract);
  write(writer, localSet, names.held);
}

/** The trap leaves a global below zero behind: by that a host knows it from the guest's own. */
function writeTrapBelowZero(writer: ByteWriter, { held, fuelGlobal }: Names, isStale: boolean): void {
  if (held === undefined) write(writer, globalGet, fuelGlobal);
  else write(writer, localGet, held);
  writeI64(writer, 0);
  writer.byte(OPCODE.i64LessSigned);
  writer.byte(OPCODE.when);
  writer.byte(NO_RESULT);
  if (isStale && held !== undefined) {
    write(writer, localGet, held);
    write(writer, globalSet, fuelGlobal);
  }
  writer.byte(OPCODE.unreachable);
  writer.byte(OPCODE.end);
}

/** The length is on the stack and stays there. A negative shift multiplies. */
function writeTakeLength(writer: ByteWriter, names: Names, shift: number): void {
  const { held, length, fuelGlobal } = names;
  write(writer, localTee, length);
  if (held === undefined) write(writer, globalGet, fuelGlobal);
  else write(writer, localGet, held);
  write(writer, localGet, length);
  writer.byte(OPCODE.i64ExtendUnsigned);
  writeI64(writer, Math.abs(shift));
  writer.byte(shift < 0 ? OPCODE.i64ShiftLeft : OPCODE.i64ShiftRight);
  writer.byte(i64Subtract);
  if (held === undefined) write(writer, globalSet, fuelGlobal);
  else write(writer, localSet, held);
  writeTrapBelowZero(writer, names, true);
}

/** Only a function that holds its fuel has anything to move. */
function writeMove(writer: ByteWriter, { held, fuelGlobal }: Names, kind: number): void {
  if (held === undefined) return;
  const isStore = kind === INSERT.store;
  write(writer, isStore ? localGet : globalGet, isStore ? held : fuelGlobal);
  write(writer, isStore ? globalSet : localSet, isStore ? fuelGlobal : held);
}

function write(writer: ByteWriter, opcode: number, operand: number): void {
  writer.byte(opcode);
  writer.u32(operand);
}

function writeI64(writer: ByteWriter, value: number): void {
  writer.byte(i64Const);
  writer.signed(value);
}
