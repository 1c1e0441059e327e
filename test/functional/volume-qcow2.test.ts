// The driver volume-qcow2 on real images: what qemu itself says of what it made.
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { isDriverStatus } from "@holdfast/sdk";
import { commandDriver } from "../support/volume-commands.ts";

const MIB = 2 ** 20;
const TOOLS = ["/usr/bin/qemu-img", "/usr/bin/qemu-io", "/usr/bin/qemu-nbd"];
const missing = TOOLS.filter((tool) => !existsSync(tool));
const skip = missing.length > 0 && `install qemu-utils: there is no ${missing.join(", ")}`;
const IDS = [
  ...["version", "create", "overlay", "resize", "copy", "read", "write", "room", "nbd"],
  ...["snapshot-create", "snapshot-delete", "snapshot-apply"],
].map((id) => `qcow2-${id}`);

const run = promisify(execFile);
const bytes = (seed: number, length = MIB) => Uint8Array.from({ length }, (_, at) => (at * 31 + seed) % 251);
const status = (wanted: string) => (error: unknown) => isDriverStatus(error) && error.status === wanted;

async function scene(t: TestContext, directory?: string) {
  const where = directory === undefined ? {} : { directory };
  const made = await commandDriver(t, { name: "volume-qcow2", rules: IDS, root: "qcow2", ...where });
  const { driver, context } = made;
  const read = async (name: string, offset = 0, length = MIB) => {
    const part = await driver.readVolume?.(context(), { name, offset, length });
    return part?.data ?? new Uint8Array(part?.zeroBytes ?? 0);
  };
  const write = (name: string, data: Uint8Array, offset = 0) => driver.writeVolume?.(context(), { name, offset, data });
  const check = (image: string) => execFileSync("/usr/bin/qemu-img", ["check", "-q", join(made.directory, image)]);
  return { ...made, read, write, check };
}

test("a volume is an image that qemu finds sound, of the size that was asked, and grows with what it holds", {
  skip,
}, async (t) => {
  const { driver, context, directory, read, write, check } = await scene(t);
  await driver.createVolume(context(), { name: "db 1/ü", sizeBytes: 4 * MIB });
  const image = readdirSync(directory)[0] ?? "";
  assert.equal(image, "v.db%201%2f%c3%bc.qcow2");
  // The largest part that there is, on no border of what qemu reads at a time.
  await write("db 1/ü", bytes(1, 2 * MIB), MIB + 512);
  await driver.extendVolume(context(), { name: "db 1/ü", sizeBytes: 8 * MIB });
  check(image);
  const { stdout } = await run("/usr/bin/qemu-img", ["info", "--output=json", join(directory, image)]);
  assert.equal(JSON.parse(stdout)["virtual-size"], 8 * MIB);
  assert.deepEqual(await read("db 1/ü", MIB + 512, 2 * MIB), bytes(1, 2 * MIB));
  assert.deepEqual(await read("db 1/ü", MIB + 519, 70_000), bytes(1, 70_007).subarray(7));
  assert.deepEqual(await driver.readVolume?.(context(), { name: "db 1/ü", offset: 7 * MIB, length: 2 * MIB }), {
    zeroBytes: MIB,
  });
  assert.deepEqual(
    (await driver.listVolumes(context())).volumes.map(({ name, sizeBytes }) => [name, sizeBytes]),
    [["db 1/ü", 8 * MIB]],
  );
  await driver.deleteVolume(context(), { name: "db 1/ü" });
  await driver.deleteVolume(context(), { name: "db 1/ü" });
  assert.deepEqual(readdirSync(directory), []);
});

