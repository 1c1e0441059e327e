// The README's table of languages: a row for each, with the size of the file that is committed.
import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { languageRows, sizeCells, tableIn, withTable } from "#scripts/language-table";
import { GUEST_LANGUAGES } from "#sdk/build/languages";

const ROOT = process.cwd();

test("the same driver is there in every language that has a kit", () => {
  const titles = languageRows(ROOT).map((row) => row.title);
  deepStrictEqual(titles.sort(), GUEST_LANGUAGES.map((language) => language.title).sort());
});

test("the README has a row for each, with the committed file's size and what was measured", () => {
  const lines = tableIn(readFileSync("README.md", "utf8")).split("\n");
  for (const row of languageRows(ROOT)) {
    const found = lines.find((line) => line.startsWith(sizeCells(row)));
    ok(found, `README.md has no row \`${sizeCells(row)}\`: run \`npm run languages\` and commit it`);
    match(found.slice(sizeCells(row).length), /^ [\d.]+ (KiB|MiB) \| [\d.]+ ms \| [\d.]+ µs \|$/);
  }
});

test("a table takes the place of the one before, or of none, and of nothing else", () => {
  const empty = "# A\n<!-- languages: written by `npm run languages` -->\n<!-- end of languages -->\nB\n";
  const full = withTable(empty, "| x |\n");
  strictEqual(full, empty.replace("-->\n<", "-->\n| x |\n<"));
  strictEqual(withTable(full, ""), empty);
});

test("a README without the table's place is refused", () => {
  throws(() => tableIn("# Holdfast\n"), /has no table between/);
});
