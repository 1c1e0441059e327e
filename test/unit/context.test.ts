import assert from "node:assert/strict";
import { test } from "node:test";
import { childSpan, RequestContext, traceIdOf, type Visit, withContext } from "#host/context";
import { HostError, isHostError } from "#host/errors";
import { createFakeClock } from "../support/fake-clock.ts";

test("a context ends at its deadline with an error that says how long was waited", async () => {
  const clock = createFakeClock();
  const ctx = new RequestContext({ timeoutMs: 100, clock });
  await clock.advance(99);
  assert.equal(ctx.signal.aborted, false);
  assert.equal(ctx.remainingMs(), 1);
  await clock.advance(1);
  assert.ok(isHostError(ctx.signal.reason, "DEADLINE_EXCEEDED"));
  assert.match(ctx.signal.reason.message, /100 ms/);
  assert.throws(() => ctx.throwIfOver(), { code: "DEADLINE_EXCEEDED" });
  ctx.close();
});

test("time that is left never goes below zero, and a jump of the wall clock does not change it", async () => {
  const clock = createFakeClock();
  const ctx = new RequestContext({ timeoutMs: 100, clock });
  clock.setWallMs(clock.wallMs() + 86_400_000);
  assert.equal(ctx.remainingMs(), 100);
  await clock.advance(500);
  assert.equal(ctx.remainingMs(), 0);
  ctx.close();
});

test("cancelling gives the reason to everybody who waits", () => {
  const ctx = new RequestContext({ timeoutMs: 100, clock: createFakeClock() });
  ctx.cancel(new HostError("SHUTTING_DOWN", "the service stops"));
  assert.throws(() => ctx.throwIfOver(), { code: "SHUTTING_DOWN" });
  ctx.close();
});

test("a program's own abort arrives as an error of ours, with its reason kept", () => {
  const program = new AbortController();
  const ctx = new RequestContext({ timeoutMs: 100, clock: createFakeClock(), signal: program.signal });
  program.abort("user pressed a key");
  assert.ok(isHostError(ctx.signal.reason, "CANCELLED"));
  assert.equal(ctx.signal.reason.cause, "user pressed a key");
  ctx.close();
});

test("a context made under a signal that is over is over at once", () => {
  const reason = new HostError("LINK_LOST", "the connection ended");
  const ctx = new RequestContext({ timeoutMs: 100, clock: createFakeClock(), signal: AbortSignal.abort(reason) });
  assert.equal(ctx.signal.reason, reason);
  ctx.close();
});

test("a child never lives longer than its parent, whatever it asks for", async () => {
  const clock = createFakeClock();
  const parent = new RequestContext({ timeoutMs: 100, clock });
  await clock.advance(40);
  const greedy = parent.child({ timeoutMs: 1000 });
  const modest = parent.child({ timeoutMs: 10 });
  assert.equal(greedy.deadlineMs, parent.deadlineMs);
  assert.equal(modest.remainingMs(), 10);
  await clock.advance(10);
  assert.equal(modest.signal.aborted, true);
  assert.equal(parent.signal.aborted, false);
  for (const ctx of [greedy, modest, parent]) ctx.close();
});

test("a child ends with its parent and with the parent's reason", () => {
  const parent = new RequestContext({ timeoutMs: 100, clock: createFakeClock() });
  const child = parent.child();
  const reason = new HostError("CANCELLED", "the caller went away");
  parent.cancel(reason);
  assert.equal(child.signal.reason, reason);
  for (const ctx of [child, parent]) ctx.close();
});

test("a child carries on who asked, for what, and where it was noted", async () => {
  const clock = createFakeClock();
  const visits: Visit[] = [];
  const caller = { name: "console", roles: ["reader"] as const };
  const parent = new RequestContext({
    timeoutMs: 100,
    clock,
    caller,
    traceparent: "00-1-2-01",
    tracestate: "a=1",
    visits,
  });
  await clock.advance(7);
  const child = parent.child();
  child.visit("driver-handle");
  assert.equal(child.requestId, parent.requestId);
  assert.equal(child.caller, caller);
  assert.equal(child.traceparent, "00-1-2-01");
  assert.equal(child.tracestate, "a=1");
  const stateAlone = new RequestContext({ timeoutMs: 100, clock, tracestate: "a=1" });
  assert.equal(stateAlone.tracestate, undefined);
  stateAlone.close();
  assert.deepEqual(visits, [{ station: "driver-handle", atMs: 7 }]);
  for (const ctx of [child, parent]) ctx.close();
});

test("a closed context leaves no timer behind and no longer follows its parent", async () => {
  const clock = createFakeClock();
  const parent = new RequestContext({ timeoutMs: 100, clock });
  const child = parent.child();
  child.close();
  parent.cancel(new HostError("CANCELLED", "over"));
  assert.equal(child.signal.aborted, false);
  parent.close();
  assert.equal(clock.pendingTimers(), 0);
});

test("withContext closes its context when the work fails too", async () => {
  const clock = createFakeClock();
  const work = withContext({ timeoutMs: 100, clock }, async () => {
    throw new Error("no room");
  });
  await assert.rejects(work, /no room/);
  assert.equal(clock.pendingTimers(), 0);
});

const [TRACE, SPAN] = ["4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"];

test("a server works in a span of its own below its caller's: the same trace and flags, another id", () => {
  const child = childSpan(`00-${TRACE}-${SPAN}-01`) ?? "";
  assert.match(child, new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));
  assert.ok(!child.includes(SPAN));
  assert.notEqual(childSpan(`00-${TRACE}-${SPAN}-01`), child);
  // A later version may say more; what we know of it goes on as version 00.
  assert.match(childSpan(`cc-${TRACE}-${SPAN}-00-more`) ?? "", new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`));
});

test("what is no trace context by W3C's rules has no id, and comes back as it is", () => {
  const zeros = "0".repeat(32);
  for (const text of [
    "",
    "00-ab-cd-01",
    `ff-${TRACE}-${SPAN}-01`,
    `00-${zeros}-${SPAN}-01`,
    `00-${TRACE}-${zeros.slice(16)}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-more`,
    `00-${TRACE}-${SPAN}-01\n`,
    `cc-${TRACE}-${SPAN}-01x`,
    ` 00-${TRACE}-${SPAN}-01`,
  ]) {
    assert.equal(traceIdOf(text), undefined, text);
    assert.equal(childSpan(text), text);
  }
  assert.equal(traceIdOf(`00-${TRACE}-${SPAN}-01`), TRACE);
  assert.deepEqual([traceIdOf(undefined), childSpan(undefined)], [undefined, undefined]);
});
