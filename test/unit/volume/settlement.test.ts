import assert from "node:assert/strict";
import { test } from "node:test";
import { settleByInspection, type VolumeAction } from "#host/volume/settlement";

const rows: readonly [VolumeAction, number | undefined, string, string][] = [
  ["create", 10, "done", ""],
  ["create", 9, "failed", "error"],
  ["create", undefined, "failed", "gone"],
  ["clone", 10, "done", ""],
  ["clone", undefined, "failed", "gone"],
  ["manage", undefined, "failed", "gone"],
  ["delete", undefined, "done", ""],
  ["delete", 10, "failed", "as-before"],
  ["unmanage", 10, "failed", "as-before"],
  ["extend", 10, "done", ""],
  ["extend", 5, "failed", "as-before"],
  ["extend", undefined, "failed", "error"],
  ["createSnapshot", undefined, "failed", "error"],
];

for (const [action, found, outcome, record] of rows) {
  test(`a ${action} to 10 bytes that finds ${found ?? "nothing"} is ${outcome}${record && ` and leaves ${record}`}`, () => {
    const seen = found === undefined ? undefined : { name: "v", sizeBytes: found };
    const settlement = settleByInspection({ action, sizeBytes: 10 }, seen);
    assert.equal(settlement.outcome, outcome);
    const left = settlement.outcome === "done" ? "" : settlement.record;
    assert.equal(typeof left === "string" ? left : left.state, record);
    assert.notEqual(settlement.note, "");
  });
}

const there = {
  name: "v",
  sizeBytes: 10,
  snapshots: [{ name: "monday", sizeBytes: 8 }],
  exports: [{ way: "path", address: "/dev/x" }],
} as const;
const asked = [
  ["createSnapshot", { snapshot: "monday" }, "done"],
  ["createSnapshot", { snapshot: "tuesday" }, "failed"],
  ["deleteSnapshot", { snapshot: "monday" }, "failed"],
  ["deleteSnapshot", { snapshot: "tuesday" }, "done"],
  ["export", { way: "path" }, "done"],
  ["export", { way: "nbd" }, "failed"],
  ["unexport", { way: "path" }, "failed"],
  ["unexport", { way: "nbd" }, "done"],
] as const;

for (const [action, what, outcome] of asked) {
  test(`a ${action} of ${Object.values(what).join()} is ${outcome} by what the driver shows`, () => {
    assert.equal(settleByInspection({ action, ...what }, there).outcome, outcome);
  });
}