test("a clone lies on what both have in common and diverges both ways; the last one takes that away", {
  skip,
}, async (t) => {
  const { driver, context, directory, read, write, check } = await scene(t);
  await driver.createVolume(context(), { name: "db1", sizeBytes: 2 * MIB });
  await write("db1", bytes(1));
  const clone = await driver.cloneVolume?.(context(), { name: "db2", source: "db1", sizeBytes: 4 * MIB });
  assert.equal(clone?.sizeBytes, 4 * MIB);
  assert.deepEqual([await read("db1"), await read("db2")], [bytes(1), bytes(1)]);
  await write("db1", bytes(2));
  await write("db2", bytes(3));
  await driver.cloneVolume?.(context(), { name: "db3", source: "db1" });
  assert.deepEqual([await read("db1"), await read("db2"), await read("db3")], [bytes(2), bytes(3), bytes(2)]);
  const { stdout } = await run("/usr/bin/qemu-img", ["info", "--output=json", join(directory, "v.db2.qcow2")]);
  assert.match(JSON.parse(stdout)["backing-filename"], /^b\.[0-9a-f]{16}\.qcow2$/);
  for (const image of readdirSync(directory)) check(image);
  await driver.deleteVolume(context(), { name: "db1" });
  assert.deepEqual([await read("db2"), await read("db3")], [bytes(3), bytes(2)], "the source was only one of three");
  for (const name of ["db2", "db3"]) await driver.deleteVolume(context(), { name });
  assert.deepEqual(readdirSync(directory), []);
});

test("a snapshot is restored byte for byte, and can be cloned while the volume goes on", { skip }, async (t) => {
  const { driver, context, read, write, check } = await scene(t);
  await driver.createVolume(context(), { name: "db1", sizeBytes: 2 * MIB });
  await write("db1", bytes(1));
  const monday = { volume: "db1", name: "monday" };
  await driver.createSnapshot?.(context(), monday);
  await assert.rejects(async () => driver.createSnapshot?.(context(), monday), status("already_exists"));
  await write("db1", bytes(9));
  await driver.extendVolume(context(), { name: "db1", sizeBytes: 3 * MIB });
  await driver.cloneVolume?.(context(), { name: "then", source: "db1", snapshot: "monday" });
  assert.deepEqual([await read("then"), await read("db1")], [bytes(1), bytes(9)]);
  assert.deepEqual((await driver.inspectVolume(context(), { name: "db1" })).snapshots, [
    { name: "monday", sizeBytes: 2 * MIB },
  ]);
  await driver.restoreSnapshot?.(context(), monday);
  await driver.restoreSnapshot?.(context(), monday);
  assert.deepEqual(await read("db1"), bytes(1));
  await driver.deleteSnapshot?.(context(), monday);
  await driver.deleteSnapshot?.(context(), monday);
  assert.deepEqual((await driver.inspectVolume(context(), { name: "db1" })).snapshots, []);
  await assert.rejects(async () => driver.restoreSnapshot?.(context(), monday), status("not_found"));
  check("v.db1.qcow2");
});

test("an exported volume is read back through NBD by qemu itself, and belongs to its readers until it is taken back", {
  skip,
}, async (t) => {
  const { driver, context, write } = await scene(t);
  await driver.createVolume(context(), { name: "db1", sizeBytes: MIB });
  await write("db1", bytes(4));
  const unexport = () => driver.unexportVolume?.(context(), { name: "db1", way: "nbd" });
  try {
    await exportedAndRead();
  } finally {
    await unexport();
  }
  await unexport();
  assert.deepEqual((await driver.inspectVolume(context(), { name: "db1" })).exports, []);

  async function exportedAndRead() {
    const way = await driver.exportVolume?.(context(), { name: "db1", way: "nbd", readOnly: true });
    const address = way?.address ?? "";
    const { stdout } = await run("/usr/bin/qemu-img", ["info", "--output=json", "-f", "raw", address]);
    assert.equal(JSON.parse(stdout)["virtual-size"], MIB);
    await run("/usr/bin/qemu-io", ["-r", "-f", "raw", "-c", `read -P ${bytes(4)[5]} 5 1`, address]);
    assert.deepEqual((await driver.inspectVolume(context(), { name: "db1" })).exports, [
      { way: "nbd", address, readOnly: true },
    ]);
    await assert.rejects(driver.deleteVolume(context(), { name: "db1" }), status("busy"));
    await assert.rejects(driver.extendVolume(context(), { name: "db1", sizeBytes: 2 * MIB }), status("busy"));
    await assert.rejects(
      async () => driver.exportVolume?.(context(), { name: "db1", way: "path" }),
      status("unsupported"),
    );
  }
});

