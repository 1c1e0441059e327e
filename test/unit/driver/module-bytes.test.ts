// Numbers, names and sections of the binary format.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ByteReader, ByteWriter, joinSections, splitSections } from "#host/driver/module-bytes";
import { isHostError } from "#host/errors";
import { wat } from "../../support/wat.ts";

test("numbers survive writing and reading, at every length", () => {
  const numbers = [0, 1, 127, 128, 16_383, 16_384, 2 ** 21, 2 ** 28 - 1, 2 ** 31, 2 ** 32 - 1];
  const writer = new ByteWriter();
  for (const number of numbers) writer.u32(number);
  const reader = new ByteReader(writer.finish());
  assert.deepEqual(
    numbers.map(() => reader.u32()),
    numbers,
  );
  assert.ok(reader.done);
});

test("names survive in every plane, and other bytes are no names", () => {
  const writer = new ByteWriter();
  writer.name("größe 𝄞");
  writer.bytes(Uint8Array.of(2, 0xc3, 0x28));
  const reader = new ByteReader(writer.finish());
  assert.equal(reader.name(), "größe 𝄞");
  assert.throws(
    () => reader.name(),
    (error) => isHostError(error, "DRIVER_MALFORMED"),
  );
});

test("cutting and joining gives the same bytes", async () => {
  const bytes = await wat(`(module (import "a" "b" (func)) (memory 1) (table 1 funcref) (func (export "f") (call 0)))`);
  assert.deepEqual(joinSections(splitSections(bytes)), Uint8Array.from(bytes));
});
