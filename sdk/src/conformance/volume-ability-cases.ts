// What volume drivers that clone, keep snapshots and hand over contents must do. Where a driver reads and writes, its bytes are looked at.
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { VolumeDriver } from "../generated/volume.ts";
import type { ConformanceCase, ConformanceTools } from "./case.ts";
import { mustAnswer } from "./expect.ts";

const MIB = 1024 * 1024;
const PART_BYTES = 4096;

export const VOLUME_ABILITY_CASES: readonly ConformanceCase<VolumeDriver>[] = [
  {
    name: "what is written is read again, a new volume reads as zeros, and nothing is written beyond the end",
    needs: "writeVolume",
    run: roundTrip,
  },
  {
    name: "a clone holds what its source held, and from then on each goes its own way",
    needs: "cloneVolume",
    run: cloneDiverges,
  },
  {
    name: "cloning what is absent is not_found, onto what exists already_exists, and neither changes anything",
    needs: "cloneVolume",
    run: cloneRefused,
  },
  { name: "a restored snapshot brings back bytes and size, and stays", needs: "restoreSnapshot", run: restoreBrings },
  {
    name: "a snapshot's name is taken once; deleting an absent one is ok, restoring one is not_found",
    needs: "createSnapshot",
    run: snapshotNames,
  },
];

async function roundTrip(driver: VolumeDriver, tools: ConformanceTools): Promise<void> {
  const name = tools.freshName("bytes");
  await driver.createVolume(tools.context(), { name, sizeBytes: MIB });
  deepStrictEqual(await read(driver, tools, name), new Uint8Array(PART_BYTES), "a new volume holds something");
  await write(driver, tools, { name, seed: 1 });
  deepStrictEqual(await read(driver, tools, name), bytes(1), "something else was read than was written");
  const beyond = async () => driver.writeVolume?.(tools.context(), { name, offset: MIB - 512, data: bytes(2) });
  if (driver.writeVolume) await mustAnswer("invalid_argument", beyond());
  strictEqual((await driver.inspectVolume(tools.context(), { name })).sizeBytes, MIB, "writing changed the size");
  await driver.deleteVolume(tools.context(), { name });
}

async function cloneDiverges(driver: VolumeDriver, tools: ConformanceTools): Promise<void> {
  const [source, name] = [tools.freshName("source"), tools.freshName("clone")];
  await driver.createVolume(tools.context(), { name: source, sizeBytes: MIB });
  await write(driver, tools, { name: source, seed: 1 });
  const clone = await driver.cloneVolume?.(tools.context(), { name, source, sizeBytes: 2 * MIB });
  ok(clone?.name === name && clone.sizeBytes === 2 * MIB, "the clone has another name or size than was asked");
  await write(driver, tools, { name: source, seed: 2 });
  if (driver.writeVolume)
    deepStrictEqual(await read(driver, tools, name), bytes(1), "the clone saw a write to its source");
  await write(driver, tools, { name, seed: 3 });
  if (driver.writeVolume)
    deepStrictEqual(await read(driver, tools, source), bytes(2), "the source saw a write to its clone");
  for (const one of [name, source]) await driver.deleteVolume(tools.context(), { name: one });
}

async function cloneRefused(driver: VolumeDriver, tools: ConformanceTools): Promise<void> {
  const [source, name] = [tools.freshName("source"), tools.freshName("there")];
  const clone = async () => driver.cloneVolume?.(tools.context(), { name, source });
  await mustAnswer("not_found", clone());
  await mustAnswer("not_found", driver.inspectVolume(tools.context(), { name }));
  await driver.createVolume(tools.context(), { name: source, sizeBytes: MIB });
  await driver.createVolume(tools.context(), { name, sizeBytes: 2 * MIB });
  await mustAnswer("already_exists", clone());
  strictEqual((await driver.inspectVolume(tools.context(), { name })).sizeBytes, 2 * MIB, "what was there was changed");
  for (const one of [name, source]) await driver.deleteVolume(tools.context(), { name: one });
}

async function restoreBrings(driver: VolumeDriver, tools: ConformanceTools): Promise<void> {
  const volume = tools.freshName("kept");
  await driver.createVolume(tools.context(), { name: volume, sizeBytes: MIB });
  await write(driver, tools, { name: volume, seed: 1 });
  await driver.createSnapshot?.(tools.context(), { volume, name: "monday" });
  await write(driver, tools, { name: volume, seed: 2 });
  await driver.extendVolume(tools.context(), { name: volume, sizeBytes: 2 * MIB });
  for (let twice = 0; twice < 2; twice++) await driver.restoreSnapshot?.(tools.context(), { volume, name: "monday" });
  const { sizeBytes, snapshots } = await driver.inspectVolume(tools.context(), { name: volume });
  strictEqual(sizeBytes, MIB, "the size was not restored");
  deepStrictEqual(snapshots, [{ name: "monday", sizeBytes: MIB }], "the snapshot is not shown as it was made");
  if (driver.writeVolume) deepStrictEqual(await read(driver, tools, volume), bytes(1), "the bytes were not restored");
  await driver.deleteVolume(tools.context(), { name: volume });
}

async function snapshotNames(driver: VolumeDriver, tools: ConformanceTools): Promise<void> {
  const volume = tools.freshName("named");
  const named = { volume, name: "monday" };
  await driver.createVolume(tools.context(), { name: volume, sizeBytes: MIB });
  await mustAnswer("not_found", (async () => driver.restoreSnapshot?.(tools.context(), named))());
  await driver.deleteSnapshot?.(tools.context(), named);
  await driver.createSnapshot?.(tools.context(), named);
  await mustAnswer("already_exists", (async () => driver.createSnapshot?.(tools.context(), named))());
  await driver.deleteSnapshot?.(tools.context(), named);
  const { snapshots } = await driver.inspectVolume(tools.context(), { name: volume });
  deepStrictEqual(snapshots, [], "a deleted snapshot is still shown");
  await driver.deleteVolume(tools.context(), { name: volume });
}

function bytes(seed: number): Uint8Array {
  return Uint8Array.from({ length: PART_BYTES }, (_, at) => (at * 31 + seed) % 251);
}

async function write(
  driver: VolumeDriver,
  tools: ConformanceTools,
  what: { name: string; seed: number },
): Promise<void> {
  await driver.writeVolume?.(tools.context(), { name: what.name, offset: 512, data: bytes(what.seed) });
}

async function read(driver: VolumeDriver, tools: ConformanceTools, name: string): Promise<Uint8Array> {
  const part = await driver.readVolume?.(tools.context(), { name, offset: 512, length: PART_BYTES });
  return part?.data === undefined ? new Uint8Array(part?.zeroBytes ?? 0) : Uint8Array.from(part.data);
}
