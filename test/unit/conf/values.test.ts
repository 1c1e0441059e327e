import assert from "node:assert/strict";
import { test } from "node:test";
import { loadConfig } from "#host/conf/load";
import { diffConfig, flatten } from "#host/conf/values";

const load = (...flags: string[]) => loadConfig({ env: {}, cwd: "/", flags }).config;

test("a configuration is a list of scalars and lists by path", () => {
  const paths = flatten(load()).map(({ path }) => path.join("."));
  assert.ok(paths.includes("hub.listen") && paths.includes("volume.drivers.file.grants.fs"));
  assert.equal(new Set(paths).size, paths.length);
  assert.equal(paths.includes("hub"), false);
});

test("two readings of the same sources do not differ", () => {
  assert.deepEqual(diffConfig(load(), load()), []);
});

test("what changed, came or went is told with both values", () => {
  const before = load("log.level=warn", "volume.drivers.old=old.wasm");
  const after = load("log.level=error", "volume.drivers.fake=");
  const changes = diffConfig(before, after);
  assert.deepEqual(
    changes.find(({ path }) => path === "log.level"),
    { path: "log.level", before: "warn", after: "error" },
  );
  const old = changes.find(({ path }) => path === "volume.drivers.old.path");
  assert.deepEqual([old?.before, old?.after], ["/old.wasm", undefined]);
  assert.ok(changes.some(({ path }) => path === "volume.drivers.fake.path"));
  assert.ok(changes.every(({ path }) => /^log\.level$|^volume\.drivers\.(old|fake)\./.test(path)));
});
