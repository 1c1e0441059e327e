// The source of a typed client: what it says for a document, and what it refuses.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isHostError } from "#host/errors";
import { clientSource } from "#host/rpc/openrpc-client";

const method = (name: string, more: object = {}) => ({
  name,
  params: [],
  result: { name: "result", schema: {} },
  ...more,
});
const refused = (document: unknown) =>
  assert.throws(
    () => clientSource(document),
    (error) => isHostError(error, "INVALID_PARAMS"),
    JSON.stringify(document),
  );

test("each topic has an interface and a function, under names that do not meet", () => {
  const source = clientSource({ methods: ["a-b.one", "a_b.one", "a-b.two", "7up.one"].map((name) => method(name)) });
  for (const name of [
    "interface ABClient ",
    "interface ABClient2 ",
    "interface Topic7upClient ",
    "function aBClient2(",
  ])
    assert.ok(source.includes(name), `${name}\n${source}`);
  assert.ok(source.includes('import type { HoldfastClient, ProgramCallOptions } from "@holdfast/host/client";'));
});

test("version and namespace are asked for with each call, and streams are read", () => {
  const source = clientSource({
    methods: [
      method("t.call", { "x-version": "2.1", "x-namespace": "odd" }),
      method("t.watch", { "x-streams": true, params: [{ name: "from", schema: { type: "integer" } }] }),
    ],
  });
  assert.match(
    source,
    /connection\.call\(`\$\{target\}\.call`, params, \{ version: "2\.1", namespace: "odd", \.\.\.options \}\)/,
  );
  assert.match(
    source,
    /watch\(params\?: \{ readonly from\?: number \}, options\?: StreamOptions\): AsyncGenerator<unknown>/,
  );
});

test("a summary cannot end its comment, and text in a schema stays a literal", () => {
  const source = clientSource({
    methods: [
      method("t.a", {
        summary: "One */ evil();\n/* two",
        result: { schema: { enum: ["`$" + "{evil()}`", "*/ evil()"] } },
      }),
    ],
  });
  assert.ok(source.includes("/** One *\\/ evil(); /* two */"), source);
  assert.equal(source.split("\n").filter((line) => line.startsWith("evil")).length, 0);
});

test("what is no document of a bus is refused", () => {
  for (const document of [null, [], {}, { methods: [] }, { methods: 1 }, { methods: [3] }]) refused(document);
  for (const name of ["", "noDot", "a@b.c", "a b.c", "a.`evil`", "a.b;c", "a.__proto__ "])
    refused({ methods: [method(name)] });
});
