// What code pays: every instruction once, conditional ways by the costliest, large ways by themselves, lengths by their size.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FREE_COST_MAX, UNSURE_COST_MAX } from "#host/driver/meter/costs";
import { metered } from "../../../support/metered.ts";

// More than a caller would pay for, so that the function pays for itself.
const PADDING = "(nop)(drop (i32.const 0))".repeat(FREE_COST_MAX);
const PADDING_COST = 2 * FREE_COST_MAX;

test("straight code pays one unit an instruction, at once", async () => {
  const { cost } = await metered(
    `(module (func (export "f") (param i32) (result i32) ${PADDING} (i32.add (local.get 0) (i32.const 1))))`,
  );
  assert.equal(cost("f", 1), PADDING_COST + 3);
});

test("a loop pays for each round", async () => {
  const { cost } = await metered(
    `(module (func (export "f") (param i32) (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))`,
  );
  const [one, two, thousand] = [1, 2, 1000].map((rounds) => cost("f", rounds)) as [number, number, number];
  assert.equal(two - one, 5);
  assert.equal(thousand - one, 999 * 5);
});

test("of two short ways the costlier one is paid, whichever is taken", async () => {
  const { cost } = await metered(
    `(module (func (export "f") (param i32) ${PADDING} (if (local.get 0) (then (nop) (drop (i32.const 1))) (else (drop (i32.const 1)) (drop (i32.const 2))))))`,
  );
  assert.equal(cost("f", 0), PADDING_COST + 2 + 4);
  assert.equal(cost("f", 1), PADDING_COST + 2 + 4);
});

test("a long way pays for itself, and only when it is taken", async () => {
  const long = "(drop (i32.const 1))".repeat(UNSURE_COST_MAX);
  const { cost } = await metered(
    `(module (func (export "f") (param i32) ${PADDING} (if (local.get 0) (then ${long}))))`,
  );
  assert.equal(cost("f", 0), PADDING_COST + 2);
  assert.equal(cost("f", 1), PADDING_COST + 2 + 2 * UNSURE_COST_MAX);
});

test("a loop over a large switch pays a bounded excess over what it does", async () => {
  const count = 40;
  const arms = Array.from({ length: count }, (_, arm) => `) ${"(drop (i32.const 1))".repeat(arm % 20)} (br $next)`);
  const { cost } = await metered(
    `(module (func (export "f") (param $n i32) (param $arm i32)
      (block $done (loop $next (br_if $done (i32.eqz (local.get $n))) (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      ${"(block ".repeat(count)} (br_table ${Array.from({ length: count }, (_, arm) => arm).join(" ")} (local.get $arm)) ${arms.join("\n")} ))))`,
  );
  const rounds = 100;
  for (const arm of [0, 5, 19]) {
    const perRound = (cost("f", 2 * rounds, arm) - cost("f", rounds, arm)) / rounds;
    const work = 10 + 2 * (arm % 20);
    assert.ok(perRound >= work - 2 && perRound <= work + UNSURE_COST_MAX, `arm ${arm}: ${perRound} for about ${work}`);
  }
});

test("code behind a loop is not paid by the loop's rounds", async () => {
  const rest = "(drop (i32.const 1))".repeat(20);
  const loop = "(loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))";
  const { cost } = await metered(`(module (func (export "f") (param i32) ${loop} ${rest}))`);
  assert.equal(cost("f", 101) - cost("f", 1), 100 * 5);
});

test("the inner loop's rounds are paid by the inner loop, the outer's by the outer", async () => {
  const { cost } = await metered(
    `(module (func (export "f") (param $outer i32) (param $inner i32) (local $left i32)
      (loop $o (local.set $left (local.get $inner)) (loop $i (br_if $i (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
        (br_if $o (local.tee $outer (i32.sub (local.get $outer) (i32.const 1)))))))`,
  );
  const base = cost("f", 1, 1);
  assert.equal(cost("f", 1, 11) - base, 10 * 5);
  assert.equal(cost("f", 11, 1) - base, 10 * (8 + 5));
  assert.equal(cost("f", 11, 11) - base, 10 * (8 + 5) + 11 * 10 * 5);
});

