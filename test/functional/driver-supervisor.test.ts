// Drivers on a running host: added, listed, asked how they feel, removed; and the real drivers among them.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { isDriverStatus, type VolumeDriver } from "@holdfast/sdk";
import { RequestContext, type Visit } from "#host/context";
import { isHostError } from "#host/errors";
import { withDrivers } from "../support/drivers.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { guestBytes, hostileFile, withManifest } from "../support/guest-wat.ts";
import { until } from "../support/until.ts";

const VOLUME_FILE = new Uint8Array(
  readFileSync(new URL("../../../drivers-wasm/volume-file/volume-file.wasm", import.meta.url)),
);
const good = async () => withManifest(await guestBytes());
const answerOf = (name: string, result: unknown) => {
  const text = JSON.stringify({ status: "ok", result });
  return `(data (i32.const 0) "${text.replaceAll('"', '\\"')}")
    (func (export "${name}") (result i32) (call $reply (i32.const 0) (i32.const ${text.length})))`;
};

const failsWith =
  (code: string, words = /./) =>
  (error: unknown) => {
    if (isHostError(error) && error.code === code && words.test(error.message)) return true;
    throw new Error(`expected ${code} ${words}, got ${isHostError(error) ? error.code : ""} ${error}`);
  };

test("a driver that was added is named, described and served; one that is absent is told with those there are", async () => {
  await withDrivers(async ({ supervisor, add, volume }) => {
    const info = await add("one", await good());
    assert.deepEqual(
      { ...info, path: "", digest: info.digest.length },
      { name: "one", path: "", digest: 64, version: "1.0.0", health: "ready" },
    );
    const set = supervisor.set<VolumeDriver>("volume");
    assert.deepEqual(set.names(), ["one"]);
    assert.deepEqual(set.info("one"), info);
    assert.equal(set.supports("one", "getStats"), false);
    assert.equal(set.supports("one", "createVolume"), true);
    assert.throws(() => volume("two"), failsWith("DRIVER_UNAVAILABLE", /no volume driver two; there are one/));
    assert.throws(() => supervisor.set("network").get("one"), failsWith("DRIVER_UNAVAILABLE", /there are none/));
    await assert.rejects(add("one", await good()), failsWith("ALREADY_EXISTS", /remove it first/));
    const [listed] = supervisor.list();
    assert.deepEqual(
      [listed?.state, listed?.kind, listed?.runtime, listed?.instances],
      ["serving", "volume", "extism", 1],
    );
  });
});

test("a removed driver is gone, also for who still holds its handle", async () => {
  await withDrivers(async ({ supervisor, add, volume, within }) => {
    await add("one", await good());
    const handle = volume("one");
    await within(5000, (ctx) => supervisor.remove(ctx, "volume", "one"));
    await assert.rejects(
      within(5000, (ctx) => handle.listVolumes(ctx)),
      failsWith("DRIVER_UNAVAILABLE", /was removed/),
    );
    await assert.rejects(
      within(5000, (ctx) => supervisor.remove(ctx, "volume", "one")),
      failsWith("NOT_FOUND"),
    );
    assert.deepEqual(supervisor.list(), []);
    await add("one", await good());
  });
});

test("a broken driver is listed with its reason, refuses by name, and is mended by adding it again", async () => {
  await withDrivers(async ({ supervisor, add, volume, within }) => {
    await assert.rejects(add("one", await hostileFile("start-traps")), failsWith("DRIVER_START_TRAP"));
    const [listed] = supervisor.list();
    assert.deepEqual(
      [listed?.state, listed?.health, listed?.error?.code],
      ["broken", "unavailable", "DRIVER_START_TRAP"],
    );
    assert.throws(() => volume("one"), failsWith("DRIVER_UNAVAILABLE", /does not serve; it is broken: .*unreachable/));
    await add("one", await good());
    assert.deepEqual(await within(5000, (ctx) => volume("one").listVolumes(ctx)), { volumes: [] });
  });
});

