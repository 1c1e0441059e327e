// Small functions that their callers pay for, and those that must pay for themselves.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FREE_COST_MAX } from "#host/driver/meter/costs";
import { meterModule } from "#host/driver/meter/meter-module";
import { metered } from "../../../support/metered.ts";
import { wat } from "../../../support/wat.ts";

const PADDING = "(drop (i32.const 0))".repeat(FREE_COST_MAX);
const bodyGrows = async (fields: string) => {
  const bytes = await wat(`(module ${fields})`);
  const base = await wat("(module)");
  const fixed = meterModule(base).length - base.length;
  return meterModule(bytes).length - bytes.length > fixed;
};

test("a small function gets no code of its own, its callers pay for it", async () => {
  assert.equal(await bodyGrows("(func (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))"), false);
  const { cost } = await metered(
    `(module (func $small (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
      (func (export "none") ${PADDING}) (func (export "one") ${PADDING} (drop (call $small (i32.const 1)))))`,
  );
  assert.equal(cost("one") - cost("none"), 2 + 4 + 3);
});

test("a small function that calls small functions is paid with them", async () => {
  const { cost } = await metered(
    `(module (func $a (drop (i32.const 1))) (func $b (call $a) (call $a))
      (func (export "none") ${PADDING}) (func (export "one") ${PADDING} (call $b)))`,
  );
  assert.equal(cost("one") - cost("none"), 4 + 2 * (4 + 2));
});

test("what loops, recurses, throws, calls away or works on lengths pays for itself", async () => {
  const cases: Readonly<Record<string, string>> = {
    "a loop": "(func (loop))",
    "a call of itself": "(func $f (call $f))",
    "two that call each other": "(func $a (call $b)) (func $b (call $a))",
    "an indirect call": "(type $f (func)) (table 1 funcref) (func (call_indirect (type $f) (i32.const 0)))",
    "a tail call": "(func $a) (func (return_call $a))",
    "an exception": "(tag $t) (func (throw $t))",
    "a bulk instruction": "(memory 1) (func (param i32) (memory.fill (i32.const 0) (i32.const 0) (local.get 0)))",
    "growing memory": "(memory 1) (func (drop (memory.grow (i32.const 1))))",
    "a call of an import": '(import "a" "b" (func $b)) (func (call $b))',
    "much code": `(func ${PADDING})`,
  };
  for (const [name, fields] of Object.entries(cases)) assert.ok(await bodyGrows(fields), name);
});

test("a long chain of small functions is paid somewhere on its way", async () => {
  const chain = Array.from({ length: 100 }, (_, n) => `(func $f${n} ${n === 99 ? "" : `(call $f${n + 1})`})`).join(
    "\n",
  );
  const { cost } = await metered(`(module ${chain} (func (export "f") ${PADDING} (call $f0)))`);
  const paid = cost("f");
  assert.ok(paid >= 2 * FREE_COST_MAX + 100 && paid <= 2 * FREE_COST_MAX + 100 * 4, `paid ${paid}`);
});

test("calling a small function through a table pays for the largest that could be there", async () => {
  const { cost } = await metered(
    `(module (type $f (func)) (table 1 funcref) (elem (i32.const 0) $small) (func $small (drop (i32.const 1)))
      (func (export "f") (call_indirect (type $f) (i32.const 0))))`,
  );
  assert.ok(cost("f") >= FREE_COST_MAX);
});
