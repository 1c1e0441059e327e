// A running host takes up a changed configuration, by command and by signal, and minds no broken one.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFiles } from "../support/files.ts";
import { testHost } from "../support/host-process.ts";
import { until } from "../support/until.ts";

test("a changed file is taken up without a restart, and the answer says what is and what is not", async (t) => {
  const config = join(temporaryFiles(t), "holdfast.yaml");
  const write = (text: string) => writeFileSync(config, text);
  write("volume:\n  quota:\n    volumes: 1\n");
  const host = testHost(t);
  await host.up({ config });
  const create = (name: string) => host.run("volume", "create", name, "--size", "1MiB");
  assert.equal((await create("a")).code, 0);
  assert.match((await create("b")).err, /RESOURCE_EXHAUSTED/);

  write("volume:\n  quota:\n    volumes: 2\nservice:\n  drainTimeoutMs: 7s\n");
  const reloaded = await host.run("config", "reload");
  assert.deepEqual([reloaded.code, reloaded.err], [0, ""]);
  assert.match(reloaded.out, /^in force: volume\.quota\.volumes$/m);
  assert.match(reloaded.out, /^at the next start: service\.drainTimeoutMs$/m);
  assert.equal((await create("b")).code, 0);
  assert.match((await create("c")).err, /RESOURCE_EXHAUSTED/);

  write("volume:\n  quota:\n    volumes: many\n");
  const refused = await host.run("config", "reload", "--json");
  assert.equal(refused.code, 2);
  assert.match(JSON.parse(refused.err).error.message, /holdfast\.yaml:3:\d+/);
  assert.match((await create("c")).err, /RESOURCE_EXHAUSTED/, "everything goes on as it was");
});

test("SIGHUP takes up what changed too, and a host goes on after a file with errors", async (t) => {
  const config = join(temporaryFiles(t, { "holdfast.yaml": "log:\n  level: warn\n" }), "holdfast.yaml");
  const host = testHost(t);
  await host.up({ config });
  writeFileSync(config, "log:\n  level: info\n");
  process.kill(host.pid(), "SIGHUP");
  await until("the new level is in force", () => /"applied":\["log\.level"\].*reloaded/.test(host.log()));
  writeFileSync(config, "log: [\n");
  process.kill(host.pid(), "SIGHUP");
  await until("the refusal is logged", () => /the reload failed; everything goes on as it was/.test(host.log()));
  assert.equal((await host.run("volume", "create", "a", "--size", "1MiB")).code, 0);
  assert.equal(await host.stop(), 0);
});
