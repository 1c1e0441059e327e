import assert from "node:assert/strict";
import { test } from "node:test";
import type { z } from "zod";
import { bytes, count, durationMs, text, textOf } from "#host/conf/fields";

const message = (schema: z.ZodType, value: unknown) => schema.safeParse(value).error?.issues[0]?.message;

test("a time or a size is a number in its unit or text with one", () => {
  assert.deepEqual([durationMs("d").parse(5), durationMs("d").parse("5s")], [5, 5000]);
  assert.deepEqual([bytes("b").parse(5), bytes("b").parse("5KiB")], [5, 5120]);
});

test("bounds hold for both forms and are told with a unit", () => {
  const time = durationMs("d", { min: 100, max: 60_000 });
  assert.deepEqual([time.parse(100), time.parse("1min")], [100, 60_000]);
  assert.equal(message(time, 99), "must be at least 100ms");
  assert.equal(message(time, "61s"), "must be at most 1min");
  assert.equal(message(bytes("b", { min: 1024 }), "1000B"), "must be at least 1 KiB");
});

test("no timer is ever asked to wait longer than a timer can", () => {
  assert.equal(message(durationMs("d"), "25d"), "must be at most 2147483647ms");
});

test("fractions of the unit, not-a-numbers and other types are refused with examples", () => {
  for (const value of [1.5, Number.NaN, Number.POSITIVE_INFINITY, true, null, [], {}, "10 sec", ""]) {
    assert.match(message(durationMs("d"), value) ?? "", /expected a time: 10s, 250ms/, String(value));
    assert.match(message(bytes("b"), value) ?? "", /expected a size: 64MiB, 4KiB/, String(value));
  }
});

test("counts are whole and bounded, texts are not empty and of their form", () => {
  assert.equal(message(count("c"), 1.5), "expected a whole number");
  assert.ok(message(count("c", { max: 3 }), 4));
  assert.equal(count("c", { min: 0 }).parse(0), 0);
  assert.equal(message(text("t"), ""), "must not be empty");
  assert.equal(message(textOf(/^a$/, "expected an a", "t"), "b"), "expected an a");
});
