// What a contract must tell, that ours tell it everywhere, and that words are no part of a version's shape.
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { parseContract } from "#sdk/abi";
import { undocumented } from "#sdk/contract/documentation";
import { fingerprintOf } from "#sdk/generate/fingerprint";
import { problemsOf } from "../../../support/contract-problems.ts";
import { documentWith, exportWith, shippedContracts } from "../../../support/contracts.ts";

const SDK = fileURLToPath(new URL("../../../../../sdk", import.meta.url));
const CONTRACTS = shippedContracts();
const SAID = { "x-when": "At night.", "x-holds": "It is dark." };

function sample(one: Readonly<Record<string, unknown>>, top: Readonly<Record<string, unknown>> = {}) {
  return parseContract(documentWith({ exports: { do_it: exportWith(one) }, ...top }));
}

test("each thing that a function does not say is named, with its place", () => {
  const places = (contract: ReturnType<typeof sample>) => undocumented(contract).map(({ path }) => path);
  deepStrictEqual(places(sample({ "x-errors": ["busy"] })), [
    "exports.do_it.x-when",
    "exports.do_it.x-holds",
    "exports.do_it.x-errors.busy",
  ]);
  deepStrictEqual(places(sample({ ...SAID, description: " ", "x-errors": { busy: null } })), [
    "exports.do_it.description",
    "exports.do_it.x-errors.busy",
  ]);
  deepStrictEqual(places(sample({ ...SAID, "x-errors": { busy: "Someone has it." } })), []);
});

test("a function's own words for a status go before those of the contract", () => {
  const top = { "x-statuses": { busy: "In use.", failed: "None of these." } };
  const meanings = (errors: unknown) => sample({ ...SAID, "x-errors": errors }, top).functions[0]?.meanings;
  deepStrictEqual(meanings(["busy", "failed"]), top["x-statuses"]);
  deepStrictEqual(meanings({ busy: "Someone sleeps in it.", failed: null }), {
    busy: "Someone sleeps in it.",
    failed: "None of these.",
  });
  deepStrictEqual(meanings({ busy: { description: "Full." } }), { busy: "Full." });
});

test("words of a status that there is not, or that needs none, are refused", () => {
  const problems = problemsOf(documentWith({ "x-statuses": { gone: "Away.", ok: "Done.", busy: 5 } })).join("\n");
  for (const wanted of [
    /x-statuses\.gone: gone is no status/,
    /x-statuses\.ok: ok needs no listing/,
    /x-statuses\.busy/,
  ])
    ok(wanted.test(problems), problems);
});

test("better words are the same version", () => {
  const before = sample({ "x-errors": ["busy"] });
  const after = sample({ ...SAID, "x-errors": { busy: "Someone has it." } }, { "x-statuses": { failed: "Else." } });
  strictEqual(fingerprintOf(after), fingerprintOf(before));
});

test("our contracts leave nothing out, and every kit and view carries the words", () => {
  for (const contract of CONTRACTS) deepStrictEqual(undocumented(contract), [], contract.name);
  const below = (folder: string): string =>
    readdirSync(join(SDK, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /volume/.test(file) && /\.\w+$/.test(file) && !file.startsWith("versions"))
      .map((file) => readFileSync(join(SDK, folder, file), "utf8"))
      .join("\n")
      // Comments are broken into lines, each with its own sign in front.
      .replaceAll(/\s+(\*|\/\/\/?)?\s+/g, " ");
  const languages = ["assemblyscript", "typescript", "c", "cpp", "rust", "go", "zig"].map(
    (one) => `guest/${one}/generated`,
  );
  for (const folder of [...languages, "abi/generated", "src/generated"]) {
    const text = below(folder);
    for (const words of ["nothing of that name is left, its snapshots neither", "a mount or a clone that needs it"])
      ok(text.includes(words), `${folder}: ${words}`);
  }
});
