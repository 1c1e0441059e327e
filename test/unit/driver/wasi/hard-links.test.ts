import assert from "node:assert/strict";
import { linkSync, readFileSync, statSync, unlinkSync } from "node:fs";
import path from "node:path";
import test, { type TestContext } from "node:test";
import { temporaryFiles } from "../../../support/files.ts";
import { CREATE, fakeGuest, READ_RIGHTS, ROOT, TRUNCATE } from "./fake-guest.ts";

/** A secret file that somebody else linked into the granted directory as `planted`. */
function planted(t: TestContext) {
  const root = temporaryFiles(t, { secret: "secret", "granted/own": "own" });
  linkSync(path.join(root, "secret"), path.join(root, "granted/planted"));
  const guest = fakeGuest(t, {}, { fs: [{ guest: "/data", host: path.join(root, "granted"), mode: "rw" }] });
  return { guest, secret: path.join(root, "secret"), granted: path.join(root, "granted") };
}

test("a file that was linked in from elsewhere is neither read nor changed", (t) => {
  const { guest, secret } = planted(t);
  const before = statSync(secret).mtimeMs;
  for (const how of [{ rights: READ_RIGHTS }, {}, { flags: CREATE }, { flags: TRUNCATE }, { rights: 0n }]) {
    assert.equal(guest.open("planted", how), "NOTCAPABLE");
  }
  assert.equal(guest.call("path_filestat_set_times", ROOT, 0, "planted", 0n, 0n, 5), "NOTCAPABLE");
  assert.equal(guest.call("path_link", ROOT, 0, "planted", ROOT, "again"), "NOTCAPABLE");
  assert.equal(readFileSync(secret, "utf8"), "secret");
  assert.equal(statSync(secret).mtimeMs, before);
});

test("such a name can be seen, renamed and removed, which touches the granted directory only", (t) => {
  const { guest, secret } = planted(t);
  assert.equal(guest.stat("planted").links, 2n);
  assert.equal(guest.call("path_rename", ROOT, "planted", ROOT, "moved"), "SUCCESS");
  assert.equal(guest.open("moved"), "NOTCAPABLE");
  assert.equal(guest.call("path_unlink_file", ROOT, "moved"), "SUCCESS");
  assert.equal(readFileSync(secret, "utf8"), "secret");
});

test("a guest may link its own files and use every name", (t) => {
  const { guest, granted } = planted(t);
  assert.equal(guest.call("path_link", ROOT, 0, "own", ROOT, "second"), "SUCCESS");
  assert.equal(guest.call("path_link", ROOT, 0, "second", ROOT, "third"), "SUCCESS");
  for (const name of ["own", "second", "third"]) assert.equal(guest.read(guest.opened(name)), "own");
  assert.equal(guest.write(guest.opened("third"), "OWN"), "SUCCESS");
  assert.equal(readFileSync(path.join(granted, "own"), "utf8"), "OWN");
  assert.equal(guest.call("path_link", ROOT, 0, "own", ROOT, "second"), "EXIST");
});

test("to publish a file by link and unlink leaves one that every later guest can open", (t) => {
  const { guest, granted } = planted(t);
  guest.write(guest.opened("temporary", { flags: CREATE }), "done");
  assert.equal(guest.call("path_link", ROOT, 0, "temporary", ROOT, "final"), "SUCCESS");
  const later = fakeGuest(t, {}, { fs: [{ guest: "/data", host: granted, mode: "rw" }] });
  assert.equal(later.open("final"), "NOTCAPABLE");
  assert.equal(guest.call("path_unlink_file", ROOT, "temporary"), "SUCCESS");
  assert.equal(later.read(later.opened("final")), "done");
});

test("a file whose other name went away is an ordinary file again", (t) => {
  const { guest, secret } = planted(t);
  unlinkSync(secret);
  assert.equal(guest.read(guest.opened("planted")), "secret");
});
