// The XTP export: what it keeps, what it leaves out, and that our own reader still knows it.
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { test } from "node:test";
import { emitXtp } from "#sdk/generate/xtp";
import { everyTypeContract, shippedContracts } from "../../../support/contracts.ts";

function keysOf(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)]);
}

test("the export has none of our own keys and only those that the dialect knows", () => {
  for (const contract of [...shippedContracts(), everyTypeContract()]) {
    const [file] = emitXtp(contract);
    strictEqual(file?.path, `${contract.name}.xtp.json`);
    const document = JSON.parse(file?.text ?? "");
    strictEqual(document.version, "v1-draft");
    deepStrictEqual(
      keysOf(document).filter((key) => key.startsWith("x-")),
      [],
    );
    deepStrictEqual(
      Object.keys(document).filter((key) => !["version", "exports", "imports", "components"].includes(key)),
      [],
    );
  }
});

test("a kind is exported whole: what it inherits is part of it", () => {
  const volume = shippedContracts()[1];
  ok(volume);
  const document = JSON.parse(emitXtp(volume)[0]?.text ?? "");
  deepStrictEqual(
    Object.keys(document.exports),
    volume.functions.map((fn) => fn.name),
  );
  deepStrictEqual(
    Object.keys(document.components.schemas),
    volume.types.map((type) => type.name),
  );
  deepStrictEqual(document.exports.create_volume.input, {
    contentType: "application/json",
    $ref: "#/components/schemas/CreateVolume",
  });
});

test("every type has its word in the dialect, and what may be absent is nullable there", () => {
  const { properties } = JSON.parse(emitXtp(everyTypeContract())[0]?.text ?? "").components.schemas.Everything;
  deepStrictEqual(properties.bytes, { type: "buffer" });
  deepStrictEqual(properties.moment, { type: "string", format: "date-time" });
  deepStrictEqual(properties.counts, { type: "object", additionalProperties: { type: "integer", format: "int64" } });
  deepStrictEqual(properties.matrix, {
    type: "array",
    items: { type: "array", items: { type: "integer", format: "int32" } },
  });
  deepStrictEqual(properties.may_be, { type: "integer", format: "int64", nullable: true });
  deepStrictEqual(properties.plain_text, { type: "string" });
});
