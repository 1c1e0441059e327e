// The WIT view: every type and function has its word, keywords are escaped, names do not meet.
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { test } from "node:test";
import { emitWit } from "#sdk/generate/wit";
import { everyTypeContract, shippedContracts } from "../../../support/contracts.ts";

const textOf = (contract: Parameters<typeof emitWit>[0]) => emitWit(contract)[0]?.text ?? "";

test("every type of the dialect has its word", () => {
  const text = textOf(everyTypeContract());
  for (const line of [
    "small: u8,",
    "big: s64,",
    "ratio: f64,",
    "%list: list<inner>,",
    "matrix: list<list<s32>>,",
    "counts: list<tuple<string, s64>>,",
    "must-say: option<string>,",
    "may-be-inner: option<inner>,",
    "either: option<either>,",
    "variant either {",
    "inner-one(inner),",
    "nothing: option<bool>,",
  ])
    ok(text.includes(` ${line}`), `${line}\n${text}`);
});

test("a kind's functions answer a result or a failure, and no function has the name of a type", () => {
  for (const contract of shippedContracts().filter((one) => one.extends !== undefined)) {
    const text = textOf(contract);
    const driver = text.slice(text.indexOf("interface driver {"), text.indexOf(`world ${contract.name}-driver {`));
    const functions = [...driver.matchAll(/^ {2}%?([a-z0-9-]+): func\(/gm)].map(([, name]) => name ?? "");
    deepStrictEqual(
      functions,
      contract.functions.map((fn) => fn.name.replaceAll("_", "-")),
    );
    const used = /use types\.\{([^}]*)\}/.exec(driver)?.[1]?.split(", ") ?? [];
    const seen = used.map((one) => one.replace(/^.* as /, ""));
    strictEqual(new Set(seen).size, seen.length);
    for (const name of functions) ok(!seen.includes(name), `${name} is a type too`);
    strictEqual(text.split("{").length, text.split("}").length);
  }
});