test("a plan names the very commands, and runs none of them", { skip }, async (t) => {
  const { driver, context, directory } = await scene(t);
  const plan = await driver.planChange?.(context(), { change: "create_volume", name: "db1", sizeBytes: MIB });
  assert.deepEqual(plan?.steps[0]?.argv?.slice(0, 5), ["/usr/bin/qemu-img", "create", "-q", "-f", "qcow2"]);
  assert.match(plan?.steps[0]?.argv?.at(-2) ?? "", new RegExp(`^${directory}/t\\.[0-9a-f]{16}$`));
  assert.deepEqual(readdirSync(directory), []);
  await assert.rejects(
    async () => driver.planChange?.(context(), { change: "extend_volume", name: "db1", sizeBytes: MIB }),
    status("not_found"),
  );
  await driver.createVolume(context(), { name: "db1", sizeBytes: MIB });
  for (const change of ["clone_volume", "create_snapshot", "export_volume", "delete_volume"] as const) {
    const asked = change === "clone_volume" ? { name: "db2", source: "db1" } : { name: "db1" };
    const more = { snapshot: "monday", way: "nbd", ...asked } as const;
    const { snapshot: _, ...clone } = more;
    const { steps } =
      (await driver.planChange?.(context(), { change, ...(change === "clone_volume" ? clone : more) })) ?? {};
    assert.ok((steps?.length ?? 0) > 0, change);
    if (change === "export_volume")
      assert.match(steps?.[0]?.argv?.join(" ") ?? "", /^\/usr\/bin\/qemu-nbd .*--socket=.*\/v\.db1\.qcow2$/);
  }
  assert.deepEqual(readdirSync(directory), ["v.db1.qcow2"]);
});

test("what is no image, has no whole sectors or is no name is refused, and the room is the file system's", {
  skip,
}, async (t) => {
  const { driver, context } = await scene(t);
  await assert.rejects(driver.createVolume(context(), { name: "odd", sizeBytes: 1000 }), status("invalid_argument"));
  await assert.rejects(
    driver.createVolume(context(), { name: "é".repeat(100), sizeBytes: MIB }),
    status("invalid_argument"),
  );
  await driver.createVolume(context(), { name: "-rf", sizeBytes: MIB });
  await assert.rejects(driver.createVolume(context(), { name: "-rf", sizeBytes: MIB }), status("already_exists"));
  await assert.rejects(driver.extendVolume(context(), { name: "-rf", sizeBytes: 512 }), status("invalid_argument"));
  const stats = await driver.getStats?.(context());
  assert.ok(stats && stats.totalBytes > stats.freeBytes && stats.freeBytes > 0, JSON.stringify(stats));
});

const asRoot = process.getuid?.() !== 0 && "mounting a small file system needs root";

test("a disk that fills up during the work is named, and nothing half-made is left", {
  skip: skip || asRoot,
}, async (t) => {
  const directory = mkdtempSync(join(tmpdir(), "holdfast-full-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m", "holdfast-test", directory]);
  t.after(() => {
    execFileSync("umount", ["-l", directory]);
    rmdirSync(directory);
  });
  const { driver, context, write } = await scene(t, directory);
  await driver.createVolume(context(), { name: "db1", sizeBytes: 16 * MIB });
  const stats = await driver.getStats?.(context());
  assert.ok((stats?.totalBytes ?? 0) <= 4 * MIB, JSON.stringify(stats));
  await assert.rejects(async () => {
    for (let offset = 0; offset < 16 * MIB; offset += MIB) await write("db1", bytes(offset % 200), offset);
  }, status("resource_exhausted"));
  await driver.createSnapshot?.(context(), { volume: "db1", name: "monday" }).catch(() => {});
  const copy = driver.cloneVolume?.(context(), { name: "db2", source: "db1" });
  await copy?.catch((error: unknown) => assert.ok(isDriverStatus(error, "resource_exhausted"), String(error)));
  const { volumes } = await driver.listVolumes(context());
  assert.deepEqual(
    readdirSync(directory).filter((name) => !name.startsWith("b.")),
    volumes.map(({ name }) => `v.${name}.qcow2`).toSorted(),
  );
});
