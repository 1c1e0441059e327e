// volume-file stopped or failed in the middle of every step of a create: what is on disk afterwards, and what the next instance makes of it.
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { copyFileSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { errnoNumber } from "#host/driver/wasi/errno";
import { createWasi, type Wasi } from "#host/driver/wasi/wasi";
import { type BareGuest, committedDriver, extismGuest } from "../support/guests.ts";

const directories: string[] = [];
const shims: Wasi[] = [];
after(() => {
  for (const shim of shims) shim.close();
  for (const directory of directories) rmSync(directory, { recursive: true });
});

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "holdfast-interrupted-"));
  directories.push(directory);
  return directory;
}

type WasiFunction = (...args: never[]) => unknown;
/** Stands in for a function of the shim; gets the real one. */
type Interference = Readonly<Record<string, (real: WasiFunction) => WasiFunction>>;

async function volumeFile(directory: string, interference: Interference = {}): Promise<BareGuest> {
  return extismGuest(committedDriver("volume-file"), {}, (memory) => {
    const fs = [{ guest: "/volumes", host: directory, mode: "rw" as const }];
    const shim = createWasi({ fs, memory, stdout: () => {}, stderr: () => {} });
    shims.push(shim);
    const changed = Object.entries(interference).map(([name, wrap]) => {
      const real = shim.imports[name];
      ok(real, `the shim has no ${name}`);
      return [name, wrap(real)];
    });
    return { wasi_snapshot_preview1: { ...shim.imports, ...Object.fromEntries(changed) } };
  });
}

const CREATE = JSON.stringify({ name: "volume", size_bytes: 4096 });
const ask = (guest: BareGuest, name: string, input = "") => JSON.parse(guest.call(name, input));
const listed = (guest: BareGuest): string[] =>
  ask(guest, "list_volumes").result.volumes.map((volume: { name: string }) => volume.name);
const stop = () => {
  throw new Error("stopped");
};
const fail = (errno: Parameters<typeof errnoNumber>[0]) => () => () => errnoNumber(errno);
/** Lets the first calls through. */
const later = (calls: number, then: () => unknown) => (real: WasiFunction) => {
  let left = calls;
  return (...args: never[]) => (left-- > 0 ? real(...args) : then());
};

describe("a create that is stopped", () => {
  for (const step of ["fd_filestat_set_size", "fd_sync", "path_link"]) {
    test(`before ${step} leaves no volume, and the next instance sweeps up`, async () => {
      const directory = temporaryDirectory();
      const stopped = await volumeFile(directory, { [step]: () => stop });
      throws(() => stopped.call("create_volume", CREATE), /stopped/);
      strictEqual(readdirSync(directory).length, 1, "the canary is dead: nothing was left");
      const next = await volumeFile(directory);
      deepStrictEqual(listed(next), []);
      strictEqual(ask(next, "inspect_volume", '{"name":"volume"}').status, "not_found");
      strictEqual(ask(next, "probe").result.health, "ready");
      deepStrictEqual(readdirSync(directory), []);
      strictEqual(ask(next, "create_volume", CREATE).status, "ok");
    });
  }

  test("after path_link leaves the whole volume, and the next instance sweeps up the other name", async () => {
    const directory = temporaryDirectory();
    const stopped = await volumeFile(directory, { path_unlink_file: () => stop });
    throws(() => stopped.call("create_volume", CREATE), /stopped/);
    const next = await volumeFile(directory);
    strictEqual(ask(next, "probe").result.health, "ready");
    deepStrictEqual(listed(next), ["volume"]);
    deepStrictEqual(readdirSync(directory), ["volume"]);
    strictEqual(statSync(join(directory, "volume")).size, 4096);
    strictEqual(ask(next, "extend_volume", '{"name":"volume","size_bytes":8192}').status, "ok");
  });
});

