// Drivers that run commands: from a guest through the door and the executor to a process and back, and every way in which that is refused or ends early.
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { ExecutorClient } from "#host/driver/host-functions/executor-client";
import { HostError } from "#host/errors";
import { askExecutor, type ExecutorPlace, executorPlace, withAskingGuest } from "../support/executor.ts";
import { until } from "../support/until.ts";

const RULES = `
list: { type: command, description: Lists., binary: [/bin/ls, /usr/bin/ls], argv: ["-1", "--", "{dir}"], parameters: { dir: { type: path, root: here, must: directory } } }
print:
  type: command
  description: Prints its arguments, each ended by a zero.
  binary: /usr/bin/printf
  argv: ['%s\\0', "{name}", [-n, "{count}"], "--to={to}", "{more}"]
  parameters:
    name: { type: name }
    count: { type: integer, min: -5, max: 10, optional: true }
    to: { type: enum, values: [here, there], optional: true }
    more: { type: list, items: { type: name, pattern: "[a-z ;$()]+" }, countMax: 3 }
sleep:
  type: command
  description: Sleeps.
  binary: /bin/sleep
  argv: ["{seconds}"]
  parameters: { seconds: { type: integer, min: 0, max: 600 } }
  timeoutMs: 60000
brief: { type: command, description: Sleeps too long., binary: /bin/sleep, argv: ["600"], timeoutMs: 200 }
env: { type: command, description: Shows its environment., binary: /bin/cat, argv: [/proc/self/environ], environment: { LC_ALL: C } }
echo: { type: command, description: Copies., binary: /bin/cat, stdin: { bytesMax: 100000 }, outputBytesMax: 1000 }
missing: { type: command, description: Is not there., binary: /nowhere/at-all }
no: { type: command, description: Fails., binary: /bin/ls, argv: [/nowhere/at-all] }
maybe: { type: command, description: May fail., binary: /bin/ls, argv: [/nowhere/at-all], exitCodes: [0, 1, 2] }
nap: { type: daemon, description: Sleeps., binary: /bin/sleep, argv: ["{seconds}"], parameters: { seconds: { type: integer, min: 0, max: 600 } } }
stub: { type: daemon, description: Ends., binary: /bin/ls, argv: [/nowhere/at-all] }
`;
const ALL = ["list", "print", "sleep", "brief", "env", "echo", "missing", "no", "maybe", "nap", "stub"];

