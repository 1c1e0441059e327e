// The emitter of AssemblyScript bindings: same contract, same bytes; what it writes for each kind of type; and what it refuses.
import { deepStrictEqual, doesNotMatch, match, strictEqual, throws } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Contract } from "#sdk/abi";
import { emitAssemblyScript } from "#sdk/generate/assemblyscript";
import { DRIVER_STATUSES } from "#sdk/status";
import { everyTypeContract, shippedContracts } from "../../../support/contracts.ts";
import { contractOf, emittedText } from "../../../support/emitted.ts";

const textOf = (contract: Contract) => emittedText(emitAssemblyScript, contract, "ts");

test("the same contract gives the same bytes", () => {
  strictEqual(textOf(everyTypeContract()), textOf(everyTypeContract()));
});

test("the committed bindings are what the contract says", () => {
  const volume = shippedContracts().find((contract) => contract.name === "volume") as Contract;
  strictEqual(readFileSync("sdk/guest/assemblyscript/generated/volume.ts", "utf8"), textOf(volume));
});

test("Base64 is imported only by a contract with bytes in it", () => {
  match(textOf(contractOf({ a: { type: "buffer" } })), /from "\.\.\/base64"/);
  match(textOf(contractOf({ a: { type: "array", items: { type: "buffer" } } })), /from "\.\.\/base64"/);
  doesNotMatch(textOf(contractOf({ a: { type: "string" } })), /base64/);
});

test("a function is abstract when it is required; an optional one answers unsupported by itself", () => {
  match(textOf(contractOf({})), /abstract doIt\(input: Input\): Answer<Nothing>;/);
  const optional = textOf(contractOf({}, { fn: { "x-optional": true } }));
  match(optional, /failure<Nothing>\(Status\.unsupported/);
  doesNotMatch(optional, /abstract doIt/);
});

test("exports keep the names of the wire", () => {
  match(textOf(everyTypeContract()), /export function echo_all\(input: string\): string \{/);
});

test("a description cannot end the comment that it stands in", () => {
  const text = textOf(contractOf({ a: { type: "string", description: "ends */ evil() /* here" } }));
  doesNotMatch(text, /\*\/ evil/);
});

test("names that the language or the kit keeps are refused with the name", () => {
  for (const name of ["Map", "String", "Answer", "JsonReader", "SampleDriver"]) {
    throws(() => textOf(contractOf({}, { name })), new RegExp(name));
  }
  throws(() => textOf(contractOf({ write: { type: "string" } })), /read or write/);
});

test("the kit knows every status, in the order of its enumeration", () => {
  const kit = readFileSync("sdk/guest/assemblyscript/answer.ts", "utf8");
  const members = /export enum Status \{([^}]*)\}/.exec(kit)?.[1]?.match(/[a-z_]+/g);
  deepStrictEqual(members, [...DRIVER_STATUSES]);
  const names = /STATUS_NAMES: StaticArray<string> = \[([^\]]*)\]/.exec(kit)?.[1]?.match(/[a-z_]+/g);
  deepStrictEqual(names, [...DRIVER_STATUSES]);
});
