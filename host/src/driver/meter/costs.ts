// What each instruction costs in fuel. One unit is about one simple instruction: a few tenths of a nanosecond of compiled code.
import { OPCODE } from "./opcodes.ts";

/** Costs of instructions that are not simple, in units; measured against the time that they take. */
const COST = {
  divide: 12,
  floatDivide: 4,
  call: 4,
  callImport: 40,
  /** Beside the largest callee that does not charge for itself. */
  callIndirect: 12,
  tableGet: 12,
  tableSet: 100,
  referenceOfFunction: 100,
  memoryGrow: 4000,
  bulk: 60,
  tableBulk: 400,
  throwing: 20_000,
  atomic: 20,
} as const;

/** A function of at most this cost, with no loop in it, may be charged where it is called. */
export const FREE_COST_MAX = 32;

/**
 * Code that runs under a condition is charged with the costliest way through it; a way that costs more than this is
 * charged piece by piece instead. So a loop over a large switch never pays for more than this beside what it does.
 */
export const UNSURE_COST_MAX = 64;

/** Lengths known at build time up to this many bytes are charged with the code around them. */
export const CONSTANT_LENGTH_MAX = 4096;

/** What one unit buys of the length of a bulk instruction, as powers of two: 8 bytes cost 1, a page 8192, an element 128. */
export const LENGTH_SHIFT = { bytes: 3, pages: -13, elements: -7 } as const;

/** Costs of instructions of one byte, by opcode. */
export const PLAIN_COSTS = plainCosts();

/** Cost of an instruction behind the prefix 0xfc, 0xfd or 0xfe; lengths come on top. */
export function prefixedCost(prefix: number, opcode: number): number {
  if (prefix === OPCODE.prefixAtomic) return COST.atomic;
  if (prefix === OPCODE.prefixVector) return VECTOR_DIVISIONS.has(opcode) ? COST.floatDivide : 1;
  if (opcode < 8) return 1;
  return opcode < 12 ? COST.bulk : COST.tableBulk;
}

/** What a call that leaves the module costs beside the call itself. */
export const IMPORT_COST = COST.callImport;

// sqrt and div of f32x4 and f64x2.
const VECTOR_DIVISIONS: ReadonlySet<number> = new Set([0xe3, 0xe7, 0xef, 0xf3]);

function plainCosts(): Uint16Array {
  const costs = new Uint16Array(256).fill(1);
  const set = (cost: number, ...opcodes: readonly number[]) => {
    for (const opcode of opcodes) costs[opcode] = cost;
  };
  const { nop, block, otherwise, tryBlock, catchTag, catchAll, delegate, end } = OPCODE;
  set(0, nop, block, otherwise, tryBlock, catchTag, catchAll, delegate, end);
  set(COST.throwing, OPCODE.throwTag, OPCODE.rethrow);
  set(COST.call, OPCODE.call, OPCODE.returnCall);
  set(COST.callIndirect + FREE_COST_MAX, OPCODE.callIndirect, OPCODE.returnCallIndirect);
  set(COST.tableGet, OPCODE.tableGet);
  set(COST.tableSet, OPCODE.tableSet);
  set(COST.memoryGrow, OPCODE.memoryGrow);
  set(COST.referenceOfFunction, OPCODE.referenceOfFunction);
  // div and rem of i32 and i64; sqrt and div of f32 and f64.
  set(COST.divide, 0x6d, 0x6e, 0x6f, 0x70, 0x7f, 0x80, 0x81, 0x82);
  set(COST.floatDivide, 0x91, 0x95, 0x9f, 0xa3);
  return costs;
}
