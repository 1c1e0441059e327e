// Code that would never end, in every form that the format has: metered, it ends for lack of fuel, and soon.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { metered } from "../support/metered.ts";

// Some tens of milliseconds of work; the bound allows for a slow and busy machine.
const FUEL = 100_000_000;
const ENDS_WITHIN_MS = 10_000;

interface Case {
  readonly does: string;
  /** Fields of a module that exports `hang`. */
  readonly text: string;
  readonly imports?: WebAssembly.Imports;
  readonly fuel?: number;
}

const LOOPS: readonly Case[] = [
  { does: "an empty loop", text: `(func (export "hang") (loop (br 0)))` },
  { does: "a loop with a condition", text: `(func (export "hang") (loop (br_if 0 (i32.const 1))))` },
  { does: "a loop by a table", text: `(func (export "hang") (loop (br_table 0 0 0 (i32.const 1))))` },
  {
    does: "a loop left and entered from outside",
    text: `(func (export "hang") (loop (block (loop (br_if 1 (i32.const 1)) (br 0))) (br 0)))`,
  },
  {
    does: "loops within loops, each of which ends",
    text: `(func (export "hang") (local i32 i32)
      (loop (local.set 1 (i32.const 3)) (loop (br_if 0 (local.tee 1 (i32.sub (local.get 1) (i32.const 1))))) (br 0)))`,
  },
  {
    does: "a loop with a parameter and a result",
    text: `(func (export "hang") (drop (i32.const 1) (loop (param i32) (result i32) (br 0))))`,
  },
  {
    does: "a loop whose body jumps over itself",
    text: `(func (export "hang") (loop (block (br 0)) (if (i32.const 1) (then (br 1)))))`,
  },
  { does: "a loop in the arm of an if", text: `(func (export "hang") (if (i32.const 0) (then) (else (loop (br 0)))))` },
  {
    does: "a loop over a large table of short ways",
    text: `(func (export "hang") (local $n i32) (loop $next ${"(block ".repeat(40)}
      (br_table ${Array.from({ length: 40 }, (_, i) => i).join(" ")} (i32.rem_u (local.get $n) (i32.const 40)))
      ${Array.from({ length: 40 }, () => ") (local.set $n (i32.add (local.get $n) (i32.const 1))) (br $next)").join("\n")}))`.replace(
      /\(br \$next\)\)\)$/,
      "(br $next)))",
    ),
  },
  {
    does: "a loop that calls small functions only",
    text: `(func $tiny (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
      (func (export "hang") (local i32) (loop (local.set 0 (call $tiny (local.get 0))) (br 0)))`,
  },
  {
    does: "a loop that goes on by throwing",
    text: `(tag $t) (func (export "hang") (loop (try (do (throw $t)) (catch $t (br 1)))))`,
  },
  {
    does: "a loop whose callee spends and throws",
    text: `(tag $t) (func $spend (local i32) (local.set 0 (i32.const 1000))
        (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (throw $t))
      (func (export "hang") (loop (try (do (call $spend)) (catch_all)) (br 0)))`,
  },
  {
    does: "a loop that rethrows, caught by a delegate's target",
    text: `(tag $t) (func (export "hang") (loop $again (try (do (try (do (try (do (throw $t)) (catch $t (rethrow 0)))) (delegate 0)))
        (catch_all (br $again)))))`,
  },
  {
    does: "a loop of host calls",
    text: `(import "env" "nothing" (func $nothing)) (func (export "hang") (loop (call $nothing) (br 0)))`,
    imports: { env: { nothing() {} } },
  },
  {
    does: "a loop of host calls that throw",
    text: `(import "env" "throws" (func $throws)) (func (export "hang") (loop (try (do (call $throws)) (catch_all)) (br 0)))`,
    imports: {
      env: {
        throws() {
          throw new Error("no");
        },
      },
    },
    fuel: 100_000,
  },
];

const CALLS: readonly Case[] = [
  {
    does: "recursion without end that is not deep",
    text: `(func $fib (param i32) (result i32) (if (result i32) (i32.lt_s (local.get 0) (i32.const 2)) (then (i32.const 1))
        (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1))) (call $fib (i32.sub (local.get 0) (i32.const 2)))))))
      (func (export "hang") (drop (call $fib (i32.const 90))))`,
  },
  {
    does: "mutual recursion by a table",
    text: `(type $f (func (param i32))) (table 2 funcref) (elem (i32.const 0) $a $b)
      (func $a (param i32) (if (local.get 0) (then
        (call_indirect (type $f) (i32.sub (local.get 0) (i32.const 1)) (i32.const 1))
        (call_indirect (type $f) (i32.sub (local.get 0) (i32.const 1)) (i32.const 1)))))
      (func $b (param i32) (if (local.get 0) (then
        (call_indirect (type $f) (i32.sub (local.get 0) (i32.const 1)) (i32.const 0))
        (call_indirect (type $f) (i32.sub (local.get 0) (i32.const 1)) (i32.const 0)))))
      (func (export "hang") (call $a (i32.const 90)))`,
  },
  {
    does: "tail calls in a circle",
    text: `(func $a (return_call $b)) (func $b (return_call $a)) (func (export "hang") (return_call $a))`,
  },
  {
    does: "indirect tail calls in a circle",
    text: `(type $f (func)) (table 1 funcref) (elem (i32.const 0) $a)
      (func $a (return_call_indirect (type $f) (i32.const 0))) (func (export "hang") (call $a))`,
  },
  {
    does: "a tree of calls of functions without loops",
    text: `${Array.from({ length: 60 }, (_, n) => `(func $f${n} ${n === 59 ? "" : `(call $f${n + 1}) (call $f${n + 1})`})`).join("\n")}
      (func (export "hang") (call $f0))`,
  },
  {
    does: "a host call that calls back",
    text: `(import "env" "back" (func $back (param i32))) (func (export "enter") (param i32) (if (local.get 0) (then
        (call $back (i32.sub (local.get 0) (i32.const 1))) (call $back (i32.sub (local.get 0) (i32.const 1))))))
      (func (export "hang") (call $back (i32.const 90)))`,
    fuel: 1_000_000,
  },
];

