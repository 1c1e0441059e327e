import assert from "node:assert/strict";
import { readdirSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFiles } from "../support/files.ts";
import { hostInside } from "../support/host-inside.ts";
import { testHost } from "../support/host-process.ts";

const GIB = 2 ** 30;

test("a volume of 2 GiB becomes a sparse file of exactly that size, and list and status tell all about it", async (t) => {
  const host = testHost(t);
  await host.up();
  const created = await host.run("volume", "create", "db1", "--size", "2GiB", "--json");
  assert.equal(created.code, 0, created.err);
  const file = statSync(join(host.dataDir, "volumes", "db1"));
  assert.equal(file.size, 2 * GIB);
  assert.ok(file.blocks * 512 < 2 ** 20, "the file is sparse");

  const { volumes } = (await host.run("volume", "list", "--json")).json;
  assert.equal(volumes.length, 1);
  assert.deepEqual([volumes[0].name, volumes[0].sizeBytes, volumes[0].state], ["db1", 2 * GIB, "available"]);
  assert.equal(volumes[0].driver, "file");
  assert.match(volumes[0].driverDigest, /^[0-9a-f]{64}$/);

  const status = (await host.run("status", "--json")).json;
  const service = status.services.find((one: { topic: string }) => one.topic === "volume");
  assert.equal(service.state, "up");
  assert.equal(typeof service.heartbeatAgeMs, "number");
  const steps = service.startSteps.map((step: { name: string }) => step.name);
  assert.deepEqual(steps.slice(0, 5), ["config", "manager", "recordLookup", "initHost", "recordWrite"]);
  assert.ok(
    service.startSteps.every((step: { state: string }) => step.state === "done"),
    JSON.stringify(service.startSteps),
  );
  assert.equal(await host.stop(), 0);
});

test("what was made is still there after a clean stop and a new start", async (t) => {
  const host = hostInside(t);
  await host.up();
  await host.run("volume", "create", "db1", "--size", "64MiB");
  assert.equal(await host.stop(), 0);
  await host.up();
  const shown = (await host.run("volume", "show", "db1", "--json")).json;
  assert.deepEqual([shown.state, shown.sizeBytes], ["available", 64 * 2 ** 20]);
  const grown = await host.run("volume", "extend", "db1", "--size", "128MiB", "--json");
  assert.equal(grown.json.volume.sizeBytes, 128 * 2 ** 20);
  assert.equal((await host.run("volume", "delete", "db1")).code, 0);
  assert.deepEqual(readdirSync(join(host.dataDir, "volumes")), []);
});

test("volumes named like paths stay inside the granted directory", async (t) => {
  const host = hostInside(t);
  await host.up();
  const names = ["../escape", "/etc/holdfast-escape", "a/../../b", ".", "..", ".hidden", "💾 ü"];
  for (const name of names) {
    const { code, err } = await host.run("volume", "create", "--size", "4096B", "--", name);
    assert.equal(code, 0, `${name}: ${err}`);
  }
  const { volumes } = (await host.run("volume", "list", "--json")).json;
  assert.deepEqual(new Set(volumes.map((volume: { name: string }) => volume.name)), new Set(names));
  assert.equal(readdirSync(join(host.dataDir, "volumes")).length, names.length);
  assert.deepEqual(
    readdirSync(host.dataDir).filter((name) => name.includes("escape")),
    [],
  );
});

test("a symlink planted in the granted directory is not followed", async (t) => {
  const host = hostInside(t);
  await host.up();
  const outside = temporaryFiles(t, { "precious.txt": "precious" });
  const link = join(host.dataDir, "volumes", "db1");
  symlinkSync(join(outside, "precious.txt"), link);
  symlinkSync(outside, join(host.dataDir, "volumes", "db2"));
  for (const name of ["db1", "db2"]) {
    const { code } = await host.run("volume", "create", name, "--size", "1MiB");
    assert.equal(code, 1, name);
  }
  assert.equal(statSync(join(outside, "precious.txt")).size, 8);
  assert.deepEqual(readdirSync(outside), ["precious.txt"]);
  assert.equal((await host.run("volume", "create", "db3", "--size", "1MiB")).code, 0);
});

test("one call makes the stations of the house, from the server to the guest", async (t) => {
  const host = hostInside(t);
  await host.up();
  const params = JSON.stringify({ name: "db1", sizeBytes: 4096 });
  const { json } = await host.run("call", "volume.create", params, "--trace", "--json");
  const stations = json.visits.map((visit: { station: string }) => visit.station);
  assert.deepEqual(stations, [
    "rpc/server",
    "rpc/dispatcher",
    "service",
    "volume manager",
    "driver-handle",
    "runtime",
    "guest",
  ]);
  const times = json.visits.map((visit: { atMs: number }) => visit.atMs);
  assert.deepEqual(
    times,
    times.toSorted((a: number, b: number) => a - b),
  );
});
