import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFiles } from "../../support/files.ts";
import { commandLine } from "../../support/own-command.ts";

test("check names the file that it found sound, or says that there is none", async (t) => {
  const directory = temporaryFiles(t, { "holdfast.yaml": "log:\n  level: warn\n" });
  const { code, out } = await commandLine(["config", "check"], { cwd: directory });
  assert.deepEqual([code, out], [0, `${join(directory, "holdfast.yaml")}: ok\n`]);
  const none = await commandLine(["config", "check", "--json"], { cwd: temporaryFiles(t) });
  assert.deepEqual(none.json, { ok: true, file: null });
});

test("check reports every problem once, with exit code 2, and as data for programs", async (t) => {
  const directory = temporaryFiles(t, { "holdfast.yaml": "log:\n  level: loud\nhub:\n  lisen: x\n" });
  const people = await commandLine(["config", "check"], { cwd: directory });
  assert.equal(people.code, 2);
  for (const word of ["loud", "lisen"]) {
    const told = people.err.split("\n").filter((line) => line.includes(word) || /log\.level|level/.test(line));
    assert.ok(told.length >= 1, people.err);
  }
  assert.equal(people.err.match(/lisen/g)?.length, 1, people.err);
  const programs = await commandLine(["config", "check", "--json"], { cwd: directory });
  assert.equal(JSON.parse(programs.err).error.data.problems.length, 2);
});

test("check looks at the files too: a driver or a manager that is not there is a problem, unless the values alone are asked for", async (t) => {
  const cwd = temporaryFiles(t);
  const args = ["config", "check", "--set", `volume.drivers.x.path=${cwd}/x.wasm`];
  args.push("--set", `services.note.manager=${cwd}/note.js:NoteManager`);
  const people = await commandLine(args, { cwd });
  assert.equal(people.code, 2);
  assert.match(people.err, /^ {2}x: .*x\.wasm/m);
  assert.match(people.err, /^ {2}note: .*note\.js/m);
  const programs = await commandLine([...args, "--json"], { cwd });
  assert.equal(JSON.parse(programs.err).error.data.problems.length, 2);
  const values = await commandLine([...args, "--values-only"], { cwd });
  assert.deepEqual([values.code, values.out], [0, "embedded defaults: ok\n"]);
});

test("show has a line for every option with its origin, and masks what is secret", async () => {
  const args = ["--set", "volume.drivers.x.path=/x.wasm", "--set", "volume.drivers.x.config.api_key=hush"];
  args.push("--set", "volume.drivers.x.grants.config=true");
  const { out } = await commandLine(["config", "show", ...args]);
  assert.match(out, /^OPTION +VALUE +FROM$/m);
  assert.match(out, /^hub\.listen +\S+ +default$/m);
  assert.match(out, /^volume\.drivers\.x\.config\.api_key +\*+ +flag/m);
  assert.ok(!out.includes("hush"));
});

test("schema is the same JSON with and without --json", async () => {
  const [plain, json] = [await commandLine(["config", "schema"]), await commandLine(["config", "schema", "--json"])];
  assert.deepEqual(plain.json, json.json);
});
