import assert from "node:assert/strict";
import { test } from "node:test";
import { ERRORS, type ErrorCode, HostError, isHostError, messageOf, nearestWord } from "#host/errors";

const CODES = Object.keys(ERRORS) as ErrorCode[];
const PROTOCOL: readonly ErrorCode[] = [
  "PARSE_ERROR",
  "INVALID_REQUEST",
  "METHOD_NOT_FOUND",
  "INVALID_PARAMS",
  "INTERNAL",
];

test("no two error codes share a JSON-RPC number", () => {
  const numbers = CODES.map((code) => ERRORS[code].rpcCode);
  assert.equal(new Set(numbers).size, numbers.length);
});

test("the protocol's own errors have the numbers of JSON-RPC 2.0", () => {
  assert.deepEqual(
    PROTOCOL.map((code) => ERRORS[code].rpcCode),
    [-32700, -32600, -32601, -32602, -32603],
  );
});

test("every other error stands in the range that JSON-RPC leaves to servers", () => {
  const outside = CODES.filter((code) => !PROTOCOL.includes(code)).filter((code) => {
    const { rpcCode } = ERRORS[code];
    return rpcCode < -32099 || rpcCode > -32000;
  });
  assert.deepEqual(outside, []);
});

test("every error says what it means, as a clause", () => {
  const odd = CODES.filter((code) => !/^[a-z].{8,}[^.]$/.test(ERRORS[code].meaning));
  assert.deepEqual(odd, []);
});

test("an error takes number and retryable from the table and keeps data and cause", () => {
  const cause = new Error("below");
  const error = new HostError("BUSY", "db1 is being extended; wait for its operation", {
    data: { name: "db1" },
    cause,
  });
  assert.equal(error.rpcCode, ERRORS.BUSY.rpcCode);
  assert.equal(error.retryable, true);
  assert.deepEqual(error.data, { name: "db1" });
  assert.equal(error.cause, cause);
});

test("an error without a cause has none, not one that is undefined", () => {
  assert.equal("cause" in new HostError("BUSY", "db1"), false);
});

test("another peer's word on retryable wins over the table's", () => {
  assert.equal(new HostError("BUSY", "db1", { retryable: false }).retryable, false);
});

test("an error of ours is told from others, and by its code", () => {
  const error: unknown = new HostError("NOT_FOUND", "db1");
  assert.equal(isHostError(error), true);
  assert.equal(isHostError(error, "NOT_FOUND"), true);
  assert.equal(isHostError(error, "BUSY"), false);
  assert.equal(isHostError(new Error("NOT_FOUND")), false);
  assert.equal(isHostError(undefined), false);
});

test("anything thrown has a message for a person", () => {
  assert.equal(messageOf(new Error("no room")), "no room");
  assert.equal(messageOf("no room"), "no room");
  assert.equal(messageOf(undefined), "undefined");
});

test("a misspelt word is led back to the one that was meant", () => {
  const words = ["listen", "allowedOrigins", "batchMax"];
  assert.equal(nearestWord("lisen", words), "listen");
  assert.equal(nearestWord("LISTEN", words), "listen");
  assert.equal(nearestWord("allowedOrigin", words), "allowedOrigins");
  assert.equal(nearestWord("colour", words), undefined);
  assert.equal(nearestWord("anything", []), undefined);
});
