// The emitter of Go bindings: same contract, same bytes; what it writes for each kind of type; and what it refuses.
import { deepStrictEqual, doesNotMatch, match, ok, strictEqual, throws } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type Contract, parseContract } from "#sdk/abi";
import { emitGo } from "#sdk/generate/go";
import { DRIVER_STATUSES } from "#sdk/status";
import { documentWith, everyTypeContract, shippedContracts } from "../../../support/contracts.ts";
import { contractOf } from "../../../support/emitted.ts";

/** The text of the kind's own package; the exports stand in the second file. */
const textOf = (contract: Contract) => emitGo(contract)[0]?.text ?? "";
const exportsOf = (contract: Contract) => emitGo(contract)[1]?.text ?? "";

test("the same contract gives the same bytes, in a package of its own", () => {
  deepStrictEqual(emitGo(everyTypeContract()), emitGo(everyTypeContract()));
  deepStrictEqual(
    emitGo(everyTypeContract()).map((file) => file.path),
    ["sample/sample.go", "sample/exports/exports.go"],
  );
});

test("the committed bindings are what the contracts say", () => {
  const files = shippedContracts().flatMap((contract) => [...emitGo(contract)]);
  ok(files.length >= 3);
  for (const { path, text } of files) strictEqual(readFileSync(`sdk/guest/go/generated/${path}`, "utf8"), text);
});

test("bounds of the contract stand in the code that reads", () => {
  const text = textOf(everyTypeContract());
  match(text, /record\.ShortText = reader\.Text\(1, 4\)/);
  match(text, /record\.PlainText = reader\.Text\(0, -1\)/);
  match(text, /record\.Bytes = reader\.Bytes\(0, 3\)/);
  match(text, /value := int64\(reader\.Integer\(-5, 5\)\)/);
  match(text, /uint8\(reader\.Integer\(0, 255\)\)/);
});

test("a nullable field that is required is written as null, one that is not is left out", () => {
  strictEqual(textOf(everyTypeContract()).split("writer.Null()").length - 1, 1);
});

test("an optional function is an interface of its own, and no export until the driver makes it", () => {
  const optional = contractOf({ a: { type: "string" } }, { fn: { "x-optional": true } });
  match(textOf(optional), /type DoItDriver interface \{/);
  match(textOf(optional), /holdfast\.Fail\(holdfast\.Unsupported, "This driver does not offer do_it\."\)/);
  doesNotMatch(exportsOf(optional), /wasmexport/);
  match(exportsOf(contractOf({})), /\/\/go:wasmexport do_it\nfunc doIt\(\) int32 \{\n\treturn sample\.ServeDoIt\(\)/);
});

test("two things of one name in the package are refused with both", () => {
  throws(() => textOf(contractOf({}, { name: "Driver" })), /The type Driver of sample/);
  throws(() => textOf(contractOf({}, { name: "ServeDoIt" })), /The type ServeDoIt/);
  const types = { ChoiceOne: { description: "A record.", properties: {} }, Choice: enumeration(["one"]) };
  throws(() => textOf(contractOf({ a: ref("Choice"), b: ref("ChoiceOne") }, { types })), /The value one of Choice/);
});

const enumeration = (values: string[]) => ({ description: "A choice.", type: "string", enum: values });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

test("a description over several lines stays a comment", () => {
  doesNotMatch(textOf(contractOf({ a: { type: "string", description: "one\nfunc evil() {}" } })), /^\s*func evil/m);
});

test("a host function that has no import of Extism's is one of extism:host/user, with records both ways", () => {
  const json = (name: string) => ({ ...ref(name), contentType: "application/json" });
  const ask = { description: "Asks.", "x-permission": "ask", input: json("Question"), output: json("Reply") };
  const record = (name: string) => ({ description: "A record.", properties: { [name]: { type: "string" } } });
  const text = textOf(
    parseContract({
      ...documentWith({ imports: { ask_it: ask, log_it: { ...ask, "x-extism": ["log_info"] } } }),
      "x-interface": { name: "host", version: "1.0" },
      "x-permissions": { ask: { description: "To ask." } },
      components: { schemas: { Question: record("text"), Reply: record("answer") } },
    }),
  );
  match(text, /\/\/go:wasmimport extism:host\/user ask_it\nfunc importAskIt\(input uint64\) uint64/);
  match(
    text,
    /func CallAskIt\(input Question\) \(Reply, error\) \{\n\treturn codec\.Call\(importAskIt, input\.write, readReply\)/,
  );
  doesNotMatch(text, /CallLogIt|readQuestion|\(record Reply\) write/);
});

test("the kit knows every status", () => {
  const names = /statusNames = \[\.\.\.\]string\{([^}]*)\}/.exec(readFileSync("sdk/guest/go/answer.go", "utf8"))?.[1];
  deepStrictEqual(
    names?.match(/[a-z_]+/g),
    DRIVER_STATUSES.filter((status) => status !== "ok"),
  );
});
