import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { Worker } from "node:worker_threads";
import { errnoName } from "#host/driver/wasi/errno";
import type { WasiOptions } from "#host/driver/wasi/wasi";
import { createFakeClock } from "../../../support/fake-clock.ts";
import { type FakeGuest, fakeGuest, ROOT } from "./fake-guest.ts";

const REALTIME = 0;
const MONOTONIC = 1;
const MS = 1_000_000n;
const CLOCK = 0;
const READ = 1;
const WRITE = 2;

interface Wish {
  readonly type: number;
  readonly fd?: number;
  readonly clock?: number;
  readonly timeout?: bigint;
  readonly absolute?: boolean;
}

/** A guest whose sleeps are noted instead of slept. */
function sleeper(t: TestContext, options: Partial<WasiOptions> = {}) {
  const slept: number[] = [];
  const clock = createFakeClock(5000);
  const guest = fakeGuest(t, { file: "x" }, { clock, sleep: (ms) => slept.push(ms), ...options });
  return { guest, slept, clock };
}

/** Calls poll_oneoff; answers the errno, or what happened to which wish. */
function poll(guest: FakeGuest, wishes: readonly Wish[]) {
  const [asked, events, written] = [guest.place(wishes.length * 48), guest.place(wishes.length * 32), guest.place(4)];
  new Uint8Array(guest.memory).fill(0, asked, asked + wishes.length * 48);
  for (const [index, wish] of wishes.entries()) {
    const at = asked + index * 48;
    guest.view.setBigUint64(at, BigInt(index) + 100n, true);
    guest.view.setUint8(at + 8, wish.type);
    guest.view.setUint32(at + 16, wish.fd ?? wish.clock ?? MONOTONIC, true);
    guest.view.setBigUint64(at + 24, wish.timeout ?? 0n, true);
    guest.view.setUint16(at + 40, wish.absolute ? 1 : 0, true);
  }
  const errno = guest.call("poll_oneoff", asked, events, wishes.length, written);
  if (errno !== "SUCCESS") return errno;
  return Array.from({ length: guest.view.getUint32(written, true) }, (_, index) => {
    const at = events + index * 32;
    const hangup = guest.view.getUint16(at + 24, true) === 1 ? " hangup" : "";
    const wish = guest.view.getBigUint64(at, true) - 100n;
    return `${wish} type ${guest.view.getUint8(at + 10)} ${errnoName(guest.view.getUint16(at + 8, true))}${hangup}`;
  });
}

test("both clocks come from the host's, in nanoseconds", async (t) => {
  const { guest, clock } = sleeper(t);
  assert.equal(guest.u64("clock_time_get", REALTIME, 0n), 5000n * MS);
  assert.equal(guest.u64("clock_time_get", MONOTONIC, 0n), 0n);
  await clock.advance(7);
  assert.equal(guest.u64("clock_time_get", REALTIME, 0n), 5007n * MS);
  assert.equal(guest.u64("clock_time_get", MONOTONIC, 0n), 7n * MS);
  assert.ok(guest.u64("clock_res_get", REALTIME) > 0n);
  assert.ok(guest.u64("clock_res_get", MONOTONIC) > 0n);
});

test("processor time and clocks that do not exist are refused", (t) => {
  const { guest } = sleeper(t);
  for (const [id, errno] of [
    [2, "NOTSUP"],
    [3, "NOTSUP"],
    [4, "INVAL"],
    [0xffff_ffff, "INVAL"],
  ] as const) {
    assert.equal(guest.call("clock_time_get", id, 0n, guest.place(8)), errno);
    assert.equal(guest.call("clock_res_get", id, guest.place(8)), errno);
  }
});

test("a guest sleeps until the first of its timers, relative or absolute", (t) => {
  const { guest, slept } = sleeper(t);
  assert.deepEqual(
    poll(guest, [
      { type: CLOCK, timeout: 20n * MS },
      { type: CLOCK, timeout: 10n * MS },
    ]),
    ["1 type 0 SUCCESS"],
  );
  assert.deepEqual(poll(guest, [{ type: CLOCK, clock: REALTIME, timeout: 5030n * MS, absolute: true }]), [
    "0 type 0 SUCCESS",
  ]);
  assert.deepEqual(poll(guest, [{ type: CLOCK, clock: REALTIME, timeout: 1n, absolute: true }]), ["0 type 0 SUCCESS"]);
  assert.deepEqual(slept, [10, 30, 0]);
});

test("nobody sleeps beyond the deadline or the limit: the guest is interrupted", (t) => {
  const { guest, slept } = sleeper(t, { remainingMs: () => 25 });
  assert.equal(poll(guest, [{ type: CLOCK, timeout: 2n ** 64n - 1n }]), "INTR");
  const limited = sleeper(t, { limits: { sleepMsMax: 5 } });
  assert.equal(poll(limited.guest, [{ type: CLOCK, timeout: 1000n * MS }]), "INTR");
  assert.deepEqual([slept, limited.slept], [[25], [5]]);
});

test("files and streams are ready at once, and what is wrong with one is told in its event", (t) => {
  const { guest, slept } = sleeper(t);
  const file = guest.opened("file");
  const wishes = [
    { type: CLOCK, timeout: 1000n * MS },
    { type: READ, fd: 0 },
    { type: WRITE, fd: 1 },
    { type: READ, fd: file },
    { type: READ, fd: 99 },
    { type: READ, fd: ROOT },
    { type: CLOCK, clock: 9 },
  ];
  assert.deepEqual(poll(guest, wishes), [
    "1 type 1 SUCCESS hangup",
    "2 type 2 SUCCESS",
    "3 type 1 SUCCESS",
    "4 type 1 BADF",
    "5 type 1 NOTCAPABLE",
    "6 type 0 INVAL",
  ]);
  assert.deepEqual(slept, [0]);
});

test("a poll of nothing, of too much or of something unknown is refused", (t) => {
  const { guest } = sleeper(t);
  assert.equal(poll(guest, []), "INVAL");
  assert.equal(poll(guest, [{ type: 3 }]), "INVAL");
  assert.equal(guest.call("poll_oneoff", 8, 8, 1025, 8), "INVAL");
  assert.equal(guest.call("poll_oneoff", 1_048_570, 8, 1, 8), "FAULT");
  assert.equal(guest.call("poll_oneoff", 8, 1_048_570, 1, 8), "FAULT");
});

test("ending the thread ends a sleep at once", async (t) => {
  const code = `
    const { workerData, parentPort } = require("node:worker_threads");
    import(workerData).then(({ createWasi }) => {
      const buffer = new ArrayBuffer(1024);
      const wasi = createWasi({ fs: [], memory: () => ({ buffer }), stdout() {}, stderr() {} });
      new DataView(buffer).setUint32(16, 1, true);
      new DataView(buffer).setBigUint64(24, 50000000000n, true);
      parentPort.postMessage("asleep");
      parentPort.postMessage("awake " + wasi.imports.poll_oneoff(0, 512, 1, 1000));
    });`;
  const worker = new Worker(code, { eval: true, workerData: import.meta.resolve("#host/driver/wasi/wasi") });
  t.after(() => worker.terminate());
  const heard: unknown[] = [];
  worker.on("message", (message) => heard.push(message));
  await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  const started = performance.now();
  await worker.terminate();
  assert.ok(performance.now() - started < 10_000);
  assert.deepEqual(heard, ["asleep"]);
});
