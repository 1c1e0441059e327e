// The notes that outlive their thread: whole at any moment, bounded, and no more than what the instance had begun.
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { test } from "node:test";
import { unfinishedRecording } from "#host/driver/replay/ledger";
import { Recorder } from "#host/driver/replay/recorder";

const FAULT = { code: "DRIVER_TIMEOUT", message: "too late" };
const bytes = (length: number) => new Uint8Array(length).fill(7);

const ended = (calls: number) => ({ calls, endedAfterMs: 7, fault: FAULT, given: undefined });

function recorded(bytesMax: number) {
  const ledgers: SharedArrayBuffer[] = [];
  const recorder = new Recorder({ mode: "faults", bytesMax }, (ledger) => ledgers.push(ledger));
  return { ledgers, recorder };
}

test("an instance that asks nothing has no ledger, and its call is known all the same", () => {
  const { ledgers, recorder } = recorded(1000);
  recorder.opened();
  recorder.begin("run", bytes(2), 9);
  strictEqual(ledgers.length, 0);
  const given = { exportName: "run", input: bytes(2), inputBytes: 2, fuelMax: 9 };
  const none = { exportName: "", input: bytes(0), entries: [], cut: false };
  deepStrictEqual(unfinishedRecording(undefined, { ...ended(1), given }), {
    ...{ start: none, earlier: [], callsBefore: 0, outcome: { fault: FAULT } },
    call: { exportName: "run", input: bytes(2), fuelMax: 9, entries: [], cut: false, endedAfterMs: 7 },
  });
  const gone = { ...given, input: bytes(0), inputBytes: 70_000 };
  const later = unfinishedRecording(undefined, { ...ended(3), given: gone });
  deepStrictEqual([later?.earlier, later?.callsBefore, later?.call.cut], [null, 2, true]);
  deepStrictEqual(unfinishedRecording(undefined, ended(0))?.call, { ...none, endedAfterMs: 7 });
});

test("every sort of value comes back, and what had no answer yet has the fault for one", () => {
  const { ledgers, recorder } = recorded(1000);
  recorder.pass("clock", [], () => [12.5]);
  recorder.opened();
  recorder.begin("first", bytes(3), undefined);
  recorder.ended();
  recorder.begin("run", bytes(2), 99);
  recorder.pass("all", ["ü", -1, 2n ** 64n - 1n, null, bytes(3)], () => [bytes(0)]);
  let seen: unknown;
  recorder.pass("kv_get", ["key"], () => {
    seen = unfinishedRecording(ledgers[0], ended(2));
    return [];
  });
  const none = { fuelMax: undefined, cut: false };
  deepStrictEqual(seen, {
    start: { exportName: "", input: bytes(0), ...none, entries: [{ call: "clock", said: [], got: [12.5] }] },
    earlier: [{ exportName: "first", input: bytes(3), ...none, entries: [] }],
    callsBefore: 1,
    call: {
      ...{ exportName: "run", input: bytes(2), fuelMax: 99, cut: false, endedAfterMs: 7 },
      entries: [
        { call: "all", said: ["ü", -1, 2n ** 64n - 1n, null, bytes(3)], got: [bytes(0)] },
        { call: "kv_get", said: ["key"], got: [], fault: FAULT },
      ],
    },
    outcome: { fault: FAULT },
  });
});

test("a call that had not begun has no notes", () => {
  const { ledgers, recorder } = recorded(1000);
  recorder.opened();
  recorder.begin("run", bytes(2), 1);
  recorder.pass("clock", [], () => [1]);
  ok(unfinishedRecording(ledgers[0], ended(1)));
  strictEqual(unfinishedRecording(ledgers[0], ended(2)), undefined);
});

test("however many calls an instance had, its notes take no more than they may, and the present call is whole", () => {
  const { ledgers, recorder } = recorded(10_000);
  recorder.pass("clock", [], () => [1]);
  recorder.opened();
  for (let call = 0; call < 500; call++) {
    recorder.begin("run", bytes(3000), 5);
    recorder.pass("read", [], () => [bytes(call)]);
    recorder.ended();
  }
  recorder.begin("last", bytes(4000), 5);
  recorder.pass("read", [], () => [bytes(9)]);
  const seen = unfinishedRecording(ledgers[0], ended(501));
  deepStrictEqual([seen?.earlier, seen?.callsBefore, seen?.start.entries.length], [null, 500, 1]);
  const { exportName, input, entries, cut } = seen?.call ?? {};
  deepStrictEqual([exportName, input?.length, entries?.length, cut], ["last", 4000, 1, false]);
  ok((ledgers[0]?.byteLength ?? Number.NaN) < 200_000, `${ledgers[0]?.byteLength} bytes`);
});

test("an input that is larger than all there may be is left out, and questions beyond the bound too, and the call says so", () => {
  const { ledgers, recorder } = recorded(500);
  recorder.opened();
  recorder.begin("run", bytes(1_000_000), 5);
  deepStrictEqual([unfinishedRecording(ledgers[0], ended(1))?.call.input.length], [0]);
  strictEqual(unfinishedRecording(ledgers[0], ended(1))?.call.cut, true);
  recorder.ended();
  recorder.begin("run", bytes(1), 5);
  for (let question = 0; question < 10_000; question++) recorder.pass("clock", ["x"], () => [bytes(20)]);
  const { cut, entries } = unfinishedRecording(ledgers[0], ended(2))?.call ?? {};
  deepStrictEqual([cut, entries?.length], [true, 5]);
  const wide = recorded(500);
  wide.recorder.opened();
  wide.recorder.begin("run", bytes(1), 5);
  wide.recorder.pass("huge", [], () => [bytes(10_000_000)]);
  strictEqual(unfinishedRecording(wide.ledgers[0], ended(1))?.call.cut, true);
});
