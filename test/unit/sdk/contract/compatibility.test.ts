// Compatibility between versions: what each kind of change means for drivers that exist, and that version numbers must say so.
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { test } from "node:test";
import { type Contract, parseContract } from "#sdk/abi";
import { compareContracts, versionProblem } from "#sdk/contract/compatibility";
import { documentWith, exportWith, shippedContracts } from "../../../support/contracts.ts";

type Parts = Readonly<Record<string, unknown>>;
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const TEXT = { type: "string" };
const INTEGER = { type: "integer", format: "int32" };

/** A contract whose function `do_it` sends and receives records of the given fields. */
function contract(parts: { fn?: Parts; input?: Parts; output?: Parts; more?: Parts; version?: string } = {}): Contract {
  const record = (fields: Parts) => ({
    description: "A record.",
    required: ["name"],
    properties: { name: TEXT, ...fields },
  });
  return parseContract(
    documentWith({
      "x-interface": { name: "sample", version: parts.version ?? "1.0" },
      exports: { do_it: exportWith({ input: ref("In"), output: ref("Out"), ...parts.fn }), ...parts.more },
      components: {
        schemas: {
          In: record(parts.input ?? {}),
          Out: record(parts.output ?? {}),
          Few: { description: "Few.", enum: ["one", "two"] },
          Many: { description: "More.", enum: ["one", "two", "three"] },
          Details: { description: "Why.", properties: { why: TEXT } },
        },
      },
    }),
  );
}

const STEPS: readonly (readonly [string, Parameters<typeof contract>[0], Parameters<typeof contract>[0], string])[] = [
  ["nothing", {}, {}, "same"],
  ["a word", {}, { fn: { description: "Does it well.", "x-when": "Often.", "x-holds": "It is done." } }, "same"],
  ["a new optional function", {}, { more: { also: exportWith({ "x-optional": true }) } }, "minor"],
  ["a new required function", {}, { more: { also: exportWith() } }, "major"],
  ["a function that goes", { more: { also: exportWith() } }, {}, "major"],
  ["a function that becomes required", { fn: { "x-optional": true } }, {}, "major"],
  ["a function that becomes optional", {}, { fn: { "x-optional": true } }, "minor"],
  ["more time", {}, { fn: { "x-timeoutMs": 2000 } }, "minor"],
  ["less time", {}, { fn: { "x-timeoutMs": 500 } }, "major"],
  ["a first fuel hint", {}, { fn: { "x-fuelMillions": 10 } }, "major"],
  ["a larger fuel hint", { fn: { "x-fuelMillions": 5 } }, { fn: { "x-fuelMillions": 10 } }, "minor"],
  ["a function that begins to mutate", {}, { fn: { "x-mutates": true } }, "major"],
  ["a function that may be repeated now", { fn: { "x-idempotent": false } }, {}, "major"],
  ["a function that may not be repeated any more", {}, { fn: { "x-idempotent": false } }, "minor"],
  ["a new status", {}, { fn: { "x-errors": ["busy"] } }, "major"],
  ["a status that goes", { fn: { "x-errors": ["busy"] } }, {}, "major"],
  [
    "details that are typed now",
    { fn: { "x-errors": ["busy"] } },
    { fn: { "x-errors": { busy: ref("Details") } } },
    "major",
  ],
  [
    "details that are free now",
    { fn: { "x-errors": { busy: ref("Details") } } },
    { fn: { "x-errors": ["busy"] } },
    "minor",
  ],
  ["an input that goes", {}, { fn: { input: undefined } }, "major"],
  ["a new optional field", {}, { input: { note: TEXT }, output: { note: TEXT } }, "minor"],
  ["a field that goes", { output: { note: TEXT } }, {}, "major"],
  ["a field of another type", { input: { note: TEXT } }, { input: { note: INTEGER } }, "major"],
  ["another format", { input: { size: INTEGER } }, { input: { size: { ...INTEGER, format: "int64" } } }, "major"],
  ["sent: wider bounds", { input: { size: { ...INTEGER, "x-maximum": 9 } } }, { input: { size: INTEGER } }, "major"],
  ["sent: narrower bounds", { input: { size: INTEGER } }, { input: { size: { ...INTEGER, "x-maximum": 9 } } }, "minor"],
  [
    "answered: wider bounds",
    { output: { size: { ...INTEGER, "x-maximum": 9 } } },
    { output: { size: INTEGER } },
    "minor",
  ],
  [
    "answered: narrower bounds",
    { output: { note: TEXT } },
    { output: { note: { ...TEXT, "x-maxBytes": 9 } } },
    "major",
  ],
  ["sent: a new value", { input: { pick: ref("Few") } }, { input: { pick: ref("Many") } }, "major"],
  ["sent: a value that goes", { input: { pick: ref("Many") } }, { input: { pick: ref("Few") } }, "minor"],
  ["answered: a new value", { output: { pick: ref("Few") } }, { output: { pick: ref("Many") } }, "minor"],
  ["answered: a value that goes", { output: { pick: ref("Many") } }, { output: { pick: ref("Few") } }, "major"],
  [
    "deep inside a list",
    { input: { all: { type: "array", items: ref("Few") } } },
    { input: { all: { type: "array", items: ref("Many") } } },
    "major",
  ],
];

