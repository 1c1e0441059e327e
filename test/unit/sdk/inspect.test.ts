// What can be read of a module unrun, and how files that lie about themselves are refused.
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { test } from "node:test";
import { InspectError, inspect } from "#sdk/inspect";
import { wat } from "../../support/wat.ts";

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const EMPTY_TYPE = section(1, [1, 0x60, 0, 0]);

/** A section whose length is told truthfully; contents stay below 128 bytes. */
function section(id: number, content: readonly number[]): number[] {
  return [id, content.length, ...content];
}

function file(...parts: readonly (readonly number[])[]): Uint8Array {
  return Uint8Array.from([...HEADER, ...parts.flat()]);
}

function refusal(bytes: Uint8Array, options?: Parameters<typeof inspect>[1]): string {
  try {
    inspect(bytes, options);
  } catch (error) {
    ok(error instanceof InspectError, String(error));
    return error.message;
  }
  return "(it was read)";
}

test("imports and exports are read with their types", async () => {
  const bytes = await wat(`(module
    (import "extism:host/env" "alloc" (func (param i64) (result i64)))
    (import "env" "g" (global (mut f64)))
    (import "env" "t" (table 2 9 funcref))
    (import "env" "m" (memory 1 3))
    (func (export "create_volume") (result i32) (i32.const 0))
    (func $two (export "two") (param i32 f32) (result i64 f64) unreachable)
    (global (export "glob") i32 (i32.const 1))
    (export "again" (func 0)))`);
  const inspection = inspect(bytes);
  deepStrictEqual(inspection.imports, [
    { module: "extism:host/env", name: "alloc", kind: "function", type: { params: ["i64"], results: ["i64"] } },
    { module: "env", name: "g", kind: "global" },
    { module: "env", name: "t", kind: "table" },
    { module: "env", name: "m", kind: "memory" },
  ]);
  deepStrictEqual(inspection.exports, [
    { name: "create_volume", kind: "function", type: { params: [], results: ["i32"] } },
    { name: "two", kind: "function", type: { params: ["i32", "f32"], results: ["i64", "f64"] } },
    { name: "glob", kind: "global" },
    { name: "again", kind: "function", type: { params: ["i64"], results: ["i64"] } },
  ]);
  deepStrictEqual(inspection.tables, [{ element: "funcref", imported: true, initial: 2, maximum: 9 }]);
  deepStrictEqual(inspection.memories, [{ initial: 1, maximum: 3, shared: false, memory64: false, imported: true }]);
  strictEqual(inspection.functionCount, 2);
  strictEqual(inspection.hasStart, false);
  strictEqual(inspection.bytes, bytes.length);
});

test("memories say how they are limited, shared and addressed", async () => {
  const memoryOf = async (text: string) => inspect(await wat(`(module ${text})`)).memories;
  deepStrictEqual(await memoryOf("(memory 7)"), [{ initial: 7, shared: false, memory64: false, imported: false }]);
  deepStrictEqual(await memoryOf("(memory 1 2 shared)"), [
    { initial: 1, maximum: 2, shared: true, memory64: false, imported: false },
  ]);
  deepStrictEqual(await memoryOf("(memory i64 1 5)"), [
    { initial: 1, maximum: 5, shared: false, memory64: true, imported: false },
  ]);
  strictEqual((await memoryOf("(memory 1) (memory 2)")).length, 2);
});

test("a start section is seen", async () => {
  strictEqual(inspect(await wat("(module (func $s) (start $s))")).hasStart, true);
});

