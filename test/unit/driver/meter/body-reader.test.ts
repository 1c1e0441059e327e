// The cursor over a function's body: what it says of each instruction, and what it refuses.
import assert from "node:assert/strict";
import { test } from "node:test";
import { BodyReader } from "#host/driver/meter/body-reader";
import { OPCODE } from "#host/driver/meter/opcodes";

const LIMITS = { paramCount: 2, globalCount: 1 };
const reader = (...code: number[]) => new BodyReader(Uint8Array.from([0, ...code]), LIMITS);

test("it says where each instruction begins, what it is and what follows it", () => {
  const body = reader(OPCODE.i32Const, 0x7f, OPCODE.call, 0x85, 0x01, 0xfc, 0x0b, 0, 0x0e, 2, 3, 1, 0, OPCODE.end);
  const seen: unknown[] = [];
  while (!body.done) {
    body.next();
    seen.push([body.start, body.offset, body.opcode]);
    if (body.opcode === OPCODE.i32Const) assert.equal(body.operand, 0xffff_ffff);
    if (body.opcode === OPCODE.call) assert.equal(body.operand, 133);
    if (body.opcode === OPCODE.prefixBulk) assert.equal(body.extended, 11);
    if (body.opcode === OPCODE.branchTable) assert.deepEqual(body.labels, [3, 1, 0]);
  }
  const { i32Const, call, prefixBulk, branchTable, end } = OPCODE;
  assert.deepEqual(seen, [
    [1, 3, i32Const],
    [3, 6, call],
    [6, 9, prefixBulk],
    [9, 14, branchTable],
    [14, 15, end],
  ]);
});

test("an i32.const of every size is read as its 32 bits", () => {
  const cases: readonly [number[], number][] = [
    [[0], 0],
    [[0x3f], 63],
    [[0x40], 2 ** 32 - 64],
    [[0xff, 0x00], 127],
    [[0x80, 0x80, 0x04], 65_536],
    [[0xff, 0xff, 0xff, 0xff, 0x07], 2 ** 31 - 1],
    [[0x80, 0x80, 0x80, 0x80, 0x78], 2 ** 31],
    [[0xff, 0xff, 0xff, 0xff, 0x7f], 2 ** 32 - 1],
  ];
  for (const [bytes, value] of cases) {
    const body = reader(OPCODE.i32Const, ...bytes);
    body.next();
    assert.equal(body.operand, value);
    assert.ok(body.done);
  }
});

test("locals are counted with the parameters, and one beyond them is refused", () => {
  const body = new BodyReader(Uint8Array.from([2, 1, 0x7f, 3, 0x7e, OPCODE.localGet, 5, OPCODE.localGet, 6]), LIMITS);
  assert.equal(body.localCount, 6);
  assert.deepEqual([body.localGroups, body.localsStart, body.localsEnd], [2, 1, 5]);
  body.next();
  assert.throws(() => body.next(), /local that does not exist/);
});

test("globals, locals without end, numbers without end and the end of the bytes are refused", () => {
  const next =
    (...code: number[]) =>
    () =>
      reader(...code).next();
  assert.throws(next(OPCODE.globalGet, 1), /global that does not exist/);
  assert.throws(next(OPCODE.i64Const, ...new Array<number>(10).fill(0x80)), /longer than 10 bytes/);
  assert.throws(next(OPCODE.i32Const, ...new Array<number>(5).fill(0x80)), /more than 5 bytes/);
  assert.throws(next(0x44, 1, 2), /more bytes than the file has/);
  assert.throws(next(OPCODE.call), /ends in the middle/);
  assert.throws(next(0x28, 0x40, 0), /several memories/);
  assert.throws(() => new BodyReader(Uint8Array.from([1, 0xd1, 0x86, 0x03, 0x7f]), LIMITS), /more than 50000 locals/);
  assert.throws(() => new BodyReader(Uint8Array.from([1, 1, 0x63]), LIMITS), /value type 0x63/);
});
