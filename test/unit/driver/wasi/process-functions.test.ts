import assert from "node:assert/strict";
import test from "node:test";
import { GuestFault } from "#host/driver/runtime";
import { WasiExit } from "#host/driver/wasi/process-functions";
import { fakeGuest, ROOT } from "./fake-guest.ts";

test("a guest has no arguments and no environment", (t) => {
  const guest = fakeGuest(t);
  for (const kind of ["args", "environ"]) {
    guest.view.setBigUint64(64, 2n ** 64n - 1n, true);
    assert.equal(guest.call(`${kind}_sizes_get`, 64, 68), "SUCCESS");
    assert.equal(guest.view.getBigUint64(64, true), 0n);
    assert.equal(guest.call(`${kind}_get`, 64, 68), "SUCCESS");
    assert.equal(guest.call(`${kind}_sizes_get`, 0xffff_ffff, 68), "FAULT");
  }
});

test("random bytes fill exactly what was asked for, in bounded pieces", (t) => {
  const pieces: number[] = [];
  const random = (bytes: Uint8Array) => {
    pieces.push(bytes.length);
    bytes.fill(7);
  };
  const guest = fakeGuest(t, {}, { random, memory: () => memory });
  const memory = { buffer: new ArrayBuffer(3_000_000) } as WebAssembly.Memory;
  assert.equal(guest.call("random_get", 1, 2_500_000), "SUCCESS");
  assert.deepEqual(pieces, [1_048_576, 1_048_576, 402_848]);
  const bytes = new Uint8Array(memory.buffer);
  assert.deepEqual([bytes[0], bytes[1], bytes[2_500_000], bytes[2_500_001]], [0, 7, 7, 0]);
  assert.equal(guest.call("random_get", 2_999_999, 2), "FAULT");
});

test("arguments and environment are written as C reads them, and only where there is room", (t) => {
  const guest = fakeGuest(t, {}, { args: ["cat", "é"], environment: ["A=1"] });
  assert.equal(guest.call("args_sizes_get", 0, 4), "SUCCESS");
  assert.equal(guest.call("environ_sizes_get", 8, 12), "SUCCESS");
  assert.deepEqual(
    [0, 4, 8, 12].map((at) => guest.view.getUint32(at, true)),
    [2, 7, 1, 4],
  );
  assert.equal(guest.call("args_get", 16, 64), "SUCCESS");
  assert.deepEqual([guest.view.getUint32(16, true), guest.view.getUint32(20, true)], [64, 68]);
  assert.equal(Buffer.from(guest.memory, 64, 7).toString(), "cat\0é\0");
  assert.equal(guest.call("environ_get", 16, guest.memory.byteLength - 3), "FAULT");
});

test("without a source of one's own, randomness is the host's", (t) => {
  const guest = fakeGuest(t);
  const draw = () => {
    assert.equal(guest.call("random_get", 64, 16), "SUCCESS");
    return Buffer.from(guest.memory, 64, 16).toString("hex");
  };
  assert.notEqual(draw(), draw());
});

test("proc_exit is a fault of the driver that names the code, and no call works after it", (t) => {
  const guest = fakeGuest(t);
  const exit = (error: unknown) =>
    error instanceof WasiExit &&
    error instanceof GuestFault &&
    error.exitCode === 3 &&
    /exit code 3/.test(error.message);
  assert.throws(() => guest.wasi.imports["proc_exit"]?.(3), exit);
  assert.throws(() => guest.wasi.imports["sched_yield"]?.(), exit);
  assert.throws(() => guest.wasi.imports["proc_exit"]?.(0), exit);
});

test("signals do not exist, yielding is harmless, and there are no sockets", (t) => {
  const guest = fakeGuest(t);
  assert.equal(guest.call("proc_raise", 9), "NOSYS");
  assert.equal(guest.call("sched_yield"), "SUCCESS");
  const sockets = { sock_accept: 3, sock_recv: 6, sock_send: 5, sock_shutdown: 2 };
  for (const [name, parameters] of Object.entries(sockets)) {
    const rest = Array.from({ length: parameters - 1 }, () => 0);
    assert.equal(guest.call(name, ROOT, ...rest), "NOTSOCK");
    assert.equal(guest.call(name, 77, ...rest), "BADF");
  }
});
