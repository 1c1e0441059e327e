import assert from "node:assert/strict";
import { test } from "node:test";
import { HostError } from "#host/errors";
import { inDoubt, orAbsent, takeBack } from "#host/network/change";
import { DriverStatusError } from "#sdk/index";

const status = (name: DriverStatusError["status"]) => new DriverStatusError(name, "the driver's words");

test("what a driver met on its way it may have met half-way; other statuses are refusals", () => {
  for (const name of ["failed", "resource_exhausted"] as const)
    assert.throws(() => inDoubt(status(name)), {
      code: "DRIVER_FAILED",
      data: { called: true, status: name, details: {} },
    });
  for (const name of ["busy", "not_ready", "permission_denied"] as const)
    assert.throws(() => inDoubt(status(name)), { status: name });
});

test("a refusal takes back what was done before it, and is thrown", async () => {
  let undone = 0;
  const undo = async () => void undone++;
  await assert.rejects(takeBack(status("busy"), undo), { status: "busy" });
  assert.equal(undone, 1);
});

test("an accident takes nothing back: nobody knows what is there", async () => {
  const accident = new HostError("DRIVER_TIMEOUT", "no answer");
  await assert.rejects(
    takeBack(accident, async () => assert.fail("it was taken back")),
    { code: "DRIVER_TIMEOUT" },
  );
});

test("what cannot be taken back is in doubt, and both reasons are told", async () => {
  const undo = async () => {
    throw new HostError("DRIVER_TRAP", "it trapped");
  };
  const wanted = { code: "DRIVER_FAILED", data: { called: true }, message: /the driver's words.*it trapped/ };
  await assert.rejects(takeBack(status("busy"), undo), wanted);
});

test("only not_found means that something is absent", async () => {
  assert.equal(await orAbsent(Promise.reject(status("not_found"))), undefined);
  assert.equal(await orAbsent(Promise.resolve(1)), 1);
  await assert.rejects(orAbsent(Promise.reject(status("failed"))), { status: "failed" });
});
