import assert from "node:assert/strict";
import { test } from "node:test";
import { answeringHost } from "../../support/answering-host.ts";

const service = (topic: string, uuid: string, more: object = {}) => ({
  ...{ uuid, topic, host: "edge1", state: "up", stateReason: null, disabled: false, heartbeatAgeMs: 340 },
  ...{ startedAt: "then", drivers: [{ name: "file" }], startSteps: [], probes: [] },
  ...more,
});
const LISTED = { services: [service("volume", "u-1"), service("host", "u-2")] };

test("list shows how each feels and when it was heard of", async (t) => {
  const tired = service("volume", "u-3", { state: "degraded", stateReason: "driver file: full", disabled: true });
  const unheard = service("host", "u-4", { heartbeatAgeMs: undefined });
  const host = await answeringHost(t, { "host.listServices": { services: [tired, unheard] } });
  const { out } = await host.run("service", "list");
  assert.match(out, /^volume@edge1 +degraded \(driver file: full\), disabled +340 ms ago/m);
  assert.match(out, /^host@edge1 +up +- /m);
});

test("a service goes by its topic, its address or its uuid", async (t) => {
  const host = await answeringHost(t, { "host.listServices": LISTED, "host.enableService": service("volume", "u-1") });
  for (const name of ["volume", "volume@edge1", "u-1"]) {
    assert.equal((await host.run("service", "enable", name)).code, 0, name);
    assert.deepEqual(host.asked.at(-1)?.params, { uuid: "u-1" });
  }
});

test("a name of none and a name of several are told apart, with what there is", async (t) => {
  const services = [...LISTED.services, service("volume", "u-5", { host: "edge2" })];
  const host = await answeringHost(t, { "host.listServices": { services } });
  const none = await host.run("service", "show", "nope");
  assert.deepEqual([none.code, /volume@edge1, host@edge1, volume@edge2/.test(none.err)], [1, true]);
  const several = await host.run("service", "show", "volume");
  assert.deepEqual([several.code, /one of volume@edge1, volume@edge2/.test(several.err)], [2, true]);
});

test("disable says why, force-down and its taking back are told apart, delete answers whom", async (t) => {
  const answer = service("volume", "u-1", { disabled: true, disabledBy: "operator", disabledReason: "new disk" });
  const answers = { "host.disableService": answer, "host.forceDownService": answer, "host.deleteService": null };
  const host = await answeringHost(t, { "host.listServices": LISTED, ...answers });
  const { out } = await host.run("service", "disable", "volume", "--reason", "new disk");
  assert.match(out, /disabled by operator: new disk/);
  await host.run("service", "force-down", "volume");
  await host.run("service", "force-down", "volume", "--unset");
  const { json } = await host.run("service", "delete", "volume", "--json");
  assert.deepEqual(json, { deleted: "u-1" });
  const orders = host.asked.filter(({ method }) => method !== "host.listServices").map(({ params }) => params);
  assert.deepEqual(orders, [
    { uuid: "u-1", reason: "new disk" },
    { uuid: "u-1", forcedDown: true },
    { uuid: "u-1", forcedDown: false },
    { uuid: "u-1" },
  ]);
});

test("disable for a time sends it in milliseconds and shows its end; what is no time is refused", async (t) => {
  const disabledUntil = "2026-01-01T00:30:00.000Z";
  const answer = service("volume", "u-1", { disabled: true, disabledBy: "operator", disabledUntil });
  const host = await answeringHost(t, { "host.listServices": LISTED, "host.disableService": answer });
  const { out } = await host.run("service", "disable", "volume", "--for", "30min");
  assert.match(out, /disabled by operator until 2026-01-01T00:30:00\.000Z: no reason/);
  assert.deepEqual(host.asked.at(-1)?.params, { uuid: "u-1", forMs: 1_800_000 });
  const refused = await host.run("service", "disable", "volume", "--for", "soon");
  assert.deepEqual([refused.code, /--for soon is no duration/.test(refused.err)], [2, true]);
});

test("show lists the start steps with their times and the probes with their reasons", async (t) => {
  const startSteps = [
    { name: "config", state: "done", durationMs: 3 },
    { name: "initHost", state: "failed", durationMs: 1200, error: "no driver" },
  ];
  const probes = [
    { name: "driver file", ok: true },
    { name: "driver fake", ok: false, reason: "starting" },
  ];
  const host = await answeringHost(t, {
    "host.listServices": { services: [service("volume", "u-1", { startSteps, probes })] },
  });
  const { out } = await host.run("service", "show", "volume");
  assert.match(out, /^ {2}config +done 3 ms$/m);
  assert.match(out, /^ {2}initHost +failed 1\.2 s no driver$/m);
  assert.match(out, /^ {2}driver fake unwell starting$/m);
});

test("the list is narrowed where the user says so, and whole where not", async (t) => {
  const host = await answeringHost(t, { "host.listServices": LISTED });
  await host.run("service", "list", "--topic", "volume", "--state", "up", "--disabled");
  assert.deepEqual(host.asked.at(-1)?.params, { topic: "volume", state: "up", disabled: true });
  await host.run("service", "list");
  assert.deepEqual(host.asked.at(-1)?.params, {});
  assert.equal((await host.run("service", "list", "--state", "tired")).code, 2);
});

test("topics adds the servers of a topic up: how many, how many up, which versions; those that left do not count", async (t) => {
  const services = [
    service("camera", "u-1", { version: "1.0" }),
    service("camera", "u-2", { version: "1.1", state: "down", disabled: true }),
    service("camera", "u-3", { version: "0.9", state: "left" }),
    service("volume", "u-4", { version: "1.0" }),
  ];
  const host = await answeringHost(t, { "host.listServices": { services } });
  const { json } = await host.run("service", "topics", "--json");
  assert.deepEqual(json.topics, [
    { topic: "camera", servers: 2, up: 1, disabled: 1, versions: ["1.0", "1.1"] },
    { topic: "volume", servers: 1, up: 1, disabled: 0, versions: ["1.0"] },
  ]);
  assert.match((await host.run("service", "topics")).out, /^camera +1 of 2 +1 +1\.0 1\.1$/m);
});

test("calls lists what is worked on, with its age and whether anybody still waits", async (t) => {
  const call = { topic: "volume", server: "edge1", method: "create", requestId: "r-1", ageMs: 4200, abandoned: true };
  const host = await answeringHost(t, {
    "host.listCalls": { calls: [call], silent: [{ topic: "far", server: "edge1", reason: "it is gone" }] },
  });
  const { out, err } = await host.run("service", "calls", "volume");
  assert.equal(err, "far@edge1 did not say what it works on: it is gone\n");
  assert.match(out, /^volume\.create +edge1 +4\.2 s +r-1 +yes$/m);
  assert.deepEqual(host.asked.at(-1)?.params, { topic: "volume" });
});
