import assert from "node:assert/strict";
import { test } from "node:test";
import { isHostError } from "#host/errors";
import type { ObjectFile } from "#host/manager/object-file";
import { makeObject, pickExport } from "#host/manager/object-form";

const PARTS = { host: "edge1", domain: {} };
const file = (exportName?: string): ObjectFile => ({ file: "/x.js", exportName, typescript: false, digest: "" });
const pick = (namespace: Record<string, unknown>, name?: string) => pickExport(namespace, file(name), "/x.js");

test("an export is told apart as class, factory or object", () => {
  assert.equal(pick({ A: class {} }, "A").form, "class");
  assert.equal(pick({ make: () => ({}) }, "make").form, "factory");
  assert.equal(pick({ one: {} }, "one").form, "object");
  function Old() {}
  Old.prototype.hello = () => "hi";
  assert.equal(pick({ Old }, "Old").form, "class");
});

test("without a name the default export is taken, or else the module", () => {
  const module = { initHost() {} };
  assert.deepEqual(pick(module), { value: module, form: "module" });
  const one = {};
  assert.equal(pick({ default: one, other: 1 }).value, one);
});

test("a name that CommonJS put on its exports at run time is found", () => {
  const one = {};
  assert.equal(pick({ default: { one } }, "one").value, one);
});

test("a missing export is named with the nearest one and the list", () => {
  assert.throws(
    () => pick({ VolumeManager: 1, other: 2 }, "VolumManager"),
    (error) =>
      isHostError(error, "LOAD_FAILED") &&
      /no export VolumManager; did you mean VolumeManager\? \(it exports VolumeManager, other\)/.test(error.message),
  );
  assert.throws(() => pick({}, "toString"), /no export toString; \(it exports nothing\)/);
});

test("a value that cannot be a manager is refused by what it is", async () => {
  assert.throws(() => pick({ a: 5 }, "a"), /is a number; it must be a class/);
  await assert.rejects(
    makeObject(() => 5, PARTS, "x"),
    /the factory must return an object, it returned a number/,
  );
});

test("a class is constructed with the parts, a factory awaited with them", async () => {
  class Made {
    readonly parts: unknown;
    constructor(parts: unknown) {
      this.parts = parts;
    }
  }
  assert.equal(((await makeObject(Made, PARTS, "x")) as Made).parts, PARTS);
  assert.deepEqual(await makeObject(async (parts: object) => ({ parts }), PARTS, "x"), { parts: PARTS });
});

test("what a constructor throws is kept as the cause", async () => {
  class Broken {
    constructor() {
      throw new Error("no disk");
    }
  }
  await assert.rejects(makeObject(Broken, PARTS, "x"), (error) => {
    assert.ok(isHostError(error, "LOAD_FAILED"));
    assert.match(error.message, /the constructor threw: no disk/);
    return error.cause instanceof Error;
  });
});
