import assert from "node:assert/strict";
import { test } from "node:test";
import { type Origin, ValueTree } from "#host/conf/tree";

const from = (text: string) => (): Origin => ({ text, place: text, baseDir: `/${text}` });

test("a later value replaces an earlier one and leaves its neighbours", () => {
  const tree = new ValueTree();
  tree.set([], { hub: { listen: "a", batchMax: 1 } }, from("file"));
  tree.set(["hub", "listen"], "b", from("flag"));
  assert.deepEqual(tree.toPlain(), { hub: { listen: "b", batchMax: 1 } });
  assert.equal(tree.origin(["hub", "listen"])?.text, "flag");
  assert.equal(tree.origin(["hub", "batchMax"])?.text, "file");
});

test("a scalar takes the place of a section, and a section that of a scalar", () => {
  const tree = new ValueTree();
  tree.set(["a"], { b: { c: 1 } }, from("file"));
  tree.set(["a", "b"], 5, from("env"));
  assert.equal(tree.origin(["a", "b", "c"])?.text, "env", "an item of what replaced it");
  tree.set(["a", "b", "d"], 6, from("flag"));
  assert.deepEqual(tree.toPlain(), { a: { b: { d: 6 } } });
});

test("what nobody gave has no origin, but something near can be named", () => {
  const tree = new ValueTree();
  tree.set(["drivers", "nas"], { grants: { log: true } }, from("file"));
  assert.equal(tree.origin(["drivers", "nas", "path"]), undefined);
  assert.equal(tree.originNear(["drivers", "nas", "path"])?.text, "file");
  assert.equal(tree.originNear(["elsewhere"]), undefined);
});

test("an item of a list comes from where the list does", () => {
  const tree = new ValueTree();
  tree.set(["fs"], [{ guest: "/a" }], from("env"));
  assert.equal(tree.origin(["fs", "0", "guest"])?.text, "env");
});

test("a deleted value is gone with all below it and its origins", () => {
  const tree = new ValueTree();
  tree.set([], { a: { b: 1 }, c: 2 }, from("file"));
  tree.delete(["a"]);
  assert.deepEqual(tree.toPlain(), { c: 2 });
  assert.equal(tree.originNear(["a", "b"]), undefined);
});

test("a key named like a part of every object is a key like any other", () => {
  const tree = new ValueTree();
  tree.set(["__proto__", "polluted"], true, from("flag"));
  assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
  assert.deepEqual(Object.keys(tree.root), ["__proto__"]);
  assert.equal(tree.get(["constructor"]), undefined);
});

test("a copy is not the tree", () => {
  const tree = new ValueTree();
  tree.set(["a"], [1], from("file"));
  (tree.toPlain()["a"] as number[]).push(2);
  assert.deepEqual(tree.get(["a"]), [1]);
});
