// volume-file on a disk that is full, or fills up while it works: refused in advance, or named, and nothing half-made is left.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { VolumeDriver } from "@holdfast/sdk";
import { createSupervisor } from "#host/driver/supervisor";
import { isDriverStatus, isHostError } from "#host/errors";
import { silentLog } from "#host/log";
import { Journal } from "#host/operation/journal";
import { VolumeManager } from "#host/volume/manager";
import { ableVolumeDriver } from "../support/able-volume-driver.ts";
import { contextFor } from "../support/bus.ts";
import { temporaryDatabase } from "../support/database.ts";
import { temporaryFiles } from "../support/files.ts";
import { committedDriver } from "../support/guests.ts";
import { until } from "../support/until.ts";

const MIB = 2 ** 20;
const skip = process.getuid?.() !== 0 && "mounting a small file system needs root";
const supervisor = createSupervisor({ log: silentLog });
after(() => supervisor.close());

test("a disk that is full is refused in advance; one that fills up during the work is named, and nothing half-made is left", {
  skip,
}, async (t) => {
  const directory = mkdtempSync(join(tmpdir(), "holdfast-full-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m", "holdfast-test", directory]);
  t.after(() => {
    execFileSync("umount", ["-l", directory]);
    rmdirSync(directory);
  });
  const ctx = contextFor(t, 60_000);
  const path = join(temporaryFiles(t), "volume-file.wasm");
  writeFileSync(path, committedDriver("volume-file"));
  const grants = { fs: [{ guest: "/volumes", host: directory, mode: "rw" }] } as const;
  await supervisor.add(ctx, { kind: "volume", name: "file", path, grants });
  const able = ableVolumeDriver("able");
  let onRead = () => {};
  const readVolume: typeof able.readVolume = (inner, part) => {
    onRead();
    return able.readVolume(inner, part);
  };
  await supervisor.add(ctx, { kind: "volume", name: "able", object: { ...able, readVolume } });
  const database = await temporaryDatabase(t);
  const journal = new Journal({ database, host: "here", instanceId: "one", log: silentLog });
  const drivers = supervisor.set<VolumeDriver>("volume");
  const common = { database, journal, drivers, defaultDriver: "file", quota: { volumes: 0, bytes: 0 } };
  const manager = new VolumeManager({ host: "here", domain: { ...common, retry: { retryMs: 1, retryMsMax: 1 } } });
  const stats = async () => (await manager.backends(ctx)).backends.find(({ name }) => name === "file");
  const junk = join(directory, ".junk");
  /** Leaves so much and no more. */
  const fill = (leftBytes: number) => {
    const { bavail, bsize } = statfsSync(directory);
    writeFileSync(junk, new Uint8Array(Math.max(0, bavail * bsize - leftBytes)).fill(7));
  };
  const files = () => readdirSync(directory).filter((name) => name !== ".junk");

  assert.equal((await stats())?.totalBytes, 4 * MIB);
  const tooLarge = { code: "RESOURCE_EXHAUSTED", message: /the driver file has room for \d+ bytes more, not for/ };
  await assert.rejects(manager.create(ctx, { name: "db1", sizeBytes: 5 * MIB }), tooLarge);
  await manager.create(ctx, { name: "db1", sizeBytes: MIB });
  await assert.rejects(manager.extend(ctx, { name: "db1", sizeBytes: 6 * MIB }), tooLarge);
  fill(0);
  assert.equal((await stats())?.freeBytes, 0);
  await assert.rejects(manager.create(ctx, { name: "db2", sizeBytes: 4096 }), tooLarge);
  rmSync(junk);

  writeFileSync(join(directory, "db1"), new Uint8Array(MIB).fill(1), { flag: "r+" });
  fill(MIB / 2);
  const isFull = (error: unknown) => isDriverStatus(error, "resource_exhausted") && /No space left/.test(error.message);
  await assert.rejects(manager.clone(ctx, { name: "db2", source: "db1" }), isFull);
  await assert.rejects(manager.createSnapshot(ctx, { name: "db1", snapshot: "monday" }), isFull);
  assert.deepEqual(files(), ["db1"]);

  rmSync(junk);
  await manager.create(ctx, { name: "moved", sizeBytes: 2 * MIB, driver: "able" });
  able.held.get("moved")?.bytes.fill(2);
  onRead = () => fill(MIB / 2);
  await manager.migrate(ctx, { name: "moved", driver: "file" }).catch((error: unknown) => {
    assert.ok(isDriverStatus(error) || isHostError(error), String(error));
  });
  await until("the move has ended", async () => {
    await manager.settleUnknowns(ctx);
    return (await manager.get(ctx, { name: "moved" })).state === "available";
  });
  assert.equal((await manager.get(ctx, { name: "moved" })).driver, "able");
  const [move] = await journal.list({ resource: "moved", limit: 1 });
  assert.deepEqual([move?.action, move?.state], ["migrate", "failed"]);
  assert.match(JSON.stringify(move?.error), /No space left|resource_exhausted/);
  assert.deepEqual([files(), (await manager.list(ctx, {})).volumes.length], [["db1"], 2]);
});