describe("a driver that runs commands", () => {
  let place: ExecutorPlace;
  let executor: ExecutorClient;

  before(async () => {
    place = executorPlace(RULES);
    executor = await place.start();
  });
  after(async () => {
    await askExecutor(executor, "daemon_stop", { rule: "nap", instance: "a" });
    await executor.close();
    place.remove();
  });

  for (const runtime of ["linked", "extism"] as const) {
    test(`gets what the command wrote, on ${runtime}`, async () => {
      writeFileSync(join(place.root, "seen"), "");
      mkdirSync(join(place.root, "sub"), { recursive: true });
      writeFileSync(join(place.root, "sub", "ünïcode"), "");
      const services = { exec: executor.service };
      await withAskingGuest({ services, grants: { exec: ALL }, runtime }, async (guest) => {
        const parameters = [{ name: "dir", value: "sub" }];
        const heard = await guest.ask("exec", { rule: "list", parameters });
        strictEqual(heard.status, "ok", heard.message);
        strictEqual(heard.result.stdout_text, "ünïcode\n");
        strictEqual(heard.result.exit_code, 0);
        deepStrictEqual(heard.result.argv.slice(1), ["-1", "--", join(place.root, "sub")]);
        const dry = await guest.ask("exec", { rule: "list", parameters, dry_run: true });
        deepStrictEqual(dry.result.argv, heard.result.argv);
        strictEqual(dry.result.stdout_text, "");
      });
    });
  }

  test("runs nothing that is not granted, and nothing that the executor has no rule for", async () => {
    const before = place.audit().length;
    await withAskingGuest(
      { services: { exec: executor.service }, grants: { exec: ["list", "ghost"] } },
      async (guest) => {
        const refused = await guest.ask("exec", { rule: "sleep", parameters: [{ name: "seconds", value: "0" }] });
        deepStrictEqual([refused.status, /not granted/.test(refused.message ?? "")], ["permission_denied", true]);
        strictEqual(place.audit().length, before, "it never reached the executor");
        strictEqual((await guest.ask("exec", { rule: "ghost" })).status, "permission_denied");
        strictEqual((await guest.ask("kv_get", { key: "a" })).status, "permission_denied");
      },
    );
    strictEqual(place.audit().at(-1)?.["event"], "refused");
  });

  test("passes values as whole arguments, whatever they look like", async () => {
    const values = (...pairs: (readonly [string, string])[]) => pairs.map(([name, value]) => ({ name, value }));
    const run = (...pairs: (readonly [string, string])[]) =>
      askExecutor(executor, "exec", { rule: "print", parameters: values(...pairs) });
    const heard = await run(["name", "a"], ["more", "$(id) ; ls"], ["more", "b c"]);
    deepStrictEqual(heard.result.stdoutText.split("\0"), ["a", "$(id) ; ls", "b c", ""]);
    const all = await run(["to", "there"], ["name", "a"], ["count", "-5"]);
    deepStrictEqual(all.result.stdoutText.split("\0"), ["a", "-n", "-5", "--to=there", ""]);
    const refusals: (readonly [string, string])[][] = [
      [],
      [["name", "-rf"]],
      [["name", "a b"]],
      [["name", "a\n"]],
      [["name", "a\0b"]],
      [["name", ""]],
      [
        ["name", "a"],
        ["name", "b"],
      ],
      [
        ["name", "a"],
        ["count", "11"],
      ],
      [
        ["name", "a"],
        ["count", "0x1"],
      ],
      [
        ["name", "a"],
        ["count", "1e1"],
      ],
      [
        ["name", "a"],
        ["count", " 1"],
      ],
      [
        ["name", "a"],
        ["to", "elsewhere"],
      ],
      [
        ["name", "a"],
        ["more", "a"],
        ["more", "a"],
        ["more", "a"],
        ["more", "a"],
      ],
      [
        ["name", "a"],
        ["unknown", "a"],
      ],
    ];
    for (const pairs of refusals) {
      const { status, message } = await run(...pairs);
      strictEqual(status, "invalid_argument", `${JSON.stringify(pairs)}: ${message}`);
    }
  });

  test("lets no path leave its root", async () => {
    mkdirSync(join(place.root, "inner"), { recursive: true });
    symlinkSync("/etc", join(place.root, "link"));
    symlinkSync("/", join(place.root, "inner", "up"));
    for (const value of [
      "..",
      "../x",
      "/etc",
      "inner/../..",
      "inner//x",
      ".",
      "",
      "link",
      "inner/up",
      "inner/up/etc",
      "none",
    ]) {
      const { status } = await askExecutor(executor, "exec", { rule: "list", parameters: [{ name: "dir", value }] });
      strictEqual(status, "invalid_argument", value);
    }
  });

  test("gives the command nothing of the host's environment", async () => {
    const { result } = await askExecutor(executor, "exec", { rule: "env" });
    const names = result.stdoutText
      .split("\0")
      .filter(Boolean)
      .map((one: string) => one.split("=")[0])
      .sort();
    deepStrictEqual(names, ["HOLDFAST_EXECUTOR", "HOLDFAST_RUN", "LC_ALL", "PATH"]);
  });

  test("cuts output at the limit, takes input only up to its own, and tells a failure with the command's words", async () => {
    const long = await askExecutor(executor, "exec", { rule: "echo", stdinText: "x".repeat(5000) });
    deepStrictEqual([long.result.stdoutText.length, long.result.truncated], [1000, true]);
    strictEqual(
      (await askExecutor(executor, "exec", { rule: "echo", stdinText: "x".repeat(100_001) })).status,
      "invalid_argument",
    );
    strictEqual((await askExecutor(executor, "exec", { rule: "list", stdinText: "x" })).status, "invalid_argument");
    const failed = await askExecutor(executor, "exec", { rule: "no" });
    strictEqual(failed.status, "failed");
    match(failed.message ?? "", /exit code [12].*at-all/);
    ok((await askExecutor(executor, "exec", { rule: "maybe" })).result.exitCode > 0);
    const missing = await askExecutor(executor, "exec", { rule: "missing" });
    match(`${missing.status} ${missing.message}`, /not_ready.*not installed/);
  });

  test("ends what is late, and what nobody waits for any more, before it answers", async () => {
    match((await askExecutor(executor, "exec", { rule: "brief" })).message ?? "", /did not end within 200 ms/);
    const giveUp = new AbortController();
    const parameters = [{ name: "seconds", value: "600" }];
    const running = askExecutor(executor, "exec", { rule: "sleep", parameters }, { signal: giveUp.signal });
    await until("it runs", () => place.audit().at(-1)?.["event"] === "run");
    giveUp.abort();
    match((await running).message ?? "", /given up/);
  });

  test("an instance that is killed while it waits takes its command along", async () => {
    await withAskingGuest({ services: { exec: executor.service }, grants: { exec: ALL } }, async (guest) => {
      const parameters = [{ name: "seconds", value: "600" }];
      const runs = () => place.audit().filter((entry) => entry["event"] === "run").length;
      const before = runs();
      const call = guest.ask("exec", { rule: "sleep", parameters }).catch((error: unknown) => error);
      await until("it runs", () => runs() > before);
      guest.thread.kill(new HostError("DRIVER_TIMEOUT", "too late"));
      ok((await call) instanceof HostError);
      await guest.thread.ended;
      strictEqual(place.audit().at(-1)?.["event"], "ended", "the instance is gone only when its command is");
    });
  });

  test("the executor's death alone fails the command it ran, ends that, and leaves another one that works", async () => {
    await withAskingGuest({ services: { exec: executor.service }, grants: { exec: ALL } }, async (guest) => {
      const parameters = [{ name: "seconds", value: "599" }];
      const audited = () => place.audit().filter((entry) => entry["event"] === "run").length;
      const before = audited();
      const call = guest.ask("exec", { rule: "sleep", parameters });
      // What nobody has collected yet has no arguments any more.
      const runs = (one = "none") => existsSync(`/proc/${one}`) && readFileSync(`/proc/${one}/cmdline`, "utf8") !== "";
      const record = () => JSON.parse(readFileSync(join(place.state, "executor.json"), "utf8")) as { pid: number };
      const { pid } = record();
      const children = () =>
        readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
      await until("it runs", () => audited() > before && runs(children()[0]));
      const [command] = children();
      process.kill(pid, "SIGKILL");
      const heard = await call;
      match(`${heard.status} ${heard.message}`, /^failed the executor ended while the command ran.*has been ended/);
      strictEqual(runs(command), false, "what it ran is gone before anybody hears of it");
      ok(record().pid !== pid, "another one has come");
      strictEqual((await guest.ask("exec", { rule: "env" })).status, "ok", "for the same guest");
    });
  });

  test("starts a daemon once, asks after it, stops it with all it started", async () => {
    await withAskingGuest({ services: { exec: executor.service }, grants: { exec: ALL } }, async (guest) => {
      const parameters = [{ name: "seconds", value: "600" }];
      const first = await guest.ask("daemon_start", { rule: "nap", instance: "a", parameters });
      strictEqual(first.result.state, "running", first.message);
      const again = await guest.ask("daemon_start", { rule: "nap", instance: "a", parameters });
      strictEqual(again.result.pid, first.result.pid);
      const other = { rule: "nap", instance: "a", parameters: [{ name: "seconds", value: "5" }] };
      strictEqual((await guest.ask("daemon_start", other)).status, "already_exists");
      strictEqual((await guest.ask("daemon_status", { rule: "nap", instance: "b" })).result.state, "absent");
      strictEqual(
        (await guest.ask("daemon_start", { rule: "nap", instance: "../b", parameters })).status,
        "invalid_argument",
      );
      const ended = await guest.ask("daemon_start", { rule: "stub", instance: "a" });
      match(`${ended.status} ${ended.message}`, /failed.*at-all/);
      strictEqual((await guest.ask("daemon_stop", { rule: "nap", instance: "a" })).result.state, "absent");
      strictEqual((await guest.ask("daemon_status", { rule: "nap", instance: "a" })).result.state, "absent");
    });
  });
});
