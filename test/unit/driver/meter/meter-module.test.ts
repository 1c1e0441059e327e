// The metered module as a whole: what is added, what stays, what is refused.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FUEL_EXPORT } from "#host/driver/meter/fuel";
import { meterModule } from "#host/driver/meter/meter-module";
import { isHostError } from "#host/errors";
import { metered } from "../../../support/metered.ts";
import { wat } from "../../../support/wat.ts";

const refusal = (words: RegExp) => (error: unknown) =>
  isHostError(error, "DRIVER_MALFORMED") && words.test(error.message);

function customSection(name: string, ...content: number[]): number[] {
  const encoded = [...new TextEncoder().encode(name)];
  return [0, encoded.length + 1 + content.length, encoded.length, ...encoded, ...content];
}

test("one exported global is added and nothing else that can be seen", async () => {
  const text = `(module (import "env" "h" (func (param i32))) (import "env" "g" (global i64)) (global (export "own") i32 (i32.const 3))
    (memory (export "m") 1) (func (export "f") (loop)))`;
  const bytes = await wat(text);
  const plain = await WebAssembly.compile(bytes);
  const result = await WebAssembly.compile(meterModule(bytes));
  assert.deepEqual(WebAssembly.Module.imports(result), WebAssembly.Module.imports(plain));
  assert.deepEqual(WebAssembly.Module.exports(result), [
    ...WebAssembly.Module.exports(plain),
    { name: FUEL_EXPORT, kind: "global" },
  ]);
});

test("a module without globals, exports, code or anything is metered all the same", async () => {
  const modules = [
    "(module)",
    "(module (func (loop)))",
    '(module (memory 1) (data (i32.const 0) "x"))',
    "(module (tag $t) (func (throw $t)))",
  ];
  for (const text of modules) {
    const { tank } = await metered(text);
    assert.equal(tank.left(), 100_000_000);
  }
});

test("the initial fuel is what was asked for, and must be above 0", async () => {
  for (const fuelInitial of [1, 63, 64, 8191, 8192, 2 ** 31, Number.MAX_SAFE_INTEGER]) {
    const { tank } = await metered("(module)", {}, { fuelInitial });
    assert.equal(tank.left(), fuelInitial);
  }
  const bytes = await wat("(module)");
  for (const fuelInitial of [0, -1, 1.5, Number.NaN])
    assert.throws(
      () => meterModule(bytes, { fuelInitial }),
      (error) => isHostError(error, "INTERNAL"),
    );
});

test("custom sections stay where they are, but for those that speak of offsets in the code", async () => {
  const bytes = await wat("(module (func $named (loop)))");
  const sections = ["note", ".debug_info", "metadata.code.branch_hint", "sourceMappingURL", "reloc.CODE", "producers"];
  const more = sections.flatMap((name) => customSection(name, 1, 2));
  const module = await WebAssembly.compile(meterModule(Uint8Array.from([...bytes, ...more])));
  const kept = sections.filter((name) => WebAssembly.Module.customSections(module, name).length === 1);
  assert.deepEqual(kept, ["note", "producers"]);
});

test("functions keep their numbers, so that the names in a stack still fit", async () => {
  const bytes = await wat(`(module (func $first) (func $guilty (export "f") (loop) unreachable))`);
  const names = customSection("name", 1, 9, 1, 1, 6, ...new TextEncoder().encode("guilty"));
  const module = await WebAssembly.compile(meterModule(Uint8Array.from([...bytes, ...names])));
  const { exports } = await WebAssembly.instantiate(module, {});
  assert.throws(
    () => (exports["f"] as () => void)(),
    (error: Error) => /guilty/.test(error.stack ?? ""),
  );
});

test("code that reaches for the fuel, or for the local that holds it, is refused", async () => {
  // Valid numbers that the rewrite would make valid: one beyond the last global, one beyond the last local.
  const global = await wat("(module (global (mut i64) (i64.const 1)) (func (global.set 0 (i64.const 9))))");
  assert.throws(() => meterModule(patched(global, [0x24, 0], [0x24, 1])), refusal(/global that does not exist/));
  const local = await wat("(module (func (param i64) (loop (local.set 0 (i64.const 9)))))");
  assert.throws(() => meterModule(patched(local, [0x21, 0], [0x21, 1])), refusal(/local that does not exist/));
  const exported = await wat(`(module (global (mut i64) (i64.const 1)) (export "g" (global 0)))`);
  assert.throws(
    () => meterModule(patched(exported, [0x67, 3, 0], [0x67, 3, 1])),
    refusal(/exports a global that does not/),
  );
});

function patched(bytes: Uint8Array, from: readonly number[], to: readonly number[]): Uint8Array {
  const at = bytes.findIndex((_, index) => from.every((byte, offset) => bytes[index + offset] === byte));
  assert.ok(at > 0);
  const changed = bytes.slice();
  changed.set(to, at);
  return changed;
}

test("the fuel's name belongs to the host", async () => {
  const bytes = await wat(`(module (func (export "${FUEL_EXPORT}")))`);
  assert.throws(() => meterModule(bytes), refusal(/belongs to the host/));
});

test("64-bit memories and what is no module are refused, by words", async () => {
  assert.throws(() => meterModule(new Uint8Array()), refusal(/not a WebAssembly/));
  const wide = await wat("(module (memory i64 1))");
  assert.throws(() => meterModule(wide), refusal(/64-bit memory/));
  const several = await wat("(module (memory 1) (memory 1) (func (drop (i32.load 1 (i32.const 0)))))");
  assert.throws(() => meterModule(several), refusal(/several memories/));
});

test("a module that is cut anywhere is refused or left for the engine to refuse, without a crash", async () => {
  const bytes = await wat(
    `(module (memory 1) (func (export "f") (param i32) (result i32) (loop (br_table 0 1 (local.get 0))) (i32.const 1)))`,
  );
  for (let length = 0; length < bytes.length; length++) {
    const cut = bytes.subarray(0, length);
    try {
      assert.equal(WebAssembly.validate(meterModule(cut)), WebAssembly.validate(cut), `cut at ${length}`);
    } catch (error) {
      assert.ok(isHostError(error, "DRIVER_MALFORMED"), `cut at ${length}: ${error}`);
    }
  }
});

test("a function that would be too long for an engine is refused, not made", async () => {
  // Empty loops, which grow most.
  const count = 1_000_000;
  const code = Uint8Array.from(Array.from({ length: count }, () => [0x03, 0x40, 0x0b]).flat());
  const leb = (value: number) =>
    [value & 0x7f, (value >> 7) & 0x7f, (value >> 14) & 0x7f, (value >> 21) & 0x7f].map((byte, at) =>
      at < 3 ? byte | 0x80 : byte,
    );
  const body = code.length + 2;
  const head = [
    0,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    1,
    4,
    1,
    0x60,
    0,
    0,
    3,
    2,
    1,
    0,
    10,
    ...leb(body + 5),
    1,
    ...leb(body),
    0,
  ];
  const bytes = new Uint8Array(head.length + code.length + 1);
  bytes.set(head);
  bytes.set(code, head.length);
  bytes[bytes.length - 1] = 0x0b;
  assert.ok(WebAssembly.validate(bytes));
  assert.throws(() => meterModule(bytes), refusal(/when metered, an engine takes/));
});
