import assert from "node:assert/strict";
import { test } from "node:test";
import { checkTree } from "#host/conf/check";
import { ValueTree } from "#host/conf/tree";

const COMPLETE = { host: { name: "edge-1" }, dataDir: "/d", database: { path: "/d/h.db" } };
const DRIVERS = { drivers: { file: { path: "/a.wasm" } } };

const value = { text: "t", place: "value 7:11", baseDir: "/" };

function check(values: object) {
  const tree = new ValueTree();
  tree.set([], { ...COMPLETE, volume: DRIVERS, ...values }, (path) => ({
    text: "t",
    place: `at ${path.join(".")}`,
    baseDir: "/",
  }));
  const { config, problems } = checkTree(tree, new Map([["hub\nlistne", { key: "key 7:3", value }]]));
  return { config, problems: problems.map(({ path, place, message }) => `${place} | ${path} | ${message}`) };
}

test("a right tree becomes a configuration with numbers for times and sizes", () => {
  const { config, problems } = check({ hub: { frameBytesMax: "1MiB" }, service: { startTimeoutMs: "2min" } });
  assert.deepEqual(problems, []);
  assert.deepEqual([config?.hub.frameBytesMax, config?.service.startTimeoutMs], [1_048_576, 120_000]);
});

test("an unknown key is told at the key, a wrong value at the value", () => {
  const { config, problems } = check({ hub: { listne: 1, batchMax: true } });
  assert.equal(config, undefined);
  assert.deepEqual(
    new Set(problems),
    new Set([
      "key 7:3 | hub.listne | is no option; did you mean listen?",
      "at hub.batchMax | hub.batchMax | expected a whole number, got true",
    ]),
  );
});

test("a name that JavaScript would lose is refused wherever names are free, once", () => {
  const proto = (inner: unknown) => JSON.parse(`{"__proto__": ${JSON.stringify(inner)}}`);
  const file = { path: "/a.wasm", grants: { config: true }, config: proto(1) };
  const { problems } = check({ volume: { drivers: { file, ...proto({ path: "/b.wasm" }) } }, hub: proto({}) });
  assert.deepEqual(problems.map((line) => line.split(" | ")[1]).sort(), [
    "hub.__proto__",
    "volume.drivers.__proto__",
    "volume.drivers.file.config.__proto__",
  ]);
});

test("a key that resembles nothing gets the list of what there is", () => {
  assert.deepEqual(check({ log: { zzzzz: 1 } }).problems, [
    "at log.zzzzz | log.zzzzz | is no option; there are level, format",
  ]);
});

test("a contradiction is told although a value elsewhere is wrong, and not where the wrong value may be its cause", () => {
  const elsewhere = check({ log: { level: 5 }, rpc: { callTimeoutMs: 2, callTimeoutMsMax: 1 } }).problems;
  assert.equal(elsewhere.length, 2);
  const unknownKey = check({ rpc: { callTimeoutMs: 2, callTimeoutMsMax: 1, x: 1 } }).problems;
  assert.equal(unknownKey.length, 2);
  const same = check({ service: { reportIntervalMs: "soon", downTimeMs: 1000 } }).problems;
  assert.deepEqual(same.length, 1);
  const required = check({ host: { name: "no spaces" }, rpc: { callTimeoutMs: 2, callTimeoutMsMax: 1 } }).problems;
  assert.equal(required.length, 2);
});

test("values of the wrong kind are described by what was expected", () => {
  const table: readonly (readonly [object, RegExp])[] = [
    [{ hub: 5 }, /expected options by name, got 5/],
    [{ hub: { allowedOrigins: "x" } }, /expected a list, got "x"/],
    [{ host: { name: 5 } }, /expected text, got 5/],
    [{ dataDir: "" }, /must not be empty$/],
    [{ service: { stopTimeoutMs: true } }, /expected a time: 10s, .* got true/],
    [{ service: { stopTimeoutMs: 1.5 } }, /expected a time/],
    [{ service: { stopTimeoutMs: "100d" } }, /must be at most/],
    [{ volume: { drivers: ["a"] } }, /expected names with options, got a list/],
    [{ volume: { drivers: { file: { path: "/a.wasm", trusted: "yes" } } } }, /expected true or false, got "yes"/],
    [{ volume: { drivers: { file: { path: "/a.wasm", digest: "abc" } } } }, /64 hexadecimal digits/],
    [
      { volume: { drivers: { file: { path: "/a.wasm", config: { a: [1] }, grants: { config: true } } } } },
      /expected text, got a list/,
    ],
  ];
  for (const [values, expected] of table) {
    const { problems } = check(values);
    assert.equal(problems.length, 1, JSON.stringify(problems));
    assert.match(problems[0] ?? "", expected);
  }
});
