// How contracts are read: what the model holds, and every rule of the dialect with what its breach is told.
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { test } from "node:test";
import { parseContract, type RecordType } from "#sdk/abi";
import { FIELD, problemsOf, withProperty, withSchemas } from "../../support/contract-problems.ts";
import { documentWith, EVERY_TYPE, everyTypeContract, exportWith, shippedContracts } from "../../support/contracts.ts";

test("the contracts that ship parse, and a kind inherits the functions that all drivers have", () => {
  const [driver, volume, host] = ["driver", "volume", "host"].map((name) =>
    shippedContracts().find((contract) => contract.name === name),
  );
  deepStrictEqual(
    driver?.functions.map((fn) => fn.name),
    ["describe", "probe"],
  );
  strictEqual(volume?.extends, "driver");
  deepStrictEqual(
    volume?.functions.map((fn) => `${fn.from}.${fn.name}`),
    [
      "driver.describe",
      "driver.probe",
      "volume.create_volume",
      "volume.delete_volume",
      "volume.extend_volume",
      "volume.inspect_volume",
      "volume.list_volumes",
      "volume.get_stats",
      "volume.clone_volume",
      "volume.create_snapshot",
      "volume.delete_snapshot",
      "volume.restore_snapshot",
      "volume.export_volume",
      "volume.unexport_volume",
      "volume.read_volume",
      "volume.write_volume",
      "volume.plan_change",
    ],
  );
  deepStrictEqual(
    host?.permissions.map((permission) => permission.name),
    ["log", "config", "fs", "exec", "http", "kv", "clock", "random", "event", "secret"],
  );
});

test("a function carries all that generators and the host need to know of it", () => {
  const create = shippedContracts()[1]?.functions.find((fn) => fn.name === "create_volume");
  strictEqual(create?.camelName, "createVolume");
  strictEqual(create?.mutates, true);
  strictEqual(create?.idempotent, false);
  strictEqual(create?.optional, false);
  strictEqual(create?.timeoutMs, 30000);
  ok(create?.errors.includes("already_exists"));
  strictEqual(create?.input?.name, "CreateVolume");
  strictEqual(create?.output?.name, "Volume");
  strictEqual(shippedContracts()[1]?.functions.find((fn) => fn.name === "get_stats")?.optional, true);
});

test("each type stands after the types it uses, and a reference is the very object", () => {
  const { types, functions } = everyTypeContract();
  deepStrictEqual(
    types.map((type) => type.name),
    ["Color", "Inner", "Empty", "EitherWhich", "Either", "Everything"],
  );
  const everything = functions[0]?.input as RecordType;
  strictEqual(everything, types.at(-1));
  strictEqual(everything.properties.find((property) => property.name === "color")?.type, types[0]);
});

test("every type of the dialect is read with its bounds", () => {
  const everything = everyTypeContract().functions[0]?.input as RecordType;
  const of = (name: string) => everything.properties.find((property) => property.name === name);
  deepStrictEqual(of("short_text")?.type, { kind: "string", minBytes: 1, maxBytes: 4 });
  deepStrictEqual(of("moment")?.type, { kind: "string", format: "date-time" });
  deepStrictEqual(of("small")?.type, { kind: "integer", format: "uint8", minimum: 0, maximum: 255 });
  deepStrictEqual(of("big")?.type, {
    kind: "integer",
    format: "int64",
    minimum: Number.MIN_SAFE_INTEGER,
    maximum: Number.MAX_SAFE_INTEGER,
  });
  deepStrictEqual(of("may_be")?.type, { kind: "integer", format: "int64", minimum: -5, maximum: 5 });
  deepStrictEqual(of("bytes")?.type, { kind: "buffer", maxBytes: 3 });
  deepStrictEqual(of("matrix")?.type, {
    kind: "array",
    items: { kind: "array", items: { kind: "integer", format: "int32", minimum: -(2 ** 31), maximum: 2 ** 31 - 1 } },
  });
  deepStrictEqual([of("must_say")?.required, of("must_say")?.nullable], [true, true]);
  deepStrictEqual([of("may_be")?.required, of("may_be")?.nullable], [false, false]);
  deepStrictEqual([of("plain_text")?.camelName, of("may_be_inner")?.camelName], ["plainText", "mayBeInner"]);
});

test("a string of the format byte is a buffer, as in XTP", () => {
  const [thing] = parseContract(withProperty({ type: "string", format: "byte" })).types;
  deepStrictEqual((thing as RecordType).properties[0]?.type, { kind: "buffer" });
});

test("all problems are told at once, each with its place", () => {
  const document = documentWith({
    version: "v2",
    exports: { Bad: exportWith({ "x-errors": ["nope", "ok"], "x-timeoutMs": 0 }) },
    extra: 1,
  });
  deepStrictEqual(problemsOf(document), [
    "version: must be v1-draft",
    "exports.Bad: the name must be snake_case: a-z, 0-9, and _ before a letter",
    "exports.Bad.x-errors: nope is no status",
    "exports.Bad.x-errors: ok needs no listing",
    "exports.Bad.x-timeoutMs: must be an integer of at least 1",
    "extra: is not a key of this place",
  ]);
});

test("the error's text names the contract and each problem", () => {
  throws(() => parseContract(documentWith({ extra: 1 })), {
    name: "ContractError",
    message: "the contract sample has 1 problem(s):\n  extra: is not a key of this place",
  });
});

test("what is no object at all is refused with what it is", () => {
  for (const [value, what] of [
    [null, "null"],
    [[], "a list"],
    ["text", "a string"],
    [undefined, "missing"],
  ] as const) {
    ok(problemsOf(value).includes(`: must be an object, it is ${what}`), what);
  }
});

