// The emitter of C bindings: same contract, same bytes; what it writes for each kind of type; and what it refuses.
import { deepStrictEqual, doesNotMatch, match, strictEqual } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Contract } from "#sdk/abi";
import { emitC } from "#sdk/generate/c";
import { DRIVER_STATUSES } from "#sdk/status";
import { everyTypeContract, shippedContracts } from "../../../support/contracts.ts";
import { contractOf, emittedText } from "../../../support/emitted.ts";

const textOf = (contract: Contract) => emittedText(emitC, contract, "h");

test("the same contract gives the same bytes", () => {
  strictEqual(textOf(everyTypeContract()), textOf(everyTypeContract()));
});

test("the committed header is what the contract says", () => {
  const volume = shippedContracts().find((contract) => contract.name === "volume") as Contract;
  strictEqual(readFileSync("sdk/guest/c/generated/volume.h", "utf8"), textOf(volume));
});

test("a nullable field that is required is written as null, one that is not is left out", () => {
  const text = textOf(everyTypeContract());
  strictEqual(text.split("hf_write_null(writer);").length - 1, 1, "only must_say is both required and nullable");
});

test("bounds of the contract stand in the code that reads", () => {
  const text = textOf(everyTypeContract());
  match(text, /out->short_text = hf_read_text\(reader, 1, 4\);/);
  match(text, /out->bytes = hf_read_bytes\(reader, 0, 3\);/);
  match(text, /out->may_be = \(int64_t\)hf_read_integer\(reader, INT64_C\(-5\), INT64_C\(5\)\);/);
  match(text, /hf_read_integer\(reader, INT64_C\(-9007199254740991\), INT64_C\(9007199254740991\)\)/);
});

test("an optional function is exported only when the driver says that it offers it", () => {
  const text = textOf(contractOf({ a: { type: "string" } }, { fn: { "x-optional": true } }));
  match(text, /#ifdef SAMPLE_OFFERS_DO_IT\nHF_EXPORT\("do_it"\)[\s\S]*?\n\}\n#endif/);
  doesNotMatch(textOf(contractOf({ a: { type: "string" } })), /OFFERS/);
});

test("a description cannot end the comment that it stands in", () => {
  const text = textOf(contractOf({ a: { type: "string", description: "ends */ int evil; /* here" } }));
  doesNotMatch(text, /\*\/ int evil/);
});

test("the kit knows every status, in the order of its constants", () => {
  const header = readFileSync("sdk/guest/c/holdfast.h", "utf8");
  const host = readFileSync("sdk/guest/c/host.c", "utf8");
  const constants = /typedef enum \{([^}]*)\} hf_status;/.exec(header)?.[1]?.match(/HF_\w+/g);
  deepStrictEqual(
    constants,
    DRIVER_STATUSES.map((status) => `HF_${status.toUpperCase()}`),
  );
  const names = /names\[\] = \{([^}]*)\}/.exec(host)?.[1]?.match(/[a-z_]+/g);
  deepStrictEqual(names, [...DRIVER_STATUSES]);
});
