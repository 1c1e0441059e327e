// The emitter of C++ bindings: same contract, same bytes; what it writes for each kind of type; and names that C++ keeps for itself.
import { deepStrictEqual, doesNotMatch, match, strictEqual } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Contract } from "#sdk/abi";
import { emitCpp } from "#sdk/generate/cpp";
import { DRIVER_STATUSES } from "#sdk/status";
import { everyTypeContract, shippedContracts } from "../../../support/contracts.ts";
import { contractOf, emittedText } from "../../../support/emitted.ts";

const textOf = (contract: Contract) => emittedText(emitCpp, contract, "hpp");

test("the same contract gives the same bytes, and the committed headers are these", () => {
  strictEqual(textOf(everyTypeContract()), textOf(everyTypeContract()));
  for (const contract of shippedContracts()) {
    if (contract.name === "driver") deepStrictEqual(emitCpp(contract), []);
    else strictEqual(readFileSync(`sdk/guest/cpp/generated/${contract.name}.hpp`, "utf8"), textOf(contract));
  }
});

test("a field that may be missing is optional, a nullable one that is required is written as null", () => {
  const text = textOf(everyTypeContract());
  match(text, /std::optional<std::int64_t> may_be\{\};/);
  strictEqual(text.split("hf_write_null(writer);").length - 1, 1, "only must_say is both required and nullable");
});

test("an optional function answers unsupported and is exported only when the driver says that it offers it", () => {
  const text = textOf(contractOf({ a: { type: "string" } }, { fn: { "x-optional": true } }));
  match(text, /virtual Result<Nothing> do_it\(const Input &input\) \{\n.*\n {4}return Failure\(Status::unsupported/);
  match(text, /#ifdef SAMPLE_OFFERS_DO_IT\nHF_EXPORT\("do_it"\)[\s\S]*?\n\}\n#endif/);
  match(textOf(contractOf({ a: { type: "string" } })), /virtual Result<Nothing> do_it\(const Input &input\) = 0;/);
});

test("a field with the name of a macro has a bar behind it, on the wire it has none", () => {
  const text = textOf(contractOf({ errno: { type: "string" } }));
  match(text, /std::optional<std::string> errno_\{\};/);
  match(text, /HF_TEXT\("errno"\)/);
});

test("a description cannot end the comment that it stands in", () => {
  doesNotMatch(
    textOf(contractOf({ a: { type: "string", description: "ends */ int evil; /* here" } })),
    /\*\/ int evil/,
  );
});

test("the kit knows every status, in the order of the C kit's", () => {
  const header = readFileSync("sdk/guest/cpp/holdfast.hpp", "utf8");
  const found = /enum class Status \{([^}]*)\}/.exec(header)?.[1]?.match(/[a-z_]+/g);
  deepStrictEqual(found, [...DRIVER_STATUSES]);
});

test("the C kit in it is the C kit", () => {
  for (const file of ["host.c", "holdfast.h", "json-reader.c"]) {
    const copy = readFileSync(`sdk/guest/cpp/generated/c/${file}`, "utf8");
    strictEqual(copy.slice(copy.indexOf("\n") + 1), readFileSync(`sdk/guest/c/${file}`, "utf8"));
  }
});
