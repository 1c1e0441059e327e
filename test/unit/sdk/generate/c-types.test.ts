// How types look in C: spelling, typedefs of containers, fields that may be missing, and names that collide.
import { doesNotMatch, match, ok, strictEqual, throws } from "node:assert/strict";
import { test } from "node:test";
import type { Contract } from "#sdk/abi";
import { emitC } from "#sdk/generate/c";
import { everyTypeContract } from "../../../support/contracts.ts";
import { contractOf, emittedText } from "../../../support/emitted.ts";

const textOf = (contract: Contract) => emittedText(emitC, contract, "h");

test("every type has its C type, and containers have a typedef each, once", () => {
  const text = textOf(everyTypeContract());
  for (const line of [
    "hf_text plain_text;",
    "bool flag;",
    "uint8_t small;",
    "int64_t big;",
    "double ratio;",
    "hf_bytes bytes;",
    "Color color;",
    "Inner inner;",
    "InnerArray list;",
    "Int32ArrayArray matrix;",
    "Int64Map counts;",
  ]) {
    ok(text.includes(`  ${line}\n`), line);
  }
  for (const name of ["InnerArray", "Int32Array", "Int32ArrayArray", "Int64Entry", "Int64Map"]) {
    strictEqual(text.split(`\n} ${name};\n`).length, 2, name);
  }
  match(text, /typedef enum \{ COLOR_RED, COLOR_GREEN_BLUE \} Color;/);
});

test("a field that may be missing says so beside it, required ones do not", () => {
  const text = textOf(everyTypeContract());
  match(text, /bool has_may_be;\n {2}int64_t may_be;/);
  match(text, /bool has_must_say;/);
  doesNotMatch(text, /has_plain_text/);
});

test("a field with the name of a macro of the C library gets another in C, not on the wire", () => {
  const text = textOf(contractOf({ errno: { type: "integer" } }));
  match(text, /int64_t errno_;/);
  match(text, /HF_TEXT\("errno"\)/);
});

test("names that would collide in C are refused with the name", () => {
  const taken = { TextArray: { description: "T.", properties: {} } };
  throws(() => textOf(contractOf({ a: { type: "array", items: { type: "string" } } }, { types: taken })), /TextArray/);
  throws(() => textOf(contractOf({ a: { type: "string" }, has_a: { type: "string" } })), /has_/);
  const twice = { E: { description: "E.", type: "string", enum: ["on", "ON"] } };
  throws(() => textOf(contractOf({ a: { $ref: "#/components/schemas/E" } }, { types: twice })), /differ only in case/);
});
