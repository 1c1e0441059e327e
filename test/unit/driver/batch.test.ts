// Batches of messages: what comes out is what went in, in order, small and large, and no more bytes cross than are meant.
import assert from "node:assert/strict";
import { test } from "node:test";
import { packHostMessages, packSharedMessages, unpackHostMessages, unpackSharedMessages } from "#host/driver/batch";
import type { HostMessage, SharedMessage } from "#host/driver/shared-messages";
import type { GuestSpec } from "#host/driver/thread-messages";

const bytes = (length: number, value = 7) => new Uint8Array(length).fill(value);
const call = (id: number, input: Uint8Array): HostMessage => ({
  ...{ type: "call", slot: 3, turn: 2, id, exportName: "probe" },
  ...{ input, fuelMax: id % 2 === 0 ? undefined : 1e12 },
});
const answer = (id: number, output: Uint8Array): SharedMessage => ({
  ...{ type: "answer", slot: 1, turn: 9, id, output, guestMs: 0.25 },
  usage: { fuelUsed: 5e9, memoryBytes: 65_536, hostCalls: 2 },
});

test("calls, large and small, empty ones and other messages come out in their order", () => {
  const spec = { runtime: "linked" } as unknown as GuestSpec;
  const messages: HostMessage[] = [
    { type: "open", slot: 0, turn: 1, spec },
    ...[call(1, bytes(16)), call(2, bytes(0)), call(3, bytes(100_000, 1))],
    { type: "close", slot: 0, turn: 1 },
    call(4, bytes(3, 9)),
  ];
  assert.deepEqual(unpackHostMessages(structuredClone(packHostMessages(messages))), messages);
});

test("answers, faults and log lines come out in their order", () => {
  const usage = { fuelUsed: 1, memoryBytes: 2, hostCalls: 3 };
  const messages: SharedMessage[] = [
    ...[answer(1, bytes(2)), answer(2, bytes(70_000)), answer(3, bytes(0))],
    { type: "fault", slot: 1, turn: 1, id: 4, fault: { code: "DRIVER_TRAP", message: "x" }, guestMs: 1, usage },
    { type: "log", slot: 1, turn: 1, level: "info", message: "line" },
    answer(5, bytes(4, 1)),
  ];
  assert.deepEqual(unpackSharedMessages(structuredClone(packSharedMessages(messages))), messages);
});

test("of a view its own bytes cross, not those around it", () => {
  const whole = bytes(1_000_000);
  const { bytes: packed } = packHostMessages([call(1, whole.subarray(10, 12))]);
  assert.equal(packed.buffer.byteLength, 2);
});