test("exception tags do not disturb the reading", async () => {
  const bytes = await wat(
    '(module (tag $e (param i32)) (import "a" "b" (tag (param i64))) (func (export "f")))'.replace(
      /\(tag \$e.*?\) \(import/,
      "(import",
    ),
  );
  deepStrictEqual(inspect(bytes).imports, [{ module: "a", name: "b", kind: "tag" }]);
  strictEqual(inspect(await wat('(module (tag (param i32)) (func (export "f")))')).exports.length, 1);
});

test("custom sections are found wherever they stand, with their place", () => {
  const custom = (name: string, payload: number[]) => section(0, [name.length, ...Buffer.from(name), ...payload]);
  const bytes = file(custom("one", [1, 2]), EMPTY_TYPE, custom("two", []), custom("one", [3]));
  const { customSections } = inspect(bytes);
  deepStrictEqual(
    customSections.map((one) => [one.name, [...bytes.subarray(one.start, one.end)]]),
    [
      ["one", [1, 2]],
      ["two", []],
      ["one", [3]],
    ],
  );
  strictEqual(customSections[0]?.sectionStart, 8);
});

test("what is no module is told what it is", () => {
  strictEqual(refusal(new Uint8Array(0)), "at byte 0: the file is empty");
  strictEqual(refusal(Buffer.from("#!/bin/sh\n")), "at byte 0: this is not WebAssembly: it does not begin with \\0asm");
  strictEqual(
    refusal(Uint8Array.from(HEADER.slice(0, 7))),
    "at byte 0: this is not WebAssembly: it does not begin with \\0asm",
  );
  ok(refusal(Uint8Array.from([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0])).includes("this is a WebAssembly component"));
  strictEqual(
    refusal(Uint8Array.from([0, 0x61, 0x73, 0x6d, 2, 0, 0, 0])),
    "at byte 4: WebAssembly version 2 is not known, 1 is",
  );
});

test("a file above the size limit is refused before it is looked at", () => {
  strictEqual(refusal(new Uint8Array(11), { bytesMax: 10 }), "at byte 0: the file has 11 bytes, the limit is 10");
});

test("sections that lie about their length or their entries are refused with the place", () => {
  const cases: [Uint8Array, string][] = [
    [file([1, 50, 1, 0x60]), "at byte 10: the type section says it is 50 bytes long, 2 are left"],
    [file([1]), "at byte 9: the file ends too early"],
    [file([1, 0xff, 0xff, 0xff, 0xff, 0x7f]), "at byte 9: the file has a number of more than 32 bits"],
    [file([1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00]), "at byte 9: the file has a number of more than 32 bits"],
    [file(section(1, [2, 0x60, 0, 0])), "at byte 14: the type section ends too early"],
    [file(section(1, [200, 1, 0x60, 0, 0])), "at byte 10: the type section says it has 200 entries, 3 bytes are left"],
    [file(section(1, [1, 0x60, 0, 0, 7])), "at byte 14: the type section has 1 bytes more than its entries"],
    [file(section(1, [1, 0x5f, 0])), "at byte 12: type form 0x5f is not supported: only plain functions are"],
    [file(section(1, [1, 0x60, 1, 0x64, 0])), "at byte 14: value type 0x64 is not supported"],
    [file(EMPTY_TYPE, EMPTY_TYPE), "at byte 14: the type section stands twice or out of order"],
    [file(section(3, [0]), EMPTY_TYPE), "at byte 11: the type section stands twice or out of order"],
    [file(section(14, [])), "at byte 8: section 14 is not part of WebAssembly 1.0 or 2.0"],
    [file(section(3, [1, 0])), "at byte 12: type 0 does not exist, there are 0"],
    [file(section(2, [1, 9, 97])), "at byte 11: the import section has a name of 9 bytes, 1 are left"],
    [file(section(2, [1, 1, 0xff, 0, 0, 0])), "at byte 11: the import section has a name that is not UTF-8"],
    [file(section(2, [1, 0, 0, 9])), "at byte 14: 0x9 is no kind of import or export"],
    [file(section(5, [1, 8, 1])), "at byte 12: memory limits 0x8 are not supported"],
    [file(section(5, [1, 1, 5, 4])), "at byte 14: the maximum 4 is below the initial size 5"],
    [file(section(4, [1, 0x7f, 0, 0])), "at byte 12: a table cannot hold i32"],
    [file(section(7, [1, 1, 97, 0, 3])), "at byte 15: function 3 does not exist, there are 0"],
    [file(section(7, [2, 1, 97, 2, 0, 1, 97, 2, 0])), 'at byte 17: the export "a" stands twice'],
    [file(section(8, [0])), "at byte 11: function 0 does not exist, there are 0"],
    [file(section(0, [9, 97])), "at byte 10: the custom section has a name of 9 bytes, 1 are left"],
  ];
  for (const [bytes, message] of cases) strictEqual(refusal(bytes), message);
});

test("a start function that takes something is refused", () => {
  const bytes = file(section(1, [1, 0x60, 1, 0x7f, 0]), section(3, [1, 0]), section(8, [0]));
  ok(refusal(bytes).endsWith("the start function must take and answer nothing"));
});

test("a file cut off anywhere is refused or read as a shorter file, never read beyond its end", async () => {
  const bytes = await wat('(module (import "a" "b" (func (param i32))) (memory 1) (func (export "x")) (start 1))');
  for (let length = 0; length < bytes.length; length++) {
    // A fresh copy, so that reading beyond the end cannot hit the rest of the file.
    const cut = Uint8Array.from(bytes.subarray(0, length));
    try {
      inspect(cut);
    } catch (error) {
      ok(error instanceof InspectError, `cut at ${length}: ${error}`);
    }
  }
});

test("bytes changed at random end in a reading or an InspectError, nothing else, and soon", async () => {
  const bytes = await wat(
    '(module (import "a" "b" (func (param i32))) (table 1 funcref) (memory 1 2) (func (export "x")) (start 1))',
  );
  let state = 12345;
  const next = (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % below;
  };
  for (let round = 0; round < 5000; round++) {
    const changed = Uint8Array.from(bytes);
    for (let change = 0; change <= round % 4; change++) changed[8 + next(bytes.length - 8)] = next(256);
    try {
      inspect(changed);
    } catch (error) {
      ok(error instanceof InspectError, `round ${round}: ${error}`);
    }
  }
});

test("a view into a larger buffer is read as itself", async () => {
  const bytes = await wat('(module (func (export "x")))');
  const larger = new Uint8Array(bytes.length + 20).fill(0xff);
  larger.set(bytes, 10);
  deepStrictEqual(inspect(larger.subarray(10, 10 + bytes.length)), inspect(bytes));
});

test("more functions than an engine takes are refused without keeping them", () => {
  const count = 1_000_001;
  const leb = (value: number) => [(value & 0x7f) | 0x80, ((value >> 7) & 0x7f) | 0x80, (value >> 14) & 0x7f];
  const length = count + 3;
  const bytes = new Uint8Array(14 + 4 + length);
  bytes.set([...HEADER, ...EMPTY_TYPE, 3, ...leb(length), ...leb(count)]);
  throws(() => inspect(bytes.subarray(0, 14 + 4 + length)), /has 1000001 entries, the limit is 1000000/);
});
