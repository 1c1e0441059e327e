// What a host writes down: the trace of a client's call on its whole way to a driver and its host functions, and the log as others follow it.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { LogLine } from "#host/admin/log-lines";
import { withContext } from "#host/context";
import type { RpcClient } from "#host/rpc/client";
import { readStream } from "#host/rpc/stream-reader";
import { executorPlace } from "../support/executor.ts";
import { temporaryFiles } from "../support/files.ts";
import { EMPTY, guestText, withManifest } from "../support/guest-wat.ts";
import { type StartedHost, startedHost } from "../support/started-host.ts";
import { until } from "../support/until.ts";
import { wat } from "../support/wat.ts";

const REQUEST = JSON.stringify({ rule: "say" });
const ANSWER = JSON.stringify({ status: "failed", message: "It only says what it does." });
const quoted = (text: string) => text.replaceAll('"', '\\"');

/** Has a command run in each create, and writes a line. */
const SAYING = `
  (import "extism:host/env" "log_info" (func $log (param i64)))
  (import "extism:host/user" "exec" (func $exec (param i64) (result i64)))
  (data (i32.const 40000) "${quoted(REQUEST)}")
  (data (i32.const 50000) "${quoted(ANSWER)}")
  (func $text (result i64) (local $block i64) (local $at i32)
    (local.set $block (call $alloc (i64.const ${REQUEST.length})))
    (loop $next
      (call $store_u8
        (i64.add (local.get $block) (i64.extend_i32_u (local.get $at)))
        (i32.load8_u (i32.add (i32.const 40000) (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const ${REQUEST.length}))))
    (local.get $block))
  (func (export "create_volume") (result i32)
    (drop (call $exec (call $text)))
    (call $log (call $text))
    (call $reply (i32.const 50000) (i32.const ${ANSWER.length})))`;

const TIERS = ["inline", "pooled", "dedicated", "process"] as const;
const ASKING: readonly string[] = ["dedicated", "process"];

test("a client's trace stands on a driver's own lines in every tier, and on the commands that were run for it, with a span of the host's", async (t) => {
  const place = executorPlace("say: { type: command, description: Does nothing., binary: /bin/true, argv: [] }");
  t.after(() => place.remove());
  const tier = (name: string) =>
    `    ${name}: { path: says.wasm, isolation: ${name}, grants: { log: true${ASKING.includes(name) ? ", exec: [say]" : ""} } }`;
  const files = temporaryFiles(t, {
    "holdfast.yaml": `executor: { rules: [${place.rules}] }\nvolume:\n  drivers:\n${TIERS.map(tier).join("\n")}\n`,
  });
  const permissions = [
    { name: "log", reason: "Tells what it does." },
    { name: "exec", reason: "Runs a command.", rules: ["say"], optional: true },
  ];
  writeFileSync(join(files, "says.wasm"), withManifest(await wat(guestText(SAYING, EMPTY)), { permissions }));
  const host = await startedHost(t, { config: join(files, "holdfast.yaml") });
  const client = await host.client();
  const callerSpan = "00f067aa0ba902b7";
  const traceOf = (index: number) => String(index + 1).repeat(32);
  const create = (driver: string, traceparent?: string) => {
    const params = { name: `on-${driver}-${traceparent === undefined ? 0 : 1}`, sizeBytes: 1, driver };
    const call = withContext({ timeoutMs: 60_000, traceparent }, (ctx) => client.call(ctx, "volume", "create", params));
    return assert.rejects(call, /It only says what it does/);
  };
  // At once, so that a line could get another call's trace.
  await Promise.all(TIERS.map((driver, index) => create(driver, `00-${traceOf(index)}-${callerSpan}-01`)));
  for (const driver of TIERS) await create(driver);
  const said = host.lines.filter(({ msg }) => msg === "the driver says");
  for (const [index, driver] of TIERS.entries()) {
    const own = said.filter((line) => line["driver"] === driver);
    assert.deepEqual(
      own.map(({ line, traceId }) => [line, traceId]),
      [
        [REQUEST, traceOf(index)],
        [REQUEST, undefined],
      ],
      driver,
    );
    assert.match(String(own[0]?.["spanId"]), /^[0-9a-f]{16}$/);
    assert.notEqual(own[0]?.["spanId"], callerSpan, "the host works in a span of its own, below the caller's");
  }
  const audit = readFileSync(join(host.dataDir, "executor", "audit.log"), "utf8")
    .trim()
    .split("\n");
  const runs = audit.map((line) => JSON.parse(line)).filter(({ event }) => event === "run");
  assert.deepEqual(runs.map(({ traceId }) => traceId).sort(), [traceOf(2), traceOf(3), undefined, undefined]);

  await malformed(client);
  await followed(host, client);
  await host.stop();
});

/** What is no question for events or lines is refused with where it is wrong, and nobody pulls from a stream that is not his. */
async function malformed(client: RpcClient): Promise<void> {
  const stream = "00000000-0000-4000-8000-000000000000";
  for (const [topic, method, params, code] of [
    ["group", "events", { after: -1 }, "INVALID_PARAMS"],
    ["group", "events", { after: 2 ** 53 }, "INVALID_PARAMS"],
    ["group", "events", { limit: 1001 }, "INVALID_PARAMS"],
    ["group", "watch", { after: "1" }, "INVALID_PARAMS"],
    ["group", "tell", { host: "here", topic: "volume", name: "x", data: "y".repeat(5000) }, "INVALID_PARAMS"],
    ["host", "readLog", { last: 1e9 }, "INVALID_PARAMS"],
    ["host", "readLog", { level: "loud" }, "INVALID_PARAMS"],
    ["host", "readLog", { service: "x".repeat(65), more: {} }, "INVALID_PARAMS"],
    ["host", "stream_next", { stream, after: 0, credit: 0, waitMs: 1 }, "INVALID_PARAMS"],
    ["host", "stream_next", { stream, after: 0, credit: 1, waitMs: 1 }, "NOT_FOUND"],
  ] as const) {
    const asked = withContext({ timeoutMs: 60_000 }, (ctx) => client.call(ctx, topic, method, params));
    await assert.rejects(asked, { code }, `${topic}.${method} ${JSON.stringify(params).slice(0, 60)}`);
  }
}

/** The same host's log for two who follow it: one keeps up and misses nothing, one stops in the middle and is told what became of it. */
async function followed({ log }: StartedHost, client: RpcClient): Promise<void> {
  const params = { follow: true, last: 0, level: "warn" };
  const follow = () => readStream(client, { target: { topic: "host" }, method: "readLog", params });
  const heard: string[] = [];
  const quick = (async () => {
    for await (const line of follow()) if (heard.push((line as LogLine).message) && heard.at(-1) === "enough") return;
  })();
  const slow = follow();
  let slowHeard = 0;
  const first = slow.next().then(() => slowHeard++);
  await until("both follow", () => {
    log.warn({}, "is anybody there?");
    return heard.length > 0 && slowHeard > 0;
  });
  await first;
  for (const round of ["one", "two", "three", "four", "enough"]) {
    for (let count = 0; count < 499; count++) log.warn({ count }, "one of many");
    log.warn({}, round);
    await until(`who keeps up has heard ${round}`, () => heard.includes(round));
  }
  await quick;
  assert.equal(heard.filter((message) => message === "one of many").length, 5 * 499);
  const rest = async () => {
    for await (const _ of slow) slowHeard++;
  };
  await assert.rejects(rest, { code: "RESOURCE_EXHAUSTED", message: /1000 lines waited to be read; follow again/ });
  assert.ok(slowHeard < 5 * 499, `${slowHeard} lines came before it was cut`);
}
