// Which bytes are given away to the other thread, and which are copied.
import assert from "node:assert/strict";
import { test } from "node:test";
import { transferable } from "#host/driver/thread-messages";

const LARGE = 65_536;

test("a large buffer that the bytes fill alone is given away", () => {
  const bytes = new Uint8Array(LARGE);
  assert.deepEqual(transferable(bytes), [bytes.buffer]);
});

test("a small one is copied, and so is a part of one, for others may read the rest", () => {
  assert.deepEqual(transferable(new Uint8Array(LARGE - 1)), []);
  assert.deepEqual(transferable(new Uint8Array(LARGE + 1).subarray(1)), []);
  assert.deepEqual(transferable(new Uint8Array(LARGE + 1).subarray(0, LARGE)), []);
  assert.deepEqual(transferable(new Uint8Array(new SharedArrayBuffer(LARGE))), []);
});
