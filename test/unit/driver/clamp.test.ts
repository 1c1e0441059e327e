// The rewrite of a module: what it may claim afterwards, and what is refused outright.
import assert from "node:assert/strict";
import { test } from "node:test";
import { clampModule } from "#host/driver/clamp";
import { isHostError } from "#host/errors";
import { wat } from "../../support/wat.ts";

const LIMITS = { memoryPagesMax: 10, tableElementsMax: 100 };

type Exports = Readonly<Record<string, (...args: unknown[]) => unknown>>;

async function exportsOf(text: string, limits = LIMITS): Promise<Exports> {
  const instance = await WebAssembly.instantiate(await WebAssembly.compile(clampModule(await wat(text), limits)), {});
  return instance.exports as Exports;
}

function refusal(code: string, words: RegExp) {
  return (error: unknown) => isHostError(error) && error.code === code && words.test(error.message);
}

test("a memory without a maximum grows to the limit and no further", async () => {
  const { grow } = await exportsOf(
    `(module (memory 1) (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))`,
  );
  assert.equal(grow!(9), 1);
  assert.equal(grow!(1), -1);
});

test("a maximum above the limit is lowered, one below it is kept", async () => {
  const text = (max: number) =>
    `(module (memory 1 ${max}) (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))`;
  assert.equal((await exportsOf(text(65_536)))["grow"]!(10), -1);
  assert.equal((await exportsOf(text(3)))["grow"]!(3), -1);
  assert.equal((await exportsOf(text(3)))["grow"]!(2), 1);
});

test("tables are bounded too", async () => {
  const { grow } = await exportsOf(
    `(module (table $t 1 externref)
       (func (export "grow") (param i32) (result i32) (table.grow $t (ref.null extern) (local.get 0))))`,
  );
  assert.equal(grow!(99), 1);
  assert.equal(grow!(1), -1);
});

test("a module that starts above a limit is refused, and the message names the limit", async () => {
  const memory = await wat("(module (memory 11))");
  assert.throws(
    () => clampModule(memory, LIMITS),
    refusal("DRIVER_MEMORY_EXCEEDED", /11 pages of memory, the limit is 10/),
  );
  const table = await wat("(module (table 101 funcref))");
  assert.throws(
    () => clampModule(table, LIMITS),
    refusal("DRIVER_MEMORY_EXCEEDED", /101 table elements, the limit is 100/),
  );
});

test("shared, 64-bit and several memories are refused", async () => {
  for (const memory of ["(memory 1 2 shared)", "(memory i64 1)", "(memory 1) (memory 1)"]) {
    const bytes = await wat(`(module ${memory})`);
    assert.throws(() => clampModule(bytes, LIMITS), refusal("DRIVER_MALFORMED", /memory/), memory);
  }
});

test("the host lends no memory, table or global, and its own namespace to nobody", async () => {
  for (const item of ["(memory 1)", "(table 1 funcref)", "(global i32)"]) {
    const bytes = await wat(`(module (import "env" "x" ${item}))`);
    assert.throws(() => clampModule(bytes, LIMITS), refusal("DRIVER_IMPORT_REFUSED", /"env" "x"/), item);
  }
  const forged = await wat(`(module (import "holdfast:wasi" "fd_write" (func)))`);
  assert.throws(() => clampModule(forged, LIMITS), refusal("DRIVER_IMPORT_REFUSED", /holdfast:wasi/));
  const reserved = await wat(`(module (func (export "holdfast:start")))`);
  assert.throws(() => clampModule(reserved, LIMITS), refusal("DRIVER_MALFORMED", /holdfast:start/));
});

test("the start section does not run at instantiation but waits as an export", async () => {
  const withExports = await exportsOf(
    `(module (global $n (mut i32) (i32.const 0)) (func $s (global.set $n (i32.const 7))) (start $s)
       (func (export "n") (result i32) (global.get $n)))`,
  );
  assert.equal(withExports["n"]!(), 0);
  withExports["holdfast:start"]!();
  assert.equal(withExports["n"]!(), 7);

  const withoutExports = await exportsOf("(module (func $s unreachable) (start $s))");
  assert.throws(() => withoutExports["holdfast:start"]!(), /unreachable/);
});

test("initialisers and the WASI namespace carry names that no runtime acts on", async () => {
  const bytes = clampModule(
    await wat(
      `(module (import "wasi_snapshot_preview1" "fd_close" (func (param i32) (result i32)))
         (func (export "_start")) (func (export "_initialize")) (func (export "hs_init") (param i32 i32))
         (func (export "create_volume") (result i32) (i32.const 0)))`,
    ),
    LIMITS,
  );
  const module = await WebAssembly.compile(bytes);
  assert.deepEqual(
    WebAssembly.Module.exports(module).map(({ name }) => name),
    ["holdfast:_start", "holdfast:_initialize", "holdfast:hs_init", "create_volume"],
  );
  assert.deepEqual(WebAssembly.Module.imports(module), [
    { module: "holdfast:wasi", name: "fd_close", kind: "function" },
  ]);
});

test("bytes that are no module, or lie about their layout, are refused without a crash", async () => {
  const good = await wat(`(module (memory 1) (func (export "f") (result i32) (i32.const 0)))`);
  for (let length = 0; length < good.length; length++) {
    const cut = good.subarray(0, length);
    try {
      clampModule(cut, LIMITS);
    } catch (error) {
      assert.ok(isHostError(error, "DRIVER_MALFORMED"), `cut at ${length}: ${error}`);
    }
  }
  const lies = Uint8Array.from([...good.subarray(0, 8), 0x05, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x01]);
  assert.throws(() => clampModule(lies, LIMITS), refusal("DRIVER_MALFORMED", /claims more bytes/));
  const overlong = Uint8Array.from([...good.subarray(0, 8), 0x05, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]);
  assert.throws(() => clampModule(overlong, LIMITS), refusal("DRIVER_MALFORMED", /longer than 32 bits/));
});

test("a rewritten module is otherwise the same: functions, data and custom sections stay", async () => {
  const bytes = await wat(
    `(module (memory (export "m") 1) (data (i32.const 8) "kept") (func (export "at") (param i32) (result i32) (i32.load8_u (local.get 0))))`,
  );
  const section = Uint8Array.from([0, 5, 4, ...new TextEncoder().encode("note")]);
  const module = await WebAssembly.compile(clampModule(Uint8Array.from([...bytes, ...section]), LIMITS));
  assert.equal(WebAssembly.Module.customSections(module, "note").length, 1);
  const instance = await WebAssembly.instantiate(module, {});
  assert.equal((instance.exports as Exports)["at"]!(8), "k".charCodeAt(0));
});

test("tables, imports and exports without end are refused before they become objects", async () => {
  const cases: [string, RegExp][] = [
    ["(table 1 funcref)".repeat(17), /17 tables/],
    ['(import "a" "b" (func))'.repeat(1001), /1001 imports/],
    [
      `(func $f) ${Array.from({ length: 10_001 }, (_, number) => `(export "${number}" (func $f))`).join("")}`,
      /10001 exports/,
    ],
  ];
  for (const [fields, words] of cases) {
    const bytes = await wat(`(module ${fields})`);
    assert.throws(() => clampModule(bytes, LIMITS), refusal("DRIVER_MALFORMED", words));
  }
});
