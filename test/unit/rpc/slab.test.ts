// Buffers that are filled from the front.
import assert from "node:assert/strict";
import { test } from "node:test";
import { SLAB_BYTES, Slab, SlabPool } from "#host/rpc/slab";

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
