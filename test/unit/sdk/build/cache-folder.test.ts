// The user's cache: where it is, and when it is not to be relied on.
import { strictEqual } from "node:assert/strict";
import { chmodSync, mkdirSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { cacheFolder } from "#sdk/build/cache-folder";
import { temporaryFiles } from "../../../support/files.ts";

test("it lies where XDG_CACHE_HOME says, else in the home's .cache, and is the user's alone", (t) => {
  const home = temporaryFiles(t);
  const folder = cacheFolder({ HOME: home, XDG_CACHE_HOME: "relative" });
  strictEqual(folder, join(home, ".cache/holdfast/drafts"));
  strictEqual(statSync(folder).mode & 0o777, 0o700);
  strictEqual(cacheFolder({ HOME: home, XDG_CACHE_HOME: join(home, "x") }), join(home, "x/holdfast/drafts"));
  strictEqual(cacheFolder({ HOME: home }), folder);
  strictEqual(cacheFolder({}), undefined);
});

test("one that others may write to, or may put another in the place of, is not used", (t) => {
  for (const part of ["", "holdfast", "holdfast/drafts"]) {
    const cache = temporaryFiles(t);
    const env = { XDG_CACHE_HOME: cache };
    strictEqual(cacheFolder(env), join(cache, "holdfast/drafts"));
    for (const mode of [0o770, 0o707]) {
      chmodSync(join(cache, part), mode);
      strictEqual(cacheFolder(env), undefined, `${part} with ${mode.toString(8)}`);
    }
  }
});

test("a link in its place, a file in the way and another user's folder are not used", (t) => {
  const place = temporaryFiles(t, { "file/.cache": "", "theirs/x": "" });
  mkdirSync(join(place, "linked"), { mode: 0o700 });
  symlinkSync(join(place, "theirs"), join(place, "linked/holdfast"));
  strictEqual(cacheFolder({ XDG_CACHE_HOME: join(place, "linked") }), undefined);
  strictEqual(cacheFolder({ HOME: join(place, "file") }), undefined);
  t.mock.method(process as { getuid(): number }, "getuid", () => statSync(place).uid + 1);
  strictEqual(cacheFolder({ XDG_CACHE_HOME: join(place, "theirs") }), undefined);
});
