import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { nodeVersion, servicesFound, versionsFound } from "#host/cmd/doctor-checks";
import type { Finding } from "#host/cmd/doctor-found";
import type { ServiceView } from "#host/service/service-group";
import { answeringHost } from "../../support/answering-host.ts";
import { temporaryFiles } from "../../support/files.ts";
import { commandLine } from "../../support/own-command.ts";

const STATUS = {
  name: "edge",
  version: "0.1.0",
  pid: 1,
  rssBytes: 1 << 27,
  services: [{ topic: "volume", host: "edge", state: "up", version: "1.0", disabled: false, deleted: false }],
  drivers: [{ kind: "volume", name: "file", state: "serving", health: "ready" }],
  processes: [],
  operations: { running: 0, unknown: 0 },
};
const service = (change: Partial<ServiceView>) =>
  ({ ...STATUS.services[0], stateReason: null, disabledBy: null, disabledReason: null, ...change }) as ServiceView;
const statesOf = (findings: readonly Finding[], check: string) =>
  findings.filter((finding) => finding.check === check).map(({ state }) => state);

test("on a new machine nothing fails, and what asks a host is skipped", async (t) => {
  const { code, json } = await commandLine(["doctor", "--json", "--data-dir", temporaryFiles(t)]);
  assert.equal(code, 0);
  assert.equal(json.healthy, true);
  assert.deepEqual(statesOf(json.findings, "services"), ["skipped"]);
  assert.deepEqual([...new Set(statesOf(json.findings, "driver files"))], ["ok"]);
});

test("a host that is well is told to be so, in a line a check", async (t) => {
  const host = await answeringHost(t, { "host.status": STATUS });
  const { code, out } = await host.run("doctor");
  assert.equal(code, 0, out);
  assert.match(out, /^ok +services +1 up$/m);
  assert.match(out, /^0 failed, 0 warnings, 0 skipped$/m);
});

test("what is wrong with a host fails, each with what to do", async (t) => {
  const status = {
    ...STATUS,
    services: [service({ state: "down" })],
    drivers: [{ kind: "volume", name: "file", state: "broken", health: "unavailable", reason: "no such file" }],
    processes: [{ topic: "camera", server: "edge", state: "gave up", restarts: 9, lastEnd: "exit code 1" }],
    operations: { running: 0, unknown: 2 },
  };
  const host = await answeringHost(t, { "host.status": status });
  const { code, json } = await host.run("doctor", "--json");
  assert.equal(code, 1);
  const told = json.findings.filter(({ state }: Finding) => state !== "ok");
  assert.deepEqual(
    told.map(({ check, state }: Finding) => [check, state]),
    [
      ["services", "failed"],
      ["drivers", "failed"],
      ["processes", "failed"],
      ["operations", "warning"],
    ],
  );
  for (const { remedy } of told) assert.ok(remedy);
});

test("a warning fails only where everything must be in order", async (t) => {
  const host = await answeringHost(t, { "host.status": { ...STATUS, operations: { running: 0, unknown: 1 } } });
  assert.equal((await host.run("doctor")).code, 0);
  assert.equal((await host.run("doctor", "--strict")).code, 1);
});

test("a configuration with errors fails with all of them, and the rest is skipped", async (t) => {
  const file = join(temporaryFiles(t, { "holdfast.yaml": "hub:\n  lisen: 1\n" }), "holdfast.yaml");
  const { code, json } = await commandLine(["doctor", "--json", "--config", file]);
  assert.equal(code, 1);
  const [failed] = json.findings.filter(({ state }: Finding) => state === "failed");
  assert.match(failed.message, /lisen/);
  assert.deepEqual(statesOf(json.findings, "token"), ["skipped"]);
});

test("a token and a directory that others can get at fail", async (t) => {
  const dataDir = temporaryFiles(t, { token: `${"a".repeat(43)}\n` });
  chmodSync(join(dataDir, "token"), 0o644);
  chmodSync(dataDir, 0o777);
  const { code, json } = await commandLine(["doctor", "--json", "--data-dir", dataDir]);
  assert.equal(code, 1);
  assert.deepEqual(statesOf(json.findings, "token"), ["failed"]);
  assert.ok(statesOf(json.findings, "data directory").includes("failed"));
});

