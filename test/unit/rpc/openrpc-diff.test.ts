// What breaks callers between two documents, and what does not.
import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { bindEndpoint, type MethodDeclaration } from "#host/rpc/endpoint";
import { describeEndpoints, openRpcDocument } from "#host/rpc/openrpc";
import { compareDocuments } from "#host/rpc/openrpc-diff";

type Shape = Omit<Partial<MethodDeclaration>, "access"> & { readonly access?: MethodDeclaration["access"] };

function documentOf(methods: Readonly<Record<string, Shape>>, version = "1.0") {
  const full = Object.entries(methods).map(
    ([name, shape]) => [name, { summary: "Works.", access: "read", ...shape }] as const,
  );
  const target = Object.fromEntries(full.map(([name]) => [name, async () => null]));
  const endpoint = bindEndpoint({ version, methods: Object.fromEntries(full), target });
  return openRpcDocument({ title: "t", version: "1" }, [{ topic: "shop", methods: describeEndpoints([endpoint]) }]);
}

const order = (extra: z.ZodRawShape = {}) =>
  z.strictObject({ name: z.string(), count: z.int().max(10).optional(), ...extra });

/** Each change as `kind what`. */
function between(older: Shape, newer: Shape, version = "1.1"): readonly string[] {
  const { changes, broken } = compareDocuments(documentOf({ buy: older }), documentOf({ buy: newer }, version));
  const breaks = changes.some(({ kind }) => kind === "breaks");
  assert.deepEqual(broken, breaks && version.startsWith("1.") ? ["shop.buy"] : []);
  return changes.map(({ kind, what }) => `${kind} ${what}`);
}

test("adding is no break: methods, optional params, members of results, wider bounds, looser access", () => {
  const { changes, broken } = compareDocuments(documentOf({ buy: {} }), documentOf({ buy: {}, sell: {} }));
  assert.deepEqual(changes, [{ method: "shop.sell", kind: "adds", what: "is new" }]);
  assert.deepEqual(broken, []);
  assert.deepEqual(between({ params: order() }, { params: order({ note: z.string().optional() }) }), [
    "adds params, note: is new, and optional",
  ]);
  const result = z.object({ id: z.string() });
  assert.deepEqual(between({ result }, { result: result.extend({ at: z.string() }) }), []);
  assert.deepEqual(
    between({ params: z.strictObject({ a: z.int().max(5) }) }, { params: z.strictObject({ a: z.number().max(9) }) }),
    [],
  );
  assert.deepEqual(
    between({ params: z.strictObject({ a: z.enum(["x"]) }) }, { params: z.strictObject({ a: z.enum(["x", "y"]) }) }),
    [],
  );
  assert.deepEqual(
    between(
      { params: z.strictObject({ a: z.string() }) },
      { params: z.strictObject({ a: z.union([z.string(), z.int()]).optional() }) },
    ),
    [],
  );
  assert.deepEqual(between({ access: "admin" }, { access: "read" }), ["adds needs the access read only"]);
  assert.deepEqual(between({ errors: ["BUSY"] }, { errors: ["BUSY", "NOT_FOUND"] }), [
    "adds may answer the error NOT_FOUND",
  ]);
  assert.deepEqual(between({ params: order(), result }, { params: order(), result }), []);
});

test("what callers send must still fit", () => {
  assert.deepEqual(between({ params: order() }, { params: order({ note: z.string() }) }), [
    "breaks params, note: is required, and is new",
  ]);
  assert.deepEqual(between({ params: order() }, { params: order({ count: z.int().max(10) }) }), [
    "breaks params, count: is required, was optional",
  ]);
  assert.deepEqual(between({ params: order() }, { params: z.strictObject({ name: z.string() }) }), [
    "breaks params, count: is refused, was accepted",
  ]);
  assert.deepEqual(between({ params: order() }, { params: order({ count: z.int().max(9).optional() }) }), [
    "breaks params, count: maximum is 9, was 10",
  ]);
  assert.deepEqual(between({ params: order() }, { params: order({ name: z.int() }) }), [
    "breaks params, name: string was accepted, now integer",
  ]);
  const either = z.strictObject({ a: z.union([z.string(), z.int()]) });
  assert.deepEqual(between({ params: either }, { params: z.strictObject({ a: z.string() }) }), [
    "breaks params, a: integer was accepted, now string",
  ]);
  const deep = (item: z.ZodType) => z.strictObject({ list: z.array(z.strictObject({ item })) });
  assert.deepEqual(between({ params: deep(z.string()) }, { params: deep(z.string().min(1)) }), [
    "breaks params, list[].item: minLength is 1, was not there",
  ]);
  assert.deepEqual(between({ params: deep(z.enum(["a", "b"])) }, { params: deep(z.enum(["a"])) }), [
    'breaks params, list[].item: no longer "b"',
  ]);
  assert.deepEqual(between({ params: deep(z.unknown()) }, { params: deep(z.string()) }), [
    "breaks params, list[].item: anything was accepted, now it must fit a schema",
  ]);
});

test("what callers read must still be there", () => {
  const result = z.object({ id: z.string(), note: z.string().optional() });
  assert.deepEqual(between({ result }, { result: result.omit({ id: true }) }), [
    "breaks result, id: as callers know it, was always there, now it is gone",
  ]);
  assert.deepEqual(between({ result }, { result: result.partial() }), [
    "breaks result, id: as callers know it, was always there, now it may be missing",
  ]);
  assert.equal(between({ result }, { result: result.extend({ id: z.int() }) }).length, 1);
  assert.equal(
    between({ result: z.object({ state: z.enum(["on"]) }) }, { result: z.object({ state: z.enum(["on", "off"]) }) })
      .length,
    1,
  );
});

test("the rest of a method counts too, and a new major version excuses it", () => {
  assert.deepEqual(between({ access: "read" }, { access: "admin" }), ["breaks needs the access admin, was read"]);
  assert.deepEqual(between({}, { streams: true }), ["breaks streams, did not"]);
  assert.deepEqual(between({ errors: ["BUSY"] }, {}), ["breaks says no longer which errors it answers"]);
  assert.equal(between({ access: "read" }, { access: "admin" }, "2.0").length, 1);
  const gone = compareDocuments(documentOf({ buy: {}, sell: {} }), documentOf({ buy: {} }, "2.0"));
  assert.deepEqual(gone.broken, ["shop.sell"]);
});

test("what is no document is refused", () => {
  for (const wrong of [null, [], {}, { methods: 1 }])
    assert.throws(() => compareDocuments(documentOf({}), wrong), {
      code: "INVALID_PARAMS",
      message: /the newer is no OpenRPC document/,
    });
});
