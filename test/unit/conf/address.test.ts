import assert from "node:assert/strict";
import { test } from "node:test";
import { isLoopback, parseListen } from "#host/conf/address";

test("addresses are read in the usual forms", () => {
  assert.deepEqual(parseListen("127.0.0.1:4650"), { host: "127.0.0.1", port: 4650 });
  assert.deepEqual(parseListen("[::1]:0"), { host: "::1", port: 0 });
  assert.deepEqual(parseListen("edge-1.example:65535"), { host: "edge-1.example", port: 65_535 });
});

test("what is no address is not one", () => {
  for (const text of ["", "4650", ":4650", "localhost", "localhost:", "::1:80", "a:65536", "a:-1", "a b:1", "a:1/x"]) {
    assert.equal(parseListen(text), undefined, text);
  }
});

test("only this machine's own addresses are loopback", () => {
  for (const host of ["127.0.0.1", "127.1.2.3", "::1", "localhost"]) assert.ok(isLoopback(host), host);
  for (const host of ["0.0.0.0", "::", "10.0.0.1", "128.0.0.1", "127.0.0.1.example", "localhost.example", ""]) {
    assert.equal(isLoopback(host), false, host);
  }
});
