import assert from "node:assert/strict";
import { mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { DIRECTORY_RIGHTS, RIGHT } from "#host/driver/wasi/rights";
import { DIRECTORY, type FakeGuest, fakeGuest, ROOT } from "./fake-guest.ts";

interface Entry {
  readonly name: string;
  readonly next: bigint;
  readonly ino: bigint;
  readonly type: number;
}

/** One call; a last entry that was cut off is left out, as a guest leaves it out. */
function piece(guest: FakeGuest, fd: number, cookie: bigint, bytes: number): { entries: Entry[]; used: number } {
  const [at, usedAt] = [guest.place(bytes), guest.place(4)];
  assert.equal(guest.call("fd_readdir", fd, at, bytes, cookie, usedAt), "SUCCESS");
  const used = guest.view.getUint32(usedAt, true);
  const entries: Entry[] = [];
  for (let offset = 0; offset + 24 <= used; ) {
    const length = guest.view.getUint32(at + offset + 16, true);
    if (offset + 24 + length > used) break;
    entries.push({
      next: guest.view.getBigUint64(at + offset, true),
      ino: guest.view.getBigUint64(at + offset + 8, true),
      type: guest.view.getUint8(at + offset + 20),
      name: Buffer.from(guest.memory, at + offset + 24, length).toString(),
    });
    offset += 24 + length;
  }
  return { entries, used };
}

/** Reads on by cookie until a piece is not full, as C libraries do. */
function listed(
  guest: FakeGuest,
  fd: number,
  bytes: number,
  afterEach: (entries: Entry[]) => void = () => {},
): Entry[] {
  const all: Entry[] = [];
  for (let cookie = 0n; ; cookie = all.at(-1)?.next ?? 0n) {
    const { entries, used } = piece(guest, fd, cookie, bytes);
    all.push(...entries);
    afterEach(entries);
    if (used < bytes) return all;
  }
}

test("a listing has every name once, with inode and type, however small the pieces", (t) => {
  const files = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`file-${index}`, ""]));
  const guest = fakeGuest(t, { ...files, "dir/x": "", ["𝄞".repeat(20)]: "" });
  symlinkSync("nowhere", path.join(guest.root, "link"));
  const expected = [".", "..", "dir", "link", "𝄞".repeat(20), ...Object.keys(files)].sort();
  for (const bytes of [120, 256, 4096, 65_536]) {
    const entries = listed(guest, ROOT, bytes);
    assert.deepEqual(entries.map((entry) => entry.name).sort(), expected);
    const by = (name: string) => entries.find((entry) => entry.name === name);
    assert.equal(by("dir")?.type, 3);
    assert.equal(by("link")?.type, 7);
    assert.equal(by("file-0")?.type, 4);
    assert.equal(by("file-0")?.ino, statSync(path.join(guest.root, "file-0"), { bigint: true }).ino);
    assert.equal(by(".")?.ino, statSync(guest.root, { bigint: true }).ino);
  }
});

test("what lies above a granted directory does not show in ..", (t) => {
  const guest = fakeGuest(t);
  const [dot, dots] = piece(guest, ROOT, 0n, 4096).entries;
  assert.equal(dots?.name, "..");
  assert.equal(dots.ino, dot?.ino);
});

test("a guest can remove what it reads while it reads", (t) => {
  const files = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`f${index}`, ""]));
  const guest = fakeGuest(t, files);
  const entries = listed(guest, ROOT, 200, (some) => {
    for (const { name } of some) if (name.startsWith("f")) guest.call("path_unlink_file", ROOT, name);
  });
  assert.equal(new Set(entries.map((entry) => entry.name)).size, 62);
  assert.deepEqual(
    listed(guest, ROOT, 4096).map((entry) => entry.name),
    [".", ".."],
  );
});

test("cookie 0 looks at the directory again, another one goes on", (t) => {
  const guest = fakeGuest(t, { one: "" });
  assert.equal(piece(guest, ROOT, 0n, 4096).entries.length, 3);
  writeFileSync(path.join(guest.root, "two"), "");
  assert.equal(piece(guest, ROOT, 0n, 4096).entries.length, 4);
  assert.equal(piece(guest, ROOT, 3n, 4096).entries.length, 1);
  assert.equal(piece(guest, ROOT, 1000n, 4096).used, 0);
  assert.equal(piece(guest, ROOT, 2n ** 64n - 1n, 4096).used, 0);
  assert.equal(piece(guest, ROOT, 0n, 0).used, 0);
});

test("an entry that does not fit is cut off, so that the guest knows to come again", (t) => {
  const guest = fakeGuest(t);
  const { entries, used } = piece(guest, ROOT, 0n, 30);
  assert.equal(used, 30);
  assert.deepEqual(
    entries.map((entry) => entry.name),
    ["."],
  );
});

test("listings are bounded together, and room comes back when one is read to its end", (t) => {
  const files = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`f${index}`, ""]));
  const guest = fakeGuest(t, files, { limits: { dirEntriesMax: 15 } });
  const other = guest.opened(".", { flags: DIRECTORY });
  const [at, used] = [guest.place(64), guest.place(4)];
  piece(guest, ROOT, 0n, 64);
  assert.equal(guest.call("fd_readdir", other, at, 64, 0n, used), "NOMEM");
  piece(guest, ROOT, 2n, 4096);
  assert.equal(guest.call("fd_readdir", other, at, 64, 0n, used), "SUCCESS");
});

test("a name that is no UTF-8 is left out, the others are still listed", (t) => {
  const guest = fakeGuest(t, { good: "" });
  mkdirSync(Buffer.concat([Buffer.from(`${guest.root}/`), Buffer.of(0xff, 0xfe)]));
  assert.deepEqual(
    listed(guest, ROOT, 4096).map((entry) => entry.name),
    [".", "..", "good"],
  );
});

test("listing needs the right to, and a directory", (t) => {
  const guest = fakeGuest(t, { file: "" });
  const fd = guest.opened(".", { flags: DIRECTORY, rights: DIRECTORY_RIGHTS & ~RIGHT.fdReaddir });
  const args = [guest.place(64), 64, 0n, guest.place(4)] as const;
  assert.equal(guest.call("fd_readdir", fd, ...args), "NOTCAPABLE");
  assert.equal(guest.call("fd_readdir", guest.opened("file"), ...args), "NOTDIR");
  assert.equal(guest.call("fd_readdir", ROOT, 0, 0xffff_ffff, 0n, 0), "FAULT");
});
