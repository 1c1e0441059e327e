import assert from "node:assert/strict";
import { test } from "node:test";
import { fitProbes, heartbeatParams } from "#host/service/messages";

const MEMBER = { uuid: "u", bootId: "b", sequence: 1, probes: [] };

test("a heartbeat message is checked: unknown fields, negative lag, a sequence of zero, too many members", () => {
  const good = { loopLagMs: 0, members: [MEMBER] };
  assert.equal(heartbeatParams.safeParse(good).success, true);
  const bad = [
    { ...good, at: 1 },
    { ...good, loopLagMs: -1 },
    { ...good, members: [{ ...MEMBER, sequence: 0 }] },
    { ...good, members: [{ ...MEMBER, sequence: 1.5 }] },
    { ...good, members: Array.from({ length: 501 }, () => MEMBER) },
    { ...good, members: [{ ...MEMBER, probes: [{ name: "", ok: true }] }] },
  ];
  for (const params of bad)
    assert.equal(heartbeatParams.safeParse(params).success, false, JSON.stringify(params).slice(0, 100));
});

test("probes are cut to what a heartbeat may carry, and the unwell are kept", () => {
  const probes = [
    ...Array.from({ length: 100 }, (_, index) => ({ name: `well ${index}`, ok: true })),
    { name: "n".repeat(200), ok: false, reason: "r".repeat(1000) },
    { name: "", ok: true },
  ];
  const fitted = fitProbes(probes);
  assert.equal(fitted.length, 64);
  assert.deepEqual(fitted[0], { name: "n".repeat(100), ok: false, reason: "r".repeat(500) });
  const params = { loopLagMs: 0, members: [{ ...MEMBER, probes: fitProbes([{ name: "", ok: true }]) }] };
  assert.equal(heartbeatParams.safeParse(params).success, true);
  assert.equal(heartbeatParams.safeParse({ loopLagMs: 0, members: [{ ...MEMBER, probes: fitted }] }).success, true);
});
