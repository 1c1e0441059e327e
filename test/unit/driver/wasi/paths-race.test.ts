// Somebody replaces directories and files by symlinks while a guest opens them. The canary shows that the race is real.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import path from "node:path";
import test, { type TestContext } from "node:test";
import { Worker } from "node:worker_threads";
import { temporaryFiles } from "../../../support/files.ts";
import { CREATE, type FakeGuest, fakeGuest, READ_RIGHTS, ROOT } from "./fake-guest.ts";

const ROUNDS_MAX = 60_000;
const ENOUGH = 100;

const sawSecret = (seen: ReadonlyMap<string, number>) => (seen.get("secret") ?? 0) > 0;
const sawBoth = (seen: ReadonlyMap<string, number>) =>
  sawSecret(seen) || ["honest", "LOOP"].every((outcome) => (seen.get(outcome) ?? 0) >= ENOUGH);

// `door` is by turns a directory with an honest file and a symlink to the secret one; `file` by turns a file and a symlink.
const SWAPPER = `
const fs = require("node:fs");
const path = require("node:path");
const { workerData, parentPort } = require("node:worker_threads");
const { granted, secret, stop } = workerData;
const at = (name) => path.join(granted, name);
parentPort.postMessage("running");
while (Atomics.load(stop, 0) === 0) {
  fs.renameSync(at("door"), at("parked"));
  fs.renameSync(at("link"), at("door"));
  fs.symlinkSync(path.join(secret, "file"), at("new-file"));
  fs.renameSync(at("new-file"), at("file"));
  fs.renameSync(at("door"), at("link"));
  fs.renameSync(at("parked"), at("door"));
  fs.writeFileSync(at("new-file"), "honest");
  fs.renameSync(at("new-file"), at("file"));
}
`;

async function withSwapper(t: TestContext, run: (granted: string, secret: string) => void): Promise<void> {
  const root = temporaryFiles(t, { "secret/file": "secret", "granted/door/file": "honest", "granted/file": "honest" });
  const [granted, secret] = [path.join(root, "granted"), path.join(root, "secret")];
  symlinkSync(secret, path.join(granted, "link"));
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(SWAPPER, { eval: true, workerData: { granted, secret, stop } });
  const failed = new Promise<never>((_, reject) => worker.once("error", reject));
  const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  await Promise.race([new Promise((resolve) => worker.once("message", resolve)), failed]);
  try {
    run(granted, secret);
  } finally {
    Atomics.store(stop, 0, 1);
  }
  await Promise.race([ended, failed]);
}

/** Opens both names again and again; counts what was read, until `enough` says so: a canary waits for the secret, however long the race takes. */
function outcomes(
  open: (name: string) => string,
  enough: (seen: ReadonlyMap<string, number>) => boolean,
): Map<string, number> {
  const seen = new Map<string, number>();
  for (let round = 0; round < ROUNDS_MAX; round++) {
    for (const name of ["door/file", "file"]) {
      const outcome = open(name);
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
    }
    if (enough(seen)) break;
  }
  return seen;
}

function readAsGuest(guest: FakeGuest, name: string): string {
  const fd = guest.open(name, { rights: READ_RIGHTS });
  if (typeof fd === "string") return fd;
  const text = guest.read(fd, 16);
  guest.call("fd_close", fd);
  return text;
}

test("a guest never reads through a symlink that is swapped in while it opens", async (t) => {
  await withSwapper(t, (granted) => {
    const guest = fakeGuest(t, {}, { fs: [{ guest: "/data", host: granted, mode: "rw" }] });
    const seen = outcomes((name) => readAsGuest(guest, name), sawBoth);
    assert.equal(seen.get("secret"), undefined);
    assert.ok((seen.get("honest") ?? 0) >= ENOUGH, `${[...seen]}`);
    assert.ok((seen.get("LOOP") ?? 0) >= ENOUGH, `${[...seen]}`);
  });
});

test("canary: a host that opens by the path alone reads the secret", async (t) => {
  await withSwapper(t, (granted) => {
    const seen = outcomes((name) => {
      try {
        return readFileSync(path.join(granted, name), "utf8");
      } catch {
        return "LOOP";
      }
    }, sawSecret);
    assert.ok((seen.get("secret") ?? 0) > 0, `${[...seen]}`);
  });
});

test("nothing is made, renamed or removed through a symlink that is swapped in", async (t) => {
  await withSwapper(t, (granted, secret) => {
    const guest = fakeGuest(t, {}, { fs: [{ guest: "/data", host: granted, mode: "rw" }] });
    mkdirSync(path.join(secret, "directory"));
    let made = 0;
    for (let round = 0; round < 1000; round++) {
      const fd = guest.open("door/made", { flags: CREATE });
      if (typeof fd === "number") {
        made++;
        guest.call("fd_close", fd);
      }
      guest.call("path_rename", ROOT, "door/made", ROOT, "door/renamed");
      guest.call("path_unlink_file", ROOT, "door/renamed");
      guest.call("path_create_directory", ROOT, "door/new");
      guest.call("path_remove_directory", ROOT, "door/new");
      guest.call("path_remove_directory", ROOT, "door/directory");
      guest.call("path_link", ROOT, 0, "door/file", ROOT, "door/linked");
      guest.call("path_unlink_file", ROOT, "door/linked");
      guest.call("path_filestat_set_times", ROOT, 0, "file", 0n, 0n, 5);
    }
    assert.ok(made > 0);
    assert.deepEqual(readdirSync(secret).sort(), ["directory", "file"]);
    assert.equal(readFileSync(path.join(secret, "file"), "utf8"), "secret");
    assert.ok(statSync(path.join(secret, "file")).mtimeMs > 0);
  });
});
