// Buffers that are filled from the front.
import assert from "node:assert/strict";
import { test } from "node:test";
import { copyOf, SLAB_BYTES, Slab, SlabPool } from "#host/rpc/slab";

test("a slab grows and keeps what it holds", () => {
  const slab = new Slab(4);
  slab.at = slab.buffer.write("abcd");
  slab.reserve(200_000);
  assert.ok(slab.buffer.length >= 200_004);
  assert.equal(slab.buffer.toString("latin1", 0, slab.at), "abcd");
});

test("a pool gives back what it got, emptied, but keeps neither large nor too many", () => {
  const pool = new SlabPool(1);
  const [one, two] = [pool.take(), pool.take()];
  one.at = 10;
  pool.give(one);
  pool.give(two);
  assert.equal(pool.take(), one);
  assert.equal(one.at, 0);
  assert.notEqual(pool.take(), two);
  one.reserve(SLAB_BYTES * 4);
  pool.give(one);
  assert.notEqual(pool.take(), one);
});

test("a copy lasts whatever its size: neither its source nor a later copy shares its bytes", () => {
  const source = Buffer.alloc(20_000);
  const copies = [0, 1, 4095, 4096, 4097, 16_384, 16_385, 4096, 16_384, 16_384, 16_384, 16_384].map((length, index) => {
    source.fill(index + 1);
    return { copy: copyOf(source.subarray(0, length)), length, byte: index + 1 };
  });
  source.fill(255);
  for (const { copy, length, byte } of copies) {
    assert.equal(copy.length, length);
    assert.ok(copy.equals(Buffer.alloc(length, byte)), `${length} bytes of ${byte}`);
  }
  const [first, second] = [copyOf(source.subarray(0, 5000)), copyOf(source.subarray(0, 5000))];
  first.fill(1);
  assert.ok(second.equals(Buffer.alloc(5000, 255)));
});
