import assert from "node:assert/strict";
import { test } from "node:test";
import { readEnvironment, readFlags } from "#host/conf/text-sources";
import { ValueTree } from "#host/conf/tree";

function environment(env: Record<string, string>) {
  const tree = new ValueTree();
  const problems = readEnvironment(env, tree, "/cwd");
  return { values: tree.toPlain(), problems: problems.map(({ place, message }) => `${place} ${message}`), tree };
}

function flags(...given: string[]) {
  const tree = new ValueTree();
  const problems = readFlags(given, tree, "/cwd");
  return { values: tree.toPlain(), problems: problems.map(({ place, message }) => `${place} ${message}`) };
}

test("a name finds its option with or without underscores between words", () => {
  const { values, tree } = environment({
    HOLDFAST_SERVICE__REPORT_INTERVAL_MS: "4s",
    HOLDFAST_SERVICE__DOWNTIMEMS: "20s",
    HOLDFAST_DATA_DIR: "/d",
    HOLDFAST_VOLUME__DRIVERS__NAS__GRANTS__LOG: "true",
  });
  assert.deepEqual(values, {
    service: { reportIntervalMs: "4s", downTimeMs: "20s" },
    dataDir: "/d",
    volume: { drivers: { nas: { grants: { log: true } } } },
  });
  assert.equal(tree.origin(["dataDir"])?.text, "env HOLDFAST_DATA_DIR");
});

test("text options take the text as it stands, others read YAML", () => {
  const { values } = environment({
    HOLDFAST_HOST__NAME: "0123",
    HOLDFAST_HUB__BATCH_MAX: "0x10",
    HOLDFAST_HUB__ALLOWED_ORIGINS: "[https://a, https://b]",
    HOLDFAST_DRIVER__INSTANCES: "[unclosed",
  });
  assert.deepEqual(values, {
    host: { name: "0123" },
    hub: { batchMax: 16, allowedOrigins: ["https://a", "https://b"] },
    driver: { instances: "[unclosed" },
  });
});

test("variables of other programs and empty ones are left alone", () => {
  const { values, problems } = environment({
    PATH: "/bin",
    HOLDFAST_CONFIG: "x.yaml",
    HOLDFAST_REQUIRE_ALL: "1",
    HOLDFAST_SERVICE_HOST: "10.0.0.1",
    HOLDFAST_SERVICE_PORT: "4650",
    HOLDFAST_PORT_4650_TCP_ADDR: "10.0.0.1",
    HOLDFAST_LOG__LEVEL: "",
  });
  assert.deepEqual([values, problems], [{}, []]);
});

test("an option with an underscore too few is refused with the right name", () => {
  assert.deepEqual(environment({ HOLDFAST_HUB_LISTEN: "x", HOLDFAST_SERVICE_REPORT_INTERVAL: "x" }).problems, [
    "env HOLDFAST_HUB_LISTEN is no option; did you mean HOLDFAST_HUB__LISTEN?",
    "env HOLDFAST_SERVICE_REPORT_INTERVAL is no option; did you mean HOLDFAST_SERVICE__REPORT_INTERVAL_MS?",
  ]);
});

test("flags name options by path; a value may hold an equals sign", () => {
  assert.deepEqual(flags("hub.batchMax=7", "volume.drivers.nas=a=b.wasm", "hub.allowedOrigins=[]").values, {
    hub: { batchMax: 7, allowedOrigins: [] },
    volume: { drivers: { nas: { path: "a=b.wasm" } } },
  });
});

test("a flag that is no PATH=VALUE is refused", () => {
  for (const flag of ["hub", "=5", "hub..listen=5", ".=1"]) assert.equal(flags(flag).problems.length, 1, flag);
});

test("a value that names itself, or asks for another type, is plain text to the check of its option", () => {
  const tree = new ValueTree();
  const values = ["&a { listen: *a }", "&a [*a]"];
  for (const value of values) {
    assert.deepEqual(readFlags([`hub=${value}`], tree, "/"), []);
    assert.equal(tree.get(["hub"]), value);
  }
  readFlags(["hub.allowedOrigins=!!set { a, b }"], tree, "/");
  assert.deepEqual(tree.get(["hub", "allowedOrigins"]), { a: null, b: null });
});