test("files that are no drivers are told apart", async () => {
  const driver = await good();
  const cases: [string, Uint8Array, string][] = [
    ["empty", new Uint8Array(0), "DRIVER_MALFORMED"],
    ["text", new TextEncoder().encode("#!/bin/sh\necho hello\n"), "DRIVER_MALFORMED"],
    ["header-only", driver.slice(0, 8), "DRIVER_MANIFEST_INVALID"],
    ["cut", driver.slice(0, 200), "DRIVER_MALFORMED"],
    ["lying-section", Uint8Array.from([...driver.slice(0, 8), 1, 0xff, 0xff, 0xff, 0xff, 0x0f]), "DRIVER_MALFORMED"],
    ["without-manifest", await guestBytes(), "DRIVER_MANIFEST_INVALID"],
    ["of-another-kind", withManifest(await guestBytes(), { kind: "network" }), "DRIVER_ABI_MISMATCH"],
    ["of-a-newer-abi", withManifest(await guestBytes(), { abi: "1.99" }), "DRIVER_ABI_MISMATCH"],
    ["invalid-body", damagedBody(driver), "DRIVER_MALFORMED"],
  ];
  await withDrivers(async ({ add, supervisor, within }) => {
    for (const [name, bytes, code] of cases) await assert.rejects(add(name, bytes), failsWith(code), name);
    const absent = { kind: "volume", name: "absent", path: "/nowhere/driver.wasm" };
    await assert.rejects(
      within(5000, (ctx) => supervisor.add(ctx, absent)),
      failsWith("DRIVER_FILE_NOT_FOUND", /nowhere/),
    );
    const kind = { kind: "toaster", name: "x", path: "/nowhere/driver.wasm" };
    await assert.rejects(
      within(5000, (ctx) => supervisor.add(ctx, kind)),
      failsWith("DRIVER_ABI_MISMATCH", /knows volume/),
    );
  });
});

/** Overwrites an instruction: well laid out, but no valid code. */
function damagedBody(driver: Uint8Array): Uint8Array {
  const bytes = driver.slice();
  const at = bytes.findIndex((byte, index) => byte === 0x41 && bytes[index + 2] === 0x0b && index > 300);
  bytes.fill(0xff, at, at + 2);
  return bytes;
}

