import assert from "node:assert/strict";
import { test } from "node:test";
import { MemberLiveness } from "#host/service/liveness";

const LIMITS = { suspectAfterMs: 250, downAfterMs: 600, loopLagMsMax: 500 };
const KEY = { uuid: "u", bootId: "b" };
const beat = (sequence: number, change: object = {}) => ({ ...KEY, sequence, loopLagMs: 0, probes: [], ...change });

test("silence makes a member suspect, then down, never before the limit", () => {
  const member = new MemberLiveness(KEY, LIMITS, 1000);
  assert.equal(member.judge(1250).state, "up");
  assert.equal(member.judge(1251).state, "suspect");
  assert.equal(member.judge(1600).state, "suspect");
  assert.deepEqual(member.judge(1601), { state: "down", reason: "no heartbeat for 600 ms" });
});

test("a heartbeat brings it back, a repeated or older one does not", () => {
  const member = new MemberLiveness(KEY, LIMITS, 0);
  assert.equal(member.hear(beat(5), 100), undefined);
  assert.equal(member.hear(beat(5), 700), "stale");
  assert.equal(member.hear(beat(4), 700), "stale");
  assert.equal(member.judge(701).state, "down");
  assert.equal(member.hear(beat(6), 702), undefined);
  assert.equal(member.judge(702).state, "up");
});

test("another run's heartbeat and one after the leave prove nothing", () => {
  const member = new MemberLiveness(KEY, LIMITS, 0);
  assert.equal(member.hear(beat(1, { bootId: "other" }), 10), "superseded");
  member.leave();
  assert.equal(member.hear(beat(1), 10), "left");
  assert.equal(member.judge(10).state, "left");
  assert.equal(member.judge(10_000).state, "left");
});

test("an unwell probe or a stuck event loop is degraded, with all reasons, until the next good heartbeat", () => {
  const member = new MemberLiveness(KEY, LIMITS, 0);
  const probes = [
    { name: "driver file", ok: false, reason: "no space" },
    { name: "driver fake", ok: true },
    { name: "disk", ok: false },
  ];
  member.hear(beat(1, { loopLagMs: 500, probes }), 0);
  assert.deepEqual(member.judge(0), {
    state: "degraded",
    reason: "the event loop stood still for more than 500 ms; driver file: no space; disk",
  });
  member.hear(beat(2, { loopLagMs: 499 }), 1);
  assert.equal(member.judge(1).state, "up");
});

test("silence outweighs health", () => {
  const member = new MemberLiveness(KEY, LIMITS, 0);
  member.hear(beat(1, { probes: [{ name: "x", ok: false }] }), 0);
  assert.equal(member.judge(300).state, "suspect");
});
