import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import test, { type TestContext } from "node:test";
import { createWasi } from "#host/driver/wasi/wasi";
import { temporaryFiles } from "../../../support/files.ts";
import { CREATE, DIRECTORY, EXCLUSIVE, type FakeGuest, fakeGuest, READ_RIGHTS, ROOT, TRUNCATE } from "./fake-guest.ts";

const READ = { rights: READ_RIGHTS };

/** Every function that takes a path, tried on one path; answers what each said. */
function everyWayTo(guest: FakeGuest, target: string): Record<string, string> {
  const free = "free-name";
  return {
    read: String(guest.open(target, READ)),
    write: String(guest.open(target)),
    create: String(guest.open(target, { flags: CREATE })),
    createNew: String(guest.open(target, { flags: CREATE | EXCLUSIVE })),
    truncate: String(guest.open(target, { flags: TRUNCATE })),
    directory: String(guest.open(target, { flags: DIRECTORY, rights: READ_RIGHTS })),
    stat: guest.call("path_filestat_get", ROOT, 1, target, guest.place(64)),
    times: guest.call("path_filestat_set_times", ROOT, 1, target, 0n, 0n, 10),
    mkdir: guest.call("path_create_directory", ROOT, target),
    rmdir: guest.call("path_remove_directory", ROOT, target),
    unlink: guest.call("path_unlink_file", ROOT, target),
    renameFrom: guest.call("path_rename", ROOT, target, ROOT, free),
    renameTo: guest.call("path_rename", ROOT, "own", ROOT, target),
    linkFrom: guest.call("path_link", ROOT, 0, target, ROOT, free),
    linkTo: guest.call("path_link", ROOT, 0, "own", ROOT, target),
    readlink: guest.call("path_readlink", ROOT, target, guest.place(64), 64, guest.place(4)),
  };
}

function allSay(answers: Record<string, string>, errno: string): void {
  assert.deepEqual(answers, Object.fromEntries(Object.keys(answers).map((way) => [way, errno])));
}

/** A granted directory beside a secret, as `root/granted` and `root/secret/file`. */
function besideSecret(t: TestContext): { guest: FakeGuest; outside: string; unharmed: () => void } {
  const outside = temporaryFiles(t, { "secret/file": "secret", "granted/own": "own", "granted/sub/below": "below" });
  const guest = fakeGuest(t, {}, { fs: [{ guest: "/data", host: path.join(outside, "granted"), mode: "rw" }] });
  const unharmed = () => {
    assert.deepEqual(readdirSync(outside).sort(), ["granted", "secret"]);
    assert.deepEqual(readdirSync(path.join(outside, "secret")), ["file"]);
    assert.equal(readFileSync(path.join(outside, "secret/file"), "utf8"), "secret");
    assert.equal(readFileSync(path.join(outside, "granted/own"), "utf8"), "own");
  };
  return { guest, outside, unharmed };
}

test("no function leads upwards by ..", (t) => {
  const { guest, unharmed } = besideSecret(t);
  for (const target of [
    "../secret/file",
    "..",
    "sub/../../secret/file",
    "sub/../..",
    "./../secret",
    "sub//..//..//secret/file",
  ]) {
    allSay(everyWayTo(guest, target), "NOTCAPABLE");
  }
  unharmed();
});

test("no function takes an absolute path", (t) => {
  const { guest, outside, unharmed } = besideSecret(t);
  for (const target of [path.join(outside, "secret/file"), "/", "//own", "/data/own", "/etc/passwd"]) {
    allSay(everyWayTo(guest, target), "NOTCAPABLE");
  }
  unharmed();
});

test("no function goes through a symlink in the middle of a path, wherever it points", (t) => {
  const { guest, outside, unharmed } = besideSecret(t);
  const link = path.join(outside, "granted/link");
  symlinkSync(path.join(outside, "secret"), link);
  symlinkSync("../secret", path.join(outside, "granted/up"));
  symlinkSync("sub", path.join(outside, "granted/inside"));
  symlinkSync("/proc/self/fd", path.join(outside, "granted/proc"));
  for (const target of ["link/file", "up/file", "inside/below", "proc/0", "link/new", "sub/../link/file"]) {
    allSay(everyWayTo(guest, target), "LOOP");
  }
  unharmed();
});

test("a symlink as the last component is neither opened, written, nor changed through", (t) => {
  const { guest, outside, unharmed } = besideSecret(t);
  symlinkSync(path.join(outside, "secret/file"), path.join(outside, "granted/link"));
  for (const how of [READ, {}, { flags: CREATE }, { flags: TRUNCATE }, { flags: DIRECTORY, rights: READ_RIGHTS }]) {
    assert.equal(guest.open("link", how), "LOOP");
  }
  assert.equal(guest.open("link", { flags: CREATE | EXCLUSIVE }), "EXIST");
  assert.equal(guest.call("path_filestat_get", ROOT, 1, "link", guest.place(64)), "LOOP");
  assert.equal(guest.stat("link").type, 7);
  assert.equal(guest.call("path_filestat_set_times", ROOT, 0, "link", 0n, 0n, 10), "LOOP");
  assert.equal(guest.call("path_link", ROOT, 0, "link", ROOT, "other"), "LOOP");
  assert.equal(guest.call("path_filestat_get", ROOT, 0, "link/", guest.place(64)), "NOTDIR");
  assert.equal(guest.call("path_unlink_file", ROOT, "link/"), "NOTDIR");
  assert.equal(guest.call("path_rename", ROOT, "own", ROOT, "link/"), "NOTDIR");
  unharmed();
  assert.equal(guest.call("path_unlink_file", ROOT, "link"), "SUCCESS");
  unharmed();
});

