import assert from "node:assert/strict";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { readFileSource } from "#host/conf/file-source";
import { ValueTree } from "#host/conf/tree";
import { temporaryFiles } from "../../support/files.ts";

function read(t: TestContext, yaml: string) {
  const cwd = temporaryFiles(t, { "h.yaml": yaml });
  const tree = new ValueTree();
  const { problems, places } = readFileSource(path.join(cwd, "h.yaml"), tree, cwd);
  return { tree, places, problems: problems.map(({ place, message }) => `${place}: ${message}`) };
}

test("values and keys know their line and column, in lists and in flow style too", (t) => {
  const { tree, places } = read(t, "a:\n  b: 1\n  c: [x, { d: 2 }]\n");
  assert.deepEqual(tree.toPlain(), { a: { b: 1, c: ["x", { d: 2 }] } });
  assert.equal(tree.origin(["a", "b"])?.place, "h.yaml:2:6");
  assert.equal(tree.origin(["a", "b"])?.text, "h.yaml:2");
  assert.equal(tree.origin(["a", "c", "1"])?.place, "h.yaml:3:6");
  assert.equal(places.get("a\nc\n1\nd")?.key, "h.yaml:3:12");
  assert.equal(places.get("a\nc\n1\nd")?.value.place, "h.yaml:3:15");
});

test("wrong YAML is reported with its place, all of it", (t) => {
  assert.match(read(t, "a: 1\na: 2\n").problems[0] ?? "", /^h\.yaml:2:1: .*unique/);
  assert.match(read(t, "a: [1, 2\nb: 3\n").problems.join(), /h\.yaml:\d+:\d+: /);
  assert.match(read(t, "a:\n\t- b\n").problems.join(), /h\.yaml:2:\d+: .*[Tt]ab/);
  assert.equal(read(t, "a: 'open\nb: \"x\n").problems.length >= 1, true);
});

test("a file that is no set of options says what was expected", (t) => {
  for (const yaml of ["- a\n- b\n", "just text\n", "42\n"]) {
    assert.match(read(t, yaml).problems[0] ?? "", /^h\.yaml:1:1: expected options by name/);
  }
  assert.equal(read(t, "a: 1\n---\nb: 2\n").problems.length, 1, "two documents are one too many");
});

test("aliases work, but not as a bomb", (t) => {
  const { tree } = read(t, "a: &x [1]\nb: *x\n");
  assert.deepEqual(tree.get(["b"]), [1]);
  const bomb = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"];
  for (let n = 1; n < 9; n++)
    bomb.push(
      `a${n}: &a${n} [${Array(10)
        .fill(`*a${n - 1}`)
        .join(",")}]`,
    );
  assert.match(read(t, bomb.join("\n")).problems[0] ?? "", /alias/i);
});

test("an alias inside of what it names is refused at its place, at once", (t) => {
  assert.deepEqual(read(t, "hub: &h\n  listen: *h\n").problems, [
    "h.yaml:2:11: the alias stands inside of what it names",
  ]);
  assert.match(read(t, "a: &x [1, { b: [*x] }]\n").problems.join(), /h\.yaml:1:17: the alias stands inside/);
  assert.deepEqual(read(t, "a: &x { b: &x [1], c: *x }\n").problems, [], "the nearer one of that name is meant");
});

test("a tag is refused at its place, for it would make of a value what no option takes", (t) => {
  for (const yaml of [
    "a: !!set { b, c }",
    "a: !!omap [b: 1]",
    "a: !!binary aGVsbG8=",
    "a: !secret x",
    "a: !!js/function x",
  ]) {
    assert.match(read(t, yaml).problems.join(), /^h\.yaml:1:4: .*tag/, yaml);
  }
  assert.deepEqual(read(t, 'a: !!str 5\nb: !!int "5"').tree.toPlain(), { a: "5", b: 5 });
});

test("a file that cannot be read, or is too large, is a problem and no crash", (t) => {
  const cwd = temporaryFiles(t);
  const missing = readFileSource(path.join(cwd, "none.yaml"), new ValueTree(), cwd).problems;
  assert.match(missing[0]?.message ?? "", /cannot be read: .*ENOENT/);
  assert.match(readFileSource(cwd, new ValueTree(), "/").problems[0]?.message ?? "", /cannot be read/);
  assert.match(read(t, `a: ${"x".repeat(1_100_000)}`).problems[0] ?? "", /larger than 1048576 bytes/);
});
