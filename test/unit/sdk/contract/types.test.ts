// How the types of a contract are read: records, enumerations, bounds.
import { deepStrictEqual, ok } from "node:assert/strict";
import { test } from "node:test";
import { FIELD, problemsOf, withProperty, withSchemas } from "../../../support/contract-problems.ts";
import { documentWith, exportWith } from "../../../support/contracts.ts";

test("properties and additionalProperties exclude each other, and a component must be something", () => {
  const both = { description: "It.", properties: {}, additionalProperties: { type: "string" } };
  deepStrictEqual(problemsOf(withSchemas({ Thing: both })), [
    "components.schemas.Thing.additionalProperties: `properties` and `additionalProperties` exclude each other",
  ]);
  ok(problemsOf(withSchemas({ Thing: { description: "It." } }))[0]?.includes("is a record, with"));
});

test("inline records, inline enumerations and bare objects are sent to the components", () => {
  ok(problemsOf(withProperty({ type: "object", properties: {} })).some((one) => one.includes("make it a component")));
  ok(problemsOf(withProperty({ type: "string", enum: ["a"] })).some((one) => one.includes("make it a component")));
  ok(problemsOf(withProperty({ type: "object" })).some((one) => one.includes("says nothing")));
});

test("bounds must fit the format", () => {
  deepStrictEqual(problemsOf(withProperty({ type: "integer", format: "uint8", "x-maximum": 256 })), [
    `${FIELD}: the range 0 to 256 does not fit uint8, which is 0 to 255`,
  ]);
  deepStrictEqual(problemsOf(withProperty({ type: "integer", "x-minimum": 3, "x-maximum": 2 })), [
    `${FIELD}: the range 3 to 2 does not fit int64, which is ${Number.MIN_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER}`,
  ]);
  deepStrictEqual(problemsOf(withProperty({ type: "string", "x-minBytes": 5, "x-maxBytes": 4 })), [
    `${FIELD}.x-maxBytes: must be an integer of at least 5`,
  ]);
  deepStrictEqual(problemsOf(withProperty({ type: "integer", format: "int128" })), [
    `${FIELD}.format: "int128" is not one of int8, int16, int32, int64, uint8, uint16, uint32, uint64`,
  ]);
});

test("enumerations need values that are identifiers, each once", () => {
  const enumeration = (values: unknown) => withSchemas({ Thing: { description: "It.", enum: values } });
  deepStrictEqual(problemsOf(enumeration([])), ["components.schemas.Thing.enum: must name at least one value"]);
  deepStrictEqual(problemsOf(enumeration(["a b"])), ['components.schemas.Thing.enum: "a b" is not an identifier']);
  deepStrictEqual(problemsOf(enumeration(["a", "a"])), ["components.schemas.Thing.enum: names a twice"]);
});

test("required names what is there", () => {
  deepStrictEqual(problemsOf(withSchemas({ Thing: { description: "It.", required: ["absent"], properties: {} } })), [
    "components.schemas.Thing.required: there is no property absent",
  ]);
});

test("inputs and outputs are records of JSON, because only a record can grow", () => {
  const schemas = { Color: { description: "It.", enum: ["red"] } };
  const side = { $ref: "#/components/schemas/Color" };
  const document = documentWith({ exports: { paint: exportWith({ input: side }) }, components: { schemas } });
  deepStrictEqual(problemsOf(document), ["exports.paint.input.$ref: must be a record, Color is an enumeration"]);
  const binary = documentWith({
    exports: { paint: exportWith({ output: { ...side, contentType: "application/x-binary" } }) },
    components: { schemas: { Color: { description: "It.", properties: {} } } },
  });
  deepStrictEqual(problemsOf(binary), ["exports.paint.output.contentType: must be application/json"]);
});
