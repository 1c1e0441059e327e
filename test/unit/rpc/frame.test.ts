// The bytes around a WebSocket frame's payload.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FIN_BINARY, HEADER_ROOM, headerBytes, sealFrame } from "#host/rpc/frame";

test("a sealed frame begins right before its payload, with its length in the fewest bytes", () => {
  for (const [bytes, header] of [
    [0, 2],
    [125, 2],
    [126, 4],
    [65_535, 4],
    [65_536, 10],
  ] as const) {
    const buffer = Buffer.alloc(HEADER_ROOM + bytes, 7);
    const start = sealFrame(buffer, { start: HEADER_ROOM, end: buffer.length }, FIN_BINARY, false);
    assert.equal(HEADER_ROOM - start, header);
    assert.equal(headerBytes(bytes), header);
    assert.equal(buffer[start], 0x82);
    assert.ok(buffer.subarray(HEADER_ROOM).every((byte) => byte === 7));
  }
});

test("a masked payload is the payload under the key in front of it, at any place and of any length", () => {
  for (const [at, bytes] of [
    [16, 0],
    [16, 1],
    [16, 67],
    [17, 64],
    [19, 5],
    [18, 4099],
    [16, 31],
    [17, 32],
  ] as const) {
    const buffer = Buffer.alloc(at + bytes + 3, 7);
    const start = sealFrame(buffer, { start: at, end: at + bytes }, FIN_BINARY, true);
    assert.equal(buffer[start + 1], 0x80 | Math.min(bytes, 126));
    const key = buffer.subarray(at - 4, at);
    const read = buffer.subarray(at, at + bytes).map((byte, index) => byte ^ (key[index % 4] ?? 0));
    assert.ok(read.every((byte) => byte === 7));
    assert.ok(
      buffer.subarray(at + bytes).every((byte) => byte === 7),
      "nothing behind it is touched",
    );
  }
});
