import assert from "node:assert/strict";
import { test } from "node:test";
import { configJsonSchema, describeConfig } from "#host/conf/describe";
import { loadConfig } from "#host/conf/load";
import { OPTIONS } from "#host/conf/options";
import { optionPaths, schemaAt } from "#host/conf/schema-walk";

const flags = [
  "volume.drivers.nas=nas.wasm",
  "volume.drivers.nas.grants.config=true",
  "volume.drivers.nas.config={ apiToken: t0p, user: anna, private_key: k, monkey: m, Password: p }",
];

test("every value is shown with its origin, times and sizes as people write them", () => {
  const values = describeConfig(loadConfig({ env: {}, cwd: "/", flags: ["driver.memoryBytesMax=32MiB"] }));
  const find = (path: string) => values.find((value) => value.path === path);
  assert.deepEqual(find("driver.memoryBytesMax"), {
    path: "driver.memoryBytesMax",
    value: 33_554_432,
    text: "32 MiB",
    origin: "flag",
  });
  assert.equal(find("service.reportIntervalMs")?.text, "10s");
  assert.equal(find("rpc.callTimeoutMsMax")?.text, "30min");
  assert.equal(find("hub.batchMax")?.text, "100");
});

test("secrets of drivers are masked in text and value, the rest of their configuration is not", () => {
  const values = describeConfig(loadConfig({ env: {}, cwd: "/", flags }));
  const shown = values.filter(({ path }) => path.startsWith("volume.drivers.nas.config"));
  assert.deepEqual(Object.fromEntries(shown.map(({ path, value }) => [path.split(".").at(-1), value])), {
    apiToken: "********",
    user: "anna",
    private_key: "********",
    monkey: "m",
    Password: "********",
  });
  assert.doesNotMatch(JSON.stringify(values), /t0p/);
});

test("the JSON Schema has every option with a description, refuses unknown keys and requires nothing at the top", () => {
  const schema = configJsonSchema();
  assert.equal(schema["additionalProperties"], false);
  assert.equal(schema["required"], undefined);
  for (const path of optionPaths(OPTIONS)) {
    const node = path.reduce<Record<string, unknown>>(
      (at, key) => (at["properties"] as Record<string, Record<string, unknown>>)[key] ?? {},
      schema,
    );
    assert.equal(typeof node["description"], "string", path.join("."));
    assert.ok(schemaAt(OPTIONS, path));
  }
});

test("the JSON Schema takes a driver as a path, as a section, or empty", () => {
  const properties = configJsonSchema()["properties"] as Record<string, { properties: Record<string, unknown> }>;
  const drivers = properties["volume"]?.properties["drivers"] as { additionalProperties: { anyOf: object[] } };
  assert.deepEqual(
    drivers.additionalProperties.anyOf.map((form) => (form as { type: string }).type),
    ["string", "object", "null"],
  );
});

test("times and sizes may be numbers or text with a unit, says the JSON Schema", () => {
  const text = JSON.stringify(configJsonSchema());
  assert.match(
    text,
    /"reportIntervalMs":\{[^}]*"anyOf":\[\{[^}]*"type":"number"[^}]*\},\{[^}]*"type":"string","pattern"/,
  );
});