test("a permission that was not granted is named with the line of configuration to write", async () => {
  const permissions = [
    { name: "log", reason: "Says what it does." },
    { name: "fs", reason: "Keeps volumes.", paths: [{ guest: "/volumes", mode: "rw" as const }] },
  ];
  const bytes = withManifest(await guestBytes(), { permissions });
  await withDrivers(async ({ add }) => {
    await assert.rejects(add("one", bytes), (error) => {
      const words = /volume\.drivers\.one\.grants\.log: true.*volume\.drivers\.one\.grants\.fs: \[\{ guest: \/volumes/;
      return failsWith("DRIVER_GRANT_MISSING", words)(error);
    });
    const fs = [{ guest: "/volumes", host: tmpdir(), mode: "rw" as const }];
    await add("one", bytes, { grants: { log: true, fs } });
  });
});

test("a file that was swapped after its digest was taken does not run, and what runs is what was read", async () => {
  await withDrivers(async ({ supervisor, add, file, volume, within }) => {
    const { digest } = await add("one", await good());
    const path = await file("one", await hostileFile("traps"));
    const call = () => within(5000, (ctx) => volume("one").createVolume(ctx, { name: "v", sizeBytes: 1 }));
    assert.deepEqual(await call(), { name: "v", sizeBytes: 1 });
    await within(5000, (ctx) => supervisor.remove(ctx, "volume", "one"));
    const pinned = { kind: "volume", name: "one", path, digest };
    await assert.rejects(
      within(5000, (ctx) => supervisor.add(ctx, pinned)),
      failsWith("DRIVER_DIGEST_MISMATCH"),
    );
    await file("one", await good());
    await within(5000, (ctx) => supervisor.add(ctx, pinned));
    assert.equal((await call()).name, "v");
  });
});

test("after each fault the next call has a fresh instance, and after too many the driver is in quarantine", async () => {
  const restart = { freeFaults: 100, quarantineFaults: 4 };
  await withDrivers(
    async ({ supervisor, add, volume, within }) => {
      await add("neighbour", await good());
      await add("one", await hostileFile("traps"));
      const attack = () => within(5000, (ctx) => volume("one").createVolume(ctx, { name: "v", sizeBytes: 1 }));
      const list = (name: string) => within(5000, (ctx) => volume(name).listVolumes(ctx));
      for (let fault = 1; fault < 4; fault++) {
        await assert.rejects(attack(), failsWith("DRIVER_TRAP"));
        await list("one");
      }
      await assert.rejects(attack(), failsWith("DRIVER_TRAP"));
      await assert.rejects(list("one"), failsWith("DRIVER_UNAVAILABLE", /quarantine after 4 faults/));
      const listed = supervisor.list().find((driver) => driver.name === "one");
      assert.deepEqual([listed?.state, listed?.faults, listed?.restarts], ["quarantined", 4, 3]);
      await list("neighbour");
    },
    { restart },
  );
});

test("a probe now and then changes what the list says, without a restart", async () => {
  const clock = createFakeClock();
  const second = JSON.stringify({ status: "ok", result: { health: "degraded", reason: "one disk is slow" } });
  const first = JSON.stringify({ status: "ok", result: { health: "ready" } });
  const fields = `(data (i32.const 0) "${first.replaceAll('"', '\\"')}") (data (i32.const 256) "${second.replaceAll('"', '\\"')}")
    (global $n (mut i32) (i32.const 0))
    (func (export "probe") (result i32)
      (global.set $n (i32.add (global.get $n) (i32.const 1)))
      (if (result i32) (i32.eq (global.get $n) (i32.const 1))
        (then (call $reply (i32.const 0) (i32.const ${first.length})))
        (else (call $reply (i32.const 256) (i32.const ${second.length})))))`;
  await withDrivers(
    async ({ supervisor, add }) => {
      await add("one", withManifest(await guestBytes(fields)));
      assert.equal(supervisor.list()[0]?.health, "ready");
      await clock.advance(1000);
      await until("the probe was answered", () => supervisor.list()[0]?.health === "degraded");
      assert.equal(supervisor.list()[0]?.reason, "one disk is slow");
      assert.equal(supervisor.list()[0]?.restarts, 0);
    },
    { clock, probeIntervalMs: 1000 },
  );
  assert.equal(clock.pendingTimers(), 0);
});

test("a driver that says it is unavailable is there, and says why", async () => {
  const fields = answerOf("probe", { health: "unavailable", reason: "no 8021q in this kernel" });
  await withDrivers(async ({ supervisor, add }) => {
    const info = await add("one", withManifest(await guestBytes(fields)));
    assert.deepEqual([info.health, info.reason], ["unavailable", "no 8021q in this kernel"]);
    assert.equal(supervisor.list()[0]?.state, "serving");
  });
});

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

test("a trusted object stands in for a driver, and is held to the kind's functions", async () => {
  const object = {
    version: "0.1.0",
    createVolume: async () => ({ name: "o", sizeBytes: 3 }),
    deleteVolume: async () => {},
    extendVolume: async () => ({ name: "o", sizeBytes: 3 }),
    inspectVolume: async () => ({ name: "o", sizeBytes: 3 }),
    listVolumes: async () => ({ volumes: [] }),
    probe: async () => ({ health: "degraded" as const, reason: "just an object" }),
  };
  await withDrivers(async ({ supervisor, within, volume }) => {
    const info = await within(1000, (ctx) =>
      supervisor.add(ctx, { kind: "volume", name: "o", object, path: "./o.js" }),
    );
    assert.deepEqual(info, {
      name: "o",
      path: "./o.js",
      digest: "",
      version: "0.1.0",
      health: "degraded",
      reason: "just an object",
    });
    assert.equal((await within(1000, (ctx) => volume("o").inspectVolume(ctx, { name: "o" }))).sizeBytes, 3);
    assert.equal(supervisor.set("volume").supports("o", "getStats"), false);
    const lacking = { ...object, extendVolume: undefined };
    const adding = within(1000, (ctx) => supervisor.add(ctx, { kind: "volume", name: "p", object: lacking }));
    await assert.rejects(adding, failsWith("DRIVER_EXPORT_MISSING", /extendVolume/));
  });
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

test("calls beyond the queue are refused at once, and those in it are served in order", async () => {
  await withDrivers(async ({ add, volume, within }) => {
    await add("one", await good(), { limits: { queueLengthMax: 3 } });
    const call = () => within(5000, (ctx) => volume("one").listVolumes(ctx));
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, call));
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      [...Array(4).fill("fulfilled"), "rejected", "rejected"],
    );
    const [refused] = outcomes.slice(-1);
    assert.ok(refused?.status === "rejected" && failsWith("RESOURCE_EXHAUSTED")(refused.reason));
  });
});

test("what a driver says to the log is logged under its name, with the grant", async () => {
  const fields = `(import "extism:host/env" "log_warn" (func $log_warn (param i64)))
    (func $say (local $b i64) (local.set $b (call $alloc (i64.const 1))) (call $store_u8 (local.get $b) (i32.const 33)) (call $log_warn (local.get $b)))
    (func (export "list_volumes") (result i32) (call $say) (call $reply (i32.const 256) (i32.const 39)))
    (data (i32.const 256) "{\\22status\\22:\\22ok\\22,\\22result\\22:{\\22volumes\\22:[]}}")`;
  const permissions = [{ name: "log", reason: "Says what it does.", optional: true }];
  const bytes = withManifest(await guestBytes(fields), { permissions });
  for (const [grants, expected] of [
    [{ log: true }, ["one !"]],
    [{}, []],
  ] as const) {
    const lines: string[] = [];
    await withDrivers(
      async ({ add, volume, within }) => {
        await add("one", bytes, { grants });
        await within(5000, (ctx) => volume("one").listVolumes(ctx));
      },
      { log: recordingLog(lines) },
    );
    assert.deepEqual(lines, expected);
  }
});

/** A log that keeps what drivers say. */
function recordingLog(lines: string[], driver = "") {
  const keep = (fields: Readonly<Record<string, unknown>>) => {
    if (fields["line"] !== undefined) lines.push(`${driver} ${fields["line"]}`);
  };
  return {
    trace: keep,
    debug: keep,
    info: keep,
    warn: keep,
    error: keep,
    child: (bindings: Readonly<Record<string, unknown>>): never =>
      recordingLog(lines, String(bindings["driver"])) as never,
  };
}

test("closing in the middle of a start and of a call settles both", async () => {
  await withDrivers(async ({ supervisor, file, volume, within, add }) => {
    await add("loops", await hostileFile("loops"));
    const call = within(20_000, (ctx) => volume("loops").createVolume(ctx, { name: "v", sizeBytes: 1 }));
    const path = await file("starts", await hostileFile("start-loops"));
    const start = within(20_000, (ctx) => supervisor.add(ctx, { kind: "volume", name: "starts", path }));
    const settled = Promise.allSettled([call, start]);
    await until("the start has begun", () => supervisor.list().some((driver) => driver.name === "starts"));
    await supervisor.close();
    for (const outcome of await settled) {
      assert.ok(outcome.status === "rejected" && failsWith("DRIVER_UNAVAILABLE")(outcome.reason));
    }
  });
});
