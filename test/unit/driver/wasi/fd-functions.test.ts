import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { FILE_RIGHTS, RIGHT } from "#host/driver/wasi/rights";
import { createFakeClock } from "../../../support/fake-clock.ts";
import { APPEND, CREATE, DIRECTORY, type FakeGuest, fakeGuest, ROOT } from "./fake-guest.ts";

function fdstat(guest: FakeGuest, fd: number) {
  const at = guest.place(24);
  assert.equal(guest.call("fd_fdstat_get", fd, at), "SUCCESS");
  return {
    type: guest.view.getUint8(at),
    flags: guest.view.getUint16(at + 2, true),
    rights: guest.view.getBigUint64(at + 8, true),
  };
}

test("the granted directories can be found by name from descriptor 3 on", (t) => {
  const host = fakeGuest(t).root;
  const guest = fakeGuest(
    t,
    {},
    {
      fs: [
        { guest: "/data", host, mode: "ro" },
        { guest: "/grün", host, mode: "rw" },
      ],
    },
  );
  const names: string[] = [];
  for (let fd = ROOT; ; fd++) {
    const at = guest.place(8);
    const errno = guest.call("fd_prestat_get", fd, at);
    if (errno !== "SUCCESS") {
      assert.equal(errno, "BADF");
      break;
    }
    assert.equal(guest.view.getUint8(at), 0);
    const length = guest.view.getUint32(at + 4, true);
    const name = guest.place(length);
    assert.equal(guest.call("fd_prestat_dir_name", fd, name, length - 1), "NAMETOOLONG");
    assert.equal(guest.call("fd_prestat_dir_name", fd, name, length), "SUCCESS");
    names.push(Buffer.from(guest.memory, name, length).toString());
  }
  assert.deepEqual(names, ["/data", "/grün"]);
  assert.equal(guest.call("fd_prestat_get", 1, guest.place(8)), "BADF");
});

test("a closed descriptor is gone, and its number is given out again", (t) => {
  const guest = fakeGuest(t, { file: "" });
  const fd = guest.opened("file");
  assert.equal(guest.call("fd_close", fd), "SUCCESS");
  assert.equal(guest.call("fd_close", fd), "BADF");
  assert.equal(guest.opened("file"), fd);
  assert.equal(guest.call("fd_close", 0xffff_ffff), "BADF");
});

test("renumbering moves a descriptor and closes the one it replaces", (t) => {
  const guest = fakeGuest(t, { one: "one", two: "two" });
  const [one, two] = [guest.opened("one"), guest.opened("two")];
  const before = readdirSync("/proc/self/fd").length;
  assert.equal(guest.call("fd_renumber", one, two), "SUCCESS");
  assert.equal(readdirSync("/proc/self/fd").length, before - 1);
  assert.equal(guest.read(two), "one");
  assert.equal(guest.call("fd_renumber", two, two), "SUCCESS");
  assert.equal(guest.call("fd_renumber", two, one), "BADF");
  assert.equal(guest.call("fd_renumber", one, two), "BADF");
});

test("status tells types apart, and a stream looks like a terminal", (t) => {
  const guest = fakeGuest(t, { file: "" });
  assert.equal(fdstat(guest, ROOT).type, 3);
  assert.equal(fdstat(guest, guest.opened("file")).type, 4);
  assert.equal(fdstat(guest, 1).type, 2);
  assert.equal(fdstat(guest, 1).rights & (RIGHT.fdSeek | RIGHT.fdTell), 0n);
  const at = guest.place(64);
  assert.equal(guest.call("fd_filestat_get", 1, at), "SUCCESS");
  assert.equal(guest.view.getUint8(at + 16), 2);
});

