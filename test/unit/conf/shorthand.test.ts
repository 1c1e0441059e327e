import assert from "node:assert/strict";
import { test } from "node:test";
import { expandShorthand } from "#host/conf/shorthand";
import { ValueTree } from "#host/conf/tree";

const from = (text: string) => () => ({ text, place: text, baseDir: "/" });

test("a driver given as a path becomes a section with that path and the same origin", () => {
  const tree = new ValueTree();
  tree.set([], { volume: { drivers: { nas: "nas.wasm", file: { path: "f.wasm" }, gone: null } } }, from("file"));
  expandShorthand(tree);
  tree.set(["volume", "drivers", "nas", "grants", "log"], true, from("flag"));
  expandShorthand(tree);
  assert.deepEqual(tree.toPlain(), {
    volume: { drivers: { nas: { path: "nas.wasm", grants: { log: true } }, file: { path: "f.wasm" }, gone: null } },
  });
  assert.equal(tree.origin(["volume", "drivers", "nas", "path"])?.text, "file");
});

test("a tree without drivers, or with something else in their place, is left alone", () => {
  for (const values of [{}, { volume: 5 }, { volume: { drivers: ["nas.wasm"] } }]) {
    const tree = new ValueTree();
    tree.set([], values, from("file"));
    expandShorthand(tree);
    assert.deepEqual(tree.toPlain(), values);
  }
});
