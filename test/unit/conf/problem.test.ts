import assert from "node:assert/strict";
import { test } from "node:test";
import { configError } from "#host/conf/problem";

const problem = { path: "hub.listen", place: "h.yaml:1:2", message: "is wrong" };

test("each problem is one line of the message and one entry of the data", () => {
  const error = configError([problem, { path: "", place: "h.yaml", message: "cannot be read" }]);
  assert.equal(error.code, "CONFIG_INVALID");
  assert.equal(
    error.message,
    "the configuration has 2 problems:\n  h.yaml:1:2: hub.listen: is wrong\n  h.yaml: cannot be read",
  );
  assert.equal((error.data["problems"] as unknown[]).length, 2);
});

test("the same problem is told once", () => {
  const error = configError([problem, { ...problem }]);
  assert.equal(error.message, "the configuration has a problem:\n  h.yaml:1:2: hub.listen: is wrong");
});
