// JSON Schema as TypeScript types.
import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { propertyName, typeOf } from "#host/rpc/json-schema-type";

const written = (schema: z.ZodType) => typeOf(z.toJSONSchema(schema, { target: "draft-07", io: "input" }));

test("what schemas say becomes types, and what may be left out is optional", () => {
  const shape = z.strictObject({ id: z.string(), size: z.int().optional(), note: z.string().nullable().default("") });
  assert.equal(written(shape), "{ readonly id: string; readonly size?: number; readonly note?: (string | null) }");
  assert.equal(written(z.array(z.boolean())), "readonly (boolean)[]");
  assert.equal(written(z.enum(["a", 'b"'])), '("a" | "b\\"")');
  assert.equal(written(z.literal(3)), "3");
  assert.equal(written(z.record(z.string(), z.number())), "Readonly<Record<string, number>>");
  assert.equal(written(z.tuple([z.string(), z.number()])), "readonly [string, number]");
  assert.equal(written(z.strictObject({})), "Record<string, never>");
  assert.equal(
    typeOf({ allOf: [{ type: "object", properties: { a: {} } }, { type: "object" }] }),
    "({ readonly a?: unknown } & Readonly<Record<string, unknown>>)",
  );
  assert.equal(
    written(z.discriminatedUnion("k", [z.object({ k: z.literal("x") }), z.object({ k: z.literal("y") })])),
    '({ readonly k: "x" } | { readonly k: "y" })',
  );
});

test("what has no type is unknown, and what allows nothing is never", () => {
  for (const schema of [{}, true, null, 7, "string", { type: "soup" }, { $ref: "#/definitions/gone" }, { enum: [{}] }])
    assert.equal(typeOf(schema), "unknown", JSON.stringify(schema));
  assert.equal(typeOf(false), "never");
  assert.equal(typeOf({ enum: [] }), "never");
  assert.equal(typeOf({ type: ["string", "null", "string"] }), "(string | null)");
});

test("a schema that goes too deep ends in unknown, and names cannot leave their place", () => {
  let deep: unknown = { type: "string" };
  for (let level = 0; level < 5_000; level++) deep = { type: "array", items: deep };
  const type = typeOf(deep);
  assert.match(type, /unknown/);
  assert.ok(type.length < 1_000);
  assert.equal(propertyName("plain_1"), "plain_1");
  assert.equal(propertyName('"]; evil()'), '"\\"]; evil()"');
  assert.equal(propertyName("2nd"), '"2nd"');
});
