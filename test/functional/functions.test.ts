// Plain Extism plugins as functions: added by path without a manifest, called with bytes, kept within the same walls as drivers.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { FunctionDriver } from "@holdfast/sdk";
import { withContext } from "#host/context";
import type { Grants } from "#host/driver/driver-types";
import { httpService } from "#host/driver/host-functions/http-service";
import { createSupervisor } from "#host/driver/supervisor";
import { silentLog } from "#host/log";
import { failsWith } from "../support/extism-guest.ts";
import { temporaryFiles } from "../support/files.ts";
import { hostInside } from "../support/host-inside.ts";
import { testHost } from "../support/host-process.ts";
import { until } from "../support/until.ts";
import { wat } from "../support/wat.ts";

// `echo` answers its input, `again` what the last call of it was given, `ask` what the server says to its input, which is Extism's own request.
const PLUGIN = `(module
  (import "extism:host/env" "input_offset" (func $input_offset (result i64)))
  (import "extism:host/env" "input_length" (func $input_length (result i64)))
  (import "extism:host/env" "length" (func $length (param i64) (result i64)))
  (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
  (import "extism:host/env" "error_set" (func $error_set (param i64)))
  (import "extism:host/env" "alloc" (func $alloc (param i64) (result i64)))
  (import "extism:host/env" "store_u8" (func $store_u8 (param i64 i32)))
  (import "extism:host/env" "var_get" (func $var_get (param i64) (result i64)))
  (import "extism:host/env" "var_set" (func $var_set (param i64 i64)))
  (import "extism:host/env" "http_request" (func $http_request (param i64 i64) (result i64)))
  (import "extism:host/env" "http_status_code" (func $http_status_code (result i32)))
  (memory (export "memory") 1)
  (func $answer (param $block i64) (call $output_set (local.get $block) (call $length (local.get $block))))
  (func $key (result i64) (local $key i64)
    (local.set $key (call $alloc (i64.const 1)))
    (call $store_u8 (local.get $key) (i32.const 107))
    (local.get $key))
  (func (export "echo") (result i32)
    (call $output_set (call $input_offset) (call $input_length)) (i32.const 0))
  (func (export "again") (result i32) (local $key i64)
    (local.set $key (call $key))
    (call $answer (call $var_get (local.get $key)))
    (call $var_set (local.get $key) (call $input_offset)) (i32.const 0))
  (func (export "ask") (result i32)
    (call $answer (call $http_request (call $input_offset) (i64.const 0)))
    (i32.ne (call $http_status_code) (i32.const 200)))
  (func (export "fail") (result i32) (call $error_set (call $input_offset)) (i32.const 1))
  (func (export "trap") unreachable)
  (func (export "loop") (loop (br 0)))
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))`;

async function pluginFile(t: TestContext): Promise<string> {
  const path = join(temporaryFiles(t), "plugin.wasm");
  writeFileSync(path, await wat(PLUGIN));
  return path;
}

test("a plugin without a manifest is added, listed, and called with bytes from everywhere", async (t) => {
  const host = hostInside(t);
  const path = await pluginFile(t);
  await host.up({ set: [`function.drivers.configured=${path}`] });
  assert.equal((await host.run("driver", "add", "added", path, "--kind", "function")).code, 0);
  const { drivers } = (await host.run("function", "list", "--json")).json;
  assert.deepEqual(
    drivers.map((one: { name: string }) => one.name),
    ["configured", "added"],
  );
  assert.deepEqual(drivers[0].exports, ["again", "ask", "echo", "fail", "loop", "trap"]);
  assert.equal((await host.run("function", "call", "configured", "echo", "grüß dich")).out, "grüß dich\n");

  const bytes = Buffer.from([0, 255, 128, 10]);
  const [from, to] = [join(temporaryFiles(t), "in"), join(temporaryFiles(t), "out")];
  writeFileSync(from, bytes);
  assert.equal((await host.run("function", "call", "added", "echo", "--file", from, "--out", to)).code, 0);
  assert.deepEqual(readFileSync(to), bytes);
  const { encoding, output, operationId } = (
    await host.run("function", "call", "added", "echo", "--file", from, "--json")
  ).json;
  assert.deepEqual([encoding, output, operationId], ["base64", bytes.toString("base64"), null]);

  const near = await host.run("function", "call", "added", "ecko");
  assert.deepEqual([near.code, /did you mean echo/.test(near.err)], [1, true]);
  assert.match((await host.run("function", "call", "added", "fail", "it hurts")).err, /it hurts \(DRIVER_FAILED\)/);
  assert.match((await host.run("function", "call", "gone", "echo")).err, /there are configured, added/);
  assert.equal((await host.run("function", "call", "added", "echo", "--file", "/dev/zero")).code, 2);
  assert.equal((await host.run("function", "call", "added", "echo", "a", "--file", from)).code, 2);
});

