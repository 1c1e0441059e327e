// Targets and method names: one way to read each text.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isHostError } from "#host/errors";
import { formatTarget, isMethodName, parseMethod, parseTarget, RouteNames } from "#host/rpc/target";

test("the method is what follows the last dot, whatever the server's name holds", () => {
  assert.deepEqual(parseMethod("volume.create"), {
    target: { topic: "volume" },
    method: "create",
    place: "volume",
  });
  assert.deepEqual(parseMethod("volume@node.example:1.create"), {
    target: { topic: "volume", server: "node.example:1" },
    method: "create",
    place: "volume@node.example:1",
  });
});

test("what is neither topic.method nor topic@server.method is no method", () => {
  const texts = [
    "",
    ".",
    "create",
    ".create",
    "volume.",
    "a.b.c",
    "@x.create",
    "volume@.create",
    "vol ume.create",
    "volume.1st",
    "volume.a-b",
    `${"x".repeat(65)}.y`,
  ];
  for (const text of texts) {
    assert.throws(
      () => parseMethod(text),
      (error) => isHostError(error, "METHOD_NOT_FOUND"),
      text,
    );
  }
});

test("a written target reads back as itself", () => {
  for (const text of ["volume", "volume@node-1", "a_b-c@x.y:z"]) {
    const target = parseTarget(text);
    assert.ok(target);
    assert.equal(formatTarget(target), text);
  }
  for (const text of ["a.b", "a@b@c", "a@", "", "a@b c"]) assert.equal(parseTarget(text), undefined, text);
});

test("a method's name starts with a letter and holds no dot", () => {
  for (const name of ["a", "create_volume", "x1"]) assert.ok(isMethodName(name));
  for (const name of ["", "_a", "1a", "a.b", "a b", "__proto__"]) assert.ok(!isMethodName(name), name);
});

test("a name is written once as long as the same is asked for, and anew when either changes", () => {
  const names = new RouteNames();
  const volume = { topic: "volume", server: "a" };
  assert.equal(names.of(volume, "create"), "volume@a.create");
  assert.equal(names.of(volume, "create"), "volume@a.create");
  assert.equal(names.of(volume, "delete"), "volume@a.delete");
  assert.equal(names.of({ topic: "network" }, "delete"), "network.delete");
});