test("a damaged database, and one of another program, fail", async (t) => {
  const dataDir = temporaryFiles(t);
  writeFileSync(
    join(dataDir, "holdfast.db"),
    "this is no database, but long enough to be looked at as one\n".repeat(100),
  );
  const { code, json } = await commandLine(["doctor", "--json", "--data-dir", dataDir]);
  assert.equal(code, 1);
  assert.deepEqual(statesOf(json.findings, "database"), ["failed"]);
});

test("a driver's file that is missing, or is not the pinned one, fails by its name", async (t) => {
  const dataDir = temporaryFiles(t);
  const missing = await commandLine([
    "doctor",
    "--json",
    "--data-dir",
    dataDir,
    "--set",
    "volume.drivers.gone=/nowhere/x.wasm",
  ]);
  assert.equal(missing.code, 1);
  const told = missing.json.findings.find(({ state }: Finding) => state === "failed");
  assert.equal(told.check, "driver files");
  assert.match(told.message, /^gone: /);
});

test("a Node older than the oldest tested is refused, a newer one is not", () => {
  assert.deepEqual(
    ["18.20.0", "20.18.9", "20.19.0", "26.1.0"].map((version) => nodeVersion(version).state),
    ["failed", "failed", "ok", "ok"],
  );
});

test("services: passing states warn, lasting ones fail, disabled ones are named with who and why", () => {
  const states = (services: readonly ServiceView[]) => servicesFound(services).map(({ state }) => state);
  assert.deepEqual(states([service({ state: "suspect" }), service({ state: "forced_down" })]), ["warning", "failed"]);
  assert.deepEqual(states([service({ state: "left" }), service({ deleted: true, state: "down" })]), ["ok"]);
  const [disabled] = servicesFound([service({ disabled: true, disabledBy: "ann", disabledReason: "new disk" })]);
  assert.match(disabled?.message ?? "", /by ann: new disk/);
});

test("versions: servers of one topic in different versions warn with who speaks which", () => {
  const [mixed] = versionsFound([service({}), service({ host: "other", version: "1.1" })]);
  assert.equal(mixed?.state, "warning");
  assert.match(mixed?.message ?? "", /1\.0 by edge, 1\.1 by other/);
  assert.equal(versionsFound([service({})])[0]?.state, "ok");
});

test("every file that the configuration names is looked at, before there is a host", async (t) => {
  const directory = temporaryFiles(t, { "own.js": "throw new Error('it was run');" });
  const named = [
    "network.drivers.gone=/gone.wasm",
    "network.drivers.volumes=builtin:volume-fake",
    "function.drivers.gone=/gone.wasm",
    "volume.drivers.unknown=builtin:unknown",
    "volume.drivers.file.grants.fs=[{ guest: /volumes, host: /gone, mode: rw }]",
    "network.manager=FlatManger",
    "services.own.manager=own.js",
  ];
  const args = ["doctor", "--json", "--data-dir", directory, ...named.flatMap((option) => ["--set", option])];
  const { code, json } = await commandLine(args, { cwd: directory });
  assert.equal(code, 1);
  const told = (check: string) => json.findings.filter((finding: Finding) => finding.check === check);
  const words = (check: string) => told(check).map(({ state, message }: Finding) => `${state} ${message}`);
  const drivers = words("driver files").join("\n");
  assert.match(drivers, /^failed unknown: no driver named unknown comes with/m);
  assert.match(drivers, /^failed file: the directory \/gone, granted as \/volumes, is not there$/m);
  assert.match(drivers, /^ok fake: /m);
  assert.match(
    drivers,
    /^failed volumes: .* is a driver of the kind volume, and is named among those of the kind network$/m,
  );
  assert.equal(drivers.match(/^failed gone: .*gone\.wasm cannot be read/gm)?.length, 2);
  const managers = words("manager files").join("\n");
  assert.match(managers, /^failed network: .*FlatManger does not exist/m);
  assert.match(managers, /^ok own: .*own\.js is there$/m);
});