describe("a create that fails", () => {
  const failures: [string, Interference, string][] = [
    ["no room for the name", { path_open: later(2, () => errnoNumber("NOSPC")) }, "resource_exhausted"],
    ["no room for the size", { fd_filestat_set_size: fail("NOSPC") }, "resource_exhausted"],
    ["a quota", { fd_filestat_set_size: fail("DQUOT") }, "resource_exhausted"],
    ["a size beyond the file system", { fd_filestat_set_size: fail("FBIG") }, "resource_exhausted"],
    ["a broken disk", { fd_sync: fail("IO") }, "failed"],
    ["a directory that cannot be synced", { fd_sync: later(1, () => errnoNumber("IO")) }, "failed"],
    ["a file system without links", { path_link: fail("PERM") }, "permission_denied"],
    ["another that was faster", { path_link: fail("EXIST") }, "already_exists"],
    ["a sweeper that never rests", { path_link: fail("NOENT") }, "failed"],
  ];
  for (const [reason, interference, expected] of failures) {
    test(`for ${reason} answers ${expected} and leaves nothing behind`, async () => {
      const directory = temporaryDirectory();
      const guest = await volumeFile(directory, interference);
      const answer = ask(guest, "create_volume", CREATE);
      strictEqual(answer.status, expected, answer.message);
      ok(answer.message.length > 10, answer.message);
      deepStrictEqual(readdirSync(directory), []);
    });
  }

  test("because it was swept away once succeeds at the second try", async () => {
    const directory = temporaryDirectory();
    let swept = false;
    const once =
      (real: WasiFunction) =>
      (...args: never[]) => {
        if (swept) return real(...args);
        swept = true;
        return errnoNumber("NOENT");
      };
    const guest = await volumeFile(directory, { path_link: once });
    strictEqual(ask(guest, "create_volume", CREATE).status, "ok");
    deepStrictEqual(readdirSync(directory), ["volume"]);
  });
});

test("a create that can neither finish nor take back ends in an accident, so that the host looks", async () => {
  const directory = temporaryDirectory();
  const guest = await volumeFile(directory, {
    fd_sync: later(1, () => errnoNumber("IO")),
    path_unlink_file: later(1, () => errnoNumber("IO")),
  });
  throws(() => guest.call("create_volume", CREATE));
  deepStrictEqual(readdirSync(directory), ["volume"]);
});

test("what happened but could not be written to the disk is failed, whatever the disk says", async () => {
  const directory = temporaryDirectory();
  strictEqual(ask(await volumeFile(directory), "create_volume", CREATE).status, "ok");
  const guest = await volumeFile(directory, { fd_sync: fail("ROFS") });
  strictEqual(ask(guest, "extend_volume", '{"name":"volume","size_bytes":8192}').status, "failed");
  strictEqual(ask(guest, "delete_volume", '{"name":"volume"}').status, "failed");
});

test("an extend that fails changes nothing", async () => {
  const directory = temporaryDirectory();
  strictEqual(ask(await volumeFile(directory), "create_volume", CREATE).status, "ok");
  const guest = await volumeFile(directory, { fd_filestat_set_size: fail("NOSPC") });
  strictEqual(ask(guest, "extend_volume", '{"name":"volume","size_bytes":8192}').status, "resource_exhausted");
  strictEqual(statSync(join(directory, "volume")).size, 4096);
});

test("no call leaves a descriptor open", async () => {
  const directory = temporaryDirectory();
  const open = () => readdirSync("/proc/self/fd").length;
  const guest = await volumeFile(directory);
  ask(guest, "create_volume", CREATE);
  const before = open();
  for (let round = 0; round < 50; round++) {
    for (const name of ["probe", "list_volumes"]) ask(guest, name);
    for (const name of ["create_volume", "extend_volume"]) ask(guest, name, CREATE);
    ask(guest, "inspect_volume", '{"name":"absent"}');
    ask(guest, "delete_volume", '{"name":"absent"}');
  }
  strictEqual(open(), before);
});

test("a list of thousands of volumes fits the driver's memory", async () => {
  const directory = temporaryDirectory();
  const guest = await volumeFile(directory);
  ask(guest, "create_volume", JSON.stringify({ name: `volume-0-${"x".repeat(200)}`, size_bytes: 1 }));
  const [made = ""] = readdirSync(directory);
  // The others as it makes them: each create syncs and sweeps, which for two thousand takes half a minute.
  for (let index = 1; index < 2000; index++) {
    copyFileSync(join(directory, made), join(directory, made.replace("volume-0-", `volume-${index}-`)));
  }
  strictEqual(listed(guest).length, 2000);
  ok(guest.memoryBytes() <= 16 * 1024 * 1024);
});
