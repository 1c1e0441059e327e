import assert from "node:assert/strict";
import test from "node:test";
import { errnoName } from "#host/driver/wasi/errno";
import { toImport, wasiFunction } from "#host/driver/wasi/function";

test("an i32 arrives unsigned and an i64 as an unsigned BigInt", () => {
  const seen: unknown[] = [];
  const call = toImport(
    wasiFunction("iI", (params) => void seen.push(...params)),
    () => {},
  );
  assert.equal(call(-1, -1n), 0);
  assert.deepEqual(seen, [0xffff_ffff, 0xffff_ffff_ffff_ffffn]);
});

test("a guest that declares its import with other types is answered, not thrown at", () => {
  const call = toImport(
    wasiFunction("iI", () => {}),
    () => {},
  );
  for (const values of [[1, 1], [1n, 1n], [], [1], [{}, null], [undefined, undefined]]) {
    assert.equal(errnoName(call(...values)), "INVAL");
  }
  assert.equal(errnoName(call(1, 1n, "more than declared")), "SUCCESS");
});
