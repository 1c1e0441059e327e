// What happens to a command whose reader goes away, whose disk is full, or who is interrupted.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { promisify } from "node:util";
import { BIN, testHost } from "../support/host-process.ts";
import { until } from "../support/until.ts";

/** Runs a line of shell, `$CMD` being a holdfast command; answers code and standard error. */
async function shell(line: string): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const env = { ...process.env, CMD: `${process.execPath} ${BIN}` };
  const run = promisify(execFile)("bash", ["-o", "pipefail", "-c", line], { env });
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    (error) => ({ code: error.code, out: error.stdout, err: error.stderr }),
  );
}

test("a reader that has read enough ends nothing in an error", async () => {
  const { code, out, err } = await shell("$CMD config schema | head -1");
  assert.deepEqual([code, out, err], [0, "{\n", ""]);
});

test("an answer that cannot be written is an error in one line", {
  skip: !existsSync("/dev/full") && "no /dev/full",
}, async () => {
  const { code, err } = await shell("$CMD config schema > /dev/full");
  assert.equal(code, 1);
  assert.match(err, /^error: the answer could not be written: ENOSPC[^\n]*\n$/);
});

test("a closed standard output or error harms nobody", async () => {
  assert.equal((await shell("$CMD config schema >&-")).code, 0);
  assert.equal((await shell("$CMD config check 2>&-")).code, 0);
});

test("Ctrl-C on a command that waits exits with 130, and the journal tells how the work ended", async (t) => {
  const host = testHost(t);
  const behaviour = { "fake.grants.config": true, "fake.config.slow_million_steps": 30_000 };
  const set = Object.entries(behaviour).map(([path, value]) => `volume.drivers.${path}=${value}`);
  await host.up({ set: [...set, "volume.drivers.fake.limits.callTimeoutMs=60s"] });
  const args = ["volume", "create", "slow-1", "--size", "1MiB", "--driver", "fake", "--data-dir", host.dataDir];
  const child = spawn(process.execPath, [BIN, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  let err = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const operations = async () => (await host.run("operation", "list", "--json")).json.operations;
  await until("the create has begun", async () => (await operations()).length > 0, 30_000);
  child.kill("SIGINT");
  const [code] = await once(child, "close");
  assert.deepEqual([code, /operation list/.test(err)], [130, true], err);
  await until("the create ended", async () => !["started"].includes((await operations())[0].state), 30_000);
  assert.equal((await host.run("volume", "create", "next", "--size", "1MiB")).code, 0, "the host goes on");
});

test("NO_COLOR and a dumb terminal mean no colours", async (t) => {
  const host = testHost(t);
  await host.up();
  const script = existsSync("/usr/bin/script");
  if (!script) return t.skip("no script(1) to make a terminal with");
  const inTerminal = async (environment: string) =>
    (await shell(`${environment} script -qec "$CMD --data-dir ${host.dataDir} status" /dev/null < /dev/null`)).out;
  assert.ok((await inTerminal("TERM=xterm")).includes("\u001b[32m"), "a terminal has colours");
  for (const environment of ["NO_COLOR=1", "TERM=dumb"])
    assert.ok(!(await inTerminal(environment)).includes("\u001b["), environment);
});
