// What the emitters of guest bindings share.
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { test } from "node:test";
import { block, comment, indent, isLoose, pascalCase, reachable, snakeCase } from "#sdk/generate/guest";
import { everyTypeContract } from "../../../support/contracts.ts";

test("names change their case and nothing else", () => {
  strictEqual(pascalCase("volume"), "Volume");
  strictEqual(pascalCase("block_device2_x"), "BlockDevice2X");
  strictEqual(snakeCase("CreateVolume"), "create_volume");
  strictEqual(snakeCase("HTTPServer2Entry"), "http_server2_entry");
});

test("a short comment is one line, a long one has lines of at most 120 characters", () => {
  strictEqual(comment("Short.", "  "), "  /** Short. */");
  const long = comment("word ".repeat(100), "    ");
  ok(long.split("\n").length > 3);
  for (const line of long.split("\n")) ok(line.length <= 120, line);
  strictEqual(long.match(/word/g)?.length, 100);
  strictEqual(comment("a */ b", ""), "/** a * / b */");
});

test("indentation leaves empty lines empty, and a block stands in braces", () => {
  deepStrictEqual(indent(["a", "", "b"], 4), ["    a", "", "    b"]);
  deepStrictEqual(block(["a;"]), ["{", "  a;", "}"]);
});

test("types are reached through records, arrays and maps", () => {
  const contract = everyTypeContract();
  const names = [...reachable([contract.functions[0]?.input, undefined])].map((type) => type.name).sort();
  deepStrictEqual(names, ["Color", "Either", "EitherWhich", "Empty", "Everything", "Inner"]);
  strictEqual(reachable([]).size, 0);
});

test("a field is loose when it may be null or absent", () => {
  const everything = everyTypeContract().types.find((type) => type.name === "Everything");
  ok(everything?.kind === "record");
  const loose = everything.properties.filter(isLoose).map((property) => property.name);
  deepStrictEqual(loose, ["must_say", "may_be", "may_be_inner", "either"]);
});
