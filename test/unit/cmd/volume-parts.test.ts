import assert from "node:assert/strict";
import { test } from "node:test";
import { answeringHost } from "../../support/answering-host.ts";

const volume = (name: string, more: object = {}) => ({
  ...{ id: "id", name, sizeBytes: 2 ** 31, allocatedBytes: 4096, state: "available", error: null, driver: "file" },
  ...{ driverDigest: "ab".repeat(32), location: null, origin: null, createdAt: "then", updatedAt: "now" },
  ...more,
});
const changed = { operationId: "op-1", volume: volume("db2", { origin: "db1" }) };

test("clone names the source first, as cp does, and shows what the new volume lives from", async (t) => {
  const host = await answeringHost(t, { "volume.clone": changed });
  const { out } = await host.run("volume", "clone", "db1", "db2", "--snapshot", "monday", "--size", "4GiB");
  assert.deepEqual(host.asked[0]?.params, { name: "db2", source: "db1", snapshot: "monday", sizeBytes: 2 ** 32 });
  assert.match(out, /^clone of +db1$/m);
});

test("each snapshot verb asks for its change, and the list is a table", async (t) => {
  const snapshots = [{ name: "monday", sizeBytes: 2 ** 20, createdAt: "then" }];
  const host = await answeringHost(t, {
    ...{ "volume.createSnapshot": changed, "volume.deleteSnapshot": changed, "volume.restoreSnapshot": changed },
    "volume.get": volume("db1", { snapshots, exports: [] }),
  });
  for (const verb of ["create", "delete", "restore"]) await host.run("volume", "snapshot", verb, "db1", "monday");
  assert.deepEqual(
    host.asked.map(({ method, params }) => [method, params]),
    ["createSnapshot", "deleteSnapshot", "restoreSnapshot"].map((method) => [
      ...[`volume.${method}`, { name: "db1", snapshot: "monday" }],
    ]),
  );
  assert.match((await host.run("volume", "snapshot", "ls", "db1")).out, /^monday +1 MiB +then$/m);
  assert.deepEqual((await host.run("volume", "snapshot", "ls", "db1", "--json")).json, { snapshots });
  assert.match((await host.run("volume", "snapshot", "--help")).out, /list\|ls .* lists the snapshots of a volume/);
});

test("a snapshot's name that would be an option or a path is refused before anything is asked of a driver", async (t) => {
  const host = await answeringHost(t, { "volume.createSnapshot": changed });
  for (const name of ["../x", "a b", "", "a".repeat(65)])
    assert.equal((await host.run("volume", "snapshot", "create", "db1", "--", name)).code, 2, name);
  assert.deepEqual(host.asked, []);
});

test("an export tells its address, and needs to be told the way", async (t) => {
  const way = { way: "nbd", address: "nbd+unix:///db1?socket=/run/x", readOnly: true };
  const host = await answeringHost(t, {
    "volume.export": { ...changed, export: way },
    "volume.unexport": changed,
  });
  const { out } = await host.run("volume", "export", "db1", "--way", "nbd", "--read-only");
  assert.match(out, /^exported {2}nbd at nbd\+unix:\/\/\/db1\?socket=\/run\/x \(read only\)$/m);
  await host.run("volume", "unexport", "db1", "--way", "nbd");
  assert.equal((await host.run("volume", "export", "db1")).code, 2);
  assert.equal((await host.run("volume", "export", "db1", "--way", "carrier-pigeon")).code, 2);
  assert.equal(host.asked.length, 2);
});

test("a dry run prints what would run, an argument with blanks as one", async (t) => {
  const plan = { driver: "qcow2", steps: [{ what: "makes the image", argv: ["/usr/bin/qemu-img", "create", "a b"] }] };
  const host = await answeringHost(t, { "volume.create": { operationId: null, volume: null, plan } });
  const { out } = await host.run("volume", "create", "db1", "--size", "1MiB", "--dry-run");
  assert.equal((host.asked[0]?.params as { dryRun: boolean } | undefined)?.dryRun, true);
  assert.match(out, /nothing was changed.*\n1\. makes the image\n {3}\/usr\/bin\/qemu-img create 'a b'\n/);
});
