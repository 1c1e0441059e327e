// Loopback: only addresses that cannot be anybody else.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isHostError } from "#host/errors";
import { isLoopback, requireLoopback } from "#host/rpc/loopback";

test("only 127.0.0.0/8, ::1 and localhost are this machine", () => {
  for (const host of ["127.0.0.1", "127.255.0.9", "::1", "[::1]", "localhost"]) assert.ok(isLoopback(host), host);
  const others = [
    "0.0.0.0",
    "::",
    "10.0.0.1",
    "127.evil.example",
    "localhost.evil.example",
    "",
    "128.0.0.1",
    "::ffff:10.0.0.1",
  ];
  for (const host of others) assert.ok(!isLoopback(host), host);
});

test("an address that others can reach is refused with what to use", () => {
  requireLoopback("127.0.0.1");
  assert.throws(
    () => requireLoopback("0.0.0.0"),
    (error) => isHostError(error, "CONFIG_INVALID") && /127\.0\.0\.1/.test(error.message),
  );
});
