// Hosts that are told to stop before they are up, that cannot come up, and that are killed.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { temporaryFiles } from "../support/files.ts";
import { hostileFile } from "../support/guest-wat.ts";
import { BIN, command, testHost } from "../support/host-process.ts";
import { until } from "../support/until.ts";

const ANY_PORT = ["--set", "hub.listen=127.0.0.1:0"];

/** `up` with a driver that never comes up, so that the start lasts. */
async function startSlowly(t: TestContext, dataDir: string) {
  const path = join(temporaryFiles(t), "loops.wasm");
  writeFileSync(path, await hostileFile("start-loops"));
  const slow = ["--set", `volume.drivers.slow.path=${path}`, "--set", "volume.drivers.slow.limits.startTimeoutMs=60s"];
  const child = spawn(process.execPath, [BIN, "up", "--data-dir", dataDir, ...ANY_PORT, ...slow], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  t.after(() => child.kill("SIGKILL"));
  let err = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const closed = once(child, "close");
  // The other drivers serve: only the slow one is waited for.
  await until("the drivers come up", () => (err.match(/driver serves/g) ?? []).length >= 2, 30_000);
  const ends = async () => {
    const [code] = (await closed) as [number | null];
    return { code, err };
  };
  return { child, ends };
}

test("Ctrl-C while a host starts undoes what was begun, at once, and says so by its exit code", async (t) => {
  const host = testHost(t);
  const { child, ends } = await startSlowly(t, host.dataDir);
  const interruptedMs = performance.now();
  child.kill("SIGINT");
  const { code, err } = await ends();
  assert.equal(code, 130, err);
  assert.ok(performance.now() - interruptedMs < 20_000, "it did not wait for the slow driver");
  assert.match(err, /^error: .*\(CANCELLED\)$/m);
  assert.equal(existsSync(join(host.dataDir, "host.json")), false);
  await host.up();
  assert.equal((await host.run("volume", "create", "a", "--size", "1MiB")).code, 0, "the data is free and sound");
});

test("a port that is taken is told with the option to change, and nothing is left running", async (t) => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  t.after(() => other.close());
  const { port } = other.address() as { port: number };
  const dataDir = join(temporaryFiles(t), "data");
  const up = await command(["up", "--data-dir", dataDir, "--set", `hub.listen=127.0.0.1:${port}`]);
  assert.equal(up.code, 1);
  assert.match(up.err, new RegExp(`127\\.0\\.0\\.1:${port} is taken.*--set hub\\.listen=127\\.0\\.0\\.1:0`));
  const programs = await command(["up", "--json", "--data-dir", dataDir, "--set", `hub.listen=127.0.0.1:${port}`]);
  assert.deepEqual([programs.code, JSON.parse(lastLine(programs.err)).error.code], [1, "START_FAILED"]);
});

test("a data directory that cannot be made is told with the option to change", async (t) => {
  const file = join(temporaryFiles(t, { file: "" }), "file");
  const { code, err } = await command(["up", "--data-dir", join(file, "data"), ...ANY_PORT]);
  assert.deepEqual([code, /--data-dir/.test(err)], [1, true], err);
});

test("a token that somebody else can read keeps a host from starting", async (t) => {
  const host = testHost(t);
  await host.up();
  await host.stop();
  chmodSync(join(host.dataDir, "token"), 0o644);
  const { code, err } = await command(["up", "--data-dir", host.dataDir, ...ANY_PORT]);
  assert.deepEqual([code, /chmod 600/.test(err)], [1, true], err);
});

test("commands do not show the token to whoever listens where a killed host listened", async (t) => {
  const host = testHost(t);
  const url = await host.up();
  await host.kill();
  const greeted: string[] = [];
  const impostor = createServer((socket) => {
    socket.on("data", (data) => greeted.push(data.toString()));
  }).listen(Number(new URL(url).port), "127.0.0.1");
  await once(impostor, "listening");
  t.after(() => impostor.close());
  const { code, err } = await host.run("status");
  assert.deepEqual([code, /is gone \(process \d+\)/.test(err)], [1, true], err);
  assert.deepEqual(greeted, []);
});

test("a host that was stopped leaves no note, and no file that the next start minds", async (t) => {
  const host = testHost(t);
  await host.up();
  assert.equal(await host.stop(), 0);
  assert.ok(!readdirSync(host.dataDir).includes("host.json"));
  rmSync(join(host.dataDir, "token"));
  await host.up();
  assert.equal((await host.run("status")).code, 0, "a new token was made");
});

const lastLine = (text: string) => text.trimEnd().split("\n").at(-1) ?? "";
