import assert from "node:assert/strict";
import { test } from "node:test";
import { answeringHost } from "../../support/answering-host.ts";

const STATUS = {
  ...{ name: "edge1", version: "0.1.0", pid: 7, url: "ws://127.0.0.1:1", dataDir: "/srv/data", uptimeMs: 61_000 },
  ...{ rssBytes: 2 ** 26, services: [], drivers: [], processes: [], operations: { running: 1, unknown: 2 } },
};

test("status is the host at a glance, for people and for programs", async (t) => {
  const host = await answeringHost(t, { "host.status": STATUS });
  const { code, out } = await host.run("status");
  assert.equal(code, 0);
  assert.match(out, /^host edge1, holdfast 0\.1\.0, process 7, up 1 min, 64 MiB of memory$/m);
  assert.match(out, /1 running, 2 with an unknown outcome/);
  assert.deepEqual((await host.run("status", "--json")).json, STATUS);
});