test("whether a function mutates and whether it is idempotent must be said, so that a typing error cannot hide it", () => {
  const fn = exportWith({ "x-mutates": undefined, "x-mutate": true, "x-idempotent": undefined });
  deepStrictEqual(problemsOf(documentWith({ exports: { go_on: fn } })), [
    "exports.go_on.x-mutates: is missing; say true or false",
    "exports.go_on.x-idempotent: is missing; say true or false",
  ]);
});

test("unknown keys are refused everywhere, unless they begin with x-", () => {
  deepStrictEqual(problemsOf(withProperty({ type: "string", "x-note": 1, maxLength: 3 })), [
    `${FIELD}.maxLength: is not a key of this place`,
  ]);
  deepStrictEqual(problemsOf(withSchemas({ Thing: { description: "It.", properties: {}, allOf: [] } })), [
    "components.schemas.Thing.allOf: is not a key of this place",
  ]);
  deepStrictEqual(problemsOf(documentWith({ components: { schemas: {}, responses: {} } })), [
    "components.responses: is not a key of this place",
  ]);
});

test("a version must be major.minor in quotes", () => {
  for (const version of ["1", "1.0.0", "v1.0", "01.0", ""]) {
    const problems = problemsOf(documentWith({ "x-interface": { name: "sample", version } }));
    deepStrictEqual(problems, ['x-interface.version: must be "major.minor", in quotes'], version);
  }
  deepStrictEqual(problemsOf(documentWith({ "x-interface": { name: "sample", version: 1.0 } })), [
    "x-interface.version: must be text, it is a number",
    'x-interface.version: must be "major.minor", in quotes',
  ]);
});

test("names that a target language keeps for itself are refused with the language", () => {
  for (const [name, language] of [
    ["type", "Rust"],
    ["class", "C or C++"],
    ["func", "Go"],
    ["error", "Zig"],
    ["constructor", "JavaScript, TypeScript or AssemblyScript"],
  ]) {
    const document = withSchemas({
      Thing: { description: "It.", properties: { [name as string]: { type: "string" } } },
    });
    deepStrictEqual(problemsOf(document), [
      `components.schemas.Thing.properties.${name}: the name is a keyword of ${language}`,
    ]);
  }
});

test("names that two languages would spell alike cannot occur", () => {
  for (const name of ["sizeBytes", "size__bytes", "_size", "size_", "size-bytes", "1st", "a_1", "größe", "__proto__"]) {
    const schemas = JSON.parse(
      `{"Thing":{"description":"It.","properties":{${JSON.stringify(name)}:{"type":"string"}}}}`,
    );
    const problems = problemsOf(withSchemas(schemas));
    ok(
      problems.some((problem) => problem.includes("must be snake_case")),
      `${name}: ${problems.join()}`,
    );
  }
  ok(problemsOf(withSchemas({ thing: { description: "It.", properties: {} } }))[0]?.includes("must be PascalCase"));
});

test("references go to components only", () => {
  const cases: [unknown, string][] = [
    ["#/components/schemas/Absent", "there is no type Absent in components.schemas"],
    ["Thing", 'must be #/components/schemas/<Name>, it is "Thing"'],
    ["https://example.com/x", 'must be #/components/schemas/<Name>, it is "https://example.com/x"'],
  ];
  for (const [reference, message] of cases) {
    deepStrictEqual(problemsOf(withProperty({ $ref: reference })), [`${FIELD}.$ref: ${message}`]);
  }
  deepStrictEqual(problemsOf(withProperty({ $ref: "#/components/schemas/constructor" })), [
    `${FIELD}.$ref: there is no type constructor in components.schemas`,
  ]);
});

test("types that contain themselves are refused with the circle", () => {
  const link = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  const record = (to: unknown) => ({ description: "It.", properties: { next: to } });
  const circle = withSchemas({
    A: record({ type: "array", items: link("B") }),
    B: record(link("C")),
    C: record(link("A")),
  });
  deepStrictEqual(problemsOf(circle), [
    "components.schemas.C.properties.next.$ref: types may not contain themselves: A → B → C → A",
  ]);
  deepStrictEqual(problemsOf(withSchemas({ A: record(link("A")) })), [
    "components.schemas.A.properties.next.$ref: types may not contain themselves: A → A",
  ]);
});

test("a host function needs a permission that there is", () => {
  const imports = { look: { description: "Looks.", "x-permission": "see" } };
  deepStrictEqual(problemsOf(documentWith({ imports })), [
    'imports.look.x-permission: there is no permission "see" in x-permissions',
  ]);
  deepStrictEqual(problemsOf(documentWith({ imports, "x-permissions": { see: { description: "See." } } })), []);
});

test("an extended contract must be given, and its names are taken", () => {
  const extending = { ...EVERY_TYPE, "x-interface": { name: "wider", version: "1.0" }, "x-extends": "sample" };
  deepStrictEqual(problemsOf({ ...documentWith({ "x-extends": "other" }) }, everyTypeContract()), [
    "x-extends: the contract other was not given",
  ]);
  const problems = problemsOf(extending, everyTypeContract());
  ok(problems.includes("exports.echo_all: sample has a function of this name already"));
  ok(problems.includes("components.schemas.Inner: sample has a type of this name already"));
});

test("what a contract inherits can be referred to", () => {
  const record = { description: "It.", properties: { inner: { $ref: "#/components/schemas/Inner" } } };
  const document = documentWith({
    "x-extends": "sample",
    "x-interface": { name: "wider", version: "1.0" },
    components: { schemas: { Wide: record } },
  });
  const wide = parseContract(document, everyTypeContract()).types.at(-1) as RecordType;
  strictEqual(wide.from, "wider");
  strictEqual(wide.properties[0]?.type.kind, "record");
});
