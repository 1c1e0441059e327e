// Stand-ins of drivers and of the host: they keep to the contract, tell what they were asked, and fail when they are told to.
import { deepStrictEqual, rejects, strictEqual, throws } from "node:assert/strict";
import { test } from "node:test";
import { fakeDriver, fakeHost, HOST, VOLUME, type VolumeDriver } from "#sdk/index";

const CTX = { signal: new AbortController().signal, remainingMs: () => 1000 };

test("a stand-in does what the test gave it, answers unsupported for the rest, and has no optional function unless given", async () => {
  const driver = fakeDriver<VolumeDriver>(VOLUME, {
    createVolume: async (_ctx, { name, sizeBytes }) => ({ name, sizeBytes }),
  });
  deepStrictEqual(await driver.createVolume(CTX, { name: "a", sizeBytes: 1 }), { name: "a", sizeBytes: 1 });
  await rejects(driver.listVolumes(CTX), { status: "unsupported" });
  strictEqual(driver.getStats, undefined);
  deepStrictEqual(
    driver.calls.map(({ method }) => method),
    ["createVolume", "listVolumes"],
  );
});

test("what the contract does not allow is no test: a wrong input, a status that is not listed", async () => {
  const driver = fakeDriver<VolumeDriver>(VOLUME, { deleteVolume: async () => {} });
  await rejects(driver.deleteVolume(CTX, { name: "" }), { name: "ShapeError" });
  throws(
    () => driver.failNext("deleteVolume", "not_found"),
    /deleteVolume may not answer not_found; the contract lists/,
  );
  throws(() => driver.failNext("getStats", "failed"), /has no getStats/);
});

test("the next call fails as told, or does its work and loses the answer; the one after is well again", async () => {
  const deleted: string[] = [];
  const driver = fakeDriver<VolumeDriver>(VOLUME, { deleteVolume: async (_ctx, { name }) => void deleted.push(name) });
  driver.failNext("deleteVolume", "busy");
  await rejects(driver.deleteVolume(CTX, { name: "a" }), { status: "busy" });
  driver.loseNextAnswer("deleteVolume", new Error("the driver trapped"));
  await rejects(driver.deleteVolume(CTX, { name: "b" }), /trapped/);
  await driver.deleteVolume(CTX, { name: "c" });
  deepStrictEqual(deleted, ["b", "c"]);
});

test("the host's stand-in takes and answers only what host.yaml says", () => {
  const host = fakeHost(HOST, { log: undefined, configGet: ({ key }: { key: string }) => ({ value: `of ${key}` }) });
  deepStrictEqual(host.call("config_get", { key: "a" }), { value: "of a" });
  strictEqual(host.call("log", { level: "info", message: "hello" }), undefined);
  throws(() => host.call("log", { level: "loud", message: "hello" }), {
    name: "ShapeError",
    message: /level must be one of/,
  });
  throws(() => host.call("fly", {}), /no host function fly/);
  throws(() => fakeHost(HOST, {}).call("config_get", { key: "a" }), /no answer for it/);
  deepStrictEqual(host.calls[0], { method: "configGet", input: { key: "a" } });
});