describe("what is held while a function runs is in the global where others look", () => {
  const SPEND = "(loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))";
  const text = (rest: string) =>
    `(module (import "env" "look" (func $look)) (tag $t) (func $callee (param i32) ${SPEND}) (func (export "f") (param i32 i32) ${SPEND} ${rest}))`;
  const ways: Readonly<Record<string, string>> = {
    "the end": "",
    "a return": "(return)",
    "a jump out of the function": "(br 0)",
    "a conditional jump out of the function": "(br_if 0 (local.get 1)) (br_if 0 (i32.const 1))",
    "a table of jumps out of the function": "(block (br_table 0 1 (local.get 1)))",
    "a tail call": "(return_call $look)",
    "a call": "(call $look)",
    "an exception": "(try (do (throw $t)) (catch $t))",
    "a jump out of an inner loop": "(block (loop (br_if 2 (local.get 1)) (br 1)))",
  };
  for (const [name, rest] of Object.entries(ways)) {
    test(name, async () => {
      const { cost } = await metered(text(rest), { env: { look() {} } });
      for (const way of [0, 1]) {
        const extra = cost("f", 1001, way) - cost("f", 1, way);
        assert.equal(extra, 1000 * 5, `way ${way}`);
      }
    });
  }

  test("during a host call, and what the host fills in is there after it", async () => {
    const seen: number[] = [];
    const { call, tank } = await metered(
      text(
        "(call $look) (local.set 0 (i32.const 100)) (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))",
      ),
      {
        env: {
          look() {
            seen.push(tank.left());
            tank.fill(10_000);
          },
        },
      },
    );
    tank.fill(1_000_000);
    call["f"]!(1000, 0);
    assert.ok(seen[0]! < 1_000_000 - 999 * 5 && seen[0]! > 1_000_000 - 1100 * 5, `seen ${seen[0]}`);
    assert.ok(tank.left() < 10_000 - 99 * 5 && tank.left() > 10_000 - 120 * 5, `left ${tank.left()}`);
  });

  test("when a callee spends and then throws", async () => {
    const { cost } = await metered(
      `(module (tag $t) (func $callee (param i32) ${SPEND} (throw $t)) (func (export "f") (param i32) (try (do (call $callee (local.get 0))) (catch_all))))`,
    );
    assert.equal(cost("f", 1001) - cost("f", 1), 1000 * 5);
  });

  test("a leaf import is called without storing", async () => {
    const seen: number[] = [];
    const { call, tank } = await metered(
      text("(call $look)"),
      { env: { look: () => void seen.push(tank.left()) } },
      { isLeafImport: (namespace, name) => namespace === "env" && name === "look" },
    );
    tank.fill(1_000_000);
    call["f"]!(1000, 0);
    assert.ok(seen[0]! > 999_000, `seen ${seen[0]}`);
    assert.ok(tank.left() < 1_000_000 - 999 * 5);
  });
});

test("a length is paid by its size: 8 bytes a unit, a page 8192, a table's element 128", async () => {
  const { cost } = await metered(
    `(module (memory 2 100) (table $t 2000 funcref)
      (func (export "fill") (param i32) (memory.fill (i32.const 0) (i32.const 1) (local.get 0)))
      (func (export "copy") (param i32) (memory.copy (i32.const 0) (i32.const 1) (local.get 0)))
      (func (export "grow") (param i32) (drop (memory.grow (local.get 0))))
      (func (export "elements") (param i32) (table.fill $t (i32.const 0) (ref.null func) (local.get 0))))`,
  );
  assert.equal(cost("fill", 80_000) - cost("fill", 0), 10_000);
  assert.equal(cost("copy", 80_000) - cost("copy", 0), 10_000);
  assert.equal(cost("grow", 3) - cost("grow", 0), 3 * 8192);
  assert.equal(cost("elements", 1000) - cost("elements", 0), 128_000);
});

test("a small constant length is paid with the code around it, a large one before it begins", async () => {
  const { cost, call, tank } = await metered(
    `(module (memory 2) (func (export "small") (memory.fill (i32.const 0) (i32.const 1) (i32.const 800)))
      (func (export "large") (memory.fill (i32.const 0) (i32.const 1) (i32.const 80000))))`,
  );
  assert.ok(cost("small") >= 100 && cost("small") < 200);
  tank.fill(5000);
  assert.throws(() => call["large"]!(), WebAssembly.RuntimeError);
  assert.ok(tank.isExhausted);
});
