import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { test } from "node:test";
import { Player } from "#host/driver/replay/player";
import { Recorder } from "#host/driver/replay/recorder";
import { GuestFault } from "#host/driver/runtime";

const bytes = (length: number) => new Uint8Array(length).fill(7);
const answer = { answer: bytes(1) };

test("what is asked inside of a question is no question of its own", () => {
  const tape = new Recorder({ mode: "all", bytesMax: 1000 }, () => {});
  tape.opened();
  tape.begin("run", bytes(2), 5);
  const got = tape.pass("outer", [1n], () => tape.pass("inner", [], () => ["deep"]));
  deepStrictEqual(got, ["deep"]);
  const { call } = tape.recording(answer);
  deepStrictEqual(call, {
    ...{ exportName: "run", input: bytes(2), fuelMax: 5, cut: false },
    entries: [{ call: "outer", said: [1n], got: ["deep"] }],
  });
});

test("a call that asks more than is kept is cut, said so, and the next one is whole", () => {
  const tape = new Recorder({ mode: "all", bytesMax: 300 }, () => {});
  tape.opened();
  tape.begin("run", bytes(0), undefined);
  for (const length of [10, 200, 200]) tape.pass("read", [], () => [bytes(length)]);
  strictEqual(tape.isFull, true);
  const { call } = tape.recording(answer);
  deepStrictEqual([call.cut, call.entries.length], [true, 1]);
  tape.ended();
  tape.begin("run", bytes(0), undefined);
  strictEqual(tape.isFull, false);
  const next = tape.recording(answer);
  deepStrictEqual([next.call.cut, next.earlier, next.callsBefore], [false, null, 1]);
});

test("earlier calls are kept as long as all of them fit", () => {
  const tape = new Recorder({ mode: "all", bytesMax: 1000 }, () => {});
  tape.opened();
  for (let call = 0; call < 3; call++) {
    tape.begin(`run${call}`, bytes(20_000), undefined);
    tape.ended();
  }
  deepStrictEqual(
    tape.recording(answer).earlier?.map(({ exportName }) => exportName),
    ["run0", "run1", "run2"],
  );
  tape.begin("run3", bytes(20_000), undefined);
  tape.ended();
  deepStrictEqual([tape.recording(answer).earlier, tape.recording(answer).callsBefore], [null, 4]);
});

test("what is kept of earlier calls is theirs, though inputs are views of a batch that is gone", () => {
  const tape = new Recorder({ mode: "all", bytesMax: 1000 }, () => {});
  tape.opened();
  const batch = bytes(100);
  const calls = [4, 0, 90].map((length, index) => ({
    exportName: `run${index % 2}`,
    length,
    fuelMax: index || undefined,
  }));
  for (const { exportName, length, fuelMax } of calls) {
    tape.begin(exportName, batch.subarray(0, length), fuelMax);
    tape.pass("log", [exportName], () => []);
    tape.ended();
  }
  batch.fill(0);
  const expected = calls.map(({ exportName, length, fuelMax }) => ({
    ...{ exportName, input: bytes(length), fuelMax, cut: false },
    entries: [{ call: "log", said: [exportName], got: [] }],
  }));
  deepStrictEqual(tape.recording(answer).earlier, expected);
  tape.close();
});

test("a fault in place of an answer is noted and comes again", () => {
  const tape = new Recorder({ mode: "all", bytesMax: 1000 }, () => {});
  tape.opened();
  tape.begin("run", bytes(0), undefined);
  const late = () => {
    throw new GuestFault("DRIVER_TIMEOUT", "too late");
  };
  throws(() => tape.pass("kv_get", ["a"], late), { code: "DRIVER_TIMEOUT" });
  const { start, call } = tape.recording(answer);
  const player = new Player([start, call]);
  player.begin();
  throws(() => player.pass("kv_get", ["a"]), { code: "DRIVER_TIMEOUT", message: "too late" });
  player.ended();
  strictEqual(player.divergence, undefined);
});

test("a replay says of the first question alone where it left the recording, and nothing is answered after it", () => {
  const nothing = { exportName: "", input: bytes(0), entries: [], cut: false };
  const entries = [{ call: "kv_get", said: ["a", bytes(2)], got: ["b"] }];
  const player = new Player([nothing, { ...nothing, exportName: "run", entries }]);
  player.begin();
  deepStrictEqual(player.pass("kv_get", ["a", bytes(2)]), ["b"]);
  throws(() => player.pass("kv_get", ["c"]), /left its recording/);
  throws(() => player.pass("kv_get", ["a", bytes(2)]), /left its recording/);
  player.ended();
  const { at, asked, recorded, cut } = player.divergence ?? {};
  deepStrictEqual([at, asked, recorded, cut], [1, { call: "kv_get", said: ["c"] }, undefined, false]);
});
