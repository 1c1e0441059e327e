import assert from "node:assert/strict";
import { homedir } from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { loadConfig } from "#host/conf/load";
import type { Problem } from "#host/conf/problem";
import type { ConfigSources } from "#host/conf/sources";
import { HostError } from "#host/errors";
import { temporaryFiles } from "../../support/files.ts";

function load(t: TestContext, yaml: string | undefined, sources: ConfigSources = {}) {
  const cwd = temporaryFiles(t, yaml === undefined ? {} : { "holdfast.yaml": yaml });
  return { cwd, ...loadConfig({ env: {}, cwd, ...sources }) };
}

function problemsOf(t: TestContext, yaml: string | undefined, sources: ConfigSources = {}): readonly string[] {
  try {
    load(t, yaml, sources);
  } catch (error) {
    assert.ok(error instanceof HostError);
    assert.equal(error.code, "CONFIG_INVALID");
    return (error.data["problems"] as Problem[]).map(({ place, path: at, message }) => `${place} | ${at} | ${message}`);
  }
  return assert.fail("the configuration was taken");
}

test("no file, no environment and no flags give a complete configuration", (t) => {
  const { config, origins, file } = load(t, undefined, { env: { XDG_STATE_HOME: "/state" } });
  assert.equal(file, undefined);
  const dataDir = process.getuid?.() === 0 ? "/var/lib/holdfast" : "/state/holdfast";
  assert.equal(config.dataDir, dataDir);
  assert.equal(config.database.path, `${dataDir}/holdfast.db`);
  assert.equal(config.hub.listen, "127.0.0.1:4650");
  assert.match(config.host.name, /^[A-Za-z0-9_.:-]+$/);
  assert.deepEqual(config.volume.drivers["file"], {
    path: "builtin:volume-file",
    config: {},
    grants: { log: true, config: false, fs: [{ guest: "/volumes", host: `${dataDir}/volumes`, mode: "rw" }] },
    limits: {},
    trusted: false,
  });
  assert.equal(config.volume.drivers["fake"]?.path, "builtin:volume-fake");
  assert.deepEqual(new Set(Object.values(origins)), new Set(["default"]));
});

test("the later source wins, and each value knows its own", (t) => {
  const yaml = "service:\n  reportIntervalMs: 1s\n  downTimeMs: 5s\n  stopTimeoutMs: 50s\n";
  const { config, origins, file, cwd } = load(t, yaml, {
    env: { HOLDFAST_SERVICE__DOWN_TIME_MS: "6s", HOLDFAST_SERVICE__STOP_TIMEOUT_MS: "51s" },
    flags: ["service.stopTimeoutMs=52s"],
  });
  const { reportIntervalMs, downTimeMs, stopTimeoutMs } = config.service;
  assert.deepEqual([reportIntervalMs, downTimeMs, stopTimeoutMs], [1000, 6000, 52_000]);
  assert.equal(file, path.join(cwd, "holdfast.yaml"));
  assert.deepEqual(
    ["reportIntervalMs", "downTimeMs", "stopTimeoutMs", "startTimeoutMs"].map((name) => origins[`service.${name}`]),
    ["holdfast.yaml:2", "env HOLDFAST_SERVICE__DOWN_TIME_MS", "flag", "default"],
  );
});

test("the file is the given one, HOLDFAST_CONFIG's, or the one that lies here", (t) => {
  const cwd = temporaryFiles(t, {
    "holdfast.yaml": "log: { level: warn }",
    "b/other.yaml": "log: { level: error }",
    "c.yaml": "log: { level: debug }",
  });
  const level = (sources: ConfigSources) => loadConfig({ env: {}, cwd, ...sources }).config.log.level;
  assert.equal(level({}), "warn");
  assert.equal(level({ env: { HOLDFAST_CONFIG: "b/other.yaml" } }), "error");
  assert.equal(level({ env: { HOLDFAST_CONFIG: "b/other.yaml" }, file: "c.yaml" }), "debug");
  assert.throws(() => level({ file: "absent.yaml" }), {
    code: "CONFIG_INVALID",
    message: /absent\.yaml: cannot be read/,
  });
});

test("a relative path is relative to what names it", (t) => {
  const cwd = temporaryFiles(t, {
    "conf/holdfast.yaml": `dataDir: ../data
volume:
  manager: ./mine.js#Manager
  drivers:
    nas: { path: nas.wasm, grants: { fs: [{ guest: /mnt, host: exports }] } }
    abs: /opt/abs.wasm
`,
  });
  const env = { HOLDFAST_VOLUME__DRIVERS__OTHER: "other.wasm" };
  const { config } = loadConfig({ cwd, env, file: "conf/holdfast.yaml", flags: ["database.path=here.db"] });
  assert.equal(config.dataDir, path.join(cwd, "data"));
  assert.equal(config.database.path, path.join(cwd, "here.db"));
  assert.equal(config.volume.manager, path.join(cwd, "conf/mine.js#Manager"));
  assert.equal(config.volume.drivers["nas"]?.path, path.join(cwd, "conf/nas.wasm"));
  assert.equal(config.volume.drivers["nas"]?.grants.fs[0]?.host, path.join(cwd, "conf/exports"));
  assert.equal(config.volume.drivers["abs"]?.path, "/opt/abs.wasm");
  assert.equal(config.volume.drivers["other"]?.path, path.join(cwd, "other.wasm"));
  assert.equal(config.volume.drivers["file"]?.grants.fs[0]?.host, path.join(cwd, "data/volumes"));
});

