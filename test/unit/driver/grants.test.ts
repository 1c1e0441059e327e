// What a driver gets is what it asked for and the operator granted.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Manifest } from "@holdfast/sdk";
import type { Grants } from "#host/driver/driver-types";
import { effectivePermissions } from "#host/driver/grants";
import { isHostError } from "#host/errors";

const ALL: Grants = { log: true, config: true, fs: [{ guest: "/volumes", host: "/srv/volumes", mode: "rw" }] };

function manifest(...names: string[]): Manifest {
  const paths = [{ guest: "/volumes", mode: "rw" as const }];
  const permissions = names.map((name) => ({ name, reason: "r", ...(name === "fs" ? { paths } : {}) }));
  return { name: "d", version: "1.0.0", kind: "volume", abi: "1.0", permissions };
}

test("default is deny", () => {
  assert.deepEqual(effectivePermissions(manifest("log", "config", "fs"), {}), { log: false, config: null, fs: [] });
});

test("a grant that the driver did not ask for is not given", () => {
  assert.deepEqual(effectivePermissions(manifest(), ALL, { a: "b" }), { log: false, config: null, fs: [] });
});

test("what was asked for and granted is given", () => {
  assert.deepEqual(effectivePermissions(manifest("log", "config", "fs"), ALL, { a: "b" }), {
    log: true,
    config: { a: "b" },
    fs: [{ guest: "/volumes", host: "/srv/volumes", mode: "rw" }],
  });
});

test("a directory is given in the mode that was asked for, under the name that was asked for, or not at all", () => {
  const asks = (mode: "ro" | "rw"): Manifest => ({
    ...manifest(),
    permissions: [{ name: "fs", reason: "r", paths: [{ guest: "/data", mode }] }],
  });
  const grants = (guest: string, mode: "ro" | "rw"): Grants => ({ fs: [{ guest, host: "/srv", mode }] });
  assert.deepEqual(effectivePermissions(asks("ro"), grants("/data", "rw")).fs, [
    { guest: "/data", host: "/srv", mode: "ro" },
  ]);
  assert.deepEqual(effectivePermissions(asks("rw"), grants("/data", "ro")).fs, []);
  assert.deepEqual(effectivePermissions(asks("ro"), grants("/other", "ro")).fs, []);
});

test("a relative directory is a mistake in the configuration", () => {
  const grants: Grants = { fs: [{ guest: "/volumes", host: "volumes", mode: "rw" }] };
  assert.throws(
    () => effectivePermissions(manifest("fs"), grants),
    (error) => isHostError(error, "CONFIG_INVALID"),
  );
});

test("configuration reaches the guest as text, and a null is a key that is not set", () => {
  const config = { text: "t", number: 5, list: [1], flag: false, nothing: null };
  assert.deepEqual(effectivePermissions(manifest("config"), ALL, config).config, {
    text: "t",
    number: "5",
    list: "[1]",
    flag: "false",
  });
});
