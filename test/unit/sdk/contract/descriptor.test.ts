// A descriptor made of a contract at run time does what the generated table of the same contract does.
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { test } from "node:test";
import { descriptorOf } from "#sdk/contract/descriptor";
import { VOLUME } from "#sdk/generated/volume";
import type { FunctionDescriptor } from "#sdk/kind";
import { ShapeError } from "#sdk/shape";
import { everyTypeContract, shippedContracts } from "../../../support/contracts.ts";

test("its table is that of the generated one, function by function", () => {
  const volume = shippedContracts().find(({ name }) => name === "volume");
  ok(volume);
  const plain = (fn: FunctionDescriptor) => ({
    ...fn,
    encodeInput: fn.encodeInput !== undefined,
    decodeOutput: fn.decodeOutput !== undefined,
  });
  const made = descriptorOf(volume);
  strictEqual(made.version, VOLUME.version);
  deepStrictEqual(made.functions.map(plain), VOLUME.functions.map(plain));
});

test("its conversions agree with the generated ones, also about what is wrong and where", () => {
  const volume = shippedContracts().find(({ name }) => name === "volume");
  ok(volume);
  const made = descriptorOf(volume);
  const samples: unknown[] = [
    { name: "a", sizeBytes: 1, size_bytes: 2 },
    { name: "a", size_bytes: 1, allocated_bytes: null, location: "x", extra: 1 },
    {
      volumes: [
        { name: "a", size_bytes: 1 },
        { name: "", size_bytes: -1 },
      ],
    },
    { name: "\ud800", sizeBytes: 0 },
    { name: "a", way: "nbd", readOnly: true },
    null,
    [],
    {},
  ];
  const tried = (convert: ((value: unknown) => unknown) | undefined, value: unknown) => {
    try {
      return convert?.(value);
    } catch (error) {
      ok(error instanceof ShapeError);
      return error.message;
    }
  };
  for (const fn of VOLUME.functions) {
    const other = made.functions.find(({ wire }) => wire === fn.wire);
    for (const value of samples) {
      deepStrictEqual(tried(other?.encodeInput, value), tried(fn.encodeInput, value), fn.wire);
      deepStrictEqual(tried(other?.decodeOutput, value), tried(fn.decodeOutput, value), fn.wire);
    }
  }
});

test("every type goes both ways, a union by its tag", () => {
  const [fn] = descriptorOf(everyTypeContract()).functions;
  const value = {
    plainText: "a",
    shortText: "ü",
    moment: "2026-01-31T12:00:00Z",
    flag: true,
    small: 255,
    big: -5,
    ratio: 0.5,
    bytes: Uint8Array.of(0, 1, 255),
    color: "red",
    inner: { itemName: "x" },
    list: [{ itemName: "y" }],
    matrix: [[1], []],
    counts: { constructor: 1 },
    mustSay: null,
    either: { which: "inner_one", innerOne: { itemName: "z" } },
  };
  deepStrictEqual(fn?.decodeOutput?.(fn.encodeInput?.(value)), value);
  throws(() => fn?.encodeInput?.({ ...value, either: { which: "inner_one" } }), /either\.innerOne must be an object/);
  throws(() => fn?.encodeInput?.({ ...value, either: { which: "other" } }), /either\.which must be one of/);
});
