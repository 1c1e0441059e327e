// The tables that calls are kept in while they last.
import assert from "node:assert/strict";
import { test } from "node:test";
import { NumberTable, Slots } from "#host/rpc/slots";

test("a bag holds what was added until it is taken out by its place", () => {
  const bag = new Slots<string>();
  const places = ["a", "b", "c"].map((value) => bag.add(value));
  assert.equal(new Set(places).size, 3);
  bag.remove(places[1] ?? -1, "b");
  assert.deepEqual(bag.list().sort(), ["a", "c"]);
  assert.equal(bag.size, 2);
});

test("a place that was taken over by another is not emptied by the one before, nor by one that was never there", () => {
  const bag = new Slots<object>();
  const [first, second] = [{}, {}];
  const place = bag.add(first);
  bag.remove(place, first);
  assert.equal(bag.add(second), place);
  bag.remove(place, first);
  bag.remove(-1, first);
  bag.remove(99, first);
  assert.deepEqual(bag.list(), [second]);
  assert.equal(bag.size, 1);
});

test("a bag uses its places again, and gives up those of a burst once it is empty", () => {
  const bag = new Slots<number>();
  const burst = Array.from({ length: 1000 }, (_, value) => bag.add(value));
  for (const [value, place] of burst.entries()) bag.remove(place, value);
  assert.equal(bag.size, 0);
  const again = Array.from({ length: 100 }, (_, value) => bag.add(value));
  assert.ok(again.every((place) => place < 100));
  assert.equal(bag.size, 100);
});

test("a table answers what stands under a number, once", () => {
  const table = new NumberTable<string>();
  assert.equal(table.get(7), undefined);
  assert.equal(table.take(7), undefined);
  table.add(7, "seven");
  assert.equal(table.get(7), "seven");
  assert.equal(table.take(7), "seven");
  assert.equal(table.take(7), undefined);
  assert.equal(table.size, 0);
});

test("numbers that share a place do not meet, however the table grows and whatever is taken out between", () => {
  const table = new NumberTable<number>();
  const model = new Map<number, number>();
  let seed = 12345;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 8) % below;
  };
  for (let step = 0; step < 20_000; step++) {
    // Mostly numbers that agree in their last bits, as nobody but an attacker would choose them; some beyond 31 bits.
    const id = random(4) === 0 ? 0xffff_ff00 + random(256) : random(64) * 1024 + random(3);
    if (model.has(id) && random(8) < (step % 5000 < 2500 ? 3 : 6)) {
      assert.equal(table.take(id), model.get(id));
      model.delete(id);
    } else if (!model.has(id)) {
      table.add(id, step);
      model.set(id, step);
    }
    assert.equal(table.get(id), model.get(id));
    assert.equal(table.size, model.size);
  }
  assert.deepEqual(
    table.list().sort((a, b) => a - b),
    [...model.values()].sort((a, b) => a - b),
  );
});

test("who chooses numbers with a place of their own has half of the places free, and finds the table empty after a clear", () => {
  const table = new NumberTable<number>();
  let id = 0;
  for (let count = 0; count < 1000; count++) {
    do id++;
    while (!table.hasPlace(id));
    table.add(id, count);
  }
  assert.ok(id < 3000, `${id} numbers were gone through for 1000`);
  assert.equal(table.size, 1000);
  table.clear();
  assert.equal(table.size, 0);
  assert.deepEqual(table.list(), []);
  assert.equal(table.get(1), undefined);
});
