// What is kept of the calls of many instances: as much as there is room for, the same for each, and as it was.
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { test } from "node:test";
import { CallHistory, HISTORIES_BYTES_MAX, HISTORY_BYTES_MAX } from "#host/driver/replay/call-history";
import type { RecordedCall } from "#host/driver/replay/tape";
import { seeded } from "../../../support/abi-programs.ts";

const callOf = (length: number, more: Partial<RecordedCall> = {}): RecordedCall => ({
  ...{ exportName: "run", input: new Uint8Array(length).fill(7), fuelMax: undefined, entries: [], cut: false },
  ...more,
});

/** Calls with so much input until no more are kept. */
function keptBy(history: CallHistory, length: number): number {
  let calls = 0;
  while (calls < 10_000 && history.push(callOf(length))) calls++;
  return calls;
}

test("calls come back as they were, in their order", () => {
  const random = seeded(3);
  const calls = Array.from({ length: 100 }, (_, index) => {
    const input = new Uint8Array(random(400)).map(() => random(256));
    const fuelMax = [undefined, 0, 2_000_000_000, 2 ** 52][random(4)];
    const entries = random(5) > 0 ? [] : [{ call: "log", said: [index, "said", 1n, null], got: [input.slice(0, 3)] }];
    return { exportName: ["run", "walk", ""][random(3)] ?? "", input, fuelMax, entries, cut: false };
  });
  const history = new CallHistory();
  for (const call of calls) ok(history.push(call));
  deepStrictEqual(history.calls(), calls);
  const [first, again] = [history.calls(), history.calls()];
  first[1]?.input.fill(0);
  deepStrictEqual(again, calls, "each has bytes of its own");
  history.close();
});

test("an instance has room for so many bytes, for small calls and questions too, and for none that was cut", () => {
  const room = (length: number) => HISTORY_BYTES_MAX / (length + 32);
  for (const length of [0, 100, 30_000]) strictEqual(keptBy(new CallHistory(), length), Math.floor(room(length)));
  const entries = Array.from({ length: 10 }, () => ({ call: "log", said: ["x".repeat(1000)], got: [] }));
  const asking = new CallHistory();
  for (let call = 0; call < 5; call++) ok(asking.push(callOf(0, { entries })));
  ok(!asking.push(callOf(0, { entries })));
  ok(!asking.push(callOf(0)), "nothing more after that");
  ok(!new CallHistory().push(callOf(0, { cut: true })));
});

test("the instances of a thread share what there is, and one that is gone leaves its share", () => {
  const others = Array.from({ length: 1000 }, () => new CallHistory());
  const among = keptBy(new CallHistory(), 1000);
  strictEqual(among, Math.floor(HISTORIES_BYTES_MAX / 1001 / 1032));
  for (const other of [...others, ...others]) other.close();
  strictEqual(keptBy(new CallHistory(), 1000), Math.floor(HISTORY_BYTES_MAX / 1032));
});
