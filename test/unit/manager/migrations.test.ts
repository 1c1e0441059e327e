import assert from "node:assert/strict";
import { test } from "node:test";
import { migrationsOf } from "#host/manager/migrations";

const up = async () => {};

test("steps are declared by a class, a plain object or a module, or not at all", () => {
  class WithTables {
    static migrations = [{ name: "notes", up }];
    async list() {}
  }
  assert.deepEqual(migrationsOf(new WithTables(), "x"), [{ name: "notes", up }]);
  assert.deepEqual(migrationsOf({ migrations: [{ name: "notes", up }] }, "x"), [{ name: "notes", up }]);
  assert.deepEqual(migrationsOf({}, "x"), []);
});

test("what is no list of named steps is refused, everything at once", () => {
  assert.throws(() => migrationsOf({ migrations: [{ name: "a", up }, { name: "a", up }, { name: "" }, 7] }, "./m.js"), {
    code: "LOAD_FAILED",
    message:
      "./m.js is not a manager that can run: migrations has the name a twice; migrations[2] must be { name, up }, with a text and a function; migrations[3] must be { name, up }, with a text and a function",
  });
  assert.throws(() => migrationsOf({ migrations: "notes" }, "x"), { code: "LOAD_FAILED" });
});
