// The table of opcodes, held against the engine: what it takes is known, and what is not known is named.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { meterModule } from "#host/driver/meter/meter-module";
import { FOLLOWS, followsPrefixed, OPCODE, PLAIN } from "#host/driver/meter/opcodes";
import { wat } from "../../../support/wat.ts";

/** A module of one function `() -> ()` whose body is these bytes, between two `unreachable` so that any types fit. */
function bodyOf(...code: number[]): Uint8Array {
  const body = [0, OPCODE.unreachable, ...code, OPCODE.unreachable, OPCODE.end];
  const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  const types = [1, 4, 1, 0x60, 0, 0];
  const rest = [3, 2, 1, 0, 4, 4, 1, 0x70, 0, 1, 5, 3, 1, 0, 1];
  // Five bytes a length, so that no body is too long for it.
  const length = [body.length | 0x80, 0x80, 0x80, 0x80, 0];
  const section = [1, ...length, ...body];
  return Uint8Array.from([...header, ...types, ...rest, 10, section.length, ...section]);
}

// Nothing, a lane, two numbers, a lane and two numbers, sixteen bytes; all zero.
const OPERANDS = [0, 1, 2, 3, 16].map((length) => new Array<number>(length).fill(0));

describe("the table of opcodes agrees with the engine", () => {
  const prefixes = [OPCODE.prefixBulk, OPCODE.prefixVector, OPCODE.prefixAtomic];
  test("every plain opcode that the engine takes with no operand is known as such", () => {
    for (let opcode = 0x45; opcode <= 0xc4; opcode++) {
      assert.equal(PLAIN[opcode], FOLLOWS.nothing);
      assert.ok(WebAssembly.validate(meterModule(bodyOf(opcode))), opcode.toString(16));
    }
  });
  for (const prefix of prefixes) {
    test(`behind 0x${prefix.toString(16)}, what the engine takes is metered and the rest is refused or left to it`, () => {
      let taken = 0;
      for (let opcode = 0; opcode < 0x120; opcode++) {
        const encoded = opcode < 0x80 ? [opcode] : [(opcode & 0x7f) | 0x80, opcode >> 7];
        const follows = followsPrefixed(prefix, opcode);
        // Relaxed SIMD came to engines after Node 20's.
        if (prefix === OPCODE.prefixVector && opcode >= 0x100) continue;
        for (const operands of OPERANDS) {
          const bytes = bodyOf(prefix, ...encoded, ...operands);
          if (!WebAssembly.validate(bytes)) continue;
          taken++;
          assert.notEqual(follows, FOLLOWS.unknown, `0x${prefix.toString(16)} 0x${opcode.toString(16)}`);
          assert.ok(WebAssembly.validate(meterModule(bytes)), `0x${prefix.toString(16)} 0x${opcode.toString(16)}`);
        }
      }
      assert.ok(taken >= 17, `the engine takes only ${taken}`);
    });
  }
  test("an opcode that is not known is named, with its place", async () => {
    // 0xd5 and 0xfb belong to later proposals; 0xfc 0x20 and 0xfd 0x9a to none.
    const cases: readonly [number[], RegExp][] = [
      [[0xd5, 0], /instruction 0xd5 at byte 2 /],
      [[0xfb, 0, 0], /instruction 0xfb at byte 2 /],
      [[0xfc, 0x20], /instruction 0xfc 0x20 at byte 2 /],
      [[0xfd, 0x9a, 0x01], /instruction 0xfd 0x9a at byte 2 /],
      [[0x1f, 0x40, 0, 0x0b], /instruction 0x1f at byte 2 /],
    ];
    for (const [code, words] of cases) assert.throws(() => meterModule(bodyOf(...code)), words);
    assert.ok(meterModule(await wat("(module)")).length > 8);
  });
});
