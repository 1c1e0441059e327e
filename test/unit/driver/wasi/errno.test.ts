import assert from "node:assert/strict";
import { closeSync, openSync } from "node:fs";
import { constants } from "node:os";
import test from "node:test";
import { errnoName, errnoNumber, errnoOf, isSystemCode, WasiError } from "#host/driver/wasi/errno";

test("errors carry the numbers that WASI preview 1 gives them", () => {
  const known = {
    SUCCESS: 0,
    "2BIG": 1,
    ACCES: 2,
    BADF: 8,
    EXIST: 20,
    FAULT: 21,
    INVAL: 28,
    LOOP: 32,
    NOENT: 44,
  } as const;
  for (const [name, value] of Object.entries(known)) assert.equal(errnoNumber(name as keyof typeof known), value);
  assert.equal(errnoNumber("NOTDIR"), 54);
  assert.equal(errnoNumber("ROFS"), 69);
  assert.equal(errnoNumber("XDEV"), 75);
  assert.equal(errnoNumber("NOTCAPABLE"), 76);
  assert.equal(errnoName(76), "NOTCAPABLE");
  assert.equal(errnoName(77), undefined);
});

test("a system error becomes the errno of the same name", () => {
  const thrown = caught(() => closeSync(openSync("/nowhere/at/all", "r")));
  assert.equal(errnoName(errnoOf(thrown)), "NOENT");
  assert.ok(isSystemCode(thrown, "ENOENT"));
  assert.ok(!isSystemCode(thrown, "EEXIST"));
});

test("every error that this system numbers has a WASI name, also those that Node does not name", () => {
  const system = (errno: number) =>
    Object.assign(new Error("x"), { errno: -errno, code: `Unknown system error -${errno}` });
  const unnamed = Object.entries(constants.errno)
    .filter(([, value]) => errnoName(errnoOf(system(value))) === "IO")
    .map(([name]) => name);
  assert.deepEqual(unnamed.sort(), ["EIO", "ENODATA", "ENOSR", "ENOSTR", "ETIME"]);
  assert.equal(errnoName(errnoOf(system(constants.errno.EDQUOT))), "DQUOT");
  assert.equal(errnoName(errnoOf(system(constants.errno.EOPNOTSUPP))), "NOTSUP");
  assert.equal(errnoName(errnoOf(system(99_999))), "IO");
});

test("an accident of the host is not hidden in an errno", () => {
  const accident = new TypeError("a bug of ours");
  assert.throws(() => errnoOf(accident), accident);
  assert.equal(errnoName(errnoOf(new WasiError("ROFS"))), "ROFS");
});

function caught(run: () => void): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return assert.fail("nothing was thrown");
}
