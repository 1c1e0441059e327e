// From a path to a driver that may be started: what is refused, with which words, before anything runs.
import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { withDrivers } from "../../support/drivers.ts";
import { failsWith } from "../../support/extism-guest.ts";
import { guestBytes, hostileFile, withManifest } from "../../support/guest-wat.ts";

const good = async () => withManifest(await guestBytes());

test("files that are no drivers are told apart", async () => {
  const driver = await good();
  const cases: [string, Uint8Array, string][] = [
    ["empty", new Uint8Array(0), "DRIVER_MALFORMED"],
    ["text", new TextEncoder().encode("#!/bin/sh\necho hello\n"), "DRIVER_MALFORMED"],
    ["header-only", driver.slice(0, 8), "DRIVER_MANIFEST_INVALID"],
    ["cut", driver.slice(0, 200), "DRIVER_MALFORMED"],
    ["lying-section", Uint8Array.from([...driver.slice(0, 8), 1, 0xff, 0xff, 0xff, 0xff, 0x0f]), "DRIVER_MALFORMED"],
    ["without-manifest", await guestBytes(), "DRIVER_MANIFEST_INVALID"],
    ["of-another-kind", withManifest(await guestBytes(), { kind: "toaster" }), "DRIVER_ABI_MISMATCH"],
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

/** Overwrites an instruction: well laid out, but no valid code. */
function damagedBody(driver: Uint8Array): Uint8Array {
  const bytes = driver.slice();
  const at = bytes.findIndex((byte, index) => byte === 0x41 && bytes[index + 2] === 0x0b && index > 300);
  bytes.fill(0xff, at, at + 2);
  return bytes;
}
