// One guest in one thread: it answers, it fails by name, it dies on demand, and nothing that waits for it is left waiting.
import assert from "node:assert/strict";
import { test } from "node:test";
import { GuestThread } from "#host/driver/guest-thread";
import { HostError } from "#host/errors";
import { failsWith, GUEST_OPTIONS, withGuest } from "../../support/extism-guest.ts";
import { GUEST, guestBytes } from "../../support/guest-wat.ts";

const NOTHING = new Uint8Array(0);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test("a guest answers the same export again and again", async () => {
  await withGuest("", async (guest) => {
    for (let round = 0; round < 3; round++) {
      const answer = await guest.call("describe", NOTHING);
      assert.deepEqual(JSON.parse(text(answer.output)), { status: "ok", result: GUEST });
      assert.ok(answer.guestMs >= 0);
    }
  });
});

test("a trap ends the thread and is told by name", async () => {
  await withGuest(`(func (export "describe") (result i32) unreachable)`, async (guest) => {
    await assert.rejects(guest.call("describe", NOTHING), failsWith("DRIVER_TRAP", / failed in describe: unreachable/));
    assert.equal(guest.alive, false);
    await assert.rejects(guest.call("probe", NOTHING), failsWith("DRIVER_TRAP"));
  });
});

test("killing a guest in an endless loop settles its call with the reason that was given", async () => {
  await withGuest(`(func (export "describe") (result i32) (loop $l (br $l)) (i32.const 0))`, async (guest) => {
    const call = guest.call("describe", NOTHING);
    guest.kill(new HostError("DRIVER_TIMEOUT", "too late"));
    await assert.rejects(call, failsWith("DRIVER_TIMEOUT"));
    await guest.ended;
  });
});

test("a thread that runs out of JavaScript memory is a fault of its driver, not the end of the host", async () => {
  const entry = new URL(`data:text/javascript,
    import { parentPort } from "node:worker_threads";
    parentPort.on("message", () => { const all = []; for (;;) all.push({ n: all.length }); });
    parentPort.postMessage({ type: "ready" });`);
  const module = await WebAssembly.compile(await guestBytes());
  const guest = new GuestThread({
    spec: { module, runtime: "extism", options: GUEST_OPTIONS, heapMibMax: 48 },
    onLog() {},
    entry,
  });
  await guest.ready;
  await assert.rejects(guest.call("describe", NOTHING), failsWith("DRIVER_MEMORY_EXCEEDED", /heap|memory/i));
  await guest.ended;
});

test("a thread that throws or leaves by itself settles what waits for it", async () => {
  const module = await WebAssembly.compile(await guestBytes());
  for (const body of [`throw new Error("lost")`, "process.exit(3)", "Promise.reject(new Error('lost'))"]) {
    const entry = new URL(`data:text/javascript,import "node:worker_threads";${body};`);
    const guest = new GuestThread({
      spec: { module, runtime: "extism", options: GUEST_OPTIONS, heapMibMax: 48 },
      onLog() {},
      entry,
    });
    await assert.rejects(guest.ready, failsWith("DRIVER_TRAP"), body);
    await guest.ended;
  }
});
