// The one place where grants are looked at during a call.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createHostFunctions, LOG_LINE_LENGTH_MAX, refusedFunction } from "#host/driver/host-functions/host-functions";
import { GuestFault, type GuestOptions } from "#host/driver/runtime";
import { GUEST_OPTIONS } from "../../../support/extism-guest.ts";

function createBench(options: Partial<GuestOptions> = {}) {
  const lines: string[] = [];
  const hooks = { log: (level: string, message: string) => void lines.push(`${level} ${message}`) };
  return { host: createHostFunctions({ ...GUEST_OPTIONS, ...options }, hooks), lines };
}

test("a line goes through with its level, cut at its longest", () => {
  const { host, lines } = createBench();
  host.beginCall();
  host.log("warn", "x".repeat(LOG_LINE_LENGTH_MAX + 1));
  assert.deepEqual(lines, [`warn ${"x".repeat(LOG_LINE_LENGTH_MAX)}`]);
});

test("a call has a hundred lines; the rest is counted and told once, and the next call begins anew", () => {
  const { host, lines } = createBench();
  for (let call = 0; call < 2; call++) {
    lines.length = 0;
    host.beginCall();
    for (let line = 0; line < 103; line++) host.log("info", String(line));
    host.endCall();
    assert.deepEqual(
      [lines.length, lines[99], lines[100]],
      [101, "info 99", "warn 3 log lines of this call were dropped"],
    );
  }
  lines.length = 0;
  host.beginCall();
  host.endCall();
  assert.deepEqual(lines, []);
});

test("without the grant nothing is logged, not even that something was dropped", () => {
  const { host, lines } = createBench({ log: false });
  host.beginCall();
  for (let line = 0; line < 200; line++) host.log("error", "x");
  host.endCall();
  assert.deepEqual([lines, host.logGranted], [[], false]);
});

test("configuration has the driver's own keys and no inherited ones, and none without the grant", () => {
  const granted = createBench({ config: { a: "1", empty: "" } }).host;
  assert.deepEqual(
    ["a", "empty", "b", "constructor", "__proto__"].map((key) => granted.configGet(key)),
    ["1", "", undefined, undefined, undefined],
  );
  assert.equal(createBench({ config: null }).host.configGet("a"), undefined);
});

test("what the host does not offer fails by name when it is called", () => {
  const refused = (error: unknown) =>
    error instanceof GuestFault && error.code === "DRIVER_GRANT_MISSING" && /http_request/.test(error.message);
  assert.throws(refusedFunction("http_request"), refused);
});
