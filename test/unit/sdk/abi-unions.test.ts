// Unions, typed details and remarks of contracts: what they are read as, and what is refused.
import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { test } from "node:test";
import { parseContract, type RecordType } from "#sdk/abi";
import { problemsOf } from "../../support/contract-problems.ts";
import { documentWith, everyTypeContract, exportWith } from "../../support/contracts.ts";

test("a union is a record of its tag and one optional field for each member", () => {
  const either = everyTypeContract().types.find(({ name }) => name === "Either") as RecordType;
  strictEqual(either.tag, "which");
  deepStrictEqual(
    either.properties.map(({ name, required }) => [name, required]),
    [
      ["which", true],
      ["inner_one", false],
      ["nothing_much", false],
    ],
  );
});

test("a union that cannot be told apart, or whose members are no records, is refused", () => {
  const union = (parts: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) =>
    problemsOf(
      documentWith({
        components: {
          schemas: {
            Either: { description: "One.", "x-union": parts },
            Inner: { description: "A record.", properties: {} },
            ...more,
          },
        },
      }),
    ).join("\n");
  const inner = { $ref: "#/components/schemas/Inner" };
  match(union({ one: inner }), /x-union: must have at least two members/);
  match(union({ one: inner, type: inner }), /x-union\.type: has the name of the tag/);
  match(union({ one: inner, two: { type: "string" } }), /x-union\.two: must refer to a record/);
  match(
    union({ one: inner, two: inner }, { EitherType: { description: "Taken.", enum: ["x"] } }),
    /the type EitherType is made for its tag/,
  );
});

test("statuses may come with the record that their details are", () => {
  const errors = (value: unknown) =>
    documentWith({
      exports: { do_it: exportWith({ "x-errors": value }) },
      components: {
        schemas: { Why: { description: "Why.", properties: {} }, Pick: { description: "No.", enum: ["a"] } },
      },
    });
  const [fn] = parseContract(errors({ busy: { $ref: "#/components/schemas/Why" }, failed: null })).functions;
  deepStrictEqual([fn?.errors, Object.keys(fn?.errorDetails ?? {})], [["busy", "failed"], ["busy"]]);
  match(
    problemsOf(errors({ busy: { $ref: "#/components/schemas/Pick" } })).join(),
    /x-errors\.busy\.\$ref: must be a record/,
  );
  match(problemsOf(errors({ ok: null, nope: null })).join(), /ok needs no listing.*nope is no status/);
});

test("remarks are read, and a version in them must be one", () => {
  const [fn] = parseContract(
    documentWith({
      exports: { do_it: exportWith({ "x-when": "At night.", "x-holds": "It is dark.", "x-since": "1.2" }) },
    }),
  ).functions;
  deepStrictEqual([fn?.when, fn?.holds, fn?.since], ["At night.", "It is dark.", "1.2"]);
  match(
    problemsOf(documentWith({ exports: { do_it: exportWith({ "x-since": "later" }) } })).join(),
    /x-since: must be "major\.minor"/,
  );
});
