// The driver volume-loop on real file systems: mounted, filled, grown while they are in use.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { isDriverStatus } from "@holdfast/sdk";
import { commandDriver } from "../support/volume-commands.ts";

const MIB = 2 ** 20;
const skip =
  (process.getuid?.() !== 0 && "loop devices and mounting need root") ||
  (!existsSync("/dev/loop-control") && "the kernel offers no loop devices, not even to root");
const IDS = [
  ...["probe", "allocate", "make", "check", "resize", "mount", "mounted", "unmount", "capacity"],
  ...["resize-mounted", "room"],
].map((id) => `loop-${id}`);
const PATH = { name: "db1", way: "path" } as const;

const status = (wanted: string) => (error: unknown) => isDriverStatus(error) && error.status === wanted;
const devices = () => execFileSync("losetup", ["--list", "--noheadings", "--output", "BACK-FILE"]).toString();

/** Whether this process may do what ext4 asks for to grow a mounted file system. */
function mayResize(): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "0";
  return ((BigInt(`0x${effective}`) >> 24n) & 1n) === 1n;
}

function scene(t: TestContext, directory?: string) {
  const where = directory === undefined ? {} : { directory };
  return commandDriver(t, { name: "volume-loop", rules: IDS, root: "loop", ...where });
}

test("a volume is a file system that is mounted, filled, grown while it is in use, and keeps its files", {
  skip,
}, async (t) => {
  const { driver, context, directory } = await scene(t);
  await driver.createVolume(context(), { name: "db1", sizeBytes: 16 * MIB });
  const way = await driver.exportVolume?.(context(), PATH);
  const place = way?.address ?? "";
  try {
    const content = Buffer.from(Uint8Array.from({ length: 8 * MIB }, (_, at) => (at * 31) % 251));
    writeFileSync(join(place, "filled"), content);
    assert.throws(() => writeFileSync(join(place, "more"), content), { code: "ENOSPC" });
    const before = statfsSync(place).blocks;
    const extended = driver.extendVolume(context(), { name: "db1", sizeBytes: 64 * MIB });
    const names = ["filled"];
    if (mayResize()) {
      await extended;
      assert.ok(statfsSync(place).blocks > 2 * before, "the mounted file system grew");
      writeFileSync(join(place, "more"), content);
      names.push("more");
    } else {
      t.diagnostic("root has no CAP_SYS_RESOURCE here: the kernel refuses to grow what is mounted, and that is undone");
      await assert.rejects(extended, status("permission_denied"));
      const { sizeBytes } = await driver.inspectVolume(context(), { name: "db1" });
      assert.deepEqual([sizeBytes, statfsSync(place).blocks], [16 * MIB, before]);
    }
    const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
    for (const name of names)
      assert.equal(digest(readFileSync(join(place, name))), digest(content), `${name} is intact`);
    assert.deepEqual((await driver.inspectVolume(context(), { name: "db1" })).exports, [
      { way: "path", address: place, readOnly: false },
    ]);
    assert.equal((await driver.exportVolume?.(context(), PATH))?.address, place, "exported once, at one place");
    await assert.rejects(driver.deleteVolume(context(), { name: "db1" }), status("busy"));
  } finally {
    await driver.unexportVolume?.(context(), PATH);
  }
  await driver.unexportVolume?.(context(), PATH);
  await driver.extendVolume(context(), { name: "db1", sizeBytes: 80 * MIB });
  const image = join(directory, "v.db1.ext4");
  execFileSync("e2fsck", ["-f", "-n", image], { stdio: "ignore" });
  assert.deepEqual(readdirSync(directory), ["v.db1.ext4"], "the mount point is gone");
  assert.ok(!devices().includes(directory), "the loop device is gone");
  await driver.deleteVolume(context(), { name: "db1" });
  assert.deepEqual(readdirSync(directory), []);
});

test("a read-only export lets nobody write, and what is no way or no size is refused", { skip }, async (t) => {
  const { driver, context } = await scene(t);
  await assert.rejects(driver.createVolume(context(), { name: "db1", sizeBytes: MIB + 1 }), status("invalid_argument"));
  await driver.createVolume(context(), { name: "db1", sizeBytes: 4 * MIB });
  await assert.rejects(
    async () => driver.exportVolume?.(context(), { name: "db1", way: "nbd" }),
    status("unsupported"),
  );
  const way = await driver.exportVolume?.(context(), { ...PATH, readOnly: true });
  try {
    assert.equal(way?.readOnly, true);
    assert.throws(() => writeFileSync(join(way?.address ?? "", "x"), "x"), { code: "EROFS" });
  } finally {
    await driver.unexportVolume?.(context(), PATH);
  }
});

test("a disk that is full is named, and nothing half-made is left; the room is told before", { skip }, async (t) => {
  const directory = mkdtempSync(join(tmpdir(), "holdfast-full-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m", "holdfast-test", directory]);
  t.after(() => {
    execFileSync("umount", ["-l", directory]);
    rmdirSync(directory);
  });
  const { driver, context } = await scene(t, directory);
  const stats = await driver.getStats?.(context());
  assert.deepEqual([stats?.totalBytes, (stats?.freeBytes ?? 0) > 7 * MIB], [8 * MIB, true]);
  await assert.rejects(
    driver.createVolume(context(), { name: "big", sizeBytes: 16 * MIB }),
    status("resource_exhausted"),
  );
  assert.deepEqual(readdirSync(directory), []);
  await driver.createVolume(context(), { name: "db1", sizeBytes: 4 * MIB });
  await assert.rejects(
    driver.extendVolume(context(), { name: "db1", sizeBytes: 16 * MIB }),
    status("resource_exhausted"),
  );
  assert.equal((await driver.inspectVolume(context(), { name: "db1" })).sizeBytes, 4 * MIB, "it is as it was");
});

test("a plan names the commands and takes no room", { skip }, async (t) => {
  const { driver, context, directory } = await scene(t);
  const { steps = [] } =
    (await driver.planChange?.(context(), { change: "create_volume", name: "db1", sizeBytes: MIB })) ?? {};
  assert.deepEqual(
    steps.map(({ argv }) => argv?.[0]?.split("/").at(-1)),
    ["fallocate", "mkfs.ext4", undefined],
  );
  assert.deepEqual(readdirSync(directory), []);
});
