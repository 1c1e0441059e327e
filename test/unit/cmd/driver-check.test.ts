import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFiles } from "../../support/files.ts";
import { hostileFile } from "../../support/guest-wat.ts";
import { commandLine } from "../../support/own-command.ts";

const check = (file: string, ...args: string[]) => commandLine(["driver", "check", file, ...args]);

test("the verdict is the exit code, and says what to grant", async () => {
  const lacking = await check("builtin:volume-file");
  assert.equal(lacking.code, 1);
  assert.match(lacking.out, /loads if you grant/);
  assert.match(lacking.out, /^to grant it all: .*--grant fs:\/volumes=DIRECTORY:rw$/m);
  const granted = await check("builtin:volume-file", "--grant", "log", "--grant", "fs:/volumes=/srv:rw", "--json");
  assert.deepEqual([granted.code, granted.json.outcome, granted.json.manifest.name], [0, "loads", "volume-file"]);
  assert.match(granted.json.digest, /^[0-9a-f]{64}$/);
});

test("a hostile module is judged from its bytes, without running any of it", async (t) => {
  const directory = temporaryFiles(t);
  for (const [name, code] of Object.entries({ "start-loops": undefined, "import-missing": "DRIVER_IMPORT_REFUSED" })) {
    const file = join(directory, `${name}.wasm`);
    writeFileSync(file, await hostileFile(name));
    const { json } = await check(file, "--json");
    if (code) assert.equal(json.problems[0].code, code);
  }
});

test("what is no regular file of a driver's size is refused at once", async (t) => {
  const directory = temporaryFiles(t, { empty: "", "text.wasm": "(module)" });
  const at = (name: string) => join(directory, name);
  mkdirSync(at("directory"));
  symlinkSync("loop2", at("loop1"));
  symlinkSync("loop1", at("loop2"));
  symlinkSync("/dev/zero", at("endless"));
  execFileSync("mkfifo", [at("pipe")]);
  writeFileSync(at("sparse"), "");
  truncateSync(at("sparse"), 4 * 2 ** 30);
  const codes = Object.fromEntries(
    await Promise.all(
      ["empty", "text.wasm", "directory", "loop1", "endless", "pipe", "sparse", "absent"].map(async (name) => {
        const { code, out, err } = await check(at(name), "--json");
        assert.equal(code, 1, name);
        return [name, out === "" ? JSON.parse(err).error.code : JSON.parse(out).problems[0].code];
      }),
    ),
  );
  assert.deepEqual(codes, {
    empty: "DRIVER_MALFORMED",
    "text.wasm": "DRIVER_MALFORMED",
    directory: "DRIVER_FILE_NOT_FOUND",
    loop1: "DRIVER_FILE_NOT_FOUND",
    endless: "DRIVER_FILE_NOT_FOUND",
    pipe: "DRIVER_FILE_NOT_FOUND",
    sparse: "DRIVER_MALFORMED",
    absent: "DRIVER_FILE_NOT_FOUND",
  });
});

test("a file is judged for a host of another version, and an unknown one is named", async () => {
  const grants = ["--grant", "log", "--grant", "fs:/volumes=/srv:rw"];
  const known = await check("builtin:volume-file", "--host", "0.1.0", ...grants, "--json");
  assert.deepEqual([known.code, known.json.outcome, known.json.host], [0, "loads", "0.1.0"]);
  assert.match((await check("builtin:volume-file", "--host", "0.1.0", ...grants)).out, /: loads on a host 0\.1\.0$/m);
  const unknown = await check("builtin:volume-file", "--host", "7.0.0", "--json");
  const { error } = JSON.parse(unknown.err);
  assert.deepEqual([unknown.code, error.code, error.data.known], [1, "NOT_FOUND", ["0.1.0"]]);
  assert.match(error.message, /nothing is known of a host "7\.0\.0".*use the `holdfast` of that version/);
});