for (const [what, before, after, level] of STEPS) {
  test(`${what} is ${level === "same" ? "no change" : `a ${level} change`}`, () => {
    const { level: found, changes } = compareContracts(contract(before), contract(after));
    strictEqual(found, level, JSON.stringify(changes));
    strictEqual(changes.length === 0, level === "same");
  });
}

test("what must be there changes its meaning with the direction", () => {
  const optional = contract({ input: { note: TEXT }, output: { note: TEXT } });
  const edit = (where: "In" | "Out"): Contract => ({
    ...optional,
    functions: optional.functions.map((fn) => {
      const key = where === "In" ? "input" : "output";
      const type = fn[key];
      ok(type);
      const properties = type.properties.map((property) => ({ ...property, required: true }));
      return { ...fn, [key]: { ...type, properties } };
    }),
  });
  strictEqual(compareContracts(optional, edit("In")).level, "minor", "old drivers get more than they expect");
  strictEqual(compareContracts(optional, edit("Out")).level, "major", "old drivers leave it out");
  strictEqual(compareContracts(edit("In"), optional).level, "major");
  strictEqual(compareContracts(edit("Out"), optional).level, "minor");
});

test("for host functions the directions are turned, and what a driver may use cannot go", () => {
  const host = shippedContracts().find(({ name }) => name === "host") as Contract;
  strictEqual(compareContracts(host, host).level, "same");
  const less = { ...host, imports: host.imports.slice(1), permissions: host.permissions.slice(1) };
  strictEqual(compareContracts(host, less).level, "major");
  strictEqual(compareContracts(less, host).level, "minor");
});

test("a version number that hides what changed is refused with what it must be, and why", () => {
  const [before, after] = [contract(), contract({ fn: { "x-timeoutMs": 5 }, version: "1.1" })];
  match(
    versionProblem(before, after) ?? "",
    /^sample 1\.1 is a major change of 1\.0 and must be 2\.0 at least: do_it\.x-timeoutMs: shrank from 1000 to 5$/,
  );
  strictEqual(versionProblem(before, { ...after, version: "2.0" }), undefined);
  const grown = contract({ input: { note: TEXT } });
  match(versionProblem(before, grown) ?? "", /is a minor change of 1\.0 and must be 1\.1 at least/);
  strictEqual(versionProblem(before, { ...grown, version: "1.1" }), undefined);
});

test("each change names its place", () => {
  const { changes } = compareContracts(contract(), contract({ input: { note: TEXT }, output: { note: TEXT } }));
  deepStrictEqual(
    changes.map(({ path }) => path),
    ["do_it.input.note", "do_it.output.note"],
  );
});
