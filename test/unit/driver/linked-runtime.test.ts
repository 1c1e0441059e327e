// Guests on the linked runtime: what is its own affair, beside what both runtimes share.
import assert from "node:assert/strict";
import { test } from "node:test";
import { GuestFault } from "#host/driver/runtime";
import { abiGuestText, outcomeOf, startInThread } from "../../support/abi-guests.ts";
import { wat } from "../../support/wat.ts";

const echo = (more = "") => wat(abiGuestText("(call $output_set (call $input_offset) (call $input_length))", more));
const bytesOf = (text: string) => new TextEncoder().encode(text);

test("an answer is a copy: neither the next call nor the guest's input can change it", async () => {
  const guest = await startInThread("linked", await echo());
  const input = bytesOf("first");
  const answer = await guest.call("run", input);
  await guest.call("run", bytesOf("other"));
  assert.deepEqual(answer, input);
  answer[0] = 0;
  assert.equal(input[0], 102);
  assert.equal(answer.byteLength, answer.buffer.byteLength, "it can be given away whole");
});

test("inputs that make the memory grow come back whole, and small ones after them", async () => {
  const guest = await startInThread("linked", await echo(), [], { outputBytesMax: 4_000_000, hostBytesMax: 4_000_000 });
  for (const length of [0, 1, 100_000, 7, 3_999_999, 16]) {
    const input = new Uint8Array(length).map((_, index) => index % 251);
    assert.deepEqual(await guest.call("run", input), input);
  }
});

test("an input beyond the bound is memory exceeded, and nothing was called", async () => {
  const guest = await startInThread("linked", await echo());
  assert.equal(await outcomeOf(guest, "run", new Uint8Array(2_000_000)), "DRIVER_MEMORY_EXCEEDED");
  assert.equal(await outcomeOf(guest, "run", bytesOf("a")), "answer 61");
});

test("what an initialiser returns is no failure, what a function returns is", async () => {
  const fields =
    '(func (export "_initialize") (result i32) (i32.const 5)) (func (export "two") (result i32) (i32.const 2))';
  const guest = await startInThread("linked", await echo(fields));
  assert.equal(await outcomeOf(guest, "two", bytesOf("")), "DRIVER_FAILED returned 2, which is no success");
  assert.equal(await outcomeOf(guest, "run", bytesOf("")), "answer ");
});

test("two guests of one file have nothing in common", async () => {
  const fields = `(global $n (mut i32) (i32.const 0))
    (func (export "count") (result i32) (global.set $n (i32.add (global.get $n) (i32.const 1)))
      (call $answer (i64.extend_i32_u (global.get $n)) (call $length (call $alloc (i64.const 3)))) (i32.const 0))`;
  const bytes = await echo(fields);
  const [one, other] = [await startInThread("linked", bytes), await startInThread("linked", bytes)];
  for (const expected of ["01", "02"])
    assert.match(await outcomeOf(one, "count", bytesOf("")), new RegExp(`^answer ${expected}`));
  assert.match(await outcomeOf(other, "count", bytesOf("")), /^answer 01/);
});

test("an import of the wrong type, name or namespace is refused before anything runs", async () => {
  const cases = [
    '(import "extism:host/env" "alloc" (func (param i32) (result i64)))',
    '(import "extism:host/env" "begin" (func (param i32) (result i32)))',
    '(import "extism:host/env" "constructor" (func))',
    '(import "extism:host/user" "anything" (func))',
    '(import "constructor" "name" (func))',
  ];
  for (const fields of cases) {
    const starting = startInThread("linked", await wat(`(module ${fields})`));
    await assert.rejects(
      starting,
      (error) => error instanceof GuestFault && error.code === "DRIVER_IMPORT_REFUSED",
      fields,
    );
  }
});
