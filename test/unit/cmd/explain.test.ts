import assert from "node:assert/strict";
import { test } from "node:test";
import { answeringHost } from "../../support/answering-host.ts";

const told = {
  ...{ name: "db1", wanted: null, waiting: null, summary: ["it should be available with 4 bytes on file"] },
  there: { volume: { name: "db1", sizeBytes: 4, exports: [], snapshots: [{ name: "monday" }, { name: "then" }] } },
  driver: { name: "file", health: "degraded", reason: "the disk is slow" },
  operations: [
    {
      ...{ id: "op-1", action: "create", state: "failed", error: { message: "no room" } },
      transitions: [{ at: "then", state: "failed", note: "no room" }],
    },
  ],
  lines: [{ at: "then", level: "warn", text: "the driver says line=hello" }],
};

test("an explanation shows what should be, what is, what was done and what was logged", async (t) => {
  const host = await answeringHost(t, { "volume.explain": told });
  const { out } = await host.run("explain", "volume/db1");
  for (const part of [
    /it should be available/,
    /degraded: the disk is slow/,
    /shows\n {2}name {7}db1\n {2}sizeBytes {2}4\n {2}exports {4}-\n {2}snapshots {2}\{"name":"monday"\}, \{"name":"then"\}\n/,
    /op-1 create failed: no room/,
  ])
    assert.match(out, part);
  assert.match(out, /warn the driver says line=hello/);
  assert.deepEqual((await host.run("explain", "volume/db1", "--json")).json, told);
});

test("a port and an outer address are explained by the network's manager", async (t) => {
  const network = { ...told, there: { problem: "the switch is away" }, driver: null };
  const host = await answeringHost(t, { "network.explain": network });
  const { out } = await host.run("explain", "port/lan/one");
  assert.match(out, /no driver has to do with it\n {2}nothing: the switch is away/);
  await host.run("explain", "floating/203.0.113.1");
  await host.run("explain", "network/lan");
  assert.deepEqual(
    host.asked.map(({ params }) => params),
    [{ name: "lan", port: "one" }, { floating: "203.0.113.1" }, { name: "lan" }],
  );
});

test("a name may have slashes; what names nothing is a wrong command line", async (t) => {
  const host = await answeringHost(t, { "volume.explain": told });
  await host.run("explain", "volume/a/b");
  assert.deepEqual(host.asked[0]?.params, { name: "a/b" });
  for (const what of ["db1", "/db1", "volume/", "port/lan", "port//one", "floating/"])
    assert.equal((await host.run("explain", what)).code, 2, what);
});
