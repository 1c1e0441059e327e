import assert from "node:assert/strict";
import { test } from "node:test";
import { addDefaults } from "#host/conf/defaults";
import { ValueTree } from "#host/conf/tree";

function withDefaults(values: object) {
  const tree = new ValueTree();
  tree.set([], values, () => ({ text: "file", place: "file", baseDir: "/etc/holdfast" }));
  addDefaults(tree, {});
  return tree;
}

test("what follows from the data directory follows from the given one, relative to its source", () => {
  const tree = withDefaults({ dataDir: "data" });
  assert.equal(tree.get(["database", "path"]), "/etc/holdfast/data/holdfast.db");
  assert.deepEqual(tree.get(["volume", "drivers", "file", "grants", "fs"]), [
    { guest: "/volumes", host: "/etc/holdfast/data/volumes", mode: "rw" },
  ]);
  assert.equal(tree.origin(["database", "path"])?.text, "default");
  assert.equal(tree.origin(["dataDir"])?.text, "file");
});

test("a data directory of the wrong kind does not stop the rest", () => {
  assert.match(String(withDefaults({ dataDir: 5 }).get(["database", "path"])), /\/holdfast\.db$/);
});

test("a default driver fills gaps only where it was not replaced or taken away", () => {
  const drivers = { file: { limits: { instances: 2 } }, fake: { path: "/mine.wasm" } };
  const tree = withDefaults({ volume: { drivers } });
  assert.equal(tree.get(["volume", "drivers", "file", "path"]), "builtin:volume-file");
  assert.equal(tree.get(["volume", "drivers", "fake", "grants"]), undefined);
  const removed = withDefaults({ volume: { drivers: { file: null } } });
  assert.equal(removed.get(["volume", "drivers", "file"]), null);
});
