// A host that is killed in the middle of a command: the command is ended, and only then is the operation settled.
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type ExecutorPlace, executorPlace } from "../support/executor.ts";
import { temporaryFiles } from "../support/files.ts";
import { guestBytes, withManifest } from "../support/guest-wat.ts";
import { type TestHost, testHost } from "../support/host-process.ts";
import { until } from "../support/until.ts";

const RULES = `
sleep: { type: command, description: Sleeps., binary: /bin/sleep, argv: ["614"], timeoutMs: 600000 }
nap: { type: daemon, description: Sleeps., binary: /bin/sleep, argv: ["601"] }
`;
const escaped = (text: string) => text.replaceAll('"', '\\"');

/** A volume driver that asks for this in the middle of every create, and says that all went well. */
function creating(name: string, request: unknown): string {
  const text = JSON.stringify(request);
  const answer = JSON.stringify({ status: "ok", result: { name: "v", size_bytes: 1 } });
  const absent = JSON.stringify({ status: "not_found", message: "There is no such volume." });
  return `
  (import "extism:host/user" "${name}" (func $ask (param i64) (result i64)))
  (memory (export "memory") 1)
  (data (i32.const 8192) "${escaped(text)}")
  (data (i32.const 12288) "${escaped(answer)}")
  (data (i32.const 16384) "${escaped(absent)}")
  (func (export "inspect_volume") (result i32) (call $reply (i32.const 16384) (i32.const ${absent.length})))
  (func (export "create_volume") (result i32) (local $block i64) (local $at i32)
    (local.set $block (call $alloc (i64.const ${text.length})))
    (loop $next
      (call $store_u8
        (i64.add (local.get $block) (i64.extend_i32_u (local.get $at)))
        (i32.load8_u (i32.add (i32.const 8192) (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const ${text.length}))))
    (drop (call $ask (local.get $block)))
    (call $reply (i32.const 12288) (i32.const ${answer.length})))`;
}

interface Scene {
  readonly host: TestHost;
  readonly up: { readonly config: string };
  readonly place: ExecutorPlace;
}

async function scene(t: TestContext, fields: string): Promise<Scene> {
  const place = executorPlace(RULES);
  t.after(() => place.remove());
  const rules = ["sleep", "nap"];
  const permissions = [{ name: "exec", reason: "Runs commands.", rules }];
  const files = temporaryFiles(t, {
    "holdfast.yaml": `
executor: { rules: [${place.rules}] }
volume:
  defaultDriver: slow
  drivers:
    slow: { path: slow.wasm, grants: { exec: [${rules.join(", ")}] } }
`,
  });
  writeFileSync(join(files, "slow.wasm"), withManifest(await guestBytes(fields), { permissions }));
  const host = testHost(t);
  const up = { config: join(files, "holdfast.yaml") };
  await host.up(up);
  return { host, up, place };
}

/** Processes with these arguments that an executor started; other tests sleep for other numbers of seconds. */
function started(...words: string[]): number[] {
  return readdirSync("/proc").flatMap((pid) => {
    try {
      const argv = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
      const own = readFileSync(`/proc/${pid}/environ`, "utf8").includes("HOLDFAST_EXECUTOR=");
      return own && argv.at(-2)?.endsWith(words[0] ?? "") && argv.at(-1) === words[1] ? [Number(pid)] : [];
    } catch {
      return [];
    }
  });
}

function executorOf(host: TestHost): number {
  return JSON.parse(readFileSync(join(host.dataDir, "executor", "executor.json"), "utf8")).pid;
}

async function states(host: TestHost): Promise<string[]> {
  const { json } = await host.run("operation", "list", "--json");
  return json.operations.map(({ state }: { state: string }) => state);
}

for (const who of ["the host", "the host and its executor"]) {
  test(`SIGKILL of ${who} in the middle of a command ends the command before its operation is settled`, async (t) => {
    const { host, up } = await scene(t, creating("exec", { rule: "sleep" }));
    const before = new Set(started("sleep", "614"));
    const mine = () => started("sleep", "614").filter((pid) => !before.has(pid));
    const creation = host.begin("volume", "create", "v", "--size", "1");
    await until("the command runs", () => mine().length === 1, 60_000);
    const executor = executorOf(host);
    if (who !== "the host") process.kill(executor, "SIGKILL");
    await host.kill();
    await creation;
    if (who === "the host") await until("the executor has ended it", () => mine().length === 0, 60_000);
    else strictEqual(mine().length, 1, "nobody was left to end it");
    await host.up(up);
    deepStrictEqual(mine(), [], "a host that is ready has nothing of an earlier run's commands beside it");
    await until(
      "the operation is settled",
      async () => (await states(host)).every((state) => state === "done" || state === "failed"),
      60_000,
    );
    ok(executorOf(host) !== executor);
  });
}

test("a daemon outlives its host and is known again by the next", async (t) => {
  const { host, up } = await scene(t, creating("daemon_start", { rule: "nap", instance: "one" }));
  const before = new Set(started("sleep", "601"));
  const mine = () => started("sleep", "601").filter((pid) => !before.has(pid));
  t.after(() => {
    for (const pid of mine()) process.kill(pid, "SIGKILL");
  });
  const first = await host.run("volume", "create", "v", "--size", "1");
  strictEqual(mine().length, 1, `${first.err}${host.log()}`);
  const [pid] = mine();
  await host.kill();
  await host.up(up);
  deepStrictEqual(mine(), [pid]);
  const audit = readFileSync(join(host.dataDir, "executor", "audit.log"), "utf8");
  ok(audit.includes(`"event":"adopted"`) && audit.includes(`"pid":${pid}`), audit);
  await host.run("volume", "delete", "v");
  await host.run("volume", "create", "v", "--size", "1");
  deepStrictEqual(mine(), [pid], "started again, it is the same one");
});
