// Where one schema accepts less than another.
import assert from "node:assert/strict";
import { test } from "node:test";
import { narrowings } from "#host/rpc/schema-narrowing";

const found = (from: unknown, to: unknown, ignoresMore = false) =>
  narrowings(from, to, { ignoresMore }).map(({ path, what }) => `${path}: ${what}`);

test("a schema is no narrower than itself, than nothing, or than a wider one", () => {
  const text = { type: "string", minLength: 2, pattern: "^a" };
  assert.deepEqual(found(text, text), []);
  assert.deepEqual(found(text, {}), []);
  assert.deepEqual(found(text, true), []);
  assert.deepEqual(found(text, { type: ["string", "null"], minLength: 1, pattern: "^a" }), []);
  assert.deepEqual(found({ type: "integer" }, { type: "number" }), []);
  assert.deepEqual(found({ const: "a" }, { enum: ["a", "b"] }), []);
  assert.deepEqual(found({ anyOf: [{ type: "string" }, { type: "null" }] }, { type: ["null", "string"] }), []);
});

test("each way of accepting less is told with its place", () => {
  assert.deepEqual(found({ type: "string" }, false), ["the whole: nothing fits any more"]);
  assert.deepEqual(found({}, { type: "string" }), ["the whole: anything was accepted, now it must fit a schema"]);
  assert.deepEqual(found({ type: "number" }, { type: "integer" }), ["the whole: number was accepted, now integer"]);
  assert.deepEqual(found({ type: "string" }, { type: "string", format: "uuid" }), [
    'the whole: format is "uuid", was not there',
  ]);
  assert.deepEqual(found({ type: "string" }, { enum: ["a"] }), ['the whole: any value was accepted, now only "a"']);
  assert.deepEqual(found({ type: ["string", "integer"] }, { anyOf: [{ type: "string" }, { type: "null" }] }), [
    "the whole: string or integer is none of what is accepted",
  ]);
});

test("members that are not known may be passed over or not", () => {
  const from = { type: "object", properties: { a: { type: "string" }, b: { type: "string" } } };
  const to = { type: "object", properties: { a: { type: "string" } }, additionalProperties: false };
  assert.deepEqual(found(from, to, true), []);
  assert.deepEqual(found(from, to), ["b: is refused, was accepted", "*: other members are refused, were accepted"]);
});
