// The OpenRPC document of a bus.
import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { bindEndpoint } from "#host/rpc/endpoint";
import { describeEndpoints, openRpcDocument } from "#host/rpc/openrpc";

const info = { title: "test", version: "1.0.0" };
const target = { make: async () => 1, list: async () => 1 };

const bound = (version: string) =>
  bindEndpoint({
    version,
    methods: {
      make: {
        summary: "Makes.",
        access: "admin",
        since: "1.1",
        params: z.strictObject({ note: z.string().optional(), size: z.int().positive() }),
        result: z.object({ id: z.string() }),
      },
      list: { summary: "Lists.", access: "read" },
    },
    target,
  });

test("a method is documented with its schemas, mandatory params first", () => {
  const document = openRpcDocument(info, [{ topic: "thing", methods: describeEndpoints([bound("1.2")]) }]);
  assert.deepEqual(document["methods"], [
    {
      name: "thing.list",
      summary: "Lists.",
      paramStructure: "by-name",
      params: [],
      result: { name: "result", schema: {} },
      "x-access": "read",
      "x-version": "1.2",
    },
    {
      name: "thing.make",
      summary: "Makes.",
      paramStructure: "by-name",
      params: [
        {
          name: "size",
          schema: { type: "integer", exclusiveMinimum: 0, maximum: Number.MAX_SAFE_INTEGER },
          required: true,
        },
        { name: "note", schema: { type: "string" }, required: false },
      ],
      result: {
        name: "result",
        schema: {
          type: "object",
          properties: { id: { type: "string" } },
          required: ["id"],
          additionalProperties: false,
        },
      },
      "x-access": "admin",
      "x-version": "1.2",
      "x-since": "1.1",
    },
  ]);
  assert.deepEqual(JSON.parse(JSON.stringify(document)), document, "the document is not plain JSON");
});

test("a topic with two majors has each method once, with both versions", () => {
  const methods = describeEndpoints([bound("1.2"), bound("2.0")]);
  const { methods: shown } = openRpcDocument(info, [{ topic: "thing", methods }]) as {
    methods: Record<string, unknown>[];
  };
  assert.deepEqual(
    shown.map((method) => [method["name"], method["x-versions"]]),
    [
      ["thing.list", ["1.2", "2.0"]],
      ["thing.make", ["1.2", "2.0"]],
    ],
  );
});

test("a schema without a JSON form is documented as anything", () => {
  const odd = bindEndpoint({
    version: "1.0",
    methods: {
      make: { summary: "Makes.", access: "read", params: { safeParse: (data) => ({ success: true, data }) } },
      list: { summary: "Lists.", access: "read", params: z.object({ when: z.date() }), result: z.bigint() },
    },
    target,
  });
  for (const { params, result } of describeEndpoints([odd])) assert.deepEqual([params, result], [{}, {}]);
});

test("topics that did not answer are named", () => {
  assert.deepEqual(openRpcDocument(info, [], ["dead"])["x-unreachable"], ["dead"]);
  assert.ok(!("x-unreachable" in openRpcDocument(info, [])));
});
