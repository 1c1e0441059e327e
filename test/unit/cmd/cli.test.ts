import assert from "node:assert/strict";
import { test } from "node:test";
import { type Cli, countOption, runs, type Surroundings } from "#host/cmd/cli";
import { HostError } from "#host/errors";
import { answeringHost } from "../../support/answering-host.ts";
import { temporaryFiles } from "../../support/files.ts";
import { commandLine } from "../../support/own-command.ts";

interface Run {
  readonly code: number | undefined;
  readonly err: string;
  readonly released: boolean;
}

/** One command around the work, with an interrupt that the work may cause. */
async function run(work: (cli: Cli, interrupt: (code: number) => void) => Promise<unknown>): Promise<Run> {
  let [code, err, released]: [number | undefined, string, boolean] = [undefined, "", false];
  let interrupt: (code: number) => void = () => {};
  const surroundings: Surroundings = {
    out: { write: () => {} },
    err: { write: (text) => (err += text) },
    env: {},
    cwd: "/",
    colorAllowed: false,
    exit: (exitCode) => {
      code = exitCode;
    },
    onInterrupt: (listener) => {
      interrupt = listener;
      return () => {
        released = true;
      };
    },
  };
  const command = { opts: () => ({}), parent: null };
  await runs(surroundings, (cli: Cli) => work(cli, (exit) => interrupt(exit)))(command);
  return { code, err, released };
}

test("the exit code is 0, what the work answers, or what its error means", async () => {
  const fails = (error: unknown) => () => Promise.reject(error);
  assert.equal((await run(async () => {})).code, 0);
  assert.equal((await run(async () => 1)).code, 1);
  assert.equal((await run(fails(new HostError("NOT_FOUND", "no")))).code, 1);
  assert.equal((await run(fails(new HostError("CONFIG_INVALID", "no")))).code, 2);
  assert.equal((await run(fails(new HostError("INVALID_PARAMS", "no")))).code, 2);
  const accident = await run(fails(new TypeError("x is undefined")));
  assert.deepEqual([accident.code, accident.err], [1, "error: x is undefined\n"]);
});

test("an interrupt aborts the work and becomes the exit code", async () => {
  const { code, err, released } = await run(async ({ signal }, interrupt) => {
    interrupt(130);
    signal.throwIfAborted();
  });
  assert.deepEqual([code, err, released], [130, "error: interrupted (CANCELLED)\n", true]);
});

test("work that was done all the same when it was interrupted is done", async () => {
  const { code } = await run(async (_cli, interrupt) => interrupt(130));
  assert.equal(code, 0);
});

test("options before the command's name and behind it are one set: the nearer wins, --set adds up", async (t) => {
  const dataDir = temporaryFiles(t);
  const args = ["--set", "host.name=far", "--data-dir", "/nowhere", "config", "show", "--json"];
  const { json } = await commandLine([
    ...args,
    "--set",
    "log.level=warn",
    "--set",
    "host.name=near",
    "--data-dir",
    dataDir,
  ]);
  const value = (path: string) => json.values.find((entry: { path: string }) => entry.path === path).value;
  assert.deepEqual([value("host.name"), value("log.level"), value("dataDir")], ["near", "warn", dataDir]);
});

test("colours are for terminals, unless somebody says no", async (t) => {
  const host = await answeringHost(t, { "host.listServices": { services: [SERVICE] } });
  const list = async (options: object, ...args: string[]) =>
    (await commandLine(["--data-dir", host.dataDir, "service", "list", ...args], options)).out.includes("\u001b[32m");
  assert.equal(await list({ colors: true }), true);
  assert.equal(await list({ colors: true }, "--no-color"), false);
  assert.equal(await list({ colors: false }), false);
});

test("a count is a whole number from 1 on", () => {
  const { parseArg } = countOption("--limit <n>", "so many");
  assert.equal(parseArg?.("12", undefined), 12);
  for (const text of ["0", "-1", "1.5", "x", "", "1e3"])
    assert.throws(() => parseArg?.(text, undefined), /whole number/, text);
});

const SERVICE = {
  ...{ uuid: "u", topic: "volume", host: "edge1", state: "up", stateReason: null, disabled: false, heartbeatAgeMs: 1 },
  ...{ startedAt: "then", drivers: [], startSteps: [], probes: [] },
};
