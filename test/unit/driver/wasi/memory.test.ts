/// <reference path="../../../../host/src/driver/webassembly.d.ts" />
import assert from "node:assert/strict";
import test from "node:test";
import { type ErrnoName, WasiError } from "#host/driver/wasi/errno";
import { GuestMemory } from "#host/driver/wasi/memory";

const refusal = (errno: ErrnoName) => (error: unknown) => error instanceof WasiError && error.errno === errno;

test("what lies outside the memory is a fault, to the byte", () => {
  const memory = new GuestMemory(() => ({ buffer: new ArrayBuffer(16) }) as WebAssembly.Memory);
  assert.equal(memory.bytes(0, 16).length, 16);
  assert.equal(memory.bytes(16, 0).length, 0);
  memory.writeU64(8, 1n);
  memory.writeU32(12, 1);
  const faults = [
    () => memory.bytes(0, 17),
    () => memory.bytes(17, 0),
    () => memory.bytes(0xffff_ffff, 0xffff_ffff),
    () => memory.writeU64(9, 1n),
    () => memory.writeU32(13, 1),
    () => memory.writeU16(15, 1),
    () => memory.writeU8(16, 1),
    () => memory.readU64(9),
    () => memory.readU32(0xffff_ffff),
    () => memory.readU16(15),
    () => memory.readU8(16),
    () => memory.text(8, 9, 100),
    () => memory.vectors(8, 2, 100),
  ];
  for (const fault of faults) assert.throws(fault, refusal("FAULT"), String(fault));
});

test("numbers are little-endian", () => {
  const buffer = new ArrayBuffer(8);
  const memory = new GuestMemory(() => ({ buffer }) as WebAssembly.Memory);
  memory.writeU32(0, 0x01020304);
  memory.writeU16(4, 0x0506);
  assert.deepEqual([...new Uint8Array(buffer)], [4, 3, 2, 1, 6, 5, 0, 0]);
  assert.equal(memory.readU64(0), 0x0506_0102_0304n);
});

test("a memory that grew is read at its new place", () => {
  const grown = new WebAssembly.Memory({ initial: 1, maximum: 2 });
  const memory = new GuestMemory(() => grown);
  memory.writeU8(0, 7);
  assert.throws(() => memory.readU8(65_536), refusal("FAULT"));
  grown.grow(1);
  assert.equal(memory.readU8(0), 7);
  assert.equal(memory.readU8(65_536), 0);
});

test("before its memory is known a guest gets a fault, not an accident", () => {
  const memory = new GuestMemory(() => undefined);
  assert.throws(() => memory.bytes(0, 0), refusal("FAULT"));
});

test("text is strict UTF-8 of a bounded length, and keeps a byte order mark", () => {
  const bytes = Buffer.from("\ufeffgrün𝄞");
  const buffer = Uint8Array.from([...bytes, 0xc3, 0x28]).buffer;
  const memory = new GuestMemory(() => ({ buffer }) as WebAssembly.Memory);
  assert.equal(memory.text(0, bytes.length, 100), "\ufeffgrün𝄞");
  assert.throws(() => memory.text(0, bytes.length + 2, 100), refusal("ILSEQ"));
  assert.throws(() => memory.text(0, bytes.length, 3), refusal("NAMETOOLONG"));
});

test("vectors are cut off at the bound, and each one is checked even beyond it", () => {
  const buffer = new ArrayBuffer(64);
  const memory = new GuestMemory(() => ({ buffer }) as WebAssembly.Memory);
  memory.writeU32(0, 32);
  memory.writeU32(4, 10);
  memory.writeU32(8, 40);
  memory.writeU32(12, 10);
  assert.deepEqual(
    memory.vectors(0, 2, 100).map((each) => each.length),
    [10, 10],
  );
  assert.deepEqual(
    memory.vectors(0, 2, 13).map((each) => each.length),
    [10, 3],
  );
  assert.deepEqual(
    memory.vectors(0, 2, 10).map((each) => each.length),
    [10],
  );
  memory.writeU32(12, 1000);
  assert.throws(() => memory.vectors(0, 2, 5), refusal("FAULT"));
  assert.throws(() => memory.vectors(0, 1025, 5), refusal("INVAL"));
});
