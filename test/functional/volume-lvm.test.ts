// volume-lvm: on this kernel it says what there is; what it does with logical volumes is seen on stand-ins for LVM's programs.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { isDriverStatus } from "@holdfast/sdk";
import { temporaryFiles } from "../support/files.ts";
import { GROUP_BYTES, logicalVolumes } from "../support/logical-volumes.ts";
import { commandDriver } from "../support/volume-commands.ts";

const IDS = ["kernel", "list", "room", "create", "extend", "note", "delete"].map((id) => `lvm-${id}`);
const MIB = 2 ** 20;
const status = (wanted: string) => (error: unknown) => isDriverStatus(error) && error.status === wanted;

function scene(t: TestContext, { stand = true, hasMapper = true } = {}) {
  const rewrite = stand ? { rewrite: logicalVolumes(temporaryFiles(t), hasMapper) } : {};
  return commandDriver(t, { name: "volume-lvm", rules: IDS, root: "none", config: { group: "vg0" }, ...rewrite });
}

test("where the kernel has no device-mapper the probe says so, and on a kernel that has it the group is asked", async (t) => {
  const hasMapper = readFileSync("/proc/misc", "utf8").includes("device-mapper");
  const here = (await scene(t, { stand: false })).health();
  assert.equal(here.health, "unavailable", "there is no group vg0 here");
  if (!hasMapper) assert.match(here.reason, /the kernel has no device-mapper/);
  assert.match((await scene(t, { hasMapper: false })).health().reason, /no device-mapper/);
  assert.equal((await scene(t)).health().health, "ready");
});

test("a volume has the size that was asked although the group gives whole extents, and a full group refuses in advance", async (t) => {
  const { driver, context } = await scene(t);
  const made = await driver.createVolume(context(), { name: "db 1/ü", sizeBytes: 5 * MIB + 1 });
  assert.deepEqual(
    [made.sizeBytes, made.allocatedBytes, made.location],
    [5 * MIB + 1, 8 * MIB, "/dev/vg0/hf-db_201_2f_c3_bc"],
  );
  const grown = await driver.extendVolume(context(), { name: "db 1/ü", sizeBytes: 8 * MIB });
  assert.deepEqual([grown.sizeBytes, grown.allocatedBytes], [8 * MIB, 8 * MIB]);
  assert.equal((await driver.extendVolume(context(), { name: "db 1/ü", sizeBytes: 9 * MIB })).allocatedBytes, 12 * MIB);
  assert.deepEqual(await driver.getStats?.(context()), { totalBytes: GROUP_BYTES, freeBytes: GROUP_BYTES - 12 * MIB });
  await assert.rejects(
    driver.createVolume(context(), { name: "big", sizeBytes: GROUP_BYTES }),
    status("resource_exhausted"),
  );
  assert.equal((await driver.listVolumes(context())).volumes.length, 1);
  await assert.rejects(
    driver.createVolume(context(), { name: "x".repeat(121), sizeBytes: 1 }),
    status("invalid_argument"),
  );
});
