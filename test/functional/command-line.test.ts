import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { temporaryFiles } from "../support/files.ts";
import { hostInside } from "../support/host-inside.ts";
import { command } from "../support/host-process.ts";
import { commandLine } from "../support/own-command.ts";

const DRIVER = fileURLToPath(new URL("../../../drivers-wasm/volume-file/volume-file.wasm", import.meta.url));

test("a wrong command line exits with 2 and says what there is", async () => {
  for (const args of [["frobnicate"], ["volume", "create"], ["volume", "list", "--frob"]]) {
    const { code, err } = await commandLine(args);
    assert.equal(code, 2, args.join(" "));
    assert.match(err, /error:/);
  }
  assert.equal((await command(["--help"])).code, 0);
  assert.equal((await command(["--version"])).code, 0);
});

test("without a running host a command says how to start one", async (t) => {
  const dataDir = temporaryFiles(t);
  const { code, err } = await commandLine(["status", "--data-dir", dataDir]);
  assert.equal(code, 1);
  assert.match(err, /holdfast up/);
});

test("an error is one JSON object for programs and one line for people", async (t) => {
  const host = hostInside(t);
  await host.up();
  const forPrograms = await host.run("volume", "show", "nothing", "--json");
  assert.equal(forPrograms.code, 1);
  assert.equal(forPrograms.out, "");
  assert.deepEqual(Object.keys(JSON.parse(forPrograms.err).error), ["code", "message", "retryable", "data"]);
  assert.equal(JSON.parse(forPrograms.err).error.code, "NOT_FOUND");
  const forPeople = await host.run("volume", "show", "nothing");
  assert.equal(forPeople.err, 'error: there is no volume named "nothing" (NOT_FOUND)\n');
  const size = await host.run("volume", "create", "a", "--size", "2 lightyears");
  assert.deepEqual([size.code, /2GiB/.test(size.err)], [2, true]);
});

test("output that is no terminal has no colours", async (t) => {
  const host = hostInside(t);
  await host.up();
  const { out } = await host.run("status");
  assert.ok(!out.includes("\u001b"), "there is an escape character");
  assert.match(out, /^volume@/m);
});

test("a second host on the same data is refused and leaves the first alone", async (t) => {
  const host = hostInside(t);
  await host.up();
  const second = await command(["up", "--data-dir", host.dataDir, "--set", "hub.listen=127.0.0.1:0"]);
  assert.equal(second.code, 1);
  assert.match(second.err, new RegExp(`process ${process.pid}`));
  assert.equal((await host.run("volume", "list")).code, 0);
});

test("a token that others can read is refused", async (t) => {
  const host = hostInside(t);
  await host.up();
  chmodSync(join(host.dataDir, "token"), 0o644);
  const { code, err } = await host.run("status");
  assert.equal(code, 1);
  assert.match(err, /chmod 600/);
});

test("every problem of a configuration is reported at once, with its place", async (t) => {
  const text =
    "hub:\n  lisen: 127.0.0.1:1\nservice:\n  reportIntervalMs: 10 parsecs\nvolume:\n  quota:\n    volumes: -1\n";
  const file = join(temporaryFiles(t, { "holdfast.yaml": text }), "holdfast.yaml");
  const { code, err } = await commandLine(["config", "check", "--config", file]);
  assert.equal(code, 2);
  assert.match(err, /holdfast\.yaml:2:3.*listen/);
  assert.match(err, /holdfast\.yaml:4:\d+/);
  assert.match(err, /holdfast\.yaml:7:\d+/);
});

test("config show tells where each value comes from", async (t) => {
  const file = join(temporaryFiles(t, { "holdfast.yaml": "log:\n  level: debug\n" }), "holdfast.yaml");
  const { json } = await commandLine(["config", "show", "--json", "--config", file, "--set", "host.name=edge-1"], {
    env: { HOLDFAST_SERVICE__DOWN_TIME_MS: "2min" },
  });
  const origin = (path: string) => json.values.find((value: { path: string }) => value.path === path).origin;
  assert.match(origin("log.level"), /holdfast\.yaml:2/);
  assert.match(origin("host.name"), /flag/);
  assert.match(origin("service.downTimeMs"), /env HOLDFAST_SERVICE__DOWN_TIME_MS/);
  assert.equal(origin("hub.listen"), "default");
});

test("config schema is a JSON Schema", async () => {
  const { json } = await commandLine(["config", "schema"]);
  assert.match(json.$schema, /2020-12/);
  assert.ok(json.properties.volume);
});

test("driver check judges a file without a host, without native code and without running it", async (t) => {
  // With --no-addons the database could not be loaded, so a pass shows that it is not.
  const env = { NODE_OPTIONS: "--no-addons" };
  const missing = await command(["driver", "check", DRIVER, "--json"], { env });
  assert.equal(missing.code, 1, missing.err);
  assert.equal(missing.json.outcome, "needs-grants");
  const granted = ["--grant", "log", "--grant", "fs:/volumes=/srv:rw"];
  const loads = await command(["driver", "check", DRIVER, "--json", ...granted], { env });
  assert.deepEqual([loads.code, loads.json.outcome], [0, "loads"], loads.err);
  assert.match((await commandLine(["driver", "check", DRIVER])).out, /loads if you grant/);
  const grants = join(temporaryFiles(t), "grants.yaml");
  const learned = await commandLine(["driver", "check", DRIVER, "--write-grants", grants]);
  assert.equal(learned.code, 1);
  assert.equal((await commandLine(["driver", "check", DRIVER, "--grants", grants])).code, 0);
  assert.match((await commandLine(["driver", "check", DRIVER, "--write-grants", grants])).err, /not there/);
  writeFileSync(grants, "log: true\nfs: [{ guest: /volumes, host: volumes, mode: rw }]\n");
  assert.equal((await commandLine(["driver", "check", DRIVER, "--json", "--grants", grants])).code, 0);
  writeFileSync(grants, "log: perhaps\nexec: [-x]\n");
  const wrong = await commandLine(["driver", "check", DRIVER, "--grants", grants]);
  assert.match(wrong.err, /grants\.yaml.*at exec.*CONFIG_INVALID/s);
});

test("the database is backed up while the host runs, and its copy is sound", async (t) => {
  const host = hostInside(t);
  await host.up();
  await host.run("volume", "create", "db1", "--size", "1MiB");
  const copy = join(temporaryFiles(t), "copy.db");
  assert.equal((await host.run("db", "backup", copy)).code, 0);
  assert.equal((await host.run("db", "backup", copy)).code, 1, "an existing file is not overwritten");
  const { json } = await commandLine([
    "db",
    "status",
    "--json",
    "--set",
    `database.path=${copy}`,
    "--data-dir",
    host.dataDir,
  ]);
  assert.deepEqual([json.damage, json.pending], [[], []]);
  assert.equal((await host.run("db", "migrate")).code, 1, "no migration under a running host");
});
