import assert from "node:assert/strict";
import { test } from "node:test";
import { DriverStatusError, ERRORS, type ErrorCode, HostError, isDriverStatus, isHostError } from "#host/errors";
import { judge, restoreError, storeError } from "#host/operation/outcome";

const FAILED: readonly ErrorCode[] = [
  "DRIVER_FAILED",
  "DRIVER_UNAVAILABLE",
  "DRIVER_GRANT_MISSING",
  "DRIVER_START_TRAP",
];
const ALSO_FAILED: readonly ErrorCode[] = ["RESOURCE_EXHAUSTED", "UNSUPPORTED", "INVALID_PARAMS", "SHUTTING_DOWN"];
const UNKNOWN: readonly ErrorCode[] = [
  ...([
    "DRIVER_TIMEOUT",
    "DRIVER_TRAP",
    "DRIVER_MEMORY_EXCEEDED",
    "DRIVER_OUTPUT_TOO_LARGE",
    "DRIVER_BAD_ANSWER",
  ] as const),
  ...(["DEADLINE_EXCEEDED", "CANCELLED", "LINK_LOST", "INTERNAL", "STORAGE_FAILED"] as const),
];

test("only an answer, or a refusal before the call, is failed", () => {
  for (const code of [...FAILED, ...ALSO_FAILED]) assert.equal(judge(new HostError(code, "x")), "failed", code);
  for (const code of UNKNOWN) assert.equal(judge(new HostError(code, "x")), "unknown", code);
  assert.equal(judge(new DriverStatusError("resource_exhausted", "disk full")), "failed");
});

test("whatever nobody thought of is unknown", () => {
  for (const error of [new TypeError("x"), "text", undefined, null, 7]) assert.equal(judge(error), "unknown");
});

test("an error that says whether the guest was asked is believed whatever its code", () => {
  const told = (code: ErrorCode, called: unknown) => judge(new HostError(code, "x", { data: { called } }));
  assert.equal(told("DRIVER_UNAVAILABLE", true), "unknown");
  assert.equal(told("DRIVER_FAILED", true), "unknown");
  assert.equal(told("DEADLINE_EXCEEDED", false), "failed");
  assert.equal(told("CANCELLED", false), "failed");
  assert.equal(told("DEADLINE_EXCEEDED", "no"), "unknown", "only a clear word counts");
});

test("a recorded driver status comes back as a driver status", () => {
  const stored = JSON.parse(JSON.stringify(storeError(new DriverStatusError("not_found", "no such", { name: "db1" }))));
  const error = restoreError(stored);
  assert.ok(isDriverStatus(error, "not_found"));
  assert.deepEqual([error.message, error.details], ["no such", { name: "db1" }]);
});

test("a recorded host error comes back with code, data and its word on trying again", () => {
  const original = new HostError("RESOURCE_EXHAUSTED", "full", { data: { limit: 3 }, retryable: false });
  const error = restoreError(JSON.parse(JSON.stringify(storeError(original))));
  assert.ok(isHostError(error, "RESOURCE_EXHAUSTED"));
  assert.deepEqual([error.message, error.data, error.retryable], ["full", { limit: 3 }, false]);
});

test("a code that this program does not know comes back as INTERNAL", () => {
  const error = restoreError({ code: "FROM_THE_FUTURE", message: "x", retryable: true, data: {} });
  assert.ok(isHostError(error, "INTERNAL"));
  assert.equal(
    "toString" in ERRORS && isHostError(restoreError({ ...storeError(error), code: "toString" }), "INTERNAL"),
    true,
  );
});
