import assert from "node:assert/strict";
import { closeSync, readdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { GuestFault } from "#host/driver/runtime";
import { openGrants } from "#host/driver/wasi/grants";
import { temporaryFiles } from "../../../support/files.ts";

const refusal = (words: RegExp) => (error: unknown) =>
  error instanceof GuestFault && error.code === "DRIVER_UNAVAILABLE" && words.test(error.message);

test("a platform without /proc is refused with what to do, but only when files are granted", (t) => {
  const grants = [{ guest: "/data", host: temporaryFiles(t), mode: "rw" }] as const;
  const mac = { name: "darwin", descriptorsPath: "/proc/self/fd" };
  assert.throws(() => openGrants(grants, mac), refusal(/darwin.*run the host on Linux/));
  assert.throws(
    () => openGrants(grants, { name: "linux", descriptorsPath: "/no/proc" }),
    refusal(/without \/no\/proc/),
  );
  assert.throws(() => openGrants(grants, { name: "linux", descriptorsPath: "/tmp" }), refusal(/not procfs/));
  assert.deepEqual(openGrants([], mac), []);
});

test("a granted directory that is not there is named as the driver knows it, and leaves nothing open", (t) => {
  const host = temporaryFiles(t, { file: "" });
  const before = readdirSync("/proc/self/fd").length;
  for (const [wrong, code] of [
    ["missing", "ENOENT"],
    ["file", "ENOTDIR"],
  ] as const) {
    const grants = [
      { guest: "/ok", host, mode: "rw" },
      { guest: "/data", host: path.join(host, wrong), mode: "ro" },
    ] as const;
    assert.throws(
      () => openGrants(grants),
      refusal(new RegExp(`^the directory granted as /data cannot be opened \\(${code}\\)`)),
    );
  }
  assert.equal(readdirSync("/proc/self/fd").length, before);
});

test("the operator's own path may go through a symlink", (t) => {
  const host = temporaryFiles(t, { "real/file": "" });
  symlinkSync("real", path.join(host, "link"));
  const [directory] = openGrants([{ guest: "/data", host: path.join(host, "link"), mode: "ro" }]);
  assert.ok(directory);
  assert.equal(directory.preopen, "/data");
  assert.equal(directory.readOnly, true);
  closeSync(directory.hostFd);
});
