import assert from "node:assert/strict";
import { test } from "node:test";
import { settleByInspection, type VolumeAction } from "#host/volume/settlement";

const rows: readonly [VolumeAction, number | undefined, string, string][] = [
  ["create", 10, "done", "available"],
  ["create", 9, "failed", "error"],
  ["create", undefined, "failed", "gone"],
  ["delete", undefined, "done", "gone"],
  ["delete", 10, "failed", "as-before"],
  ["extend", 10, "done", "available"],
  ["extend", 5, "failed", "as-before"],
  ["extend", undefined, "failed", "error"],
];

for (const [action, found, outcome, record] of rows) {
  test(`a ${action} to 10 bytes that finds ${found ?? "nothing"} is ${outcome} and leaves ${record}`, () => {
    const seen = found === undefined ? undefined : { name: "v", sizeBytes: found };
    const settlement = settleByInspection({ action, sizeBytes: 10 }, seen);
    assert.equal(settlement.outcome, outcome);
    assert.equal(typeof settlement.record === "string" ? settlement.record : settlement.record.state, record);
    assert.notEqual(settlement.note, "");
  });
}