test("a driver with a path of its own inherits no grant from the default of its name", (t) => {
  const { config } = load(t, "volume: { drivers: { file: stranger.wasm } }");
  assert.deepEqual(config.volume.drivers["file"]?.grants, { log: false, config: false, fs: [] });
});

test("a default driver can be tuned without being named anew, and taken away", (t) => {
  const yaml = "volume:\n  drivers:\n    file: { limits: { instances: 2 } }\n    fake:\n";
  const { config } = load(t, yaml);
  assert.equal(config.volume.drivers["file"]?.path, "builtin:volume-file");
  assert.equal(config.volume.drivers["file"]?.limits.instances, 2);
  assert.deepEqual(Object.keys(config.volume.drivers), ["file"]);
});

test("an empty section or value counts as not given", (t) => {
  const { config } = load(t, "hub:\nlog:\n  level:\nvolume:\n");
  assert.deepEqual([config.hub.batchMax, config.log.level], [100, "info"]);
  assert.ok(config.volume.drivers["file"]);
  assert.equal(load(t, "").config.log.level, "info");
  assert.equal(load(t, "# only a comment\n").config.log.level, "info");
});

test("the result is frozen all the way down", (t) => {
  const { config, origins } = load(t, undefined);
  assert.ok(
    Object.isFrozen(config) && Object.isFrozen(config.volume.drivers["file"]?.grants.fs[0]) && Object.isFrozen(origins),
  );
});

test("two configurations in one process do not know each other", (t) => {
  const one = load(t, "log: { level: warn }");
  const two = load(t, undefined);
  assert.deepEqual([one.config.log.level, two.config.log.level], ["warn", "info"]);
});

test("all problems of all sources come at once, each with its place and a way out", (t) => {
  const yaml = `hub:
  listne: 127.0.0.1:1
  batchMax: lots
  frameBytesMax: 64mib
service:
  reportIntervalMs: 30s
rpc:
  callTimeoutMs: -1
log: { level: inf }
volume:
  drivers:
    NAS: x.wasm
    bare: { grants: { fs: [{ guest: mnt, host: x, mod: rw }] } }
`;
  const env = { HOLDFAST_HUB_LISTEN: "x", HOLDFAST_HUB__LISTENN: "y", HOLDFAST_DRIVER__INSTANCES: "0" };
  const problems = problemsOf(t, yaml, { env, flags: ["nonsense", "hub.allowedOrigins=[ftp://x]"] });
  const expected = [
    "env HOLDFAST_HUB_LISTEN |  | is no option; did you mean HOLDFAST_HUB__LISTEN?",
    "--set nonsense |  | expected PATH=VALUE, such as hub.listen=127.0.0.1:0",
    "holdfast.yaml:2:3 | hub.listne | is no option; did you mean listen?",
    'holdfast.yaml:3:13 | hub.batchMax | expected a whole number, got "lots"',
    'holdfast.yaml:4:18 | hub.frameBytesMax | expected a size: 64MiB, 4KiB, 2GiB, 10MB or a number of bytes, got "64mib"',
    "env HOLDFAST_HUB__LISTENN | hub.listenn | is no option; did you mean listen?",
    '--set hub.allowedOrigins | hub.allowedOrigins.0 | expected an origin, such as https://console.example, got "ftp://x"',
    "holdfast.yaml:8:18 | rpc.callTimeoutMs | must be at least 1ms, got -1",
    'holdfast.yaml:9:15 | log.level | expected one of trace, debug, info, warn, error, fatal, silent, got "inf"; did you mean info?',
    "env HOLDFAST_DRIVER__INSTANCES | driver.instances | must be at least 1, got 0",
    "holdfast.yaml:12:5 | volume.drivers.NAS | a driver's name has 1 to 63 of a-z 0-9 _ - and starts with a letter or digit",
    "holdfast.yaml:13:5 | volume.drivers.bare.path | is required",
    'holdfast.yaml:13:37 | volume.drivers.bare.grants.fs.0.guest | expected an absolute path as the driver sees it, such as /volumes, got "mnt"',
    "holdfast.yaml:13:51 | volume.drivers.bare.grants.fs.0.mod | is no option; did you mean mode?",
    "holdfast.yaml:5:1 | service.downTimeMs | must be at least 2.5 times service.reportIntervalMs, 75s, or one late report takes a service for down",
  ];
  assert.deepEqual(new Set(problems), new Set(expected));
});

test("a message of the error names every problem for people", (t) => {
  assert.throws(() => load(t, "hub: { batchMax: 0 }\nlogs: {}\n"), {
    message:
      "the configuration has 2 problems:\n  holdfast.yaml:1:18: hub.batchMax: must be at least 1, got 0\n  holdfast.yaml:2:1: logs: is no option; did you mean log?",
  });
});

test("the process's own environment is used when none is given", (t) => {
  const before = process.env["HOLDFAST_LOG__LEVEL"];
  process.env["HOLDFAST_LOG__LEVEL"] = "error";
  t.after(() => {
    if (before === undefined) delete process.env["HOLDFAST_LOG__LEVEL"];
    else process.env["HOLDFAST_LOG__LEVEL"] = before;
  });
  assert.equal(loadConfig({ cwd: temporaryFiles(t) }).config.log.level, "error");
});

test("a user's own data lies where the XDG rules say", { skip: process.getuid?.() === 0 && "runs as root" }, (t) => {
  assert.equal(load(t, undefined, { env: { XDG_STATE_HOME: "/s" } }).config.dataDir, "/s/holdfast");
  assert.equal(
    load(t, undefined, { env: { XDG_STATE_HOME: "relative" } }).config.dataDir,
    path.join(homedir(), ".local/state/holdfast"),
  );
});
