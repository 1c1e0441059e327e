// One guest in a process of its own: it answers, fails by name and is ended as in a thread, and what kills its process is told.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MessageChannel } from "node:worker_threads";
import type { HostBridge } from "#host/driver/host-functions/bridge";
import { type HostGrants, KV_GRANT, NO_HOST_GRANTS } from "#host/driver/host-functions/host-grants";
import { prepareBytes } from "#host/driver/module-cache";
import { ProcessGuest } from "#host/driver/process-guest";
import { HostError } from "#host/errors";
import { failsWith, GUEST_OPTIONS } from "../../support/extism-guest.ts";
import { GUEST, guestBytes } from "../../support/guest-wat.ts";

const NOTHING = new Uint8Array(0);
const POLICY = { memoryPagesMax: 16, tableElementsMax: 100, metered: true, runtime: "linked" } as const;
const PLENTY = 100_000_000;

// Asks with the text that its memory has, and answers what it was told.
const ASKS = `(import "extism:host/user" "kv_get" (func $kv (param i64) (result i64)))
  (import "extism:host/env" "length" (func $length (param i64) (result i64)))
  (memory (export "memory") 1)
  (data (i32.const 64) "{\\"key\\":\\"k\\"}")
  (func (export "describe") (result i32) (local $at i32) (local $block i64)
    (local.set $block (call $alloc (i64.const 11)))
    (loop $next
      (call $store_u8 (i64.add (local.get $block) (i64.extend_i32_u (local.get $at))) (i32.load8_u offset=64 (local.get $at)))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const 11))))
    (local.set $block (call $kv (local.get $block)))
    (call $output_set (local.get $block) (call $length (local.get $block)))
    (i32.const 0))`;

interface Ways {
  readonly bridge?: HostBridge;
  readonly host?: HostGrants;
}

async function withProcess(fields: string, work: (guest: ProcessGuest) => Promise<void>, ways: Ways = {}) {
  const bytes = prepareBytes(await guestBytes(fields), POLICY);
  const module = await WebAssembly.compile(bytes);
  const { bridge, host } = ways;
  const options = { ...GUEST_OPTIONS, fuelAtStart: PLENTY, ...(host && { host }) };
  const guest = new ProcessGuest({
    spec: { module, runtime: "linked", options, heapMibMax: 48 },
    ...{ bytes, bridge, onLog() {} },
  });
  try {
    await work(guest);
  } finally {
    guest.kill(new HostError("SHUTTING_DOWN", "the test is over"));
    await guest.ended;
  }
}

test("it answers again and again, with what the call cost", async () => {
  await withProcess("", async (guest) => {
    await guest.ready;
    for (let round = 0; round < 3; round++) {
      const { output, usage } = await guest.call("describe", NOTHING, PLENTY);
      assert.deepEqual(JSON.parse(Buffer.from(output).toString()), { status: "ok", result: GUEST });
      assert.ok((usage?.fuelUsed ?? 0) > 0);
    }
  });
});

test("a trap, a loop and a start that traps are told by the names that they have in a thread", async () => {
  await withProcess(`(func (export "describe") (result i32) unreachable)`, async (guest) => {
    await assert.rejects(
      guest.call("describe", NOTHING, PLENTY),
      failsWith("DRIVER_TRAP", / failed in describe: unreachable/),
    );
    assert.equal(guest.alive, false);
  });
  await withProcess(`(func (export "describe") (result i32) (loop $l (br $l)) (i32.const 0))`, async (guest) => {
    await assert.rejects(guest.call("describe", NOTHING, PLENTY), failsWith("DRIVER_OUT_OF_FUEL"));
  });
  await withProcess("(func $s unreachable) (start $s)", async (guest) => {
    await assert.rejects(guest.ready, failsWith("DRIVER_START_TRAP"));
  });
});

test("killing it settles its call with the reason given, and its process is gone", async () => {
  await withProcess(`(func (export "describe") (result i32) (loop $l (br $l)) (i32.const 0))`, async (guest) => {
    await guest.ready;
    const call = guest.call("describe", NOTHING, Number.MAX_SAFE_INTEGER);
    guest.kill(new HostError("DRIVER_TIMEOUT", "too late"));
    await assert.rejects(call, failsWith("DRIVER_TIMEOUT"));
    await guest.ended;
    assert.throws(() => process.kill(guest.pid ?? 0, 0), /ESRCH/);
  });
});

test("a process that ends by itself is a fault of its driver, not the end of the host", async () => {
  await withProcess("", async (guest) => {
    await guest.ready;
    process.kill(guest.pid ?? 0, "SIGSEGV");
    await assert.rejects(guest.call("describe", NOTHING, PLENTY), failsWith("DRIVER_TRAP", /process/));
    await guest.ended;
  });
});

test("what it asks of the host goes there and comes back", async () => {
  const { port1, port2 } = new MessageChannel();
  const asked: unknown[] = [];
  port1.on("message", (question) => {
    asked.push(question);
    port1.postMessage('{"status":"ok","result":{"found":false}}');
  });
  const end = { port: port2, answers: new SharedArrayBuffer(4), timeoutMs: 20_000 };
  const bridge = { end, follow() {}, close: async () => port1.close() };
  const host = { ...NO_HOST_GRANTS, kv: KV_GRANT };
  await withProcess(
    ASKS,
    async (guest) => {
      const { output } = await guest.call("describe", NOTHING, PLENTY);
      assert.equal(Buffer.from(output).toString(), '{"status":"ok","result":{"found":false}}');
      assert.deepEqual(asked, [{ name: "kv_get", request: '{"key":"k"}' }]);
    },
    { bridge, host },
  );
});
