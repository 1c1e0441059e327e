import assert from "node:assert/strict";
import { test } from "node:test";
import { answeringHost } from "../../support/answering-host.ts";

const operation = (id: string, more: object = {}) => ({
  ...{ id, domain: "volume", action: "create", resource: "db1", driver: "file", state: "done", startedAt: "then" },
  ...{ input: { name: "db1" }, error: null },
  ...more,
});

test("list passes the filters on and tells when there may be more", async (t) => {
  const host = await answeringHost(t, { "host.listOperations": { operations: [operation("1"), operation("2")] } });
  const { code, out, err } = await host.run(
    "operation",
    "list",
    "--state",
    "unknown",
    "--domain",
    "volume",
    "--limit",
    "2",
  );
  assert.equal(code, 0);
  assert.deepEqual(host.asked[0]?.params, { state: "unknown", domain: "volume", limit: 2 });
  assert.match(out, /^1 +volume\.create +db1 +file +done/m);
  assert.match(err, /newest 2; --limit shows more/);
  assert.equal((await host.run("op", "ls")).err, "", "two are fewer than the default limit");
});

test("a filter without sense is a wrong command line", async (t) => {
  const host = await answeringHost(t, {});
  for (const args of [
    ["--limit", "x"],
    ["--limit", "0"],
    ["--limit", "-3"],
    ["--limit", "1.5"],
    ["--state", "lost"],
  ])
    assert.equal((await host.run("operation", "list", ...args)).code, 2, args.join(" "));
  assert.deepEqual(host.asked, []);
});

test("show prints every transition with its time and why it failed", async (t) => {
  const transitions = [
    { at: "2026-01-01T00:00:00.000Z", state: "started", note: null },
    { at: "2026-01-01T00:00:01.000Z", state: "unknown", note: "the host was gone" },
    { at: "2026-01-01T00:00:02.000Z", state: "failed", note: "the driver has no such volume" },
  ];
  const error = { code: "DRIVER_TIMEOUT", message: "no answer" };
  const host = await answeringHost(t, { "host.showOperation": operation("1", { transitions, error }) });
  const { out } = await host.run("operation", "show", "1");
  assert.match(out, /00:00:00\.000Z {2}started$/m);
  assert.match(out, /00:00:01\.000Z {2}unknown {2}the host was gone$/m);
  assert.match(out, /00:00:02\.000Z {2}failed {3}the driver has no such volume$/m);
  assert.match(out, /DRIVER_TIMEOUT/);
});

test("show says how far work is in units for people", async (t) => {
  const progress = { done: 2 ** 20, total: 2 ** 22, unit: "bytes" };
  const host = await answeringHost(t, { "host.showOperation": operation("1", { transitions: [], progress }) });
  assert.match((await host.run("operation", "show", "1")).out, /^progress 25 % \(1 MiB of 4 MiB\)$/m);
});

test("cancel asks for it and says where to look", async (t) => {
  const host = await answeringHost(t, { "host.cancelOperation": null });
  const { out } = await host.run("operation", "cancel", "op-7");
  assert.deepEqual(host.asked, [{ method: "host.cancelOperation", params: { id: "op-7" }, idempotencyKey: undefined }]);
  assert.match(out, /operation show op-7/);
  assert.deepEqual((await host.run("operation", "cancel", "op-7", "--json")).json, { cancelled: "op-7" });
});

test("retry asks the domain of the operation, and believes another driver's file only when told to", async (t) => {
  const shown = operation("op-7", { state: "unknown", transitions: [] });
  const answer = { operationId: "op-8", volume: null };
  const host = await answeringHost(t, { "host.showOperation": shown, "volume.retry": answer });
  assert.match((await host.run("operation", "retry", "op-7")).out, /operation show op-8/);
  await host.run("operation", "retry", "op-7", "--believe");
  assert.deepEqual(
    host.asked.filter(({ method }) => method === "volume.retry").map(({ params }) => params),
    [{ operationId: "op-7" }, { operationId: "op-7", believe: true }],
  );
});

test("show says when an unknown outcome is looked at again, and why it was not settled", async (t) => {
  const waiting = { transitions: [], nextTryAt: "soon", waitReason: "the disk is away" };
  const host = await answeringHost(t, { "host.showOperation": operation("1", waiting) });
  assert.match((await host.run("operation", "show", "1")).out, /^next try soon: the disk is away$/m);
});
