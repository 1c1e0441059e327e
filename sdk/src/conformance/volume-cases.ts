// What every driver of the kind volume must do. Cases see the interface only; `volume.yaml` says the same in prose.
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { DriverContext } from "../abi.ts";
import type { Volume, VolumeDriver } from "../generated/volume.ts";
import { isDriverStatus } from "../status.ts";
import type { ConformanceCase, ConformanceTools } from "./case.ts";
import { answeredStatus, mustAnswer } from "./expect.ts";
import { VOLUME_ABILITY_CASES } from "./volume-ability-cases.ts";
import { VOLUME_NAME_CASES } from "./volume-name-cases.ts";
import { VOLUME_TROUBLE_CASES } from "./volume-trouble-cases.ts";

const MIB = 1024 * 1024;

export const VOLUME_CASES: readonly ConformanceCase<VolumeDriver>[] = [
  { name: "a created volume is answered and then found, with exactly the size that was asked for", run: exactSize },
  { name: "creating a name that exists is already_exists and changes nothing", run: createTwice },
  { name: "what is absent cannot be inspected: not_found", smoke: true, run: inspectAbsent },
  { name: "a deleted volume is gone from inspect and from the list", smoke: true, run: deleteIsComplete },
  { name: "deleting what is absent is ok, also a second time", smoke: true, run: deleteAbsent },
  { name: "a deleted name can be used again, with another size", run: useAgain },
  { name: "extending gives exactly the new size", run: extendUp },
  { name: "extending to the present size is ok", run: extendSame },
  { name: "extending to less is invalid_argument and changes nothing", run: extendDown },
  { name: "extending what is absent is not_found and makes nothing", smoke: true, run: extendAbsent },
  { name: "the list shows each volume once, with its size", run: listsEach },
  { name: "two creates of one name at once make one volume and one already_exists", run: createAtOnce },
  { name: "a very large volume is made whole, or refused as resource_exhausted without a trace", run: veryLarge },
  { name: "stats are consistent: not more is free than there is", needs: "getStats", run: statsFit },
  ...VOLUME_NAME_CASES,
  ...VOLUME_TROUBLE_CASES,
  ...VOLUME_ABILITY_CASES,
];

/** Takes away what a case of that fresh name left. */
export async function removeVolumeOf(driver: VolumeDriver, ctx: DriverContext, name: string): Promise<void> {
  await driver.deleteVolume(ctx, { name });
}

async function exactSize(driver: VolumeDriver, tools: ConformanceTools): Promise<void> {
  for (const sizeBytes of [1, 511, 4096, MIB + 1, MIB]) {
    const name = tools.freshName("size");
    const created = await madeOrRefused(driver.createVolume(tools.context(), { name, sizeBytes }), sizeBytes);
    if (created === undefined) {
      await mustAnswer("not_found", driver.inspectVolume(tools.context(), { name }));
      continue;
    }
    mustBe(created, name, sizeBytes, "create answered");
    mustBe(await driver.inspectVolume(tools.context(), { name }), name, sizeBytes, "inspect found");
    await driver.deleteVolume(tools.context(), { name });
  }
}

async function createTwice(driver: VolumeDriver, tools: ConformanceTools): Promise<void> {
  const name = tools.freshName("twice");
  await driver.createVolume(tools.context(), { name, sizeBytes: MIB });
  for (const sizeBytes of [MIB, 2 * MIB]) {
    await mustAnswer("already_exists", driver.createVolume(tools.context(), { name, sizeBytes }));
  }
  mustBe(await driver.inspectVolume(tools.context(), { name }), name, MIB, "after the refusals inspect found");
  await driver.deleteVolume(tools.context(), { name });
}

async function inspectAbsent(driver: VolumeDriver, tools: ConformanceTools): Promise<void> {
  await mustAnswer("not_found", driver.inspectVolume(tools.context(), { name: tools.freshName("absent") }));
}

async function deleteIsComplete(driver: VolumeDriver, tools: ConformanceTools): Promise<void> {
  const name = tools.freshName("gone");
  await driver.createVolume(tools.context(), { name, sizeBytes: MIB });
  mustBe(await driver.inspectVolume(tools.context(), { name }), name, MIB, "before that inspect found");
  await driver.deleteVolume(tools.context(), { name });
  await mustAnswer("not_found", driver.inspectVolume(tools.context(), { name }));
  ok(!(await namesOf(driver, tools)).includes(name), "the list still shows a deleted volume");
}

async function deleteAbsent(driver: VolumeDriver, tools: ConformanceTools): Promise<void> {
  const name = tools.freshName("never");
  await driver.deleteVolume(tools.context(), { name });
  await driver.deleteVolume(tools.context(), { name });
}

async function useAgain(driver: VolumeDriver, tools: ConformanceTools): Promise<void> {
  const name = tools.freshName("again");
  for (const sizeBytes of [3 * MIB, MIB]) {
    await driver.createVolume(tools.context(), { name, sizeBytes });
    mustBe(await driver.inspectVolume(tools.context(), { name }), name, sizeBytes, "inspect found");
    await driver.deleteVolume(tools.context(), { name });
  }
}

