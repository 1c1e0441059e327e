import assert from "node:assert/strict";
import { test } from "node:test";
import { OPTIONS } from "#host/conf/options";
import { childOf, isText, keysOf, optionPaths, schemaAt } from "#host/conf/schema-walk";

test("sections name their keys, also behind defaults and optional values", () => {
  assert.ok(keysOf(OPTIONS)?.includes("volume"));
  assert.deepEqual(keysOf(schemaAt(OPTIONS, ["log"])), ["level", "format"]);
  assert.ok(keysOf(schemaAt(OPTIONS, ["volume", "drivers", "any-name", "limits"]))?.includes("instances"));
  assert.deepEqual(keysOf(schemaAt(OPTIONS, ["volume", "drivers", "x", "grants", "fs", "0"])), [
    "guest",
    "host",
    "mode",
  ]);
  assert.equal(keysOf(schemaAt(OPTIONS, ["volume", "drivers"])), undefined, "any name will do");
});

test("what is no option has no schema, not even by the names every object has", () => {
  for (const key of ["nothing", "constructor", "__proto__", "toString"]) assert.equal(childOf(OPTIONS, key), undefined);
  assert.equal(schemaAt(OPTIONS, ["log", "level", "deeper"]), undefined);
});

test("text is told from everything that is read as YAML", () => {
  const text = (path: string) => isText(schemaAt(OPTIONS, path.split(".")));
  for (const path of [
    "host.name",
    "dataDir",
    "hub.listen",
    "volume.manager",
    "volume.drivers.x.path",
    "volume.drivers.x.digest",
  ]) {
    assert.ok(text(path), path);
  }
  for (const path of [
    "hub.batchMax",
    "rpc.callTimeoutMs",
    "hub.allowedOrigins",
    "volume.drivers.x",
    "log",
    "no.such",
  ]) {
    assert.equal(text(path), false, path);
  }
});

test("every option has a path of its own", () => {
  const paths = optionPaths(OPTIONS).map((path) => path.join("."));
  assert.equal(new Set(paths).size, paths.length);
  for (const path of ["host.name", "hub.listen", "volume.drivers", "volume.quota.bytes"])
    assert.ok(paths.includes(path), path);
});
