import assert from "node:assert/strict";
import { test } from "node:test";
import { CREATE_PARAMS, LIST_PARAMS } from "#host/volume/messages";

const refused = (params: unknown) => {
  const parsed = CREATE_PARAMS.safeParse(params);
  assert.equal(parsed.success, false, JSON.stringify(params));
  return parsed.error?.issues.map(({ message }) => message).join("; ") ?? "";
};

test("a name may be any text, paths and every plane of Unicode included, since nobody reads a path into it", () => {
  for (const name of ["../etc/passwd", "a/b", ".", "тoм", "💾", "a b"]) {
    assert.equal(CREATE_PARAMS.safeParse({ name, sizeBytes: 1 }).success, true, name);
  }
});

test("a name that is empty, too long in bytes or has control characters is refused with the reason", () => {
  assert.match(refused({ name: "", sizeBytes: 1 }), /needs a name/);
  assert.match(refused({ name: "é".repeat(128), sizeBytes: 1 }), /255 bytes/);
  assert.match(refused({ name: "a\u0000b", sizeBytes: 1 }), /control characters/);
  assert.match(refused({ name: "a\nb", sizeBytes: 1 }), /control characters/);
  assert.match(refused({ name: "a\u009bb", sizeBytes: 1 }), /control characters/);
});

test("a name that has no UTF-8 is refused, for two of them would become one", () => {
  for (const name of ["a\ud800", "\udc00", "\ude00\ud83d"]) {
    assert.match(refused({ name, sizeBytes: 1 }), /half of a character/);
  }
});

test("a size is a whole number of bytes that JSON can carry exactly", () => {
  for (const sizeBytes of [0, -1, 1.5, 2 ** 53, "1", null]) refused({ name: "a", sizeBytes });
  assert.equal(CREATE_PARAMS.safeParse({ name: "a", sizeBytes: Number.MAX_SAFE_INTEGER }).success, true);
});

test("an unknown param is refused instead of ignored", () => {
  assert.match(refused({ name: "a", sizeBytes: 1, dirver: "file" }), /dirver/);
});

test("a list has a limit also when none is asked", () => {
  assert.deepEqual(LIST_PARAMS.parse({}), { limit: 1000 });
});