test("rights can be given up, never won back", (t) => {
  const guest = fakeGuest(t, { file: "x" });
  const fd = guest.opened("file");
  const less = FILE_RIGHTS & ~RIGHT.fdWrite;
  assert.equal(guest.call("fd_fdstat_set_rights", fd, less, 0n), "SUCCESS");
  assert.equal(fdstat(guest, fd).rights, less);
  assert.equal(guest.write(fd, "y"), "NOTCAPABLE");
  assert.equal(guest.call("fd_fdstat_set_rights", fd, FILE_RIGHTS, 0n), "NOTCAPABLE");
  assert.equal(guest.call("fd_fdstat_set_rights", fd, less, RIGHT.fdRead), "NOTCAPABLE");
  assert.equal(guest.call("fd_fdstat_set_rights", 1, 0n, 0n), "SUCCESS");
  assert.equal(guest.write(1, "silenced\n"), "NOTCAPABLE");
});

test("appending can be switched on and off, also for a file that has lost its name", (t) => {
  const guest = fakeGuest(t, { file: "abc" });
  const fd = guest.opened("file");
  assert.equal(guest.call("fd_fdstat_set_flags", fd, APPEND), "SUCCESS");
  assert.equal(fdstat(guest, fd).flags, APPEND);
  guest.write(fd, "d");
  assert.equal(guest.call("path_unlink_file", ROOT, "file"), "SUCCESS");
  assert.equal(guest.call("fd_fdstat_set_flags", fd, 0), "SUCCESS");
  guest.u64("fd_seek", fd, 0n, 0);
  guest.write(fd, "A");
  guest.u64("fd_seek", fd, 0n, 0);
  assert.equal(guest.read(fd), "Abcd");
  assert.equal(guest.call("fd_fdstat_set_flags", fd, 64), "INVAL");
  assert.equal(guest.call("fd_fdstat_set_flags", ROOT, 0), "ISDIR");
});

test("times are set as asked, to now, or left alone", (t) => {
  const clock = createFakeClock(Date.UTC(2030, 0, 1));
  const guest = fakeGuest(t, { file: "x" }, { clock });
  const fd = guest.opened("file");
  const second = 1_000_000_000n;
  const on = () => statSync(path.join(guest.root, "file"), { bigint: true });
  assert.equal(guest.call("fd_filestat_set_times", fd, 5n * second, 7n * second, 1 | 4), "SUCCESS");
  assert.deepEqual([on().atimeNs, on().mtimeNs], [5n * second, 7n * second]);
  assert.equal(guest.call("fd_filestat_set_times", fd, 0n, 9n * second, 4), "SUCCESS");
  assert.deepEqual([on().atimeNs, on().mtimeNs], [5n * second, 9n * second]);
  assert.equal(guest.call("path_filestat_set_times", ROOT, 0, "file", 0n, 0n, 2), "SUCCESS");
  assert.deepEqual([on().atimeNs, on().mtimeNs], [BigInt(Date.UTC(2030, 0, 1)) * 1_000_000n, 9n * second]);
  for (const flags of [1 | 2, 4 | 8, 16]) {
    assert.equal(guest.call("fd_filestat_set_times", fd, 0n, 0n, flags), "INVAL");
    assert.equal(guest.call("path_filestat_set_times", ROOT, 0, "file", 0n, 0n, flags), "INVAL");
  }
  assert.equal(on().mtimeNs, 9n * second);
  assert.equal(
    guest.call("fd_filestat_set_times", guest.opened(".", { flags: DIRECTORY }), 0n, 3n * second, 4),
    "SUCCESS",
  );
  assert.equal(statSync(guest.root).mtimeMs, 3000);
});

test("a file's status is what is on disk", (t) => {
  const guest = fakeGuest(t);
  const fd = guest.opened("file", { flags: CREATE });
  guest.write(fd, "four");
  const at = guest.place(64);
  assert.equal(guest.call("fd_filestat_get", fd, at), "SUCCESS");
  const real = statSync(path.join(guest.root, "file"), { bigint: true });
  const field = (offset: number) => guest.view.getBigUint64(at + offset, true);
  assert.deepEqual(
    [field(0), field(8), field(24), field(32), field(40), field(48), field(56)],
    [real.dev, real.ino, real.nlink, 4n, real.atimeNs, real.mtimeNs, real.ctimeNs],
  );
  assert.equal(readFileSync(path.join(guest.root, "file"), "utf8"), "four");
});
