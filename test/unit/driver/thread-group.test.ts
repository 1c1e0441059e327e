// Who sits where: threads are few, a spare one is warm, and a lost one is made up for.
import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "#host/clock";
import type { GuestInstance } from "#host/driver/guest-thread";
import { prepareBytes } from "#host/driver/module-cache";
import { ThreadGroup } from "#host/driver/thread-group";
import { HostError } from "#host/errors";
import { GUEST_OPTIONS } from "../../support/extism-guest.ts";
import { guestBytes } from "../../support/guest-wat.ts";
import { until } from "../../support/until.ts";

const NOTHING = new Uint8Array(0);
const POLICY = { memoryPagesMax: 16, tableElementsMax: 100, metered: true, runtime: "linked" } as const;
const LOOP = `(func (export "probe") (result i32) (loop (br 0)) (i32.const 0))`;

async function inGroup(
  threads: number,
  work: (group: ThreadGroup, seat: (fields?: string) => Promise<GuestInstance>) => Promise<void>,
): Promise<void> {
  const group = new ThreadGroup({ clock: systemClock, threads });
  const seat = async (fields = "") => {
    const module = await WebAssembly.compile(prepareBytes(await guestBytes(fields), POLICY));
    const options = { ...GUEST_OPTIONS, fuelAtStart: 1_000_000 };
    return group.open({ module, runtime: "linked", options, heapMibMax: 48 }, { onLog() {}, onThreadLost() {} });
  };
  try {
    await work(group, seat);
  } finally {
    await group.close();
  }
}

test("no thread before the first guest, and never more than the bound", async () => {
  await inGroup(2, async (group, seat) => {
    assert.equal(group.threads, 0);
    const seen: number[] = [];
    for (let count = 0; count < 5; count++) {
      await (await seat()).ready;
      seen.push(group.threads);
    }
    assert.deepEqual(seen, [1, 2, 2, 2, 2]);
    assert.equal(group.lost, 0);
  });
});

test("when a thread had to be ended, the spare one takes its place and the next guest is served", async () => {
  await inGroup(1, async (group, seat) => {
    const loops = await seat(LOOP);
    await loops.ready;
    loops.call("probe", NOTHING, Number.MAX_SAFE_INTEGER).catch(() => {});
    await until("the loop has the thread", () => group.running === 1);
    loops.kill(new HostError("DRIVER_TIMEOUT", "too late"));
    await until("the thread is given up", () => group.lost === 1);
    const next = await seat();
    await next.ready;
    assert.equal(group.threads, 1);
    await next.call("probe", NOTHING, 1_000_000);
  });
});

test("closing ends every thread, the spare one too, and strands who is left", async () => {
  let left: GuestInstance | undefined;
  await inGroup(1, async (_group, seat) => {
    left = await seat();
    await left.ready;
  });
  assert.equal(left?.alive, false);
  await left?.ended;
});
