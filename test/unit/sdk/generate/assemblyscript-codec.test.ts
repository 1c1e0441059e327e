// The AssemblyScript that reads and writes records: types, defaults, and what is left out.
import { doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import { test } from "node:test";
import type { Contract } from "#sdk/abi";
import { emitAssemblyScript } from "#sdk/generate/assemblyscript";
import { everyTypeContract } from "../../../support/contracts.ts";
import { contractOf, emittedText } from "../../../support/emitted.ts";

const textOf = (contract: Contract) => emittedText(emitAssemblyScript, contract, "ts");

test("every type has its AssemblyScript type and a value for fields that nobody sets", () => {
  const text = textOf(everyTypeContract());
  for (const line of [
    'plainText: string = "";',
    "flag: bool = false;",
    "small: u8 = 0;",
    "big: i64 = 0;",
    "ratio: f64 = 0;",
    "bytes: Uint8Array = new Uint8Array(0);",
    "color: Color = Color.red;",
    "inner: Inner = new Inner();",
    "list: Array<Inner> = new Array<Inner>();",
    "matrix: Array<Array<i32>> = new Array<Array<i32>>();",
    "counts: Map<string, i64> = new Map<string, i64>();",
    "mustSay: string | null = null;",
    "mayBe: Box<i64> | null = null;",
    "mayBeInner: Inner | null = null;",
  ]) {
    ok(text.includes(`  ${line}\n`), line);
  }
});

test("only what travels in a direction has a codec for it", () => {
  const text = textOf(contractOf({ a: { type: "string" } }));
  match(text, /static read\(reader: JsonReader\): Input/);
  doesNotMatch(text, /write\(writer/);
});

test("a nullable field that is required is written as null, one that is not is left out", () => {
  strictEqual(textOf(everyTypeContract()).split("writer.none();").length - 1, 1, "only must_say is both");
});
