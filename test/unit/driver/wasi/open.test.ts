import assert from "node:assert/strict";
import { chmodSync, existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { DIRECTORY_RIGHTS, FILE_RIGHTS, RIGHT } from "#host/driver/wasi/rights";
import { CREATE, DIRECTORY, EXCLUSIVE, fakeGuest, READ_RIGHTS, ROOT, TRUNCATE } from "./fake-guest.ts";

test("a file is made, found again, and emptied", (t) => {
  const guest = fakeGuest(t);
  assert.equal(guest.open("file"), "NOENT");
  assert.equal(guest.write(guest.opened("file", { flags: CREATE | EXCLUSIVE }), "hello"), "SUCCESS");
  assert.equal(guest.open("file", { flags: CREATE | EXCLUSIVE }), "EXIST");
  assert.equal(guest.read(guest.opened("file", { flags: CREATE })), "hello");
  assert.equal(guest.read(guest.opened("file", { flags: TRUNCATE })), "");
  assert.equal(statSync(path.join(guest.root, "file")).size, 0);
});

test("flags that contradict each other or the file are refused", (t) => {
  const guest = fakeGuest(t, { file: "x", "dir/file": "x" });
  assert.equal(guest.open("new", { flags: CREATE | DIRECTORY }), "INVAL");
  assert.equal(guest.open("new", { flags: 16 }), "INVAL");
  assert.equal(guest.open("file", { fdFlags: 32 }), "INVAL");
  assert.equal(guest.open("file", { flags: DIRECTORY }), "NOTDIR");
  assert.equal(guest.open("file/"), "NOTDIR");
  assert.equal(guest.open("new/", { flags: CREATE }), "ISDIR");
  assert.equal(guest.open("dir"), "ISDIR");
  assert.equal(guest.open("dir", { flags: CREATE, rights: READ_RIGHTS }), "ISDIR");
  assert.equal(guest.open("dir", { flags: TRUNCATE, rights: READ_RIGHTS }), "ISDIR");
  assert.equal(guest.open("file/below"), "NOTDIR");
  assert.equal(guest.open("file", {}, 1), "NOTDIR");
  assert.equal(guest.open("file", {}, 99), "BADF");
  assert.ok(!existsSync(path.join(guest.root, "new")));
});

test("a descriptor never carries more rights than its directory passes on", (t) => {
  const guest = fakeGuest(t, { "dir/file": "x" });
  const narrow = guest.opened("dir", { flags: DIRECTORY, inheriting: RIGHT.fdRead | RIGHT.fdSeek });
  assert.equal(guest.open("file", {}, narrow), "NOTCAPABLE");
  const fd = guest.opened("file", { rights: READ_RIGHTS }, narrow);
  const at = guest.place(24);
  assert.equal(guest.call("fd_fdstat_get", fd, at), "SUCCESS");
  assert.equal(guest.view.getBigUint64(at + 8, true), RIGHT.fdRead | RIGHT.fdSeek);
  assert.equal(guest.view.getBigUint64(at + 16, true), RIGHT.fdRead | RIGHT.fdSeek);
  assert.equal(guest.call("fd_tell", fd, guest.place(8)), "NOTCAPABLE");
});

test("a directory without the right to create or to truncate does neither", (t) => {
  const guest = fakeGuest(t, { "dir/file": "x" });
  const opened = (rights: bigint) => guest.opened("dir", { flags: DIRECTORY, rights });
  const noCreate = opened(DIRECTORY_RIGHTS & ~RIGHT.pathCreateFile);
  assert.equal(guest.open("new", { flags: CREATE }, noCreate), "NOTCAPABLE");
  const noTruncate = opened(DIRECTORY_RIGHTS & ~RIGHT.pathFilestatSetSize);
  assert.equal(guest.open("file", { flags: TRUNCATE }, noTruncate), "NOTCAPABLE");
  const noOpen = opened(DIRECTORY_RIGHTS & ~RIGHT.pathOpen);
  assert.equal(guest.open("file", { rights: READ_RIGHTS }, noOpen), "NOTCAPABLE");
  assert.equal(readFileSync(path.join(guest.root, "dir/file"), "utf8"), "x");
});

test("a file that was opened to read only is not writable, whatever the guest then tries", (t) => {
  const guest = fakeGuest(t, { file: "x" });
  const fd = guest.opened("file", { rights: READ_RIGHTS });
  assert.equal(guest.write(fd, "y"), "NOTCAPABLE");
  assert.equal(guest.call("fd_pwrite", fd, ...guest.vector("y"), 0n, guest.place(4)), "NOTCAPABLE");
  assert.equal(guest.call("fd_filestat_set_size", fd, 0n), "NOTCAPABLE");
  assert.equal(guest.call("fd_allocate", fd, 0n, 9n), "NOTCAPABLE");
  assert.equal(guest.call("fd_fdstat_set_rights", fd, FILE_RIGHTS, 0n), "NOTCAPABLE");
  assert.equal(readFileSync(path.join(guest.root, "file"), "utf8"), "x");
});

test("below a read-only grant nothing changes, and the answer says that it is read-only", (t) => {
  const guest = fakeGuest(t, { file: "x", "dir/file": "x" }, { mode: "ro" });
  const dir = guest.opened("dir", { flags: DIRECTORY, rights: DIRECTORY_RIGHTS });
  const file = guest.opened("file", { rights: READ_RIGHTS });
  const changes: Record<string, string | number> = {
    write: guest.open("file"),
    create: guest.open("new", { flags: CREATE, rights: READ_RIGHTS }),
    createBelow: guest.open("new", { flags: CREATE }, dir),
    truncate: guest.open("file", { flags: TRUNCATE, rights: READ_RIGHTS }),
    fdWrite: guest.write(file, "y"),
    fdPwrite: guest.call("fd_pwrite", file, ...guest.vector("y"), 0n, guest.place(4)),
    setSize: guest.call("fd_filestat_set_size", file, 0n),
    allocate: guest.call("fd_allocate", file, 0n, 9n),
    fdTimes: guest.call("fd_filestat_set_times", file, 0n, 0n, 5),
    dirTimes: guest.call("fd_filestat_set_times", dir, 0n, 0n, 5),
    pathTimes: guest.call("path_filestat_set_times", ROOT, 0, "file", 0n, 0n, 5),
    mkdir: guest.call("path_create_directory", ROOT, "new"),
    rmdir: guest.call("path_remove_directory", ROOT, "dir"),
    unlink: guest.call("path_unlink_file", ROOT, "file"),
    unlinkBelow: guest.call("path_unlink_file", dir, "file"),
    rename: guest.call("path_rename", ROOT, "file", ROOT, "new"),
    link: guest.call("path_link", ROOT, 0, "file", ROOT, "new"),
    symlink: guest.call("path_symlink", "file", ROOT, "new"),
  };
  assert.deepEqual(changes, Object.fromEntries(Object.keys(changes).map((change) => [change, "ROFS"])));
  assert.equal(guest.read(file), "x");
  assert.equal(guest.read(guest.opened("file", { flags: CREATE, rights: READ_RIGHTS })), "x");
  assert.equal(guest.open("file", { flags: CREATE | EXCLUSIVE, rights: READ_RIGHTS }), "EXIST");
  assert.equal(statSync(path.join(guest.root, "file")).mtimeMs > 0, true);
});

test("a file cannot be carried from a read-only grant into a writable one", (t) => {
  const source = fakeGuest(t, { file: "x" }).root;
  const target = fakeGuest(t, { own: "y" }).root;
  const guest = fakeGuest(
    t,
    {},
    {
      fs: [
        { guest: "/from", host: source, mode: "ro" },
        { guest: "/to", host: target, mode: "rw" },
      ],
    },
  );
  assert.equal(guest.call("path_link", ROOT, 0, "file", ROOT + 1, "file"), "ROFS");
  assert.equal(guest.call("path_rename", ROOT, "file", ROOT + 1, "file"), "ROFS");
  assert.equal(guest.call("path_rename", ROOT + 1, "own", ROOT, "own"), "ROFS");
  assert.equal(guest.call("path_link", ROOT + 1, 0, "own", ROOT, "own"), "ROFS");
});

test("a guest that opens without end is stopped, and can go on when it closes", (t) => {
  const guest = fakeGuest(t, { file: "x" }, { limits: { openFdsMax: 6 } });
  const fds = [guest.opened("file"), guest.opened("file")];
  assert.equal(guest.open("file"), "MFILE");
  assert.equal(guest.open("made-in-vain", { flags: CREATE }), "MFILE");
  assert.ok(!existsSync(path.join(guest.root, "made-in-vain")));
  assert.equal(guest.call("fd_close", fds[0] as number), "SUCCESS");
  assert.equal(guest.opened("file"), fds[0]);
});

test("the answer's pointer is checked before anything is made", (t) => {
  const guest = fakeGuest(t);
  assert.equal(guest.call("path_open", ROOT, 0, "file", CREATE, FILE_RIGHTS, 0n, 0, 0xffff_fff0), "FAULT");
  assert.ok(!existsSync(path.join(guest.root, "file")));
});

test("the host's own permissions still count", {
  skip: process.getuid?.() === 0 && "root may open everything",
}, (t) => {
  const guest = fakeGuest(t, { file: "x" });
  chmodSync(path.join(guest.root, "file"), 0o000);
  assert.equal(guest.open("file"), "ACCES");
});
