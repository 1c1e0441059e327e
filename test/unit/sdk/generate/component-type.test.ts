// The types of functions written out: every sort of type as the WIT view has it, followed to its end.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { AbiFunction } from "#sdk/contract/model";
import { componentType } from "#sdk/generate/component-type";
import { everyTypeContract } from "../../../support/contracts.ts";

test("every type of the dialect is written as components have it", () => {
  const [echo] = everyTypeContract().functions.filter(({ name }) => name === "echo_all");
  const text = componentType(echo as AbiFunction);
  for (const part of [
    "(record{plain-text: string, ",
    "flag: bool, small: u8, big: s64, ratio: f64, bytes: list<u8>, color: enum{red, green-blue}, inner: record{item-name: string}, ",
    "matrix: list<list<s32>>, counts: list<tuple<string, s64>>, must-say: option<string>, ",
    "either: option<variant{inner-one(record{item-name: string}), nothing-much(record{nothing: option<bool>})}>}) -> result<record{",
    ", record{status: enum{invalid-argument, not-found, ",
    "message: string, details: option<string>}>",
  ])
    assert.ok(text.includes(part), `${part}\n${text}`);
});

test("a function without input and output says so", () => {
  const [echo] = everyTypeContract().functions;
  const { input: _input, output: _output, ...bare } = echo as AbiFunction;
  assert.match(componentType(bare), /^\(\) -> result<_, record\{/);
});
