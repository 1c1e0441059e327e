// One thread with several guests: each is answered, ended and stranded by itself, and what nobody waits for any more does not run.
import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "#host/clock";
import { prepareBytes } from "#host/driver/module-cache";
import type { SharedGuest } from "#host/driver/shared-guest";
import { SharedThread } from "#host/driver/shared-thread";
import { HostError, isHostError } from "#host/errors";
import { failsWith, GUEST_OPTIONS } from "../../support/extism-guest.ts";
import { guestBytes } from "../../support/guest-wat.ts";

const NOTHING = new Uint8Array(0);
const POLICY = { memoryPagesMax: 16, tableElementsMax: 100, metered: true, runtime: "linked" } as const;
const LOOP = `(func (export "probe") (result i32) (loop (br 0)) (i32.const 0))`;
const TRAP = `(func (export "probe") (result i32) unreachable)`;
const PLENTY = 1_000_000;
const YEARS = Number.MAX_SAFE_INTEGER;

interface Scene {
  readonly thread: SharedThread;
  readonly ended: SharedThread[];
  readonly blamed: string[];
  seat(fields?: string, name?: string): Promise<SharedGuest>;
}

async function inThread(work: (scene: Scene) => Promise<void>, entry?: URL): Promise<void> {
  const ended: SharedThread[] = [];
  const blamed: string[] = [];
  const onEnd = (thread: SharedThread) => void ended.push(thread);
  const thread = new SharedThread({ clock: systemClock, name: "test", onEnd, ...(entry && { entry }) });
  const seat = async (fields = "", driver = "d") => {
    const module = await WebAssembly.compile(prepareBytes(await guestBytes(fields), POLICY));
    const options = { ...GUEST_OPTIONS, driver, fuelAtStart: PLENTY };
    const hooks = { onLog() {}, onThreadLost: () => void blamed.push(driver) };
    return thread.open({ module, runtime: "linked", options, heapMibMax: 48 }, hooks);
  };
  try {
    await work({ thread, ended, blamed, seat });
  } finally {
    await thread.close("the test is over");
  }
}

test("guests of one thread answer side by side, each its own", async () => {
  await inThread(async ({ thread, seat }) => {
    const guests = [await seat(), await seat(), await seat()];
    await Promise.all(guests.map((guest) => guest.ready));
    const answers = await Promise.all(guests.map((guest) => guest.call("describe", NOTHING, PLENTY)));
    for (const { output, usage } of answers) {
      assert.match(new TextDecoder().decode(output), /hostile/);
      assert.ok(usage && usage.fuelUsed > 0 && usage.memoryBytes === 65_536);
    }
    assert.equal(thread.guests, 3);
    assert.equal(thread.busy, 0);
  });
});

test("a trap and a loop out of fuel end their own instance alone", async () => {
  await inThread(async ({ thread, seat, ended }) => {
    const [good, traps, loops] = [await seat(), await seat(TRAP), await seat(LOOP)];
    const outcomes = await Promise.allSettled([
      traps.call("probe", NOTHING, PLENTY),
      loops.call("probe", NOTHING, PLENTY),
      good.call("probe", NOTHING, PLENTY),
    ]);
    const codes = outcomes.map((outcome) => outcome.status === "rejected" && (outcome.reason as HostError).code);
    assert.deepEqual(codes, ["DRIVER_TRAP", "DRIVER_OUT_OF_FUEL", false]);
    assert.match(
      String(outcomes.map((outcome) => outcome.status === "rejected" && outcome.reason)),
      / failed in probe: /,
    );
    assert.deepEqual([good.alive, traps.alive, loops.alive], [true, false, false]);
    await Promise.all([traps.ended, loops.ended]);
    assert.equal(thread.guests, 1);
    assert.equal(ended.length, 0);
  });
});

test("a guest that keeps the thread after its end costs it: it is blamed, those that wait are stranded uncalled", async () => {
  await inThread(async ({ thread, seat, ended, blamed }) => {
    const [good, loops] = [await seat("", "good"), await seat(LOOP, "loops")];
    await Promise.all([good.ready, loops.ready]);
    const endless = loops.call("probe", NOTHING, YEARS);
    const waiting = good.call("probe", NOTHING, PLENTY);
    endless.catch(() => {});
    // The loop has the thread as soon as its message is there; a kill before that would be harmless.
    while (!thread.isRunning) await new Promise(setImmediate);
    loops.kill(new HostError("DRIVER_TIMEOUT", "too late"));
    await assert.rejects(endless, failsWith("DRIVER_TIMEOUT"));
    await assert.rejects(waiting, (error) => {
      assert.ok(isHostError(error, "DRIVER_UNAVAILABLE"));
      assert.deepEqual([error.data["called"], error.data["stranded"]], [false, true]);
      return true;
    });
    await loops.ended;
    assert.deepEqual(blamed, ["loops"]);
    assert.deepEqual(ended, [thread]);
    assert.equal(thread.alive, false);
  });
});

test("what is killed before it began does not run, and its thread is not touched", async () => {
  await inThread(async ({ seat, ended }) => {
    const [good, loops] = [await seat(), await seat(LOOP)];
    await Promise.all([good.ready, loops.ready]);
    const endless = loops.call("probe", NOTHING, YEARS);
    loops.kill(new HostError("CANCELLED", "gone"));
    await assert.rejects(endless, failsWith("CANCELLED"));
    await loops.ended;
    await good.call("probe", NOTHING, PLENTY);
    assert.equal(ended.length, 0);
  });
});

test("a seat is used again, and the new guest has nothing of the old one", async () => {
  await inThread(async ({ seat }) => {
    const first = await seat(TRAP);
    await first.ready;
    first.kill(new HostError("SHUTTING_DOWN", "not needed any more"));
    await first.ended;
    const second = await seat();
    assert.match(
      new TextDecoder().decode((await second.call("probe", NOTHING, PLENTY)).output),
      /ready/,
      "it answers, where the first one would have trapped",
    );
  });
});

test("a thread that breaks by itself settles everything that waits for it", async () => {
  for (const body of [`throw new Error("lost")`, "process.exit(3)"]) {
    const entry = new URL(`data:text/javascript,import "node:worker_threads";${body};`);
    await inThread(async ({ seat, ended }) => {
      const guest = await seat();
      await assert.rejects(guest.ready, failsWith("DRIVER_UNAVAILABLE", /lost its thread/));
      await guest.ended;
      assert.equal(ended.length, 1);
    }, entry);
  }
});

test("a guest is one call at a time, and a dead one takes none", async () => {
  await inThread(async ({ seat }) => {
    const guest = await seat();
    const first = guest.call("probe", NOTHING, PLENTY);
    await assert.rejects(guest.call("probe", NOTHING, PLENTY), failsWith("INTERNAL", /busy/));
    await first;
    guest.kill(new HostError("SHUTTING_DOWN", "over"));
    await assert.rejects(guest.call("probe", NOTHING, PLENTY), failsWith("SHUTTING_DOWN"));
  });
});
