// The emitter of Rust bindings: same contract, same bytes; what it writes for each kind of type; and what it refuses.
import { deepStrictEqual, doesNotMatch, match, ok, strictEqual, throws } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type Contract, parseContract } from "#sdk/abi";
import { emitRust, emitRustIndex } from "#sdk/generate/rust";
import { DRIVER_STATUSES } from "#sdk/status";
import { documentWith, everyTypeContract, shippedContracts } from "../../../support/contracts.ts";
import { contractOf, emittedText } from "../../../support/emitted.ts";

const textOf = (contract: Contract) => emittedText(emitRust, contract, "rs");

test("the same contract gives the same bytes", () => {
  strictEqual(textOf(everyTypeContract()), textOf(everyTypeContract()));
});

test("the committed bindings are what the contracts say, with a module for each of them", () => {
  const shipped = shippedContracts().filter((contract) => contract.name !== "driver");
  for (const contract of shipped) {
    strictEqual(readFileSync(`sdk/guest/rust/generated/${contract.name}.rs`, "utf8"), textOf(contract));
  }
  const index = emitRustIndex(shippedContracts()).text;
  strictEqual(readFileSync("sdk/guest/rust/generated/mod.rs", "utf8"), index);
  deepStrictEqual(index.match(/(?<=pub mod )\w+/g), shipped.map((contract) => contract.name).sort());
});

test("bounds of the contract stand in the code that reads", () => {
  const text = textOf(everyTypeContract());
  match(text, /"short_text" => \{\n +let value = reader\.text\(1, 4\)\?;/);
  match(text, /read_bytes\(reader, 0, 3\)\?/);
  match(text, /reader\.integer\(-5, 5\)\? as i64/);
  match(text, /reader\.integer\(0, 255\)\? as u8/);
});

test("a nullable field that is required is written as null, one that is not is left out", () => {
  const text = textOf(everyTypeContract());
  strictEqual(text.split("writer.null();").length - 1, 1, "only must_say is both required and nullable");
});

test("an optional function is exported only when the driver offers it", () => {
  const text = textOf(contractOf({ a: { type: "string" } }, { fn: { "x-optional": true } }));
  match(text, /\(\$driver:ty \$\(, offers \$\(\$function:ident\),\+\)\?\)/);
  match(text, /\(do_it, \$served:ident\) => \{/);
  match(text, /Err\(Failure::new\(Status::Unsupported, "This driver does not offer do_it\."\)\)/);
  doesNotMatch(textOf(contractOf({ a: { type: "string" } })), /offers/);
});

test("a value of an enumeration that Rust keeps for itself gets another name, two that become one are refused", () => {
  const choice = (values: string[]) =>
    textOf(contractOf({ a: { $ref: "#/components/schemas/Choice" } }, { types: { Choice: enumeration(values) } }));
  match(choice(["self", "other"]), /\(Choice::Self_, "self"\)/);
  throws(() => choice(["one_way", "oneWay"]), /Two values of Choice/);
});

const enumeration = (values: string[]) => ({ description: "A choice.", type: "string", enum: values });

test("names that the language or the kit keeps are refused with the name", () => {
  for (const name of ["Vec", "String", "Answer", "Reader", "SampleDriver"]) {
    throws(() => textOf(contractOf({}, { name })), new RegExp(name));
  }
});

test("a description over several lines stays a comment", () => {
  const text = textOf(contractOf({ a: { type: "string", description: "one\nfn evil() {}\n*/ two" } }));
  doesNotMatch(text, /^\s*fn evil/m);
});

test("a host function that has no import of Extism's is one of extism:host/user, with records both ways", () => {
  const ask = { description: "Asks.", "x-permission": "ask", input: ref("Question"), output: ref("Reply") };
  const text = textOf(
    parseContract({
      ...documentWith({ imports: { ask_it: ask, log_it: { ...ask, "x-extism": ["log_info"] } } }),
      "x-interface": { name: "host", version: "1.0" },
      "x-permissions": { ask: { description: "To ask." } },
      components: { schemas: { Question: record("text"), Reply: record("answer") } },
    }),
  );
  match(text, /pub fn ask_it\(input: &Question\) -> Answer<Reply> \{\n.*"extism:host\/user"/);
  match(text, /link_name = "ask_it"/);
  doesNotMatch(text, /log_it/);
  match(text, /impl ToJson for Question/);
  match(text, /impl FromJson for Reply/);
  doesNotMatch(text, /impl FromJson for Question|impl ToJson for Reply/);
});

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}`, contentType: "application/json" });
const record = (name: string) => ({
  description: "A record.",
  required: [name],
  properties: { [name]: { type: "string" } },
});

test("the kit knows every status", () => {
  const names = readFileSync("sdk/guest/rust/answer.rs", "utf8").match(/(?<=, ")[a-z_]+(?="\))/g);
  deepStrictEqual(
    names,
    DRIVER_STATUSES.filter((status) => status !== "ok"),
  );
  ok(names);
});
