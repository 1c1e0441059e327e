import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { driverFile, driverPath } from "#host/cmd/builtin-drivers";
import { isHostError } from "#host/errors";

test("a driver of Holdfast's own is found by its name", () => {
  for (const name of ["volume-file", "volume-fake"]) assert.ok(existsSync(driverPath(`builtin:${name}`)), name);
});

test("other paths come back as they are, and on a command line from the current directory", () => {
  assert.equal(driverPath("/srv/x.wasm"), "/srv/x.wasm");
  assert.equal(driverFile("x.wasm", "/srv"), "/srv/x.wasm");
  assert.equal(driverFile("builtin:volume-file", "/srv"), driverPath("builtin:volume-file"));
});

test("a name that is a path, or of nothing, is refused", () => {
  for (const name of ["../../etc/passwd", "a/b", "", ".", "volume-nothing", "VOLUME-FILE"])
    assert.throws(
      () => driverPath(`builtin:${name}`),
      (error) => isHostError(error, "DRIVER_FILE_NOT_FOUND"),
      name,
    );
});
