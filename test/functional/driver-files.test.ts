// The file driver that ships, through the whole driver room: real files below a granted directory.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { isDriverStatus } from "@holdfast/sdk";
import { RequestContext, type Visit } from "#host/context";
import { withDrivers } from "../support/drivers.ts";
import { failsWith } from "../support/extism-guest.ts";
import { until } from "../support/until.ts";

const VOLUME_FILE = new Uint8Array(
  readFileSync(new URL("../../../drivers-wasm/volume-file/volume-file.wasm", import.meta.url)),
);

test("a driver whose directory comes later serves as soon as it is there", async () => {
  const directory = await mkdtemp(join(tmpdir(), "holdfast-late-"));
  const host = join(directory, "volumes");
  const grants = { fs: [{ guest: "/volumes", host, mode: "rw" as const }] };
  try {
    await withDrivers(
      async ({ supervisor, add }) => {
        await assert.rejects(add("file", VOLUME_FILE, { grants }), failsWith("DRIVER_UNAVAILABLE"));
        assert.equal(supervisor.list()[0]?.state, "broken");
        await mkdir(host);
        await until("the driver serves", () => supervisor.list()[0]?.state === "serving");
        assert.equal(supervisor.list()[0]?.error, undefined);
      },
      { probeIntervalMs: 50 },
    );
  } finally {
    await rm(directory, { recursive: true });
  }
});

test("the largest part that the contract knows is written and read as it is", async () => {
  const host = await mkdtemp(join(tmpdir(), "holdfast-parts-"));
  const data = Uint8Array.from({ length: 2 ** 21 }, (_, at) => (at * 31) % 251);
  try {
    await withDrivers(async ({ add, volume, within }) => {
      await add("file", VOLUME_FILE, { grants: { fs: [{ guest: "/volumes", host, mode: "rw" as const }] } });
      const driver = volume("file");
      await within(5000, (ctx) => driver.createVolume(ctx, { name: "db1", sizeBytes: data.length }));
      await within(5000, async (ctx) => driver.writeVolume?.(ctx, { name: "db1", offset: 0, data }));
      const part = { name: "db1", offset: 0, length: data.length };
      assert.deepEqual((await within(5000, async (ctx) => driver.readVolume?.(ctx, part)))?.data, data);
    });
  } finally {
    await rm(host, { recursive: true });
  }
});

test("the file driver makes a sparse file of exactly the size, through the sandbox, and leaves no descriptor behind", async () => {
  const host = await mkdtemp(join(tmpdir(), "holdfast-volumes-"));
  const descriptors = () => (process.platform === "linux" ? readdirSync("/proc/self/fd").length : 0);
  const before = descriptors();
  try {
    await withDrivers(async ({ add, volume, within, supervisor }) => {
      const grants = { fs: [{ guest: "/volumes", host, mode: "rw" as const }] };
      const info = await add("file", VOLUME_FILE, { grants });
      assert.equal(info.health, "ready");
      const visits: Visit[] = [];
      const ctx = new RequestContext({ timeoutMs: 10_000, visits });
      const created = await volume("file").createVolume(ctx, { name: "db1", sizeBytes: 2 * 1024 ** 3 });
      ctx.close();
      assert.equal(created.sizeBytes, 2 * 1024 ** 3);
      assert.deepEqual(
        visits.map(({ station }) => station),
        ["driver-handle", "runtime", "guest"],
      );
      const [name] = await readdir(host);
      const { size, blocks } = await stat(join(host, name ?? ""));
      assert.equal(size, 2 * 1024 ** 3);
      assert.ok(blocks * 512 < 1024 * 1024, "the file is sparse");
      const again = within(5000, (own) => volume("file").createVolume(own, { name: "db1", sizeBytes: 1 }));
      await assert.rejects(again, (error) => isDriverStatus(error, "already_exists"));
      await within(5000, (own) => supervisor.remove(own, "volume", "file"));
    });
    assert.ok(descriptors() <= before, `${descriptors()} descriptors are open, ${before} were`);
  } finally {
    await rm(host, { recursive: true });
  }
});
