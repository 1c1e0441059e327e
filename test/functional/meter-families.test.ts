// Every family of instructions: metered code validates and computes what the same code computes without metering.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { metered, outcome, unmetered } from "../support/metered.ts";
import { vectors } from "../support/vector-text.ts";

interface Family {
  readonly name: string;
  /** Module fields that export `f`. */
  readonly text: string;
  readonly inputs: readonly (readonly unknown[])[];
  readonly imports?: WebAssembly.Imports;
}

const NUMBERS = [
  [0, 0],
  [1, 2],
  [-1, 3],
  [0x7fffffff, -1],
  [-0x80000000, -1],
  [255, 31],
];
const unary = (...names: readonly string[]) =>
  names
    .map((name) => `(${name} (local.get 0))`)
    .map((code) => `(drop ${code})`)
    .join("");

/** A function that mixes all results of two-operand instructions into one number. */
function binary(type: "i32" | "i64", names: readonly string[]): string {
  const steps = names.map((name) => {
    const isCompare = /\.(eq|ne|lt|gt|le|ge)/.test(name) && type === "i64";
    const result = `(${name} (local.get 0) (local.get 1))`;
    return `(local.set 2 (${type}.add (${type}.mul (local.get 2) (${type}.const 31)) ${isCompare ? `(i64.extend_i32_u ${result})` : result}))`;
  });
  return `(func (export "f") (param ${type} ${type}) (result ${type}) (local ${type}) ${steps.join("\n")} (local.get 2))`;
}

const ARITHMETIC = ["add", "sub", "mul", "and", "or", "xor", "shl", "shr_s", "shr_u", "rotl", "rotr"];
const COMPARISONS = ["eq", "ne", "lt_s", "lt_u", "gt_s", "gt_u", "le_s", "le_u", "ge_s", "ge_u"];
const prefixed = (type: string, names: readonly string[]) => names.map((name) => `${type}.${name}`);
const pairs64 = NUMBERS.map((pair) => pair.map(BigInt));

