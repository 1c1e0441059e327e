import assert from "node:assert/strict";
import { test } from "node:test";
import { loadConfig } from "#host/conf/load";
import { configFile, DRIVER_MEMORY_BYTES_MAX, isUntouched } from "#host/conf/sources";
import { temporaryFiles } from "../../support/files.ts";

test("nobody configured anything of drivers where there is no flag, no variable about them and no file", (t) => {
  const cwd = temporaryFiles(t);
  const untouched = { cwd, env: { PATH: "/bin", HOLDFAST_CONFIG: "" } };
  assert.equal(isUntouched(untouched), configFile(untouched) === undefined);
  assert.equal(isUntouched({ ...untouched, flags: ["driver.memoryBytesMax=1MiB"] }), false);
  assert.equal(isUntouched({ ...untouched, env: { HOLDFAST_DRIVER__MEMORY_BYTES_MAX: "1MiB" } }), false);
  assert.equal(isUntouched({ ...untouched, env: { HOLDFAST_driver__runtime: "extism" } }), false);
  const about = { HOLDFAST_DATA_DIR: "/data", HOLDFAST_REQUIRE_ALL: "1" };
  assert.equal(
    isUntouched({ ...untouched, env: about }),
    isUntouched(untouched),
    "where data lies says nothing of drivers",
  );
  assert.equal(isUntouched({ ...untouched, env: { HOLDFAST_CONFIG: "other.yaml" } }), false);
  assert.equal(isUntouched({ ...untouched, file: "other.yaml" }), false);
  const configured = temporaryFiles(t, { "holdfast.yaml": "driver: {}" });
  assert.equal(isUntouched({ env: {}, cwd: configured }), false);
});

test("what a verdict takes for the default is the configuration's default", (t) => {
  const { config } = loadConfig({ cwd: temporaryFiles(t, { "holdfast.yaml": "" }), env: {} });
  assert.equal(config.driver.memoryBytesMax, DRIVER_MEMORY_BYTES_MAX);
});
