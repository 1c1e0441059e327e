// Times of calls: what is granted for what is asked.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_CALL_TIMES, DEFAULT_LINK_LIMITS, grantedTimeMs } from "#host/rpc/limits";

test("a call gets what it asks for, the default if it does not, never more than the maximum", () => {
  const times = { callTimeoutMs: 60, callTimeoutMsMax: 100 };
  assert.deepEqual([grantedTimeMs(times, undefined), grantedTimeMs(times, 5), grantedTimeMs(times, 1e9)], [60, 5, 100]);
});

test("the defaults do not contradict each other", () => {
  assert.ok(DEFAULT_CALL_TIMES.callTimeoutMs <= DEFAULT_CALL_TIMES.callTimeoutMsMax);
  assert.ok(DEFAULT_LINK_LIMITS.bufferedBytesMax >= DEFAULT_LINK_LIMITS.frameBytesMax);
});
