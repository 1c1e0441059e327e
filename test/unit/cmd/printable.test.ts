import assert from "node:assert/strict";
import { test } from "node:test";
import { displayWidth, onOneLine, printable, printableJson } from "#host/cmd/printable";

const BELL = "\u0007";
const CLEAR = "\u001b[2J";
const CSI_OF_ONE_CHARACTER = "\u009b2J";
const RIGHT_TO_LEFT = "\u202e";

test("what would move the cursor, ring or reorder is written out", () => {
  const text = printable(`a${BELL}${CLEAR}${CSI_OF_ONE_CHARACTER}${RIGHT_TO_LEFT}z\r`, { colors: true });
  assert.equal(text, "a\\u{7}\\u{1b}[2J\\u{9b}2J\\u{202e}z\\u{d}");
});

test("text in any script, line feeds and tabs stay as they are", () => {
  const text = "naïve Ωμέγα שלום 日本語 👨‍👩‍👧\n\tnext";
  assert.equal(printable(text, { colors: false }), text);
});

test("our own colours pass where colours are wanted, and nowhere else", () => {
  const red = "\u001b[31mbad\u001b[0m";
  assert.equal(printable(red, { colors: true }), red);
  assert.equal(printable(red, { colors: false }), "\\u{1b}[31mbad\\u{1b}[0m");
  assert.equal(printable("\u001b[8mhidden", { colors: true }), "\\u{1b}[8mhidden");
});

test("JSON keeps its value when what is unsafe to look at is escaped", () => {
  const value = { name: `x${CSI_OF_ONE_CHARACTER}${RIGHT_TO_LEFT}\u007f\ufeff`, lines: "a\nb" };
  const json = printableJson(JSON.stringify(value, null, 2));
  assert.deepEqual(JSON.parse(json), value);
  assert.equal(printable(json, { colors: false }), json);
});

test("a cell is one line", () => {
  assert.equal(onOneLine("a\nb\tc"), "a\\nb\\tc");
});

test("width is counted in columns of a terminal", () => {
  const widths: readonly (readonly [string, number])[] = [
    ["", 0],
    ["plain", 5],
    ["naïve", 5],
    ["nai\u0308ve", 5],
    ["日本語", 6],
    ["한글", 4],
    ["ｆｕｌｌ", 8],
    ["💾", 2],
    ["👨‍👩‍👧", 2],
    ["❤️", 2],
    ["🇨🇭", 2],
    ["\u001b[32mup\u001b[0m", 2],
  ];
  for (const [text, width] of widths) assert.equal(displayWidth(text), width, text);
});
