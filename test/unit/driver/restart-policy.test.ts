// When a failing driver may try again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createRestartPolicy } from "#host/driver/restart-policy";
import { isHostError } from "#host/errors";

const LIMITS = { freeFaults: 2, backoffMs: 100, backoffMsMax: 400, quarantineFaults: 8, quarantineWindowMs: 1000 };
const policyWith = (random: number) => createRestartPolicy("d", LIMITS, () => random);

const refused = (words: RegExp) => (error: unknown) =>
  isHostError(error, "DRIVER_UNAVAILABLE") && words.test(error.message);

test("the first faults are forgiven at once", () => {
  const policy = policyWith(1);
  policy.fault(0);
  policy.fault(0);
  policy.admit(0);
  assert.equal(policy.faults, 2);
});

test("waits double with each further fault up to the longest, and the message says how long", () => {
  const policy = policyWith(1);
  for (let fault = 0; fault < 2; fault++) policy.fault(0);
  for (const waitMs of [100, 200, 400, 400]) {
    policy.fault(0);
    assert.throws(() => policy.admit(0), refused(new RegExp(`in ${waitMs} ms`)));
    assert.throws(() => policy.admit(waitMs - 1), refused(/in 1 ms/));
    policy.admit(waitMs);
  }
});

test("waits are spread over half their length, so that drivers do not come back together", () => {
  const wait = (random: number) => {
    const policy = policyWith(random);
    for (let fault = 0; fault < 3; fault++) policy.fault(0);
    for (let nowMs = 0; ; nowMs++) {
      try {
        policy.admit(nowMs);
        return nowMs;
      } catch {}
    }
  };
  assert.deepEqual([wait(0), wait(0.5), wait(1)], [50, 75, 100]);
});

test("a call that came back makes the driver new again", () => {
  const policy = policyWith(1);
  for (let fault = 0; fault < 4; fault++) policy.fault(0);
  assert.throws(() => policy.admit(0), refused(/4 times in a row/));
  policy.success();
  policy.admit(0);
  policy.fault(0);
  policy.admit(0);
});

test("too many faults within the window are the end, successes between them or not", () => {
  const policy = policyWith(1);
  for (let fault = 0; fault < 8; fault++) {
    assert.equal(policy.quarantined, false);
    policy.fault(fault);
    policy.success();
  }
  assert.equal(policy.quarantined, true);
  assert.throws(() => policy.admit(1_000_000), refused(/quarantine after 8 faults within 1 s/));
  assert.throws(
    () => policy.admit(0),
    (error) => isHostError(error) && !error.retryable,
  );
});

test("as many faults over a longer time are not", () => {
  const policy = policyWith(1);
  for (let fault = 0; fault < 50; fault++) {
    policy.fault(fault * 200);
    policy.success();
  }
  assert.equal(policy.quarantined, false);
});
