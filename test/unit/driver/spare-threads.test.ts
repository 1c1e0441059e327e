// The thread that stands by for drivers with one of their own: it is taken, replaced, and gone with its host.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { SpareThreads } from "#host/driver/spare-threads";
import { HostError } from "#host/errors";
import { GUEST_OPTIONS } from "../../support/extism-guest.ts";
import { guestBytes } from "../../support/guest-wat.ts";
import { until } from "../../support/until.ts";

const NOTHING = new Uint8Array(0);
const isLinux = process.platform === "linux";
const threads = () => readdirSync("/proc/self/task").length;

async function scene(t: TestContext) {
  const module = await WebAssembly.compile(await guestBytes());
  const spares = new SpareThreads();
  t.after(() => spares.close());
  const open = async (heapMibMax = 48) => {
    const spec = { module, runtime: "linked", options: GUEST_OPTIONS, heapMibMax } as const;
    const guest = spares.open({ spec, onLog() {} });
    await guest.ready;
    return guest;
  };
  return { spares, open };
}

const end = async (guest: Awaited<ReturnType<Awaited<ReturnType<typeof scene>>["open"]>>) => {
  guest.kill(new HostError("SHUTTING_DOWN", "the test is over"));
  await guest.ended;
};

test("a guest in a thread that stood by answers as any other, and another thread stands by", {
  skip: !isLinux,
}, async (t) => {
  const { open } = await scene(t);
  const before = threads();
  const first = await open();
  // Its own and the spare one's.
  await until("two more threads", () => threads() >= before + 2);
  await end(first);
  const second = await open();
  const { output } = await second.call("describe", NOTHING);
  assert.equal(JSON.parse(Buffer.from(output).toString()).status, "ok");
  await until("two threads again", () => threads() === before + 2);
  await end(second);
});

test("one of another heap is not taken, and gives way to one that fits", async (t) => {
  const { open } = await scene(t);
  const guests = [await open(48), await open(64), await open(48)];
  for (const guest of guests) assert.equal((await guest.call("describe", NOTHING)).output.length > 0, true);
  await Promise.all(guests.map(end));
});

test("closing ends the one that stands by, and none comes after it", { skip: !isLinux }, async (t) => {
  const { spares, open } = await scene(t);
  const before = threads();
  const guest = await open();
  await until("two more threads", () => threads() >= before + 2);
  await spares.close();
  await end(guest);
  await until("as many as before", () => threads() <= before);
});
