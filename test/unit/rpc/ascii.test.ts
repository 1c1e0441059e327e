// Short texts in and out of buffers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isText, writeShort } from "#host/rpc/ascii";

test("every text is written as UTF-8, short or long, whatever it holds", () => {
  for (const text of ["", "volume.create", "é", "abcé", "𝛑 and more", "x".repeat(200), "\ud800"]) {
    const buffer = Buffer.alloc(3 * text.length + 2);
    const end = writeShort(buffer, 1, text);
    assert.deepEqual(buffer.subarray(1, end), Buffer.from(text));
  }
});

test("a text is known again only if every byte of it is there", () => {
  const buffer = Buffer.from("..work.echo..");
  assert.equal(isText(buffer, 2, 11, "work.echo"), true);
  assert.equal(isText(buffer, 2, 10, "work.echo"), false);
  assert.equal(isText(buffer, 2, 11, "work.ecHo"), false);
  assert.equal(isText(buffer, 2, 2, ""), true);
  assert.equal(isText(Buffer.from([0xe9]), 0, 1, "\u0169"), false);
});
