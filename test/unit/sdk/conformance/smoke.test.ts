// The smoke part: quick cases that touch nothing of anybody else's, and leave nothing behind whatever becomes of them.
import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { test } from "node:test";
import { smokeCases } from "#sdk/conformance/conformance";
import { cleanSmoke, runSmoke, SmokeFailure, smokeStamp } from "#sdk/conformance/smoke";
import type { VolumeDriver } from "#sdk/generated/volume";
import { DriverStatusError } from "#sdk/status";
import { honestVolumeDriver, plainTools } from "../../../support/honest-volume-driver.ts";

const { context } = plainTools();
const run = (driver: object, cleaner: object = driver) =>
  runSmoke({ kind: "volume", driver, cleaner, stamp: smokeStamp(), context, cleaningContext: context });

/** A driver with a volume of somebody's in it, which must be there afterwards, alone. */
function inUse() {
  const driver = honestVolumeDriver();
  driver.volumes.set("precious", { name: "precious", sizeBytes: 7 });
  return driver;
}

test("an honest driver passes all of them and keeps what it had, and nothing else", async () => {
  const driver = inUse();
  const { passed, skipped } = await run(driver);
  deepStrictEqual([passed.length, skipped.length], [smokeCases("volume").cases.length, 0]);
  deepStrictEqual([...driver.volumes.keys()], ["precious"]);
});

test("every kind that ships has some, and a kind of one's own none", () => {
  ok(smokeCases("volume").cases.length >= 4);
  ok(smokeCases("network").cases.length >= 4);
  strictEqual(smokeCases("camera").cases.length, 0);
  strictEqual(smokeCases("constructor").cases.length, 0);
});

test("the first case that does not hold is named, and what it made is removed by who serves", async () => {
  const driver = inUse();
  const lies: VolumeDriver = { ...driver, inspectVolume: async () => Promise.reject(new Error("gone mad")) };
  const breaks: VolumeDriver = { ...driver, deleteVolume: async () => {} };
  await rejects(run(lies, driver), (error: unknown) => error instanceof SmokeFailure && /gone mad/.test(error.message));
  await rejects(run(breaks, driver), (error: unknown) => {
    ok(error instanceof SmokeFailure);
    strictEqual(error.caseName, "a deleted volume is gone from inspect and from the list");
    return true;
  });
  deepStrictEqual([...driver.volumes.keys()], ["precious"]);
});

test("a full or absent place is not held against the driver", async () => {
  const driver = inUse();
  const createVolume = async () => Promise.reject(new DriverStatusError("resource_exhausted", "the disk is full"));
  const { passed, skipped } = await run({ ...driver, createVolume });
  deepStrictEqual(skipped, ["a deleted volume is gone from inspect and from the list"]);
  strictEqual(passed.length, smokeCases("volume").cases.length - 1);
});

test("removing goes on when a driver cannot even remove", async () => {
  const driver = inUse();
  const refuses = async () => Promise.reject(new DriverStatusError("failed", "never"));
  await rejects(run({ ...driver, deleteVolume: refuses }, { ...driver, deleteVolume: refuses }), SmokeFailure);
});

test("what a run left that was cut off is removed by its stamp, and nothing else however it is called", async () => {
  const driver = inUse();
  const stamp = smokeStamp();
  const cutOff = { ...driver, deleteVolume: () => Promise.reject(new Error("killed")) };
  const left = { kind: "volume", driver: cutOff, cleaner: cutOff, stamp, context, cleaningContext: context };
  await rejects(runSmoke(left));
  driver.volumes.set("smoke-mine-0", { name: "smoke-mine-0", sizeBytes: 1 });
  ok(driver.volumes.size > 2);
  await rejects(cleanSmoke(left), /killed/);
  await cleanSmoke({ ...left, cleaner: driver });
  deepStrictEqual([...driver.volumes.keys()], ["precious", "smoke-mine-0"]);
});