// Each works on what it may use, again and again, and would take minutes.
const BULK: readonly Case[] = [
  ["memory.fill", "(memory.fill (i32.const 0) (i32.const 7) (local.get 0))"],
  ["memory.copy", "(memory.copy (i32.const 0) (i32.const 1) (i32.sub (local.get 0) (i32.const 1)))"],
].map(([name, code]) => ({
  does: `${name} of a whole memory, again and again`,
  text: `(memory 1024) (func (export "hang") (local i32) (local.set 0 (i32.const 67108864)) ${`${code}\n`.repeat(2000)})`,
}));

const TABLES: readonly Case[] = [
  ["table.fill", "(table.fill $t (i32.const 0) (ref.null func) (local.get 0))"],
  ["table.copy", "(table.copy $t $t (i32.const 0) (i32.const 1) (i32.sub (local.get 0) (i32.const 1)))"],
].map(([name, code]) => ({
  does: `${name} of a whole table, again and again`,
  text: `(table $t 60000 funcref) (func (export "hang") (local i32) (local.set 0 (i32.const 60000)) ${`${code}\n`.repeat(5000)})`,
}));

for (const { does, text, imports = {}, fuel = FUEL } of [...LOOPS, ...CALLS, ...BULK, ...TABLES]) {
  test(`${does} ends for lack of fuel`, async () => {
    const back: { enter?: (depth: number) => void } = {};
    const callBack = { env: { back: (depth: number) => back.enter?.(depth) } };
    const { call, tank } = await metered(`(module ${text})`, { ...callBack, ...imports });
    back.enter = (depth) => void call["enter"]?.(depth);
    tank.fill(fuel);
    const startMs = performance.now();
    assert.throws(() => call["hang"]!(), WebAssembly.RuntimeError);
    const tookMs = performance.now() - startMs;
    assert.ok(tank.isExhausted, `it ended with ${tank.left()} units left`);
    assert.ok(tookMs < ENDS_WITHIN_MS, `it took ${tookMs} ms`);
  });
}

describe("lengths of four gigabytes", () => {
  const length = "(i32.const -1)";
  const cases: Readonly<Record<string, string>> = {
    "memory.fill": `(memory.fill (i32.const 0) (i32.const 1) ${length})`,
    "memory.copy": `(memory.copy (i32.const 0) (i32.const 0) ${length})`,
    "memory.init": `(memory.init $d (i32.const 0) (i32.const 0) ${length})`,
    "table.fill": `(table.fill $t (i32.const 0) (ref.null func) ${length})`,
    "table.copy": `(table.copy $t $t (i32.const 0) (i32.const 0) ${length})`,
    "table.init": `(table.init $t $e (i32.const 0) (i32.const 0) ${length})`,
    "table.grow": `(drop (table.grow $t (ref.null func) ${length}))`,
    "memory.grow": `(drop (memory.grow ${length}))`,
  };
  for (const [name, code] of Object.entries(cases)) {
    for (const around of [code, `(loop ${code})`]) {
      test(`${name} ${around === code ? "" : "in a loop "}is paid for before it begins`, async () => {
        const { call, tank } = await metered(
          `(module (memory 1) (table $t 1 funcref) (data $d "x") (func $f) (elem $e func $f) (func (export "hang") ${around}))`,
        );
        tank.fill(FUEL);
        assert.throws(() => call["hang"]!(), WebAssembly.RuntimeError);
        assert.ok(tank.isExhausted, `it ended with ${tank.left()} units left`);
      });
    }
  }
});

test("recursion without end overflows the stack or runs out of fuel, and never goes on", async () => {
  const { call, tank } = await metered(`(module (func $deep (export "hang") (call $deep)))`);
  tank.fill(FUEL);
  assert.throws(
    () => call["hang"]!(),
    (error) => error instanceof RangeError || tank.isExhausted,
  );
});

test("a start section that never ends, ends for lack of the initial fuel", async () => {
  await assert.rejects(metered("(module (func $s (loop (br 0))) (start $s))"), WebAssembly.RuntimeError);
});

test("a start section that needs little runs on the initial fuel", async () => {
  const { call } = await metered(
    `(module (global $n (mut i32) (i32.const 0)) (func $s (local i32) (local.set 0 (i32.const 1000))
       (loop (global.set $n (i32.add (global.get $n) (i32.const 1))) (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
     (start $s) (func (export "n") (result i32) (global.get $n)))`,
  );
  assert.equal(call["n"]!(), 1000);
});
