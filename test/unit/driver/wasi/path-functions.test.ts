import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { DIRECTORY_RIGHTS, RIGHT } from "#host/driver/wasi/rights";
import { DIRECTORY, fakeGuest, ROOT } from "./fake-guest.ts";

test("directories are made and removed, also with a trailing slash", (t) => {
  const guest = fakeGuest(t, { file: "" });
  assert.equal(guest.call("path_create_directory", ROOT, "a/"), "SUCCESS");
  assert.equal(guest.call("path_create_directory", ROOT, "a/b"), "SUCCESS");
  assert.equal(guest.call("path_create_directory", ROOT, "a"), "EXIST");
  assert.equal(guest.call("path_create_directory", ROOT, "x/y"), "NOENT");
  assert.equal(guest.call("path_remove_directory", ROOT, "a"), "NOTEMPTY");
  assert.equal(guest.call("path_remove_directory", ROOT, "a/b/"), "SUCCESS");
  assert.equal(guest.call("path_remove_directory", ROOT, "a"), "SUCCESS");
  assert.equal(guest.call("path_remove_directory", ROOT, "file"), "NOTDIR");
  assert.deepEqual(readdirSync(guest.root), ["file"]);
});

test("unlink removes files and nothing else", (t) => {
  const guest = fakeGuest(t, { file: "", "dir/file": "" });
  assert.equal(guest.call("path_unlink_file", ROOT, "dir"), "ISDIR");
  assert.equal(guest.call("path_unlink_file", ROOT, "dir/"), "ISDIR");
  assert.equal(guest.call("path_unlink_file", ROOT, "file/"), "NOTDIR");
  assert.equal(guest.call("path_unlink_file", ROOT, "file"), "SUCCESS");
  assert.equal(guest.call("path_unlink_file", ROOT, "file"), "NOENT");
});

test("rename replaces a file at once, moves directories, and works between granted directories", (t) => {
  const other = fakeGuest(t).root;
  const root = fakeGuest(t, { new: "new", old: "old", "dir/below": "below", "full/x": "" }).root;
  const fs = [root, other].map((host, index) => ({ guest: `/${index}`, host, mode: "rw" as const }));
  const guest = fakeGuest(t, {}, { fs });
  assert.equal(guest.call("path_rename", ROOT, "new", ROOT, "old"), "SUCCESS");
  assert.equal(readFileSync(path.join(root, "old"), "utf8"), "new");
  assert.equal(guest.call("path_rename", ROOT, "dir/", ROOT, "moved/"), "SUCCESS");
  assert.equal(guest.call("path_rename", ROOT, "moved", ROOT, "full"), "NOTEMPTY");
  assert.equal(guest.call("path_rename", ROOT, "old", ROOT, "full"), "ISDIR");
  assert.equal(guest.call("path_rename", ROOT, "moved", ROOT, "old"), "NOTDIR");
  assert.equal(guest.call("path_rename", ROOT, "moved", ROOT, "moved/inside"), "INVAL");
  assert.equal(guest.call("path_rename", ROOT, "old", ROOT, "name/"), "NOTDIR");
  assert.equal(guest.call("path_rename", ROOT, "old/", ROOT, "name"), "NOTDIR");
  assert.equal(guest.call("path_rename", ROOT, "nothing", ROOT, "name"), "NOENT");
  assert.equal(guest.call("path_rename", ROOT, "moved", ROOT + 1, "arrived"), "SUCCESS");
  assert.equal(readFileSync(path.join(other, "arrived/below"), "utf8"), "below");
});

test("link refuses what is no file, what exists, and to follow", (t) => {
  const guest = fakeGuest(t, { file: "", "dir/x": "" });
  assert.equal(guest.call("path_link", ROOT, 0, "dir", ROOT, "new"), "PERM");
  assert.equal(guest.call("path_link", ROOT, 0, "file", ROOT, "dir"), "EXIST");
  assert.equal(guest.call("path_link", ROOT, 0, "file", ROOT, "new/"), "NOENT");
  assert.equal(guest.call("path_link", ROOT, 0, "file/", ROOT, "new"), "NOTDIR");
  assert.equal(guest.call("path_link", ROOT, 1, "file", ROOT, "new"), "INVAL");
  assert.equal(guest.call("path_link", ROOT, 0, "nothing", ROOT, "new"), "NOENT");
  assert.ok(!existsSync(path.join(guest.root, "new")));
});

test("no symlink is ever made, and one that is there can be read as text", (t) => {
  const guest = fakeGuest(t, { file: "" });
  assert.equal(guest.call("path_symlink", "file", ROOT, "link"), "NOTSUP");
  assert.ok(!existsSync(path.join(guest.root, "link")));
  symlinkSync("some/target", path.join(guest.root, "link"));
  const [at, used] = [guest.place(16), guest.place(4)];
  assert.equal(guest.call("path_readlink", ROOT, "link", at, 16, used), "SUCCESS");
  assert.equal(Buffer.from(guest.memory, at, guest.view.getUint32(used, true)).toString(), "some/target");
  assert.equal(guest.call("path_readlink", ROOT, "link", at, 4, used), "SUCCESS");
  assert.equal(guest.view.getUint32(used, true), 4);
  assert.equal(guest.call("path_readlink", ROOT, "file", at, 4, used), "INVAL");
});

test("every function needs its own right", (t) => {
  const guest = fakeGuest(t, { file: "", "dir/x": "" });
  const without = (right: bigint) => guest.opened(".", { flags: DIRECTORY, rights: DIRECTORY_RIGHTS & ~right });
  const refused = (right: bigint, call: (fd: number) => string) => assert.equal(call(without(right)), "NOTCAPABLE");
  refused(RIGHT.pathFilestatGet, (fd) => guest.call("path_filestat_get", fd, 0, "file", guest.place(64)));
  refused(RIGHT.pathFilestatSetTimes, (fd) => guest.call("path_filestat_set_times", fd, 0, "file", 0n, 0n, 2));
  refused(RIGHT.pathCreateDirectory, (fd) => guest.call("path_create_directory", fd, "new"));
  refused(RIGHT.pathRemoveDirectory, (fd) => guest.call("path_remove_directory", fd, "dir"));
  refused(RIGHT.pathUnlinkFile, (fd) => guest.call("path_unlink_file", fd, "file"));
  refused(RIGHT.pathRenameSource, (fd) => guest.call("path_rename", fd, "file", ROOT, "new"));
  refused(RIGHT.pathRenameTarget, (fd) => guest.call("path_rename", ROOT, "file", fd, "new"));
  refused(RIGHT.pathLinkSource, (fd) => guest.call("path_link", fd, 0, "file", ROOT, "new"));
  refused(RIGHT.pathLinkTarget, (fd) => guest.call("path_link", ROOT, 0, "file", fd, "new"));
  refused(RIGHT.pathReadlink, (fd) => guest.call("path_readlink", fd, "file", 8, 8, 16));
  refused(RIGHT.pathSymlink, (fd) => guest.call("path_symlink", "x", fd, "new"));
  assert.deepEqual(readdirSync(guest.root).sort(), ["dir", "file"]);
});
