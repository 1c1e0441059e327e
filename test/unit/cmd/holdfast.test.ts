import assert from "node:assert/strict";
import { test } from "node:test";
import { packageVersion } from "#host/cmd/version";
import { commandLine } from "../../support/own-command.ts";

const GROUPS: Readonly<Record<string, readonly string[]>> = {
  volume: ["create", "list", "show", "extend", "delete"],
  driver: ["check", "add", "remove", "list", "show"],
  operation: ["list", "show", "cancel"],
  service: ["list", "show", "disable", "enable", "force-down", "delete"],
  task: ["list", "run", "pause", "resume"],
  config: ["check", "show", "schema", "reload"],
  db: ["migrate", "status", "backup"],
};

test("every command is there, described, and takes --json before its name and behind it", async () => {
  for (const [group, names] of Object.entries(GROUPS)) {
    const help = await commandLine([group, "--help"]);
    assert.equal(help.code, 0);
    for (const name of names) {
      assert.match(help.out, new RegExp(`^  ${name}\\b.* {2,}\\S`, "m"), `${group} ${name}`);
      const own = await commandLine([group, name, "--help"]);
      assert.match(own.out, /Options of every command:[\s\S]*--json/, `${group} ${name}`);
    }
  }
});

test("help tells the exit codes", async () => {
  const { out } = await commandLine(["--help"]);
  assert.match(out, /Exit codes: 0 done, 1 refused or failed, 2 /);
});

test("a mistyped command or option is told with the nearest one, and exits with 2", async () => {
  const mistypes: readonly (readonly [string[], RegExp])[] = [
    [["volum", "list"], /Did you mean volume/],
    [["volume", "lst"], /Did you mean.*list/],
    [["status", "--jsn"], /Did you mean --json/],
  ];
  for (const [args, hint] of mistypes) {
    const { code, out, err } = await commandLine(args);
    assert.deepEqual([code, out, hint.test(err)], [2, "", true], args.join(" "));
  }
});

test("a command line that does not parse is one JSON object for programs", async () => {
  for (const args of [["volume", "lst"], ["frobnicate"], ["volume", "create"], ["status", "--frob"], [], ["volume"]]) {
    const { code, out, err } = await commandLine([...args, "--json"]);
    assert.deepEqual([code, out], [2, ""], args.join(" "));
    const { error } = JSON.parse(err);
    assert.deepEqual(Object.keys(error), ["code", "message", "retryable", "data"]);
    assert.equal(error.code, "INVALID_PARAMS");
    assert.match(error.message, /--help/);
  }
});

test("--json behind a double dash is a word like any other", async () => {
  const { err } = await commandLine(["frobnicate", "--", "--json"]);
  assert.match(err, /^error: unknown command 'frobnicate'/);
});

test("without a command the help is shown and the exit code is that of a wrong command line", async () => {
  const { code, out, err } = await commandLine([]);
  assert.deepEqual([code, out], [2, ""]);
  assert.match(err, /^Usage: holdfast/);
});

test("the version is the package's", async () => {
  const { code, out } = await commandLine(["--version"]);
  assert.deepEqual([code, out.trim()], [0, packageVersion()]);
});
