import assert from "node:assert/strict";
import { test } from "node:test";
import { displayWidth } from "#host/cmd/printable";
import { type Column, table } from "#host/cmd/table";

type Row = readonly [string, string];
const COLUMNS: readonly Column<Row>[] = [
  { title: "NAME", cell: ([name]) => name },
  { title: "STATE", cell: ([, state]) => state },
];

test("columns are as wide as their widest cell, without blanks at the end", () => {
  const text = table(
    [
      ["a", "up"],
      ["longer", "down"],
    ],
    COLUMNS,
  );
  assert.equal(text, "NAME    STATE\na       up\nlonger  down\n");
});

test("the heading is there even without rows", () => {
  assert.equal(table([], COLUMNS), "NAME  STATE\n");
});

test("columns stand under each other whatever their cells are written in", () => {
  const text = table(
    [
      ["日本語", "up"],
      ["💾 ü", "up"],
      ["\u001b[32mgreen\u001b[0m", "up"],
    ],
    COLUMNS,
  );
  const before = text
    .trimEnd()
    .split("\n")
    .map((line) => displayWidth(line.replace(/(STATE|up)$/, "")));
  assert.equal(new Set(before).size, 1, text);
});

test("a cell with line feeds and escapes stays on its line and in its column", () => {
  const text = table([["a\nFAKE  up\u001b[2J", "up"]], COLUMNS);
  assert.equal(text.split("\n").length, 3);
  assert.match(text, /^a\\nFAKE {2}up\\u\{1b\}\[2J {2}up$/m);
});

test("many rows do not exceed the stack", () => {
  const rows = Array.from({ length: 200_000 }, (_, index): Row => [String(index), "up"]);
  assert.equal(table(rows, COLUMNS).split("\n").length, 200_002);
});
