import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makeDataDirectory } from "#host/cmd/data-directory";
import { asAnother } from "../../support/as-another.ts";
import { temporaryFiles } from "../../support/files.ts";

test("what is missing of the way to it is made, for its owner alone, and what is there stays", (t) => {
  const directory = join(temporaryFiles(t), "a", "b");
  makeDataDirectory(directory);
  makeDataDirectory(directory);
  assert.equal(statSync(directory).mode & 0o777, 0o700);
});

test("a file in its place is refused with what to do", (t) => {
  const place = join(temporaryFiles(t, { file: "" }), "file");
  for (const dataDir of [place, join(place, "below")])
    assert.throws(() => makeDataDirectory(dataDir), { code: "START_FAILED", message: /--data-dir/ });
});

test("what another user keeps to himself is refused with what to do", (t) => {
  const directory = temporaryFiles(t);
  asAnother(directory, () => {
    assert.throws(() => makeDataDirectory(directory), { code: "START_FAILED", message: /EACCES.*--data-dir/ });
  });
});

// In a process that can be killed: Node's own recursive mkdir never comes back from such a place.
test("where a file system takes no directories it is refused at once", (t) => {
  if (process.platform !== "linux") return t.skip("only Linux has /proc");
  const source = `
    import { makeDataDirectory } from ${JSON.stringify(import.meta.resolve("#host/cmd/data-directory"))};
    try { makeDataDirectory("/proc/holdfast/data"); } catch (error) { console.log(error.code); }`;
  const options = { encoding: "utf8", timeout: 20_000, killSignal: "SIGKILL" } as const;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", source], options);
  assert.equal(stdout, "START_FAILED\n");
});
