// A host under systemd: what it says over a real notification socket, and the unit file that ships.
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { temporaryFiles } from "../support/files.ts";
import { testHost } from "../support/host-process.ts";
import { until } from "../support/until.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const has = (program: string) => spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;
const missing = (programs: readonly string[]) => {
  const absent = programs.filter((program) => !has(program));
  return absent.length === 0 ? false : `not on this machine: ${absent.join(", ")}`;
};

/** The words of a host, a datagram a line. */
async function receiver(t: TestContext, socket: string): Promise<() => readonly string[]> {
  const child: ChildProcess = spawn("python3", [join(ROOT, "test/support/notify-receiver.py"), socket], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  let text = "";
  child.stdout?.setEncoding("utf8").on("data", (more: string) => {
    text += more;
  });
  const lines = () => text.split("\n").filter((line) => line !== "" && line !== "BARRIER=1");
  await until("the receiver listens", () => lines().includes("listening"));
  return () => lines().slice(1);
}

const TOOLS = missing(["python3", "systemd-notify"]);

test("systemd hears READY after the last step with the main process, WATCHDOG while it serves, STOPPING when it stops", {
  skip: TOOLS,
}, async (t) => {
  const socket = join(temporaryFiles(t), "notify");
  const words = await receiver(t, socket);
  const host = testHost(t);
  await host.up({ wrapper: ["/usr/bin/env", `NOTIFY_SOCKET=${socket}`, "WATCHDOG_USEC=600000"] });
  await until("READY was said", () => words().some((line) => line.includes("READY=1")));
  const ready = words().find((line) => line.includes("READY=1")) ?? "";
  assert.match(ready, new RegExp(`MAINPID=${host.pid()}\\b`));
  assert.match(ready, /STATUS=serving at ws:/);
  assert.equal((await host.run("status")).code, 0, "what is ready answers");
  await until("the watchdog is fed again and again", () => words().filter((line) => line === "WATCHDOG=1").length > 2);
  assert.equal(await host.stop(), 0);
  const said = words();
  assert.match(said.find((line) => line.includes("STOPPING=1")) ?? "", /STATUS=stopping/);
  assert.equal(
    said.findIndex((line) => line.includes("READY=1")),
    0,
    "nothing was said before it was ready",
  );
});

test("a host whose start fails never says READY", { skip: TOOLS }, async (t) => {
  const socket = join(temporaryFiles(t), "notify");
  const words = await receiver(t, socket);
  const wrapper = ["/usr/bin/env", `NOTIFY_SOCKET=${socket}`];
  await assert.rejects(testHost(t).up({ wrapper, set: ["volume.manager=/nowhere.js"] }), /nowhere/);
  assert.deepEqual(words(), []);
});

test("the unit file that ships is sound", { skip: missing(["systemd-analyze"]) }, (t) => {
  const folder = temporaryFiles(t);
  const program = join(folder, "holdfast");
  writeFileSync(program, "#!/bin/sh\n");
  chmodSync(program, 0o755);
  const unit = readFileSync(join(ROOT, "host/systemd/holdfast.service"), "utf8");
  writeFileSync(join(folder, "holdfast.service"), unit.replace("/usr/bin/holdfast", program));
  const verify = (path: string) => spawnSync("systemd-analyze", ["verify", "--man=no", path], { encoding: "utf8" });
  const { status, stderr } = verify(join(folder, "holdfast.service"));
  assert.deepEqual([status, stderr], [0, ""]);
  writeFileSync(join(folder, "bad.service"), unit.replace("Type=notify", "Type=notfy"));
  assert.notDeepEqual([verify(join(folder, "bad.service")).stderr], [""], "the tool can refuse");
});

test("SIGUSR2 writes a debug report: configuration with origins, services, drivers, calls, queues, timers; no secret", async (t) => {
  const files = temporaryFiles(t, {
    "holdfast.yaml": `volume:
  drivers:
    spare: { path: "builtin:volume-fake", grants: { log: true, config: true }, config: { apiToken: hunter2 } }
`,
  });
  const host = testHost(t);
  await host.up({ config: join(files, "holdfast.yaml") });
  process.kill(host.pid(), "SIGUSR2");
  const report = () => readdirSync(host.dataDir).find((name) => /^debug-.*\.json$/.test(name));
  await until("the report is there", () => report() !== undefined);
  const text = readFileSync(join(host.dataDir, report() ?? ""), "utf8");
  const token = readFileSync(join(host.dataDir, "token"), "utf8").trim();
  assert.ok(!text.includes("hunter2") && !text.includes(token), "a secret is in the report");
  const parsed = JSON.parse(text);
  const option = (name: string) => parsed.config.find((one: { name: string }) => one.name === name);
  assert.equal(option("hub.listen").origin, "flag");
  assert.match(option("volume.drivers.spare.config.apiToken").origin, /holdfast\.yaml:3/);
  assert.equal(option("volume.drivers.spare.config.apiToken").value, "…");
  assert.deepEqual(
    parsed.services.map(({ topic, phase }: { topic: string; phase: string }) => [topic, phase]),
    [
      ["volume", "serving"],
      ["function", "serving"],
      ["host", "serving"],
    ],
  );
  for (const part of [
    "drivers",
    "operations",
    "topics",
    "connections",
    "resources",
    "heartbeat",
    "processes",
    "memory",
  ])
    assert.ok(part in parsed, `the report says nothing of ${part}`);
  assert.ok(parsed.services.at(-1).tasks.length > 0);
  assert.equal((await host.run("status")).code, 0, "the host goes on");
});
