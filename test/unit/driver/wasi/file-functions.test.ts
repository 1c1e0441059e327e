import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { APPEND, CREATE, DIRECTORY, fakeGuest, READ_RIGHTS } from "./fake-guest.ts";

const SET = 0;
const CURRENT = 1;
const END = 2;

test("reads and writes go on where the last one ended, and seek moves that", (t) => {
  const guest = fakeGuest(t);
  const fd = guest.opened("file", { flags: CREATE });
  guest.write(fd, "hello ");
  guest.write(fd, "world");
  assert.equal(guest.u64("fd_tell", fd), 11n);
  assert.equal(guest.u64("fd_seek", fd, 6n, SET), 6n);
  assert.equal(guest.read(fd, 3), "wor");
  assert.equal(guest.read(fd), "ld");
  assert.equal(guest.read(fd), "");
  assert.equal(guest.u64("fd_seek", fd, -5n, END), 6n);
  assert.equal(guest.u64("fd_seek", fd, -6n, CURRENT), 0n);
  assert.equal(guest.read(fd), "hello world");
  assert.equal(guest.call("fd_seek", fd, -1n, SET, guest.place(8)), "INVAL");
  assert.equal(guest.call("fd_seek", fd, 0n, 3, guest.place(8)), "INVAL");
  assert.equal(guest.call("fd_seek", fd, 2n ** 62n, SET, guest.place(8)), "OVERFLOW");
  assert.equal(guest.u64("fd_tell", fd), 11n);
});

test("two descriptors of one file keep a position each", (t) => {
  const guest = fakeGuest(t, { file: "abcdef" });
  const [one, two] = [guest.opened("file"), guest.opened("file")];
  assert.equal(guest.read(one, 4), "abcd");
  assert.equal(guest.read(two, 2), "ab");
  assert.equal(guest.read(one), "ef");
});

test("pread and pwrite take a position and leave the descriptor's alone", (t) => {
  const guest = fakeGuest(t, { file: "0123456789" });
  const fd = guest.opened("file");
  const [at, count] = guest.vector("....");
  const moved = guest.place(4);
  assert.equal(guest.call("fd_pread", fd, at, count, 3n, moved), "SUCCESS");
  assert.equal(Buffer.from(guest.memory, guest.view.getUint32(at, true), 4).toString(), "3456");
  assert.equal(guest.call("fd_pwrite", fd, ...guest.vector("XY"), 8n, moved), "SUCCESS");
  assert.equal(guest.view.getUint32(moved, true), 2);
  assert.equal(guest.u64("fd_tell", fd), 0n);
  assert.equal(readFileSync(path.join(guest.root, "file"), "utf8"), "01234567XY");
  for (const offset of [2n ** 53n, 2n ** 63n, 2n ** 64n - 1n]) {
    assert.equal(guest.call("fd_pread", fd, at, count, offset, moved), "FBIG");
    assert.equal(guest.call("fd_pwrite", fd, at, count, offset, moved), "FBIG");
  }
});

test("scattered buffers are filled in order, and an empty list moves nothing", (t) => {
  const guest = fakeGuest(t, { file: "abcdef" });
  const fd = guest.opened("file");
  const [text, vectors, moved] = [guest.place(8), guest.place(16), guest.place(4)];
  for (const [index, [offset, length]] of [
    [4, 2],
    [0, 3],
  ].entries()) {
    guest.view.setUint32(vectors + index * 8, text + (offset as number), true);
    guest.view.setUint32(vectors + index * 8 + 4, length as number, true);
  }
  assert.equal(guest.call("fd_read", fd, vectors, 2, moved), "SUCCESS");
  assert.equal(Buffer.from(guest.memory, text, 6).toString(), "cde\0ab");
  assert.equal(guest.call("fd_write", fd, vectors, 0, moved), "SUCCESS");
  assert.equal(guest.view.getUint32(moved, true), 0);
});

test("one call moves a bounded number of bytes and says how many", (t) => {
  const guest = fakeGuest(t, {}, { limits: { ioBytesMax: 5 } });
  const fd = guest.opened("file", { flags: CREATE });
  const moved = guest.place(4);
  assert.equal(guest.call("fd_write", fd, ...guest.vector("longer than five"), moved), "SUCCESS");
  assert.equal(guest.view.getUint32(moved, true), 5);
  assert.equal(readFileSync(path.join(guest.root, "file"), "utf8"), "longe");
});

