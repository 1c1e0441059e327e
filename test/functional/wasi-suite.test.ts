// The public WASI test suite (its precompiled preview 1 programs) against our shim: what passes, and the table of what a driver does not get.
import assert from "node:assert/strict";
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, type TestContext, test } from "node:test";
import { Worker } from "node:worker_threads";
import { temporaryFiles } from "../support/files.ts";
import type { CommandBirth, CommandEnd } from "../support/wasi-command.ts";

const SUITE = process.env["HOLDFAST_WASI_SUITE"] ?? "";
const WHY =
  "the public WASI suite is on no registry: clone its branch prod/testsuite-base and name it in HOLDFAST_WASI_SUITE";
const LANGUAGES = ["assemblyscript", "c", "rust"];
const RUN_MS_MAX = 30_000;

// Other programs of the host would follow what a driver plants, so it makes no symbolic links, and none is followed.
const NO_LINKS = /NOTSUP/;
// Node sets times in microseconds.
const NO_NANOSECONDS = /mtim should change/;

/** Programs that ask for what no driver gets, and what they then say. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  fd_filestat_set: NO_NANOSECONDS,
  nofollow_errors: NO_LINKS,
  path_exists: NO_LINKS,
  path_filestat: NO_NANOSECONDS,
  path_symlink_trailing_slashes: NO_LINKS,
  readlink: NO_LINKS,
  symlink_create: NO_LINKS,
  symlink_filestat: NO_LINKS,
};

interface Expected {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly root?: string;
  readonly exit_code?: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

describe("the public WASI suite", { skip: SUITE === "" ? WHY : false }, () => {
  for (const language of SUITE === "" ? [] : LANGUAGES) {
    const folder = path.join(SUITE, "tests", language, "testsuite", "wasm32-wasip1");
    const programs = readdirSync(folder).filter((name) => name.endsWith(".wasm"));
    for (const program of programs) test(`${language}: ${program}`, (t) => runProgram(t, folder, program));
  }
});

async function runProgram(t: TestContext, folder: string, program: string): Promise<void> {
  const name = program.replace(/\.wasm$/, "");
  const facts = path.join(folder, `${name}.json`);
  const expected: Expected = existsSync(facts) ? JSON.parse(readFileSync(facts, "utf8")) : {};
  const root = temporaryFiles(t);
  if (expected.root !== undefined) cpSync(path.join(folder, expected.root), root, { recursive: true });
  const end = await runCommand({
    file: path.join(folder, program),
    ...(expected.root !== undefined && { root }),
    args: [program, ...(expected.args ?? [])],
    environment: Object.entries(expected.env ?? {}).map(([key, value]) => `${key}=${value}`),
  });
  const refusal = REFUSED[name];
  if (refusal) {
    assert.notEqual(end.exitCode, expected.exit_code ?? 0, "it is in the table of what is refused, and passes");
    assert.match(end.stderr, refusal);
    return;
  }
  assert.equal(end.exitCode, expected.exit_code ?? 0, end.stderr);
  if (expected.stdout !== undefined) assert.equal(end.stdout, expected.stdout.trimEnd());
  if (expected.stderr !== undefined) assert.equal(end.stderr, expected.stderr.trimEnd());
}

/** In a thread, so that what hangs can be ended. */
function runCommand(workerData: CommandBirth): Promise<CommandEnd> {
  const worker = new Worker(new URL("../support/wasi-command.js", import.meta.url), { workerData });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      void worker.terminate();
      reject(new Error(`it did not end within ${RUN_MS_MAX} ms`));
    }, RUN_MS_MAX);
    const settled = (settle: () => void) => {
      clearTimeout(timer);
      settle();
    };
    worker.once("message", (end: CommandEnd) => settled(() => resolve(end)));
    worker.once("error", (error) => settled(() => reject(error)));
  });
}
