// The JSON Schemas: they take what the codec takes and refuse what it refuses, as far as schemas can say it.
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { test } from "node:test";
import { emitJsonSchema } from "#sdk/generate/json-schema";
import { everyTypeContract, shippedContracts } from "../../../support/contracts.ts";

type Schema = { readonly $ref?: string; readonly [key: string]: unknown };
const schemaOf = (contract: Parameters<typeof emitJsonSchema>[0]) =>
  JSON.parse(emitJsonSchema(contract)[0]?.text ?? "") as { $defs: Record<string, Schema> };

function references(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === "$ref" ? [String(inner)] : references(inner)));
}

test("every reference leads to a definition, and every function has its input and answer", () => {
  for (const contract of [...shippedContracts(), everyTypeContract()]) {
    const { $defs } = schemaOf(contract);
    for (const reference of references($defs)) ok(reference.replace("#/$defs/", "") in $defs, reference);
    for (const fn of contract.functions) {
      ok(`${fn.name}.answer` in $defs);
      strictEqual(`${fn.name}.input` in $defs, fn.input !== undefined);
    }
  }
});

test("bounds, unions and what may be absent are said", () => {
  const { $defs } = schemaOf(everyTypeContract());
  const { properties, required } = $defs["Everything"] as { properties: Record<string, Schema>; required: string[] };
  deepStrictEqual(properties["small"], { type: "integer", minimum: 0, maximum: 255 });
  deepStrictEqual(properties["short_text"], { type: "string", minLength: 1, maxLength: 4 });
  deepStrictEqual(properties["may_be_inner"], { anyOf: [{ $ref: "#/$defs/Inner" }, { type: "null" }] });
  ok(!required.includes("may_be") && required.includes("must_say"));
  deepStrictEqual($defs["Either"]?.["oneOf"], [
    {
      properties: { which: { const: "inner_one" }, inner_one: { $ref: "#/$defs/Inner" } },
      required: ["which", "inner_one"],
    },
    { properties: { which: { const: "nothing_much" }, nothing_much: { $ref: "#/$defs/Empty" } }, required: ["which"] },
  ]);
});

test("an answer is ok with a result, or a status of the function with a message", () => {
  const volume = shippedContracts().find(({ name }) => name === "volume");
  ok(volume);
  const answer = schemaOf(volume).$defs["delete_volume.answer"] as {
    oneOf: { properties: { status: { const: string } } }[];
  };
  deepStrictEqual(
    answer.oneOf.map(({ properties }) => properties.status.const),
    ["ok", "invalid_argument", "busy", "not_ready", "permission_denied", "failed", "unsupported"],
  );
});