test("a journaled call is an operation with its outcome, made once for its key, and ended when it was cut off", async (t) => {
  const host = testHost(t);
  await host.up({
    set: [`function.drivers.f.path=${await pluginFile(t)}`, "function.drivers.f.limits.fuelMax=1000000000000"],
  });
  const keyed = ["function", "call", "f", "again", "--journal", "--idempotency-key", "k", "--json"];
  const first = (await host.run(...keyed, "one")).json;
  await host.stop();
  await host.up({ set: [`function.drivers.f.path=${await pluginFile(t)}`] });
  const second = (await host.run(...keyed, "one")).json;
  assert.deepEqual([second.operationId, second.replayed], [first.operationId, true]);
  assert.match((await host.run(...keyed, "two")).err, /take a new key/);
  const failed = await host.run("function", "call", "f", "fail", "no", "--journal");
  assert.equal(failed.code, 1);
  void host.begin("function", "call", "f", "loop", "--journal").catch(() => {});
  const operations = async () => (await host.run("operation", "list", "--json")).json.operations;
  const looping = async () =>
    (await operations()).find((one: { input: { export: string } }) => one.input.export === "loop");
  await until("it runs", async () => (await looping()) !== undefined);
  const { id } = await looping();
  await host.kill();
  await host.up();
  const { state, error } = (await host.run("operation", "show", id, "--json")).json;
  assert.deepEqual([state, /nobody can be asked/.test(error.message)], ["failed", true]);
  const states = (await operations()).map(
    (one: { input: { export: string }; state: string }) => `${one.input.export} ${one.state}`,
  );
  assert.deepEqual(states.sort(), ["again done", "fail failed", "loop failed"]);
});

test("a plugin whose start traps is not taken: it is instantiated when it is added, and again when it is asked how it is", async (t) => {
  const supervisor = createSupervisor({ log: silentLog });
  t.after(() => supervisor.close());
  const path = join(temporaryFiles(t), "trap.wasm");
  writeFileSync(path, await wat('(module (func $start unreachable) (start $start) (func (export "run")))'));
  await withContext({ timeoutMs: 60_000 }, async (ctx) => {
    const spec = { kind: "function", name: "f", path };
    await assert.rejects(supervisor.add(ctx, spec), failsWith("DRIVER_START_TRAP"));
    assert.equal(supervisor.list()[0]?.state, "broken");
    await supervisor.add(ctx, { ...spec, path: await pluginFile(t) });
    assert.deepEqual(
      supervisor.list().map(({ state, instances }) => [state, instances]),
      [["serving", 1]],
    );
  });
});

test("driver check judges a plugin as a function, with what it imports as what it may be granted", async (t) => {
  const host = testHost(t);
  const path = await pluginFile(t);
  const plain = await host.run("driver", "check", path, "--json");
  assert.deepEqual([plain.code, plain.json.problems[0].code], [1, "DRIVER_MANIFEST_INVALID"]);
  assert.match(plain.json.problems[0].remedy, /--kind function/);
  const { json } = await host.run("driver", "check", path, "--kind", "function", "--json");
  assert.equal(json.outcome, "loads");
  assert.deepEqual(json.missingGrants, [{ permission: "http", reason: "it imports http_request", optional: true }]);
});

for (const runtime of ["linked", "extism"] as const) {
  async function withPlugin(
    t: TestContext,
    grants: Grants,
    work: (call: (name: string, input?: string) => Promise<string>) => Promise<void>,
  ): Promise<void> {
    const services = { http: httpService({ ownPorts: () => new Set<number>() }) };
    const supervisor = createSupervisor({ log: silentLog, services, runtime });
    t.after(() => supervisor.close());
    await withContext({ timeoutMs: 60_000 }, async (ctx) => {
      const limits = { callTimeoutMs: 2000 };
      await supervisor.add(ctx, { kind: "function", name: "f", path: await pluginFile(t), grants, limits });
      await work(async (name, input = "") => {
        const driver = supervisor.set<FunctionDriver>("function").get("f");
        return Buffer.from(await driver.call(ctx, name, new TextEncoder().encode(input))).toString();
      });
    });
  }

  test(`variables last as long as their instance, within their bound, on ${runtime}`, async (t) => {
    await withPlugin(t, {}, async (call) => {
      assert.equal(await call("again", "one"), "");
      assert.equal(await call("again", "two"), "one");
      await assert.rejects(call("again", "x".repeat(1024 * 1024)), failsWith("DRIVER_MEMORY_EXCEEDED", /variables/));
      assert.equal(await call("again", "three"), "");
      await assert.rejects(call("trap"), failsWith("DRIVER_TRAP"));
      assert.equal(await call("again"), "");
      await assert.rejects(call("loop"));
      assert.equal(await call("echo", "still here"), "still here");
    });
  });

  test(`Extism's HTTP goes where the grant allows, and nowhere without one, on ${runtime}`, async (t) => {
    const server = createServer((request, response) => {
      if (request.url === "/away") response.writeHead(302, { location: "http://169.254.169.254/" });
      response.end(`${request.method} ${request.url} ${request.headers["x-a"]}`);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    t.after(() => server.close());
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const request = (url: string) => JSON.stringify({ url, method: "GET", headers: { "x-a": "b" } });
    await withPlugin(t, {}, async (call) => {
      await assert.rejects(call("ask", request(origin)), failsWith("DRIVER_GRANT_MISSING", /http/));
      assert.equal(await call("echo", "next"), "next");
    });
    await withPlugin(t, { http: [{ origin, addresses: ["127.0.0.0/8"] }] }, async (call) => {
      assert.equal(await call("ask", request(`${origin}/x`)), "GET /x b");
      await assert.rejects(call("ask", request(`${origin}/away`)), failsWith("DRIVER_GRANT_MISSING"));
      await assert.rejects(call("ask", request("http://192.0.2.1/")), failsWith("DRIVER_GRANT_MISSING"));
      await assert.rejects(call("ask", "no json"), failsWith("DRIVER_TRAP", /no JSON/));
      assert.equal(await call("ask", request(`${origin}/y`)), "GET /y b");
    });
  });
}
