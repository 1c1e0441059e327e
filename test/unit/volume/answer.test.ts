import assert from "node:assert/strict";
import { test } from "node:test";
import { HostError, isHostError } from "#host/errors";
import { judge } from "#host/operation/outcome";
import { asAsked, inDoubt, ofName } from "#host/volume/answer";
import { DriverStatusError } from "#sdk/index";

const ASKED = { name: "db1", sizeBytes: 10 };

test("an answer for what was asked is believed as it stands", () => {
  const volume = { name: "db1", sizeBytes: 10, location: "/volumes/db1" };
  assert.equal(asAsked(ASKED, volume), volume);
  assert.equal(ofName("db1", { name: "db1", sizeBytes: 3 }).sizeBytes, 3);
});

test("an answer with another size or for another volume is none, and leaves the outcome open", () => {
  for (const [answer, said] of [
    [{ name: "db1", sizeBytes: 9 }, /9 bytes instead of 10/],
    [{ name: "db2", sizeBytes: 10 }, /"db2" instead of "db1"/],
    [{ name: "DB1", sizeBytes: 10 }, /"DB1"/],
  ] as const) {
    assert.throws(
      () => asAsked(ASKED, answer),
      (error) => isHostError(error, "DRIVER_BAD_ANSWER") && said.test(error.message) && judge(error) === "unknown",
    );
  }
  assert.throws(() => ofName("db1", { name: "x".repeat(255), sizeBytes: 1 }), { message: /^.{1,200}$/ });
});

test("what broke half-way is in doubt, what was refused is not", () => {
  for (const status of ["failed", "resource_exhausted"] as const) {
    const doubt = inDoubt(new DriverStatusError(status, "the disk broke", { errno: 5 }));
    assert.ok(isHostError(doubt, "DRIVER_FAILED"));
    assert.deepEqual(
      [doubt.message, doubt.data["status"], doubt.data["details"]],
      ["the disk broke", status, { errno: 5 }],
    );
    assert.equal(judge(doubt), "unknown");
  }
  for (const status of ["busy", "not_found", "not_ready", "invalid_argument", "permission_denied"] as const) {
    const refusal = new DriverStatusError(status, "no");
    assert.equal(inDoubt(refusal), refusal);
    assert.equal(judge(refusal), "failed");
  }
  const trap = new HostError("DRIVER_TRAP", "x");
  assert.equal(inDoubt(trap), trap);
});
