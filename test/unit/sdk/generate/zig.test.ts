// The emitter of Zig bindings: same contract, same bytes; what it writes for each kind of type; and words that Zig keeps for itself.
import { deepStrictEqual, doesNotMatch, match, strictEqual, throws } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Contract } from "#sdk/abi";
import { emitZig } from "#sdk/generate/zig";
import { DRIVER_STATUSES } from "#sdk/status";
import { everyTypeContract, shippedContracts } from "../../../support/contracts.ts";
import { contractOf, emittedText } from "../../../support/emitted.ts";

const textOf = (contract: Contract) => emittedText(emitZig, contract, "zig");

test("the same contract gives the same bytes, and the committed modules are these", () => {
  strictEqual(textOf(everyTypeContract()), textOf(everyTypeContract()));
  for (const contract of shippedContracts()) {
    if (contract.name === "driver") deepStrictEqual(emitZig(contract), []);
    else strictEqual(readFileSync(`sdk/guest/zig/generated/${contract.name}.zig`, "utf8"), textOf(contract));
  }
});

test("a field that may be missing is optional, a nullable one that is required is written as null", () => {
  const text = textOf(everyTypeContract());
  match(text, /may_be: \?i64 = null,/);
  match(text, /\.may_be = codec\.Maybe\(codec\.Integer\(i64, -5, 5\)\),/);
  strictEqual(text.split("codec.Nullable(").length - 1, 1, "only must_say is both required and nullable");
});

test("an optional function is exported when the driver has it, without another the driver does not compile", () => {
  const text = textOf(contractOf({ a: { type: "string" } }, { fn: { "x-optional": true } }));
  match(text, /if \(@hasDecl\(Driver, "doIt"\)\) \{\n {8}@export/);
  const needed = textOf(contractOf({ a: { type: "string" } }));
  match(
    needed,
    /if \(!@hasDecl\(Driver, "doIt"\)\) @compileError\("The driver has no `pub fn doIt\(input: Input\) !void`\."\);/,
  );
});

test("a field with a word of the language is quoted", () => {
  match(textOf(contractOf({ align: { type: "string" } })), /@"align": \?\[\]const u8 = null,/);
});

test("a description cannot end the comment that it stands in", () => {
  const text = textOf(contractOf({ a: { type: "string", description: "ends\npub const evil = 1; // here" } }));
  doesNotMatch(text, /^\s*pub const evil/m);
});

test("a type with the name of another's codec is refused", () => {
  const { types, ...contract } = everyTypeContract();
  const [first] = types;
  const twin = { ...first, name: `${first?.name}Codec` } as (typeof types)[number];
  const fn = contract.functions[0];
  const both = { ...contract, types: [...types, twin], functions: [...contract.functions, { ...fn, input: twin }] };
  throws(() => emitZig(both as Contract), /has the name of a codec in Zig/);
});

test("the kit knows every failure, in the order of the C kit's", () => {
  const source = readFileSync("sdk/guest/zig/border.zig", "utf8");
  const found = [...source.matchAll(/^ {4}error\.(\w+),$/gm)].map(([, name]) =>
    (name ?? "").replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase(),
  );
  deepStrictEqual(["ok", ...found], [...DRIVER_STATUSES]);
});

test("the C kit in it is the C kit", () => {
  for (const file of ["host.c", "holdfast.h", "json-reader.c"]) {
    const copy = readFileSync(`sdk/guest/zig/generated/c/${file}`, "utf8");
    strictEqual(copy.slice(copy.indexOf("\n") + 1), readFileSync(`sdk/guest/c/${file}`, "utf8"));
  }
});
