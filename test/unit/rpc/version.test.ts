// Interface versions: which pairs fit.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isHostError } from "#host/errors";
import { formatRange, isCompatible, parseVersion } from "#host/rpc/version";

test("a server answers its own major up to its minor, and nothing else", () => {
  const table: readonly (readonly [string, string, boolean])[] = [
    ["1.4", "1.0", true],
    ["1.4", "1.4", true],
    ["1.4", "1.5", false],
    ["1.4", "0.4", false],
    ["1.4", "2.0", false],
    ["2.0", "1.0", false],
    ["1.10", "1.9", true],
    ["1.9", "1.10", false],
    ["0.0", "0.0", true],
  ];
  for (const [implemented, asked, fits] of table) {
    assert.equal(
      isCompatible(parseVersion(implemented), parseVersion(asked)),
      fits,
      `${implemented} asked for ${asked}`,
    );
  }
});

test("what is no version is refused with the form that was expected", () => {
  for (const text of ["", "1", "1.", "1.2.3", "v1.0", "01.0", "1.-1", "1.0 ", "1e3.0", "9999999.0"]) {
    assert.throws(
      () => parseVersion(text),
      (error) => isHostError(error, "INVALID_REQUEST") && /major\.minor/.test(error.message),
      text,
    );
  }
});

test("a range is written from the first minor to the implemented one", () => {
  assert.equal(formatRange({ major: 2, minor: 0 }), "2.0");
  assert.equal(formatRange({ major: 2, minor: 7 }), "2.0-2.7");
});
