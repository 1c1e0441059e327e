// What is counted before metering, and which modules are refused by what they declare.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readFacts } from "#host/driver/meter/module-facts";
import { splitSections } from "#host/driver/module-bytes";
import { wat } from "../../../support/wat.ts";

const factsOf = async (fields: string) =>
  readFacts(
    splitSections(await wat(`(module ${fields})`)),
    (namespace, name) => namespace === "kernel" && name === "load",
  );

test("functions, parameters and globals are counted, imported ones with them", async () => {
  const facts = await factsOf(
    `(type $none (func)) (type $three (func (param i32 f64 v128) (result i64)))
     (import "kernel" "load" (func (type $three))) (import "kernel" "other" (func (type $none))) (import "env" "g" (global (mut i32)))
     (import "env" "t" (table 1 2 funcref)) (import "env" "m" (memory 1)) (import "env" "x" (tag (type $none)))
     (global i32 (i32.const 1)) (global f32 (f32.const 1)) (func (type $none)) (func (type $three) (i64.const 1))`,
  );
  assert.deepEqual(facts, {
    paramCounts: [0, 3],
    importedFunctions: [true, false],
    functionTypes: [0, 1],
    globalCount: 3,
  });
});

test("an empty module has nothing", async () => {
  assert.deepEqual(await factsOf(""), { paramCounts: [], importedFunctions: [], functionTypes: [], globalCount: 0 });
});

test("64-bit memories, declared or imported, are refused", async () => {
  for (const fields of ["(memory i64 1 2)", '(import "env" "m" (memory i64 1))'])
    await assert.rejects(factsOf(fields), /64-bit/, fields);
});

test("types of later proposals are named", async () => {
  const bytes = await wat("(module (type (func (param i32))))");
  const at = bytes.indexOf(0x60);
  const form = bytes.with(at, 0x5f);
  assert.throws(() => readFacts(splitSections(form), () => false), /type form 0x5f/);
  const value = bytes.with(at + 2, 0x64);
  assert.throws(() => readFacts(splitSections(value), () => false), /value type 0x64/);
});