test("appending writes at the end, whatever the position and whoever else wrote", (t) => {
  const guest = fakeGuest(t, { file: "one" });
  const fd = guest.opened("file", { fdFlags: APPEND });
  guest.u64("fd_seek", fd, 0n, SET);
  guest.write(fd, "-two");
  writeFileSync(path.join(guest.root, "file"), "-three", { flag: "a" });
  guest.write(fd, "-four");
  assert.equal(readFileSync(path.join(guest.root, "file"), "utf8"), "one-two-three-four");
  assert.equal(guest.u64("fd_tell", fd), 18n);
});

test("a file can be made larger, sparse and exact to the byte, and smaller again", (t) => {
  const guest = fakeGuest(t);
  const fd = guest.opened("disk", { flags: CREATE });
  const size = 2n * 1024n ** 3n + 1n;
  assert.equal(guest.call("fd_filestat_set_size", fd, size), "SUCCESS");
  const stat = statSync(path.join(guest.root, "disk"));
  assert.equal(BigInt(stat.size), size);
  assert.ok(stat.blocks * 512 < 65_536);
  assert.equal(guest.call("fd_filestat_set_size", fd, 10n), "SUCCESS");
  assert.equal(guest.call("fd_allocate", fd, 5n, 20n), "SUCCESS");
  assert.equal(guest.stat("disk").size, 25n);
  assert.equal(guest.call("fd_allocate", fd, 0n, 5n), "SUCCESS");
  assert.equal(guest.stat("disk").size, 25n);
  assert.equal(guest.call("fd_allocate", fd, 0n, 0n), "INVAL");
  assert.equal(guest.call("fd_allocate", fd, 2n ** 64n - 1n, 2n), "FBIG");
  assert.equal(guest.call("fd_filestat_set_size", fd, 2n ** 63n), "FBIG");
});

test("data and names can be made durable", (t) => {
  const guest = fakeGuest(t);
  const file = guest.opened("file", { flags: CREATE });
  const directory = guest.opened(".", { flags: DIRECTORY });
  for (const fd of [file, directory]) {
    assert.equal(guest.call("fd_sync", fd), "SUCCESS");
    assert.equal(guest.call("fd_datasync", fd), "SUCCESS");
  }
  assert.equal(guest.call("fd_sync", 1), "NOTCAPABLE");
});

test("advice is taken when it makes sense", (t) => {
  const guest = fakeGuest(t, { file: "" });
  const fd = guest.opened("file");
  assert.equal(guest.call("fd_advise", fd, 0n, 10n, 4), "SUCCESS");
  assert.equal(guest.call("fd_advise", fd, 0n, 10n, 6), "INVAL");
});

test("a directory is no file and a stream has no position", (t) => {
  const guest = fakeGuest(t, { "dir/x": "" });
  const dir = guest.opened("dir", { flags: DIRECTORY, rights: READ_RIGHTS });
  const [at, count] = guest.vector("x");
  const moved = guest.place(8);
  for (const fd of [dir, 1]) {
    const wanted = fd === dir ? "ISDIR" : "SPIPE";
    assert.equal(guest.call("fd_pread", fd, at, count, 0n, moved), wanted);
    assert.equal(guest.call("fd_pwrite", fd, at, count, 0n, moved), wanted);
    assert.equal(guest.call("fd_seek", fd, 0n, 0, moved), wanted);
    assert.equal(guest.call("fd_tell", fd, moved), wanted);
    assert.equal(guest.call("fd_allocate", fd, 0n, 1n), wanted);
    assert.equal(guest.call("fd_filestat_set_size", fd, 0n), wanted);
  }
  assert.equal(guest.call("fd_read", dir, at, count, moved), "ISDIR");
  assert.equal(guest.call("fd_write", dir, at, count, moved), "ISDIR");
});

test("standard output and error become lines, standard input is empty", (t) => {
  const guest = fakeGuest(t);
  assert.equal(guest.write(1, "one\ntw"), "SUCCESS");
  assert.equal(guest.write(2, "bad\n"), "SUCCESS");
  assert.equal(guest.write(1, "o\nrest"), "SUCCESS");
  assert.deepEqual(guest.printed, ["out one", "err bad", "out two"]);
  guest.wasi.flush();
  assert.equal(guest.printed.at(-1), "out rest");
  assert.equal(guest.read(0), "");
  assert.equal(guest.write(0, "x"), "NOTCAPABLE");
  assert.equal(guest.call("fd_read", 1, ...guest.vector("x"), guest.place(4)), "NOTCAPABLE");
});