const FAMILIES: readonly Family[] = [
  {
    name: "i32 arithmetic and comparison",
    text: binary("i32", prefixed("i32", [...ARITHMETIC, ...COMPARISONS])),
    inputs: NUMBERS,
  },
  {
    name: "i64 arithmetic and comparison",
    text: binary("i64", prefixed("i64", [...ARITHMETIC, ...COMPARISONS])),
    inputs: pairs64,
  },
  {
    name: "i32 division, traps included",
    text: binary("i32", prefixed("i32", ["div_s", "div_u", "rem_s", "rem_u"])),
    inputs: NUMBERS,
  },
  {
    name: "i64 division, traps included",
    text: binary("i64", prefixed("i64", ["div_s", "div_u", "rem_s", "rem_u"])),
    inputs: pairs64,
  },
  {
    name: "counting bits and sign extension",
    text: `(func (export "f") (param i32 i32) (result i64) ${unary("i32.clz", "i32.ctz", "i32.popcnt", "i32.eqz")}
      (i64.add (i64.extend32_s (i64.extend_i32_u (i32.extend8_s (local.get 0)))) (i64.extend16_s (i64.extend8_s (i64.extend_i32_s (i32.extend16_s (local.get 1)))))))`,
    inputs: NUMBERS,
  },
  {
    name: "floats",
    text: `(func (export "f") (param f64 f32) (result f64)
      (f64.add (f64.promote_f32 (f32.copysign (f32.sqrt (local.get 1)) (f32.demote_f64 (local.get 0))))
        (f64.div (f64.nearest (f64.floor (f64.mul (local.get 0) (f64.const -0x1.8p3)))) (f64.max (f64.abs (local.get 0)) (f64.const nan)))))`,
    inputs: [
      [0, 0],
      [1.5, -2],
      [Number.POSITIVE_INFINITY, 3],
      [-7.25, 1e10],
    ],
  },
  {
    name: "conversions that trap",
    text: `(func (export "f") (param f64 f32) (result i32) (i32.add (i32.trunc_f64_s (local.get 0)) (i32.wrap_i64 (i64.trunc_f32_u (local.get 1)))))`,
    inputs: [
      [1.9, 2.9],
      [1e10, 1],
      [Number.NaN, 1],
      [1, -5],
    ],
  },
  {
    name: "conversions that saturate",
    text: `(func (export "f") (param f64 f32) (result i64) (i64.add (i64.trunc_sat_f64_s (local.get 0))
      (i64.add (i64.extend_i32_s (i32.trunc_sat_f32_u (local.get 1))) (i64.reinterpret_f64 (f64.convert_i64_u (i64.trunc_sat_f32_s (local.get 1)))))))`,
    inputs: [
      [1.9, 2.9],
      [1e30, -1],
      [Number.NaN, Number.NaN],
    ],
  },
  {
    name: "memory of every width",
    text: `(memory 1) (func (export "f") (param i32 i32) (result i64)
      (i32.store8 offset=1 (local.get 0) (local.get 1)) (i32.store16 offset=2 align=1 (local.get 0) (local.get 1)) (i64.store32 offset=9 (local.get 0) (i64.const -3))
      (f64.store (local.get 0) (f64.const 2.5)) (i64.add (i64.add (i64.load8_s offset=1 (local.get 0)) (i64.load32_u offset=9 (local.get 0))) (i64.load16_u align=1 (local.get 0))))`,
    inputs: [
      [0, 5],
      [65_530, 1],
      [-1, 1],
      [100, -100],
    ],
  },
  {
    name: "growing memory",
    text: `(memory 1 4) (func (export "f") (param i32 i32) (result i32) (i32.add (i32.mul (memory.grow (local.get 0)) (i32.const 10)) (memory.size)))`,
    inputs: [
      [0, 0],
      [1, 0],
      [2, 0],
      [1, 0],
      [65_536, 0],
    ],
  },
  {
    name: "bulk memory",
    text: `(memory 1) (data $d "metered") (func (export "f") (param i32 i32) (result i32)
      (memory.fill (i32.const 32) (local.get 1) (local.get 0)) (memory.copy (i32.const 40) (i32.const 32) (local.get 0))
      (memory.init $d (i32.const 36) (i32.const 1) (i32.const 4)) (if (i32.eq (local.get 1) (i32.const 9)) (then (data.drop $d)))
      (i32.add (i32.load (i32.const 36)) (i32.load (i32.const 44))))`,
    inputs: [
      [8, 1],
      [0, 2],
      [70_000, 3],
      [16, 9],
      [16, 1],
    ],
  },
  {
    name: "tables and references",
    text: `(table $t 4 funcref) (table $e 2 externref) (type $r (func (result i32))) (elem $s func $one $two) (elem declare func $one)
      (func $one (result i32) (i32.const 1)) (func $two (result i32) (i32.const 2))
      (func (export "f") (param i32 i32) (result i32)
        (table.init $t $s (i32.const 0) (i32.const 0) (i32.const 2)) (table.set $t (i32.const 2) (ref.func $one)) (table.copy $t $t (i32.const 1) (i32.const 0) (i32.const 2))
        (table.fill $e (i32.const 0) (ref.null extern) (i32.const 2)) (drop (table.grow $e (ref.null extern) (i32.const 1)))
        (i32.add (i32.add (ref.is_null (table.get $t (local.get 0))) (i32.mul (table.size $e) (i32.const 10)))
          (call_indirect $t (type $r) (local.get 1))))`,
    inputs: [
      [0, 0],
      [3, 1],
      [1, 2],
      [9, 0],
      [0, 3],
      [0, 9],
    ],
  },
  {
    name: "select, with and without a type",
    text: `(func (export "f") (param i32 i32) (result i32) (drop (select (result externref) (ref.null extern) (ref.null extern) (local.get 0)))
      (select (local.get 0) (i32.const 5) (local.get 1)))`,
    inputs: NUMBERS,
  },
  {
    name: "globals and parameters kept by name",
    text: `(global $a (mut i64) (i64.const 5)) (global $b (export "g") (mut i32) (i32.const 1)) (func (export "f") (param i32 i32) (result i32) (local i64)
      (local.set 2 (i64.add (global.get $a) (i64.const 3))) (global.set $a (local.tee 2 (i64.mul (local.get 2) (i64.const 2))))
      (global.set $b (i32.add (global.get $b) (local.get 0))) (i32.add (global.get $b) (i32.wrap_i64 (global.get $a))))`,
    inputs: NUMBERS,
  },
  {
    name: "blocks of every type and several values",
    text: `(type $two (func (param i32 i32) (result i32 i32))) (func $swap (type $two) (local.get 1) (local.get 0))
      (func (export "f") (param i32 i32) (result i32 i32) (local i32)
        (local.get 0) (local.get 1) (block (type $two) (call $swap) (br_if 0 (local.get 0)) (i32.add (i32.const 1)))
        (if (type $two) (local.get 1) (then (call $swap)) (else (br 0)))
        (loop (type $two) (local.set 2 (i32.add (local.get 2) (i32.const 1))) (br_if 0 (i32.lt_s (local.get 2) (i32.const 5)))))`,
    inputs: NUMBERS,
  },
  {
    name: "branch tables out of loops",
    text: `(func (export "f") (param i32 i32) (result i32) (local i32) (local.set 2 (i32.const 1))
      (block $out (loop $again (block $three (block $two (block $one (br_table $one $two $three $out (local.get 0)))
        (local.set 2 (i32.mul (local.get 2) (i32.const 2))) (local.set 0 (i32.const 1)) (br $again))
        (local.set 2 (i32.add (local.get 2) (i32.const 7))) (local.set 0 (i32.const 2)) (br $again))
        (local.set 2 (i32.sub (local.get 2) (i32.const 3))) (local.set 1 (i32.sub (local.get 1) (i32.const 1))) (br_if $again (i32.gt_s (local.get 1) (i32.const 0)))))
      (local.get 2))`,
    inputs: [
      [0, 3],
      [1, 2],
      [2, 1],
      [7, 0],
    ],
  },
  {
    name: "leaving the function from inside a loop",
    text: `(func $inner (param i32) (result i32) (loop (result i32) (br_if 1 (local.get 0) (i32.eqz (i32.and (local.get 0) (i32.const 3)))) (drop)
        (local.set 0 (i32.add (local.get 0) (i32.const 1))) (if (i32.eq (local.get 0) (i32.const 7)) (then (return (i32.const -7)))) (br 0)))
      (func (export "f") (param i32 i32) (result i32) (i32.add (call $inner (local.get 0)) (call $inner (local.get 1))))`,
    inputs: [
      [0, 1],
      [5, 6],
      [2, 9],
    ],
  },
  {
    name: "exceptions",
    text: `(tag $t (param i32)) (tag $u) (func $throws (param i32) (if (i32.gt_s (local.get 0) (i32.const 2)) (then (throw $t (local.get 0)))) (if (i32.eq (local.get 0) (i32.const 2)) (then (throw $u))))
      (func (export "f") (param i32 i32) (result i32) (local i32)
        (try (result i32) (do
          (try (result i32) (do (loop (call $throws (local.get 2)) (local.set 2 (i32.add (local.get 2) (local.get 0))) (br_if 0 (i32.lt_s (local.get 2) (i32.const 9)))) (i32.const 0))
            (catch $t (i32.add (i32.const 100)) (if (param i32) (result i32) (local.get 1) (then (throw $u)) (else))) (catch $u (if (i32.eq (local.get 1) (i32.const 3)) (then (rethrow 1))) (i32.const 50))))
          (catch_all (try (result i32) (do (try (do (throw $u)) (delegate 0)) (i32.const 1)) (catch_all (i32.const 77))))))`,
    inputs: [[1, 0], [2, 3], [3, 0], [3, 1], [5, 0], [-1, 0].map((n) => (n === -1 ? 9 : n))],
  },
  {
    name: "tail calls",
    text: `(type $f (func (param i32 i32) (result i32))) (table funcref (elem $odd $even))
      (func $even (param i32 i32) (result i32) (if (i32.eqz (local.get 0)) (then (return (i32.const 1)))) (return_call $odd (i32.sub (local.get 0) (i32.const 1)) (local.get 1)))
      (func $odd (param i32 i32) (result i32) (loop (br_if 0 (i32.gt_s (local.tee 1 (i32.sub (local.get 1) (i32.const 1))) (i32.const 0)))) (if (i32.eqz (local.get 0)) (then (return (i32.const 0)))) (return_call_indirect (type $f) (i32.sub (local.get 0) (i32.const 1)) (local.get 1) (i32.const 1)))
      (func (export "f") (param i32 i32) (result i32) (return_call $even (local.get 0) (local.get 1)))`,
    inputs: [
      [0, 0],
      [7, 3],
      [50_000, 5],
    ],
  },
  {
    name: "atomics",
    text: `(memory 1 1 shared) (func (export "f") (param i32 i32) (result i32) (atomic.fence) (i32.atomic.store (i32.const 8) (local.get 0))
      (drop (memory.atomic.notify (i32.const 8) (i32.const 1))) (drop (i64.atomic.rmw32.xchg_u (i32.const 16) (i64.const 9)))
      (i32.add (i32.atomic.rmw.add (i32.const 8) (local.get 1)) (i32.add (i32.atomic.rmw8.cmpxchg_u (i32.const 8) (i32.const 3) (i32.const 4)) (i32.atomic.load16_u (i32.const 8)))))`,
    inputs: NUMBERS,
  },
  { name: "vectors", text: vectors(), inputs: [[0], [1], [-1], [0x01020304]] },
  {
    name: "imports of every kind",
    text: `(import "env" "add" (func $add (param i32 i32) (result i32))) (import "env" "n" (global $n i32)) (import "env" "t" (table 1 funcref)) (import "env" "m" (memory 1))
      (func (export "f") (param i32 i32) (result i32) (loop (local.set 0 (call $add (local.get 0) (global.get $n))) (br_if 0 (i32.lt_s (local.get 0) (i32.const 5)))) (i32.add (i32.load (i32.const 0)) (local.get 0)))`,
    inputs: [
      [0, 0],
      [-9, 3],
    ],
    imports: {
      env: {
        add: (left: number, right: number) => (left + right) | 0,
        n: 3,
        t: tableOf(),
        m: new WebAssembly.Memory({ initial: 1 }),
      },
    },
  },
];

function tableOf(): object {
  const { Table } = WebAssembly as unknown as { Table: new (descriptor: object) => object };
  return new Table({ initial: 1, element: "anyfunc" });
}

describe("code that is metered computes the same", () => {
  for (const { name, text, inputs, imports } of FAMILIES) {
    test(name, async () => {
      const plain = await unmetered(`(module ${text})`, imports);
      const { call, tank } = await metered(`(module ${text})`, imports);
      for (const input of inputs) {
        tank.fill(10_000_000_000);
        assert.equal(
          outcome(() => call["f"]!(...input)),
          outcome(() => plain["f"]!(...input)),
          `f(${input.join(", ")})`,
        );
      }
    });
  }
});
