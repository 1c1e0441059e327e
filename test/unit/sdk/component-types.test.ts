// A component's types against its kind's: the same words where they are the same, and what differs where they are not.
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkTypes } from "#sdk/component-types";
import { KINDS } from "#sdk/index";
import type { Manifest } from "#sdk/manifest";

const VOLUME = KINDS["volume"];
const manifest = (abi: string): Manifest => ({ name: "a", version: "1.0.0", kind: "volume", abi, permissions: [] });
const OWN = new Map(VOLUME.functions.map((fn) => [fn.wire, fn.component ?? ""]));

test("the types of the kind itself are right, and functions that are left out are no matter", () => {
  assert.deepEqual(checkTypes(VOLUME, manifest(VOLUME.version), OWN), []);
  assert.deepEqual(checkTypes(VOLUME, manifest(VOLUME.version), new Map()), []);
  assert.match(
    OWN.get("create_volume") ?? "",
    /^\(record\{name: string, size-bytes: s64\}\) -> result<record\{name: string, /,
  );
});

test("another type is refused, with what differs; of an earlier version it is not judged", () => {
  const other = new Map(OWN).set("create_volume", "(record{name: string, size-bytes: u32}) -> result<_, string>");
  const problems = checkTypes(VOLUME, manifest(VOLUME.version), other);
  assert.deepEqual(
    problems.map(({ code }) => code),
    ["DRIVER_EXPORT_MISSING"],
  );
  assert.match(problems[0]?.message ?? "", /size-bytes: u32.*it must be .*size-bytes: s64/);
  assert.deepEqual(checkTypes(VOLUME, manifest("1.0"), other), []);
});
