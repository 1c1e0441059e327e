// What is told of a service's drivers when they come, go and change.
import { deepStrictEqual } from "node:assert/strict";
import { test } from "node:test";
import { changesOf } from "#host/cmd/service-drivers";

const file = { name: "file", version: "1.0.0", digest: "d" };

test("a driver that never served is told to have come without serving and to have been removed", () => {
  deepStrictEqual(changesOf([], [file]), [{ driver: "file", to: "does not serve" }]);
  deepStrictEqual(changesOf([file], []), [{ driver: "file", from: "does not serve", to: "removed" }]);
});

test("what a driver can do is told when it changes, and nothing when it does not", () => {
  const plain = { ...file, capabilities: [] };
  const more = { ...file, capabilities: ["get_stats", "clone_volume"] };
  deepStrictEqual(changesOf([more], [{ ...more, version: "2.0.0" }]), []);
  deepStrictEqual(changesOf([plain], [more]), [
    { driver: "file", from: "what its kind demands", to: "get_stats clone_volume" },
  ]);
});
