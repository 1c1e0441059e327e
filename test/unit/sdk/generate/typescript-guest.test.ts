// The emitter of TypeScript bindings for drivers: same contract, same bytes; and the compiler's word on what it writes and on the kit.
import { deepStrictEqual, doesNotMatch, match, strictEqual } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import ts from "typescript";
import type { Contract } from "#sdk/abi";
import { emitTypeScriptGuest } from "#sdk/generate/typescript-guest";
import { everyTypeContract, shippedContracts } from "../../../support/contracts.ts";
import { contractOf, emittedText } from "../../../support/emitted.ts";

const textOf = (contract: Contract) => emittedText(emitTypeScriptGuest, contract, "ts");
const shipped = (name: string) => shippedContracts().find((contract) => contract.name === name) as Contract;

test("the same contract gives the same bytes, and the committed bindings are these", () => {
  strictEqual(textOf(everyTypeContract()), textOf(everyTypeContract()));
  for (const name of ["volume", "host"])
    strictEqual(readFileSync(`sdk/guest/typescript/generated/${name}.ts`, "utf8"), textOf(shipped(name)));
});

test("what all kinds share has no bindings of its own", () => {
  deepStrictEqual(emitTypeScriptGuest(shipped("driver")), []);
});

test("bounds of the contract stand in the table that the engine works by", () => {
  const text = textOf(everyTypeContract());
  match(text, /\["string",1,4\]/);
  match(text, /\["buffer",0,3\]/);
  match(text, /\["integer",-5,5\]/);
  match(text, /\["integer",-9007199254740991,9007199254740991\]/);
});

test("an optional function may be missing, and a description cannot end its comment", () => {
  match(textOf(contractOf({ a: { type: "string" } }, { fn: { "x-optional": true } })), /doIt\?\(input: Input\)/);
  doesNotMatch(textOf(contractOf({ a: { type: "string", description: "ends */ evil(); /* here" } })), /\*\/ evil/);
});

test("the kit, its bindings and the driver written against them hold to TypeScript at its strictest", () => {
  const entries = ["drivers-wasm/volume-fake-typescript/entry.ts", "sdk/guest/typescript/generated/host.ts"];
  const program = ts.createProgram(entries, {
    ...{ strict: true, noEmit: true, allowImportingTsExtensions: true, skipLibCheck: true, verbatimModuleSyntax: true },
    ...{ noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, noImplicitOverride: true, types: [] },
    ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, lib: ["lib.es2020.d.ts"] },
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  });
  const problems = ts.getPreEmitDiagnostics(program);
  strictEqual(
    ts.formatDiagnostics(problems, {
      getCanonicalFileName: (name) => name,
      getCurrentDirectory: () => "",
      getNewLine: () => "\n",
    }),
    "",
  );
});