async function extendUp(driver: VolumeDriver, tools: ConformanceTools): Promise<void> {
  const name = tools.freshName("extend");
  await driver.createVolume(tools.context(), { name, sizeBytes: MIB });
  let present = MIB;
  for (const sizeBytes of [2 * MIB + 1, 3 * MIB]) {
    const extended = await madeOrRefused(driver.extendVolume(tools.context(), { name, sizeBytes }), sizeBytes);
    if (extended !== undefined) {
      mustBe(extended, name, sizeBytes, "extend answered");
      present = sizeBytes;
    }
    mustBe(await driver.inspectVolume(tools.context(), { name }), name, present, "inspect found");
  }
  await driver.deleteVolume(tools.context(), { name });
}

async function extendSame(driver: VolumeDriver, tools: ConformanceTools): Promise<void> {
  const name = tools.freshName("same");
  await driver.createVolume(tools.context(), { name, sizeBytes: MIB });
  mustBe(await driver.extendVolume(tools.context(), { name, sizeBytes: MIB }), name, MIB, "extend answered");
  await driver.deleteVolume(tools.context(), { name });
}

async function extendDown(driver: VolumeDriver, tools: ConformanceTools): Promise<void> {
  const name = tools.freshName("down");
  await driver.createVolume(tools.context(), { name, sizeBytes: MIB });
  await mustAnswer("invalid_argument", driver.extendVolume(tools.context(), { name, sizeBytes: MIB - 1 }));
  mustBe(await driver.inspectVolume(tools.context(), { name }), name, MIB, "after the refusal inspect found");
  await driver.deleteVolume(tools.context(), { name });
}

async function extendAbsent(driver: VolumeDriver, tools: ConformanceTools): Promise<void> {
  const name = tools.freshName("extend-absent");
  await mustAnswer("not_found", driver.extendVolume(tools.context(), { name, sizeBytes: MIB }));
  await mustAnswer("not_found", driver.inspectVolume(tools.context(), { name }));
}

async function listsEach(driver: VolumeDriver, tools: ConformanceTools): Promise<void> {
  const wanted = [MIB, 2 * MIB, 3 * MIB].map((sizeBytes) => ({ name: tools.freshName("list"), sizeBytes }));
  for (const volume of wanted) await driver.createVolume(tools.context(), volume);
  const { volumes } = await driver.listVolumes(tools.context());
  for (const { name, sizeBytes } of wanted) {
    const found = volumes.filter((volume) => volume.name === name);
    strictEqual(found.length, 1, `the list shows ${JSON.stringify(name)} ${found.length} times`);
    mustBe(found[0] as Volume, name, sizeBytes, "the list shows");
    await driver.deleteVolume(tools.context(), { name });
  }
}

async function createAtOnce(driver: VolumeDriver, tools: ConformanceTools): Promise<void> {
  const name = tools.freshName("at-once");
  const sizes = [MIB, 2 * MIB] as const;
  const outcomes = await Promise.all(
    sizes.map((sizeBytes) => answeredStatus(driver.createVolume(tools.context(), { name, sizeBytes }))),
  );
  deepStrictEqual([...outcomes].sort(), ["already_exists", "ok"], `the two creates answered ${outcomes.join(" and ")}`);
  const winner = sizes[outcomes.indexOf("ok")] as number;
  mustBe(await driver.inspectVolume(tools.context(), { name }), name, winner, "inspect found");
  await driver.deleteVolume(tools.context(), { name });
}

async function veryLarge(driver: VolumeDriver, tools: ConformanceTools): Promise<void> {
  const name = tools.freshName("large");
  const sizeBytes = Number.MAX_SAFE_INTEGER;
  const status = await answeredStatus(driver.createVolume(tools.context(), { name, sizeBytes }));
  if (status === "ok") {
    mustBe(await driver.inspectVolume(tools.context(), { name }), name, sizeBytes, "inspect found");
    await driver.deleteVolume(tools.context(), { name });
    return;
  }
  ok(status === "resource_exhausted" || status === "invalid_argument", `a size of 2^53-1 was answered ${status}`);
  await mustAnswer("not_found", driver.inspectVolume(tools.context(), { name }));
  ok(!(await namesOf(driver, tools)).includes(name), "a refused create left an entry in the list");
}

async function statsFit(driver: VolumeDriver, tools: ConformanceTools): Promise<void> {
  const stats = await driver.getStats?.(tools.context());
  ok(stats !== undefined && stats.freeBytes <= stats.totalBytes, "more is free than there is");
}

/** A driver of blocks may refuse a size that is none of whole MiB, and must not round it. */
async function madeOrRefused(call: Promise<Volume>, sizeBytes: number): Promise<Volume | undefined> {
  return call.catch((error: unknown) => {
    if (sizeBytes % MIB !== 0 && isDriverStatus(error) && error.status === "invalid_argument") return undefined;
    throw error;
  });
}

async function namesOf(driver: VolumeDriver, tools: ConformanceTools): Promise<string[]> {
  return (await driver.listVolumes(tools.context())).volumes.map((volume) => volume.name);
}

function mustBe(volume: Volume, name: string, sizeBytes: number, where: string): void {
  strictEqual(volume.name, name, `${where} another name`);
  strictEqual(volume.sizeBytes, sizeBytes, `${where} another size`);
}
