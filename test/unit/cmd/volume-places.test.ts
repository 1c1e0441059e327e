import assert from "node:assert/strict";
import { test } from "node:test";
import { answeringHost } from "../../support/answering-host.ts";

const operation = (state: string, more: object = {}) => ({
  ...{ id: "op-1", domain: "volume", action: "migrate", resource: "db1", driver: "two", state, error: null },
  ...{ input: {}, transitions: [], nextTryAt: null, waitReason: null, startedAt: "then" },
  ...more,
});

test("backends are a table of what each can do and hold", async (t) => {
  const one = { name: "file", health: "ready", reason: null, abilities: ["clone", "copy"], totalBytes: 2 ** 31 };
  const backends = [{ ...one, freeBytes: 2 ** 30, volumes: 3, volumeBytes: 2 ** 20, statsAt: "then" }];
  const host = await answeringHost(t, { "volume.backends": { backends } });
  assert.match((await host.run("volume", "backends")).out, /^file +ready +3 +1 MiB +1 GiB +2 GiB +clone copy$/m);
  assert.deepEqual((await host.run("volume", "backends", "--json")).json, { backends });
});

test("a migration is followed to its end, and its outcome is the exit code", async (t) => {
  let looks = 0;
  const progress = { done: 2 ** 20, total: 2 ** 21, unit: "bytes" };
  const host = await answeringHost(t, {
    "volume.migrate": { operationId: "op-1", volume: null },
    "host.showOperation": () => {
      looks += 1;
      return looks < 2 ? operation("started", { progress }) : operation("failed", { error: { message: "no space" } });
    },
  });
  const { code, out, err } = await host.run("volume", "migrate", "db1", "--to", "two");
  assert.equal(code, 1);
  assert.match(out, /op-1 started 50 % \(1 MiB of 2 MiB\)\nop-1 failed\n/);
  assert.match(err, /why: no space/);
  const detached = await host.run("volume", "migrate", "db1", "--to", "two", "--detach", "--json");
  assert.deepEqual(detached.json, { operationId: "op-1", volume: null });
  const said = await host.run("volume", "migrate", "db1", "--to", "two", "--detach");
  assert.equal(said.out, "op-1 has begun: `holdfast operation watch op-1` shows how far it is\n");
});

test("a volume that lies with its driver already is told so, followed or not", async (t) => {
  const host = await answeringHost(t, { "volume.migrate": { operationId: null, volume: null } });
  for (const how of [[], ["--detach"], ["--dry-run"]]) {
    const { out } = await host.run("volume", "migrate", "db1", "--to", "two", ...how);
    assert.equal(out, "db1 lies with two already\n", how.join());
  }
});

test("orphans are a table, and who could not be asked is said beside it", async (t) => {
  const orphans = [{ driver: "file", name: "stranger", sizeBytes: 4096, location: null }];
  const unasked = [{ driver: "two", reason: "the disk is away" }];
  const host = await answeringHost(t, { "volume.orphans": { orphans, unasked } });
  const { out, err } = await host.run("volume", "orphans");
  assert.match(out, /^file +stranger +4 KiB +-$/m);
  assert.match(err, /two could not be asked: the disk is away/);
});

test("manage, unmanage and forget ask for what they say", async (t) => {
  const gone = { operationId: null, volume: null };
  const host = await answeringHost(t, { "volume.manage": gone, "volume.unmanage": gone, "volume.forget": gone });
  await host.run("volume", "manage", "db1", "--driver", "file");
  await host.run("volume", "unmanage", "db1", "--dry-run");
  await host.run("volume", "forget", "db1");
  assert.deepEqual(
    host.asked.map(({ method, params }) => [method, params]),
    [
      ["volume.manage", { name: "db1", driver: "file" }],
      ["volume.unmanage", { name: "db1", dryRun: true }],
      ["volume.forget", { name: "db1" }],
    ],
  );
});

test("what leaves the records is not called deleted", async (t) => {
  const done = { operationId: "op-1", volume: null };
  const host = await answeringHost(t, { "volume.unmanage": done, "volume.forget": done });
  for (const verb of ["unmanage", "forget"]) {
    const { out } = await host.run("volume", verb, "db1");
    assert.equal(out, "out of the records: what its driver has of it stays there\n", verb);
  }
});

test("a snapshot's verbs say what became of the snapshot", async (t) => {
  const done = { operationId: "op-1", volume: null };
  const none = { operationId: null, volume: null };
  const answers = { "volume.createSnapshot": done, "volume.deleteSnapshot": none, "volume.restoreSnapshot": done };
  const host = await answeringHost(t, answers);
  const said = async (verb: string) => (await host.run("volume", "snapshot", verb, "db1", "monday")).out;
  assert.equal(await said("create"), "the snapshot monday of db1 is kept\n");
  assert.equal(await said("delete"), "nothing to do: there is no such snapshot\n");
  assert.equal(await said("restore"), "the snapshot monday of db1 is what the volume holds again\n");
});
