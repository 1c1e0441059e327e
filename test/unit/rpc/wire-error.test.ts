// Errors over the wire and back: by code, never by class.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ERRORS, type ErrorCode, HostError } from "#host/errors";
import { createLog, silentLog } from "#host/log";
import { fromWireError, toHostError, toWireError } from "#host/rpc/wire-error";
import { DriverStatusError } from "#sdk/status";

const accident = { log: silentLog, requestId: "req-1", method: "work@a.fail" };

test("every code of the table survives the way there and back", () => {
  for (const code of Object.keys(ERRORS) as ErrorCode[]) {
    const error = new HostError(code, "why", { data: { thing: 1 }, retryable: !ERRORS[code].retryable });
    const wire = JSON.parse(JSON.stringify(toWireError(error)));
    assert.equal(wire.code, ERRORS[code].rpcCode);
    const back = fromWireError(wire);
    assert.deepEqual(
      [back.code, back.message, back.data, back.retryable],
      [code, "why", { thing: 1 }, error.retryable],
    );
  }
});

test("numbers are unique, so that a peer that sends only those is understood", () => {
  const numbers = Object.values(ERRORS).map(({ rpcCode }) => rpcCode);
  assert.equal(new Set(numbers).size, numbers.length);
  assert.equal(fromWireError({ code: -32601, message: "no" }).code, "METHOD_NOT_FOUND");
  assert.equal(fromWireError({ code: -32601, message: "no", data: "text" }).code, "METHOD_NOT_FOUND");
});

test("what no table has is INTERNAL with its number and word kept", () => {
  for (const word of ["FUTURE_CODE", "constructor", "__proto__", "toString"]) {
    const error = fromWireError({ code: -31_000, message: "later", data: { code: word, retryable: true, more: 1 } });
    assert.equal(error.code, "INTERNAL");
    assert.deepEqual(error.data, { more: 1, rpcCode: -31_000, remoteCode: word });
    assert.equal(error.retryable, true);
  }
  assert.deepEqual(fromWireError({ code: 7, message: "?" }).data, { rpcCode: 7 });
});

test("an error's own data cannot overwrite its code on the wire", () => {
  const wire = toWireError(new HostError("BUSY", "wait", { data: { code: "NOT_FOUND", retryable: "never" } }));
  assert.deepEqual(wire.data, { code: "BUSY", retryable: true });
});

test("a driver's status keeps its word and details", () => {
  const error = toHostError(new DriverStatusError("not_found", "no such disk", { name: "d1" }), accident);
  assert.equal(error.code, "DRIVER_FAILED");
  assert.deepEqual(error.data, { status: "not_found", details: { name: "d1" } });
});

test("a driver's hint of when to come back is told beside the status", () => {
  const details = { retry_after_ms: 1500 };
  const error = toHostError(new DriverStatusError("not_ready", "it warms up", details), accident);
  assert.deepEqual(error.data, { status: "not_ready", details, retryAfterMs: 1500 });
  assert.equal(toWireError(error).data["retryable"], true);
  const vague = toHostError(new DriverStatusError("not_ready", "it warms up", { retry_after_ms: -1 }), accident);
  assert.deepEqual([vague.data["retryAfterMs"], vague.retryable], [undefined, false]);
});

test("an accident is logged once with its cause, and answered without its text", () => {
  const lines: string[] = [];
  const log = createLog({ level: "debug", destination: { write: (line) => void lines.push(line) } });
  for (const thrown of [new TypeError("secret path /root"), "secret text", undefined, { secret: true }]) {
    lines.length = 0;
    const error = toHostError(thrown, { ...accident, log });
    assert.equal(error.code, "INTERNAL");
    assert.doesNotMatch(error.message, /secret/);
    assert.deepEqual(error.data, { requestId: "req-1" });
    assert.equal(lines.length, 1);
    assert.equal(JSON.parse(lines[0] ?? "").requestId, "req-1");
  }
  toHostError(new TypeError("secret path /root"), { ...accident, log });
  assert.match(lines.at(-1) ?? "", /secret path/, "the log lost the cause");
});

test("an error of ours is handed on as it is and not logged", () => {
  const lines: string[] = [];
  const log = createLog({ level: "trace", destination: { write: (line) => void lines.push(line) } });
  const error = new HostError("NOT_FOUND", "no volume db1");
  assert.equal(toHostError(error, { ...accident, log }), error);
  assert.deepEqual(lines, []);
});
