import assert from "node:assert/strict";
import { test } from "node:test";
import * as messages from "#host/admin/messages";

test("a driver's name is a word that no path and no option can be", () => {
  const named = (name: string) => messages.DRIVER_PARAMS.safeParse({ kind: "volume", name }).success;
  for (const name of ["file", "a", "0", "my_driver-2", "a".repeat(63)]) assert.ok(named(name), name);
  for (const name of ["", "-x", "_x", "A", "a/b", "..", "a b", "ä", "a".repeat(64), "a\n"])
    assert.ok(!named(name), name);
});

test("an added driver may say what configuration may, but never that it is trusted", () => {
  const given = { kind: "volume", name: "x", path: "/x.wasm", grants: { log: true }, limits: { callTimeoutMs: 5000 } };
  const parsed = messages.ADD_DRIVER_PARAMS.parse(given);
  assert.deepEqual([parsed.grants.log, parsed.grants.config, parsed.grants.fs], [true, false, []]);
  for (const extra of [{ trusted: true }, { export: "make" }, { surprise: 1 }])
    assert.ok(!messages.ADD_DRIVER_PARAMS.safeParse({ ...given, ...extra }).success, JSON.stringify(extra));
});

test("lists are bounded and filters closed", () => {
  assert.equal(messages.OPERATIONS_PARAMS.parse({}).limit, 100);
  for (const params of [{ limit: 0 }, { limit: 1001 }, { limit: 1.5 }, { state: "lost" }, { since: "now" }])
    assert.ok(!messages.OPERATIONS_PARAMS.safeParse(params).success, JSON.stringify(params));
});

test("what is left out of an order is the careful choice", () => {
  assert.equal(messages.REMOVE_DRIVER_PARAMS.parse({ kind: "volume", name: "x" }).force, false);
  assert.equal(messages.FORCE_DOWN_PARAMS.parse({ uuid: "u" }).forcedDown, true);
});
