// From a component to one module: what comes out, and that nothing but a named error comes of a broken one.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { attachManifest, inspect, KINDS, type Manifest, readManifest } from "@holdfast/sdk";
import { translateComponent } from "#host/driver/component/translate";
import { isHostError } from "#host/errors";
import { componentTypesIn } from "#sdk/component-types";
import { rollDice } from "../../../support/dice.ts";
import { ROOT } from "../../../support/guests.ts";

const RECIPE = new Uint8Array(readFileSync(join(ROOT, "test/fixtures/recipes/component.wasm")));

/** The words of the refusal; undefined when it was translated. */
function refusal(bytes: Uint8Array): string | undefined {
  try {
    translateComponent(bytes);
    return undefined;
  } catch (error) {
    assert.ok(isHostError(error, "DRIVER_MALFORMED"), String(error));
    return error.message;
  }
}

function component(...sections: readonly (readonly number[])[]): Uint8Array {
  const parts = sections.map(([id = 0, ...payload]) => [id, ...number(payload.length), ...payload]);
  return Uint8Array.from([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0, ...parts.flat()]);
}

function number(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...number(value >>> 7)];
}

test("the module that stands for a component has its functions under their wire names, its manifest, and nothing of it twice", () => {
  const bytes = translateComponent(RECIPE);
  const module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>);
  const exports = WebAssembly.Module.exports(module).map(({ name }) => name);
  for (const name of ["memory", "describe", "create_volume", "post:create_volume", "realloc:0"]) {
    assert.equal(exports.filter((one) => one === name).length, 1, name);
  }
  assert.ok(!exports.includes("clone_volume"), "a feature that it was not built with");
  assert.deepEqual(
    WebAssembly.Module.imports(module).map(({ module: namespace, name }) => `${namespace} ${name}`),
    ["wit:holdfast:host/functions@1.1.0 log", "wit:holdfast:host/functions@1.1.0 config-get"],
  );
  assert.equal(readManifest(bytes)?.name, "recipe-component");
  assert.deepEqual(translateComponent(RECIPE), bytes, "the same again");
});

test("a manifest of another kind or version than the interface is refused before anything runs", () => {
  const manifest = readManifest(RECIPE) as Manifest;
  for (const other of [{ abi: "1.0" }, { abi: "2.0" }, { kind: "network" }]) {
    const said = refusal(attachManifest(RECIPE, { ...manifest, ...other }));
    assert.match(said ?? "it was translated", /exports holdfast:volume\/driver@1\.1\.0, its manifest says/);
  }
});

test("the types that the recipe was made with are those of its kind, word for word", () => {
  const bytes = translateComponent(RECIPE);
  const types = componentTypesIn(bytes, inspect(bytes));
  assert.ok(types && types.size > 6);
  for (const [name, type] of types)
    assert.equal(type, KINDS["volume"].functions.find(({ wire }) => wire === name)?.component);
});

test("a component that is cut off is malformed wherever it is cut, or lacks what a driver has", () => {
  for (let length = 8; length < RECIPE.length; length += 37) refusal(RECIPE.subarray(0, length));
  assert.match(refusal(RECIPE.subarray(0, 9_000)) ?? "", /ends|claims/);
  assert.match(refusal(component()) ?? "", /exports 0 interfaces of drivers/);
});

test("no change of a byte makes it fail in any other way", () => {
  const dice = rollDice(42);
  for (let round = 0; round < 400; round++) {
    const broken = RECIPE.slice();
    for (let left = 1 + dice.upTo(3); left > 0; left--) broken[8 + dice.upTo(broken.length - 8)] = dice.upTo(256);
    refusal(broken);
  }
});

test("what this host does not take is named", () => {
  const named: readonly (readonly [RegExp, Uint8Array])[] = [
    [/asynchronous functions/, component([7, 1, 0x43, 0, 1, 0])],
    [/a resource of its own/, component([7, 1, 0x3f, 0x7f, 0])],
    [/a start function of its own/, component([9, 0, 0, 0])],
    [/is empty/, component([7, 1, 0x72, 0])],
    [/no interface/, component([7, 1, 0x40, 0, 1, 0], [10, 1, 0, 1, 0x61, 1, 0])],
    [/word of letters/, component([7, 1, 0x6d, 1, 9, ...Buffer.from("__proto__")])],
    [/refers to item 7 of 0/, component([2, 1, 0, 7, 0])],
  ];
  for (const [words, bytes] of named) assert.match(refusal(bytes) ?? "it was translated", words);
});

test("a component that would double with each line comes to an end", () => {
  // Each nested component puts two of the one before to work.
  let inner = component();
  for (let depth = 0; depth < 30; depth++) {
    const twice = [5, 2, 0, 0, 0, 0, 0, 0];
    inner = component([4, ...inner], twice);
  }
  assert.match(refusal(inner) ?? "it was translated", /deep/);
  const many = Array.from({ length: 200_001 }, () => [1, 0]).flat();
  assert.match(refusal(component([2, ...number(200_001), ...many])) ?? "", /more than 200000 items/);
});
