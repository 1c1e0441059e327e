import assert from "node:assert/strict";
import { test } from "node:test";
import { answeringHost } from "../../support/answering-host.ts";

const volume = (name: string, more: object = {}) => ({
  ...{ id: "id", name, sizeBytes: 2 ** 31, allocatedBytes: 4096, state: "available", error: null, driver: "file" },
  ...{ driverDigest: "ab".repeat(32), location: `/volumes/${name}`, createdAt: "then", updatedAt: "now" },
  ...more,
});
const changed = (name: string) => ({ operationId: "op-1", volume: volume(name) });

test("create asks for the exact number of bytes and shows what was made", async (t) => {
  const host = await answeringHost(t, { "volume.create": changed("db1") });
  const { code, out } = await host.run("volume", "create", "db1", "--size", "2GiB", "--driver", "file");
  assert.equal(code, 0);
  assert.deepEqual(host.asked[0]?.params, { name: "db1", sizeBytes: 2 ** 31, driver: "file" });
  assert.match(out, /^size +2 GiB \(2147483648 bytes\)$/m);
  assert.match(out, /^driver +file, file sha-256 abab/m);
});

test("create and extend hand over an idempotency key", async (t) => {
  const host = await answeringHost(t, { "volume.create": changed("a"), "volume.extend": changed("a") });
  for (const action of ["create", "extend"])
    await host.run("volume", action, "a", "--size", "1MiB", "--idempotency-key", `key-${action}`);
  assert.deepEqual(
    host.asked.map(({ idempotencyKey }) => idempotencyKey),
    ["key-create", "key-extend"],
  );
});

test("a size without sense is a wrong command line with an example, and nothing is asked", async (t) => {
  const host = await answeringHost(t, {});
  for (const size of ["2 lightyears", "-1", "1.5B", "", "0x10", "1e3"]) {
    const { code, err } = await host.run("volume", "create", "a", "--size", size);
    assert.deepEqual([code, /2GiB/.test(err)], [2, true], size);
  }
  assert.deepEqual(host.asked, []);
});

test("deleting says that the volume is gone, or that there was none", async (t) => {
  const deleted = await answeringHost(t, { "volume.delete": { operationId: "7b2c", volume: null } });
  assert.match((await deleted.run("volume", "rm", "a")).out, /^deleted: there is no such volume any more$/m);
  const host = await answeringHost(t, { "volume.delete": { operationId: null, volume: null } });
  assert.match((await host.run("volume", "rm", "a")).out, /^nothing to do: there is no such volume$/m);
  const { json } = await host.run("volume", "delete", "a", "--json");
  assert.deepEqual(json, { operationId: null, volume: null });
});

test("a volume in trouble shows why", async (t) => {
  const host = await answeringHost(t, {
    "volume.get": volume("a", { state: "error", error: "half of it is missing" }),
  });
  assert.match((await host.run("volume", "show", "a")).out, /^state +error: half of it is missing$/m);
});

test("a list is as long as it is, however many pages that takes", async (t) => {
  const names = Array.from({ length: 2345 }, (_, index) => `v${String(index).padStart(5, "0")}`);
  const page = ({ after = "", limit }: { after?: string; limit: number }) => ({
    volumes: names
      .filter((name) => name > after)
      .slice(0, limit)
      .map((name) => volume(name)),
  });
  const host = await answeringHost(t, { "volume.list": page });
  const { json } = await host.run("volume", "list", "--json", "--driver", "file");
  assert.deepEqual(
    json.volumes.map(({ name }: { name: string }) => name),
    names,
  );
  assert.equal(host.asked.length, 3);
  assert.ok(host.asked.every(({ params }) => (params as { driver: string }).driver === "file"));
});

test("an empty list is a heading for people and an empty array for programs", async (t) => {
  const host = await answeringHost(t, { "volume.list": { volumes: [] } });
  assert.match((await host.run("volume", "ls")).out, /^NAME +SIZE/);
  assert.deepEqual((await host.run("volume", "ls", "--json")).json, { volumes: [] });
});

test("what came of a name that plays with the terminal is written out", async (t) => {
  const evil = "x\u202ey\u001b[2J";
  const host = await answeringHost(t, { "volume.list": { volumes: [volume(evil)] } });
  const { out } = await host.run("volume", "list");
  assert.ok(!out.includes("\u001b") && !out.includes("\u202e"));
  const { json } = await host.run("volume", "list", "--json");
  assert.equal(json.volumes[0].name, evil);
});
