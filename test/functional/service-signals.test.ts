// Real signals to a real process: what supervisors send, and what they get to see.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { until } from "../support/until.ts";

const HOST = fileURLToPath(new URL("../support/launched-host.js", import.meta.url));

function launch(t: TestContext, mode: string) {
  const child = spawn(process.execPath, [HOST, mode], { stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => child.kill("SIGKILL"));
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
  const exited = once(child, "close");
  const ends = async () => {
    const [code, signal] = await exited;
    assert.equal(signal, null);
    return { code: code as number, lines };
  };
  return { child, lines, ends, says: (line: string) => until(line, () => lines.includes(line), 30_000) };
}

test("SIGTERM leaves the group, cleans up and exits with 0", async (t) => {
  const { child, says, ends } = launch(t, "well");
  await says("ready");
  await says("working");
  child.kill("SIGTERM");
  const { code, lines } = await ends();
  assert.equal(code, 0);
  assert.deepEqual(
    lines.filter((line) => !["working", "ready", "join"].includes(line)),
    ["leave", "cleanupHost", "exit SIGTERM"],
  );
});

test("a second SIGTERM does not wait for work that does not end", async (t) => {
  const { child, lines, says, ends } = launch(t, "stuck");
  await says("ready");
  await says("working");
  child.kill("SIGINT");
  await says("leave");
  assert.ok(!lines.includes("cleanupHost"), "the first signal waits for the running task");
  child.kill("SIGTERM");
  assert.equal((await ends()).code, 0);
  assert.deepEqual(lines.slice(-2), ["cleanupHost", "exit SIGINT"]);
});

test("SIGHUP reloads and tells what changed; the process goes on", async (t) => {
  const { child, says, ends } = launch(t, "well");
  await says("ready");
  child.kill("SIGHUP");
  await says('reload [{"topic":"thing","changed":["greeting"]}]');
  child.kill("SIGTERM");
  assert.equal((await ends()).code, 0);
});

test("a start that fails exits with 1 and names the step", async (t) => {
  const { ends } = launch(t, "fails");
  const { code, lines } = await ends();
  assert.equal(code, 1);
  assert.deepEqual(lines, ["exit service thing could not start: step initHost: no driver"]);
});
