import assert from "node:assert/strict";
import test from "node:test";
import { splitLines } from "#host/driver/wasi/lines";

test("bytes become lines wherever they are cut", () => {
  const lines: string[] = [];
  const splitter = splitLines(100, (line) => lines.push(line));
  for (const byte of Buffer.from("grüße\n\nzwei\r\nrest")) splitter.write(Uint8Array.of(byte));
  assert.deepEqual(lines, ["grüße", "", "zwei"]);
  splitter.flush();
  splitter.flush();
  assert.deepEqual(lines, ["grüße", "", "zwei", "rest"]);
});

test("a line without end is handed out in bounded pieces", () => {
  const lines: string[] = [];
  const splitter = splitLines(4, (line) => lines.push(line));
  splitter.write(Buffer.from("abcdefghij\nk\n"));
  assert.deepEqual(lines, ["abcd", "efgh", "ij", "k"]);
});

test("what is no UTF-8 is shown as such", () => {
  const lines: string[] = [];
  splitLines(10, (line) => lines.push(line)).write(Uint8Array.of(0x61, 0xff, 0x0a));
  assert.deepEqual(lines, ["a\ufffd"]);
});
