import assert from "node:assert/strict";
import { test } from "node:test";
import { readBytes, writeBytes } from "#host/function/bytes";

test("bytes are text where they are UTF-8 to the last, and come back as they were", () => {
  for (const [bytes, encoding] of [
    [[], "text"],
    [[0xef, 0xbb, 0xbf, 0x61], "text"],
    [[0, 1, 10], "text"],
    [[0xff], "base64"],
    [[0x61, 0xc3], "base64"],
  ] as const) {
    const written = writeBytes(Uint8Array.from(bytes));
    assert.equal(written.encoding, encoding);
    assert.deepEqual([...readBytes(written)], [...bytes]);
  }
});

test("what is no base64 is refused, not guessed at", () => {
  for (const text of ["a", "ab=", "a b=", "====", "YQ==YQ=="])
    assert.throws(() => readBytes({ encoding: "base64", text }), /no base64/);
});
