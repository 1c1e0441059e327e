import { equal, match, notEqual } from "node:assert/strict";
import { test } from "node:test";
import { placeOf } from "#host/driver/driver-place";
import type { FileDriverSpec } from "#host/driver/driver-types";

const DIRECTORY = { guest: "/volumes", host: "/var/lib/volumes", mode: "rw" } as const;
const SPEC: FileDriverSpec = {
  ...{ kind: "volume", name: "one", path: "/drivers/one.wasm" },
  config: { url: "https://a.example", pools: ["x", "y"] },
  grants: { fs: [DIRECTORY], http: [{ origin: "https://a.example" }], log: true },
};
const { grants } = SPEC;

test("the order of a configuration, limits and grants that lead nowhere do not change where a driver works", () => {
  match(placeOf(SPEC), /^[0-9a-f]{64}$/);
  equal(placeOf({ ...SPEC, config: { pools: ["x", "y"], url: "https://a.example" } }), placeOf(SPEC));
  const more = { ...grants, fs: [{ ...DIRECTORY, mode: "ro" as const }], kv: true, clock: true };
  equal(placeOf({ ...SPEC, path: "/drivers/two.wasm", limits: { queueLengthMax: 1 }, grants: more }), placeOf(SPEC));
});

test("another value, directory or server is another place; an object has none", () => {
  const others: readonly FileDriverSpec[] = [
    { ...SPEC, config: { ...SPEC.config, pools: ["y", "x"] } },
    { ...SPEC, config: {} },
    { ...SPEC, grants: { ...grants, fs: [{ ...DIRECTORY, host: "/var/lib/others" }] } },
    { ...SPEC, grants: { ...grants, http: [{ origin: "https://b.example" }] } },
  ];
  for (const other of others) notEqual(placeOf(other), placeOf(SPEC));
  equal(placeOf({ kind: "volume", name: "one", object: {} }), "");
});
