// The checks that generated code is made of: what they let through, and the exact words for what they do not.
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { test } from "node:test";
import * as shape from "#sdk/shape";

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    ok(error instanceof shape.ShapeError, String(error));
    return error.message;
  }
  return "(nothing was refused)";
}

test("text is measured in bytes of UTF-8 and must be whole characters", () => {
  strictEqual(shape.checkText("ü", "at", 2, 2), "ü");
  strictEqual(shape.checkText("", "at"), "");
  strictEqual(shape.checkText("a\0b", "at"), "a\0b");
  strictEqual(
    refusal(() => shape.checkText("𐍈", "at", 0, 3)),
    "at must be 0 to 3 bytes long, it is 4",
  );
  strictEqual(
    refusal(() => shape.checkText("", "at", 1)),
    "at must be at least 1 bytes long, it is 0",
  );
  strictEqual(
    refusal(() => shape.checkText("a\ud800", "at")),
    "at must be whole Unicode characters, it has half of one",
  );
});

test("a wrong value is named, but never quoted at length", () => {
  strictEqual(
    refusal(() => shape.checkText(undefined, "a.b")),
    "a.b must be text, it is missing",
  );
  strictEqual(
    refusal(() => shape.checkText(null, "")),
    "must be text, it is null",
  );
  strictEqual(
    refusal(() => shape.checkRecord([], "at")),
    "at must be an object, it is a list",
  );
  strictEqual(
    refusal(() => shape.checkBoolean("yes", "at")),
    'at must be true or false, it is "yes"',
  );
  strictEqual(
    refusal(() => shape.checkBoolean("x".repeat(1e6), "at")),
    "at must be true or false, it is text of 1000000 characters",
  );
  strictEqual(
    refusal(() => shape.checkNumber({}, "at")),
    "at must be a finite number, it is an object",
  );
});

test("integers are exact to 2^53−1 and no further", () => {
  const check = (value: unknown) => shape.checkInteger(value, "at", Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  strictEqual(check(Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
  strictEqual(check(Number.MIN_SAFE_INTEGER), Number.MIN_SAFE_INTEGER);
  for (const value of [2 ** 53, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "1", 1n, true]) {
    throws(() => check(value), shape.ShapeError, String(value));
  }
  strictEqual(
    refusal(() => shape.checkInteger(256, "at", 0, 255)),
    "at must be 0 to 255, it is 256",
  );
});

test("numbers are finite", () => {
  strictEqual(shape.checkNumber(-0.5, "at"), -0.5);
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, "1"])
    throws(() => shape.checkNumber(value, "at"), shape.ShapeError);
});

test("a moment is RFC 3339 and exists", () => {
  for (const text of ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.123+02:00"])
    strictEqual(shape.checkDateTime(text, "at"), text);
  for (const text of ["2026-01-31", "2026-13-01T00:00:00Z", "31.1.2026", "2026-01-31 12:00:00", ""]) {
    throws(() => shape.checkDateTime(text, "at"), shape.ShapeError, text);
  }
});

test("an enumeration takes its values and no inherited name", () => {
  strictEqual(shape.checkEnum("a", "at", ["a", "b"]), "a");
  strictEqual(
    refusal(() => shape.checkEnum("toString", "at", ["a", "b"])),
    'at must be one of a, b, it is "toString"',
  );
});

test("each item of a list and each value of a map is named by its place", () => {
  const text = (value: unknown, at: string) => shape.checkText(value, at);
  deepStrictEqual(shape.checkList(["a", "b"], "list", text), ["a", "b"]);
  strictEqual(
    refusal(() => shape.checkList(["a", 1], "list", text)),
    "list[1] must be text, it is 1",
  );
  strictEqual(
    refusal(() => shape.checkList({ length: 1 }, "list", text)),
    "list must be a list, it is an object",
  );
  strictEqual(
    refusal(() => shape.checkMap({ k: 1 }, "map", text)),
    'map["k"] must be text, it is 1',
  );
});

test("a map keeps every key as its own, whatever it is called", () => {
  const map = shape.checkMap(JSON.parse('{"__proto__":"x","constructor":"y"}'), "map", (value, at) =>
    shape.checkText(value, at),
  );
  deepStrictEqual(Object.keys(map).sort(), ["__proto__", "constructor"]);
  strictEqual(Object.getPrototypeOf(map), Object.prototype);
  throws(() => shape.checkMap({ "\ud800": "x" }, "map", (value) => value), shape.ShapeError);
});

test("buffers are base64 with padding, measured before it", () => {
  deepStrictEqual(shape.decodeBuffer("AAH/", "at"), Uint8Array.of(0, 1, 255));
  strictEqual(shape.encodeBuffer(Uint8Array.of(0, 1, 255), "at"), "AAH/");
  strictEqual(shape.encodeBuffer(new Uint8Array([9, 0, 1, 255, 9]).subarray(1, 4), "at"), "AAH/");
  deepStrictEqual(shape.decodeBuffer("", "at"), new Uint8Array(0));
  deepStrictEqual(shape.decodeBuffer("AP9=", "at"), Uint8Array.of(0, 255), "bits behind the last byte are passed over");
  for (const text of ["A", "AA", "AA=", "A===", "AA==AA==", "A A=", "-_==", "AA==\n", "AA\u0100=", 1]) {
    throws(() => shape.decodeBuffer(text, "at"), shape.ShapeError, String(text));
  }
  strictEqual(
    refusal(() => shape.decodeBuffer("AAECAw==", "at", 0, 3)),
    "at must be 0 to 3 bytes long, it is 4",
  );
  strictEqual(
    refusal(() => shape.encodeBuffer("AAH/", "at")),
    'at must be bytes (a Uint8Array), it is "AAH/"',
  );
});

test("a complaint can be moved below a key", () => {
  strictEqual(new shape.ShapeError("", "is bad").below("result").message, "result is bad");
  strictEqual(new shape.ShapeError("a.b", "is bad").below("result").message, "result.a.b is bad");
});
