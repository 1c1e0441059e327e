// Volumes as an operator works with them: every verb against a host that runs, with two drivers side by side.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFiles } from "../support/files.ts";
import { hostInside } from "../support/host-inside.ts";

test("a volume is planned, made, kept, cloned, moved, explained, let go and found again by commands alone", async (t) => {
  const host = hostInside(t);
  const files = temporaryFiles(t, { "holdfast.yaml": "" });
  const second = join(files, "second");
  const grants = `{ fs: [{ guest: /volumes, host: ${second}, mode: rw }] }`;
  const drivers = `volume:\n  drivers:\n    second: { path: "builtin:volume-file", grants: ${grants} }\n`;
  writeFileSync(join(files, "holdfast.yaml"), drivers);
  mkdirSync(second);
  await host.up({ config: join(files, "holdfast.yaml") });
  const run = async (...args: string[]) => {
    const { code, json, err } = await host.run(...args, "--json");
    assert.equal(code, 0, `${args.join(" ")}: ${err}`);
    return json;
  };
  const plan = (await run("volume", "create", "db1", "--size", "8MiB", "--needs", "snapshot", "copy", "--dry-run"))
    .plan;
  assert.match(plan.steps[0].what, /makes the sparse file .*\/db1 of 8388608 bytes/);
  assert.deepEqual((await run("volume", "list")).volumes, []);
  await run("volume", "create", "db1", "--size", "8MiB");
  writeFileSync(join(host.dataDir, "volumes", "db1"), "hello", { flag: "r+" });
  await run("volume", "snapshot", "create", "db1", "monday");
  await run("volume", "clone", "db1", "db2");
  assert.equal((await run("volume", "show", "db1")).snapshots[0].name, "monday");
  const moved = await host.run("volume", "migrate", "db2", "--to", "second");
  assert.equal(moved.code, 0, moved.err);
  assert.match(moved.out, / done\n$/);
  assert.deepEqual(readdirSync(second), ["db2"]);
  assert.equal((await run("volume", "show", "db2")).driver, "second");
  const refused = await host.run("volume", "migrate", "db1", "--to", "second", "--json");
  assert.match(refused.err, /FAILED_PRECONDITION.*monday/);
  const told = await host.run("explain", "volume/db2");
  assert.match(told.out, /should be available with 8388608 bytes on second[\s\S]*migrate done/);
  await run("volume", "unmanage", "db2");
  const { orphans } = await run("volume", "orphans");
  assert.deepEqual(
    orphans.map(({ name }: { name: string }) => name),
    ["db2"],
  );
  await run("volume", "manage", "db2", "--driver", "second");
  const { backends } = await run("volume", "backends");
  const huge = await host.run("volume", "create", "huge", "--size", String(2 * backends[0].totalBytes), "--json");
  assert.match(huge.err, /RESOURCE_EXHAUSTED.*has room for \d+ bytes more/);
  const found = backends.find(({ name }: { name: string }) => name === "second");
  assert.deepEqual([found.volumes, found.abilities], [1, ["clone", "snapshot", "copy", "stats", "plan"]]);
  for (const name of ["db1", "db2"]) await run("volume", "delete", name);
  assert.deepEqual([readdirSync(second), readdirSync(join(host.dataDir, "volumes"))], [[], []]);
});