test("a symlink to nowhere does not make a file elsewhere", (t) => {
  const { guest, outside, unharmed } = besideSecret(t);
  symlinkSync(path.join(outside, "secret/new"), path.join(outside, "granted/link"));
  assert.equal(guest.open("link", { flags: CREATE }), "LOOP");
  assert.equal(guest.call("path_create_directory", ROOT, "link"), "EXIST");
  assert.equal(guest.call("path_rename", ROOT, "sub/below", ROOT, "link"), "SUCCESS");
  assert.equal(readFileSync(path.join(outside, "granted/link"), "utf8"), "below");
  unharmed();
});

test("fifos, sockets and devices are not opened, and nothing waits for them", async (t) => {
  const guest = fakeGuest(t, { own: "" });
  execFileSync("mkfifo", [path.join(guest.root, "fifo")]);
  const server = createServer().listen(path.join(guest.root, "socket"));
  await new Promise((resolve) => server.once("listening", resolve));
  t.after(() => new Promise((resolve) => server.close(resolve)));
  for (const name of ["fifo", "socket"]) {
    for (const how of [READ, {}, { flags: CREATE }, { flags: TRUNCATE }]) assert.equal(guest.open(name, how), "NOTSUP");
    assert.equal(guest.open(name, { flags: DIRECTORY, rights: READ_RIGHTS }), "NOTDIR");
    assert.equal(guest.call("path_link", ROOT, 0, name, ROOT, "other"), "NOTSUP");
    assert.equal(guest.stat(name).type, 6);
  }
  const devices = fakeGuest(t, {}, { fs: [{ guest: "/dev", host: "/dev", mode: "rw" }] });
  for (const name of ["null", "zero"]) assert.equal(devices.open(name), "NOTSUP");
});

test("a mount below a granted directory was not granted", (t) => {
  const guest = fakeGuest(t, {}, { fs: [{ guest: "/", host: "/", mode: "ro" }] });
  assert.equal(guest.open("proc/version", READ), "XDEV");
  assert.equal(guest.open("proc", { flags: DIRECTORY, rights: READ_RIGHTS }), "XDEV");
  assert.equal(guest.call("path_filestat_get", ROOT, 0, "proc/self/status", guest.place(64)), "XDEV");
});

test(".. and . stay inside, come through directories that exist, and mean what they mean", (t) => {
  const guest = fakeGuest(t, { "a/b/file": "deep", top: "top" });
  assert.equal(guest.read(guest.opened("a/./b/../../top")), "top");
  assert.equal(guest.read(guest.opened("a/b/../b//file")), "deep");
  assert.equal(guest.open("a/nowhere/../../top"), "NOENT");
  assert.equal(guest.open("top/../top"), "NOTDIR");
  assert.equal(guest.call("path_remove_directory", ROOT, "a/b/."), "INVAL");
  assert.equal(guest.call("path_create_directory", ROOT, "a/b/.."), "EXIST");
  assert.equal(guest.call("path_unlink_file", ROOT, "."), "ISDIR");
  assert.equal(guest.call("path_rename", ROOT, ".", ROOT, "a/moved"), "BUSY");
  assert.equal(typeof guest.open(".", { flags: DIRECTORY }), "number");
});

test("below a directory that the guest opened, .. ends at that directory", (t) => {
  const guest = fakeGuest(t, { "a/b/file": "", top: "top" });
  const inner = guest.opened("a/b", { flags: DIRECTORY });
  assert.equal(guest.open("../../top", READ, inner), "NOTCAPABLE");
  assert.equal(typeof guest.open("file", READ, inner), "number");
});

test("a path is bounded in length and depth, and says so", (t) => {
  const guest = fakeGuest(t);
  const deep = Array.from({ length: 66 }, () => "d");
  for (let depth = 1; depth <= deep.length; depth++) mkdirSync(path.join(guest.root, ...deep.slice(0, depth)));
  assert.equal(guest.open(deep.join("/"), { flags: DIRECTORY }), "NAMETOOLONG");
  assert.equal(typeof guest.open(deep.slice(0, 65).join("/"), { flags: DIRECTORY }), "number");
  assert.equal(guest.open("x".repeat(256), { flags: CREATE }), "NAMETOOLONG");
  assert.equal(guest.open("x/".repeat(2049)), "NAMETOOLONG");
  assert.equal(guest.open(""), "NOENT");
  assert.equal(guest.open("a\0b", { flags: CREATE }), "INVAL");
});

test("names of every script are what they are on disk", (t) => {
  const guest = fakeGuest(t);
  for (const name of ["grün", "データ", "𝄞", "\ufeffmark", "-rf *", "a\\b", "new\nline"]) {
    guest.write(guest.opened(name, { flags: CREATE }), name);
    assert.equal(readFileSync(path.join(guest.root, name), "utf8"), name);
  }
});

test("no descriptor stays open, whatever was refused on the way", (t) => {
  const count = () => readdirSync("/proc/self/fd").length;
  const { outside } = besideSecret(t);
  symlinkSync("sub", path.join(outside, "granted/link"));
  const before = count();
  const wasi = createWasi({
    fs: [{ guest: "/data", host: path.join(outside, "granted"), mode: "rw" }],
    memory: () => undefined,
    stdout: () => {},
    stderr: () => {},
  });
  wasi.close();
  assert.equal(count(), before);
  const guest = fakeGuest(t, {}, { fs: [{ guest: "/data", host: path.join(outside, "granted"), mode: "rw" }] });
  writeFileSync(path.join(outside, "granted/linked"), "");
  for (const target of ["sub/below", "sub/..", "link/below", "own/x", "../x", "a/b/c", "link", "sub/x/y"])
    everyWayTo(guest, target);
  guest.wasi.close();
  assert.equal(count(), before);
  assert.equal(guest.open("own"), "BADF");
});
