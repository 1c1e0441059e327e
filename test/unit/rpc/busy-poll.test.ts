// When a hub stays awake for the next frame, and when it sleeps.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Clock } from "#host/clock";
import { BusyPoll } from "#host/rpc/busy-poll";

const FOR_US = 300;

/** A loop that is turned by hand; each look takes 10 us. */
function loopOf(forUs = FOR_US, lookUs = 10) {
  let nowUs = 0;
  let asked: (() => void) | undefined;
  const clock: Clock = { monotonicMs: () => nowUs / 1000, wallMs: () => 0, setTimer: () => () => {} };
  const afterLook = (run: () => void) => {
    assert.equal(asked, undefined, "asked once a turn");
    asked = run;
  };
  const poll = new BusyPoll({ clock, forUs, afterLook });
  const look = (): boolean => {
    const run = asked;
    asked = undefined;
    if (run) nowUs += lookUs;
    run?.();
    return run !== undefined;
  };
  return {
    isAwake: () => asked !== undefined,
    /** What leaves now, and the end of its turn. */
    leave: (...records: readonly number[]) => {
      for (const count of records) poll.left(count);
      // A lone one tells that its turn ends, the turn of many ends.
      if (records.length === 1) poll.endTurnSoon();
      else poll.endTurn();
      look();
    },
    /** Time passes, awake as long as the poll wants; answers how often the loop looked. */
    pass: (us: number) => {
      const endUs = nowUs + us;
      let looks = 0;
      while (nowUs < endUs && look()) looks++;
      nowUs = Math.max(nowUs, endUs);
      return looks;
    },
  };
}

/** A caller with one call in flight: a record leaves every so many microseconds. */
function callFor(loop: ReturnType<typeof loopOf>, times: number, everyUs: number, records: readonly number[] = [1]) {
  for (let sent = 0; sent < times; sent++) {
    loop.leave(...records);
    loop.pass(everyUs);
  }
}

test("few records that follow each other closely keep the loop awake, until nothing comes for the time that is set", () => {
  for (const records of [[1], [2], [1, 1], [4]]) {
    const loop = loopOf();
    callFor(loop, 20, 200, records);
    loop.leave(...records);
    assert.ok(loop.isAwake(), `${records}`);
    const looks = loop.pass(10_000);
    assert.ok(Math.abs(looks - FOR_US / 10) <= 2, `${looks} looks of 10 us each`);
    assert.ok(!loop.isAwake());
  }
});

test("a first record, and records with pauses between them, let the loop sleep at once", () => {
  const loop = loopOf();
  for (let sent = 0; sent < 50; sent++) {
    loop.leave(1);
    assert.ok(!loop.isAwake());
    loop.pass(FOR_US + 100);
  }
});

test("waits in vain end it soon, also when every second one pays", () => {
  const loop = loopOf();
  callFor(loop, 20, 100);
  let looks = 0;
  for (let sent = 0; sent < 100; sent++) {
    loop.leave(1);
    looks += loop.pass(sent % 2 === 0 ? 5000 : 100);
  }
  assert.ok(looks > 0 && looks <= 8 * (FOR_US / 10), `${looks} looks in 100 waits`);
});

test("a crowd ends it: at once when many records leave in a turn, soon when few of them leave in turn after turn", () => {
  for (const crowd of [[5], [1, 1, 1, 1, 1], [32]]) {
    const loop = loopOf();
    callFor(loop, 20, 100);
    loop.leave(...crowd);
    assert.ok(!loop.isAwake(), `${crowd}`);
    loop.pass(100);
    loop.leave(1);
    assert.ok(!loop.isAwake(), "it must pay anew first");
  }
  const close = loopOf(FOR_US, 1);
  callFor(close, 20, 100);
  callFor(close, 30, 20);
  close.leave(1);
  assert.ok(!close.isAwake());
});

test("with 0 the loop is never asked, and a clock that stands still keeps nobody awake for ever", () => {
  const never = loopOf(0);
  never.leave(1);
  callFor(never, 20, 100);
  never.leave(1);
  assert.ok(!never.isAwake());
  const still = loopOf(FOR_US, 0);
  callFor(still, 8, 100);
  still.leave(1);
  assert.ok(still.isAwake());
  assert.ok(still.pass(1e9) <= FOR_US * 4);
  assert.ok(!still.isAwake());
});
