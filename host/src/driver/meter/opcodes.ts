// The instruction set as data: which opcodes exist and what follows each of them in a function's body.

/** The opcodes that metering treats in a way of their own; words of JavaScript got a longer name. */
export const OPCODE = {
  ...{ unreachable: 0x00, nop: 0x01, block: 0x02, loop: 0x03, when: 0x04, otherwise: 0x05 },
  ...{ tryBlock: 0x06, catchTag: 0x07, throwTag: 0x08, rethrow: 0x09, end: 0x0b },
  ...{ branch: 0x0c, branchIf: 0x0d, branchTable: 0x0e, leave: 0x0f },
  ...{ call: 0x10, callIndirect: 0x11, returnCall: 0x12, returnCallIndirect: 0x13 },
  ...{ delegate: 0x18, catchAll: 0x19 },
  ...{ localGet: 0x20, localSet: 0x21, localTee: 0x22, globalGet: 0x23, globalSet: 0x24 },
  ...{ tableGet: 0x25, tableSet: 0x26, memoryGrow: 0x40, i32Const: 0x41, i64Const: 0x42 },
  ...{ i64LessSigned: 0x53, i64Subtract: 0x7d, i64ShiftLeft: 0x86, i64ShiftRight: 0x88, i64ExtendUnsigned: 0xad },
  referenceOfFunction: 0xd2,
  ...{ prefixBulk: 0xfc, prefixVector: 0xfd, prefixAtomic: 0xfe },
} as const;

/** The opcodes behind 0xfc that take a length. */
export const BULK = {
  ...{ memoryInit: 8, memoryCopy: 10, memoryFill: 11, tableInit: 12, tableCopy: 14, tableGrow: 15, tableFill: 17 },
} as const;

/** What follows an opcode. */
export const FOLLOWS = {
  /** No such instruction, or one that metering does not know. */
  unknown: 0,
  nothing: 1,
  number: 2,
  twoNumbers: 3,
  blockType: 4,
  branchTable: 5,
  memory: 6,
  memoryAndLane: 7,
  lane: 8,
  i32: 9,
  i64: 10,
  fourBytes: 11,
  eightBytes: 12,
  sixteenBytes: 13,
  types: 14,
  heapType: 15,
  local: 16,
  global: 17,
} as const;

type Ranges = readonly (readonly [from: number, to: number, follows: number])[];

/** For opcodes of one byte. */
export const PLAIN = table(256, [
  [0x00, 0x01, FOLLOWS.nothing],
  [0x02, 0x04, FOLLOWS.blockType],
  [0x05, 0x05, FOLLOWS.nothing],
  [0x06, 0x06, FOLLOWS.blockType],
  [0x07, 0x09, FOLLOWS.number],
  [0x0b, 0x0b, FOLLOWS.nothing],
  [0x0c, 0x0d, FOLLOWS.number],
  [0x0e, 0x0e, FOLLOWS.branchTable],
  [0x0f, 0x0f, FOLLOWS.nothing],
  [0x10, 0x10, FOLLOWS.number],
  [0x11, 0x11, FOLLOWS.twoNumbers],
  [0x12, 0x12, FOLLOWS.number],
  [0x13, 0x13, FOLLOWS.twoNumbers],
  [0x18, 0x18, FOLLOWS.number],
  [0x19, 0x1b, FOLLOWS.nothing],
  [0x1c, 0x1c, FOLLOWS.types],
  [0x20, 0x22, FOLLOWS.local],
  [0x23, 0x24, FOLLOWS.global],
  [0x25, 0x26, FOLLOWS.number],
  [0x28, 0x3e, FOLLOWS.memory],
  [0x3f, 0x40, FOLLOWS.number],
  [0x41, 0x41, FOLLOWS.i32],
  [0x42, 0x42, FOLLOWS.i64],
  [0x43, 0x43, FOLLOWS.fourBytes],
  [0x44, 0x44, FOLLOWS.eightBytes],
  [0x45, 0xc4, FOLLOWS.nothing],
  [0xd0, 0xd0, FOLLOWS.heapType],
  [0xd1, 0xd1, FOLLOWS.nothing],
  [0xd2, 0xd2, FOLLOWS.number],
]);

const AFTER_BULK = table(18, [
  [0, 7, FOLLOWS.nothing],
  [8, 8, FOLLOWS.twoNumbers],
  [9, 9, FOLLOWS.number],
  [10, 10, FOLLOWS.twoNumbers],
  [11, 11, FOLLOWS.number],
  [12, 12, FOLLOWS.twoNumbers],
  [13, 13, FOLLOWS.number],
  [14, 14, FOLLOWS.twoNumbers],
  [15, 17, FOLLOWS.number],
]);

// Relaxed SIMD stands from 0x100 on; the numbers left out below that belong to no instruction.
const AFTER_VECTOR = table(0x114, [
  [0x00, 0x0b, FOLLOWS.memory],
  [0x0c, 0x0d, FOLLOWS.sixteenBytes],
  [0x0e, 0x14, FOLLOWS.nothing],
  [0x15, 0x22, FOLLOWS.lane],
  [0x23, 0x53, FOLLOWS.nothing],
  [0x54, 0x5b, FOLLOWS.memoryAndLane],
  [0x5c, 0x5d, FOLLOWS.memory],
  [0x5e, 0x113, FOLLOWS.nothing],
  ...[0x9a, 0xa2, 0xa5, 0xa6, 0xaf, 0xb0, 0xb2, 0xb3, 0xb4, 0xbb, 0xc2, 0xc5, 0xc6, 0xcf, 0xd0, 0xd2, 0xd3, 0xd4].map(
    (hole) => [hole, hole, FOLLOWS.unknown] as const,
  ),
  [0xe2, 0xe2, FOLLOWS.unknown],
  [0xee, 0xee, FOLLOWS.unknown],
]);

const AFTER_ATOMIC = table(0x4f, [
  [0x00, 0x02, FOLLOWS.memory],
  [0x03, 0x03, FOLLOWS.lane],
  [0x10, 0x4e, FOLLOWS.memory],
]);

/** For opcodes behind a prefix byte. */
export function followsPrefixed(prefix: number, opcode: number): number {
  if (prefix === OPCODE.prefixBulk) return AFTER_BULK[opcode] ?? FOLLOWS.unknown;
  if (prefix === OPCODE.prefixVector) return AFTER_VECTOR[opcode] ?? FOLLOWS.unknown;
  return AFTER_ATOMIC[opcode] ?? FOLLOWS.unknown;
}

function table(size: number, ranges: Ranges): Uint8Array {
  const follows = new Uint8Array(size);
  for (const [from, to, what] of ranges) follows.fill(what, from, to + 1);
  return follows;
}
