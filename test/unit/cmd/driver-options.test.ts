import assert from "node:assert/strict";
import { test } from "node:test";
import { grantArguments, grantsOf, limitsOf, pairsOf } from "#host/cmd/driver-options";
import { isHostError } from "#host/errors";

const usage = (error: unknown) => isHostError(error, "INVALID_PARAMS") && /write /.test(error.message);

test("nothing is granted that is not written, and a directory is read-only unless it says rw", () => {
  assert.deepEqual(grantsOf([], "/"), { log: false, config: false, fs: [] });
  const { log, config, fs } = grantsOf(["log", "fs:/a=x", "fs:/b=/y:rw", "fs:/c=/z:ro"], "/srv");
  assert.deepEqual([log, config], [true, false]);
  assert.deepEqual(fs, [
    { guest: "/a", host: "/srv/x", mode: "ro" },
    { guest: "/b", host: "/y", mode: "rw" },
    { guest: "/c", host: "/z", mode: "ro" },
  ]);
});

test("a host directory may have colons and equals signs in its name", () => {
  const { fs } = grantsOf(["fs:/v=/srv/a:b=c:rw"], "/");
  assert.deepEqual(fs, [{ guest: "/v", host: "/srv/a:b=c", mode: "rw" }]);
});

test("what is no grant is refused with an example", () => {
  for (const text of ["", "Log", "http", "fs", "fs:", "fs:volumes=/srv", "fs:/v=", "fs:/v", "fs=/v"])
    assert.throws(() => grantsOf([text], "/"), usage, text);
});

test("the words that would grant what is missing can be given back", () => {
  const missing = [
    { permission: "config", reason: "", optional: true },
    { permission: "fs", reason: "", optional: false, paths: [{ guest: "/v", mode: "rw" } as const] },
  ];
  const words = grantArguments(missing);
  assert.equal(words, "--grant config --grant fs:/v=DIRECTORY:rw");
  const texts = words.split("--grant ").flatMap((text) => text.trim() || []);
  assert.equal(grantsOf(texts, "/").fs[0]?.guest, "/v");
});

test("pairs keep everything behind the first equals sign; a pair without a key is refused", () => {
  assert.deepEqual(pairsOf(["a=1", "b=", "c=x=y"], "--driver-config"), { a: "1", b: "", c: "x=y" });
  for (const text of ["a", "=x", ""]) assert.throws(() => pairsOf([text], "--driver-config"), usage);
});

test("limits are read in the unit that their name says", () => {
  const limits = limitsOf(["callTimeoutMs=5s", "memoryBytesMax=16MiB", "instances=2"]);
  assert.deepEqual(limits, { callTimeoutMs: 5000, memoryBytesMax: 2 ** 24, instances: 2 });
  for (const text of ["callTimeoutMs=soon", "memoryBytesMax=much", "instances=many", "instances=Infinity"])
    assert.throws(() => limitsOf([text]), usage, text);
});
