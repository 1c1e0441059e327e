// What a driver tells, from the guest to whoever watches: through the grant, the host's list of events and the command line.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import type { FunctionDriver } from "@holdfast/sdk";
import { systemClock } from "#host/clock";
import { type RequestContext, withContext } from "#host/context";
import { eventService } from "#host/driver/host-functions/event-service";
import { createSupervisor } from "#host/driver/supervisor";
import { silentLog } from "#host/log";
import { failsWith } from "../support/extism-guest.ts";
import { temporaryFiles } from "../support/files.ts";
import { EMPTY, guestText, withManifest } from "../support/guest-wat.ts";
import { hostInside } from "../support/host-inside.ts";
import { BIN } from "../support/host-process.ts";
import { until } from "../support/until.ts";
import { wat } from "../support/wat.ts";

const EVENT = JSON.stringify({ name: "disk.nearly_full", subject: "pool-1", data: "97" });
const ANSWER = JSON.stringify({ status: "ok", result: { name: "db1", size_bytes: 1_048_576 } });
const quoted = (text: string) => text.replaceAll('"', '\\"');

/** Tells of an event in each create, and then makes the volume all the same. */
const TELLING = `
  (import "extism:host/user" "event_emit" (func $emit (param i64) (result i64)))
  (data (i32.const 40000) "${quoted(EVENT)}")
  (data (i32.const 50000) "${quoted(ANSWER)}")
  (func (export "create_volume") (result i32) (local $block i64) (local $at i32)
    (local.set $block (call $alloc (i64.const ${EVENT.length})))
    (loop $next
      (call $store_u8
        (i64.add (local.get $block) (i64.extend_i32_u (local.get $at)))
        (i32.load8_u (i32.add (i32.const 40000) (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const ${EVENT.length}))))
    (drop (call $emit (local.get $block)))
    (call $reply (i32.const 50000) (i32.const ${ANSWER.length})))`;

test("an event of a driver is among the host's events, with its driver and its own number, and is watched live", async (t) => {
  const host = hostInside(t);
  await host.up();
  const path = join(temporaryFiles(t), "telling.wasm");
  const permissions = [{ name: "event", reason: "says when its pool is nearly full", optional: false }];
  writeFileSync(path, withManifest(await wat(guestText(TELLING, EMPTY)), { permissions }));
  const refused = await host.run("driver", "add", "telling", path);
  assert.match(refused.err, /says when its pool is nearly full[\s\S]*--grant event/);
  const added = await host.run("driver", "add", "telling", path, "--grant", "event");
  assert.equal(added.code, 0, added.err);
  const lines: string[] = [];
  const watching = spawn(process.execPath, [BIN, "--data-dir", host.dataDir, "events", "--follow", "--json"]);
  t.after(() => watching.kill("SIGKILL"));
  createInterface({ input: watching.stdout }).on("line", (line) => lines.push(line));
  const created = await host.run("volume", "create", "db1", "--size", "1MiB", "--driver", "telling");
  assert.equal(created.code, 0, created.err);
  const { json } = await host.run("events", "--json");
  const told = json.events.filter(({ kind }: { kind: string }) => kind === "driver");
  assert.deepEqual(
    told.map(({ topic, driver, driverSequence, to, subject, data }: Record<string, unknown>) => ({
      ...{ topic, driver, driverSequence, to, subject, data },
    })),
    [
      {
        ...{ topic: "volume", driver: "telling", driverSequence: 1 },
        ...{ to: "disk.nearly_full", subject: "pool-1", data: "97" },
      },
    ],
  );
  assert.match((await host.run("events")).out, /driver +volume@\S+ +disk\.nearly_full +telling +pool-1 +"97"/);
  await until("it is shown", () => lines.some((line) => line.includes("nearly_full")));
  await host.stop();
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)).filter(({ kind }) => kind === "driver"),
    told,
  );
  await host.up();
  const again = (await host.run("events", "--json")).json;
  assert.equal(again.log, json.log);
  assert.deepEqual(again.events.slice(0, json.events.length), json.events, "a restart keeps them, in their order");
  assert.ok(
    again.events.every(({ kind }: { kind: string }) => kind !== "host"),
    "an end in order is no crash",
  );
});

const TELLS_ANYTHING = `(module
  (import "extism:host/env" "input_offset" (func $input (result i64)))
  (import "extism:host/env" "length" (func $length (param i64) (result i64)))
  (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
  (import "extism:host/user" "event_emit" (func $emit (param i64) (result i64)))
  (func $answer (param $block i64) (call $output_set (local.get $block) (call $length (local.get $block))))
  (func (export "tell") (call $answer (call $emit (call $input))))
  (func (export "tell_twice") (drop (call $emit (call $input))) (call $answer (call $emit (call $input)))))`;

test("an event that nobody can be told is a fault of the driver, which may be the last one", async (t) => {
  const told: string[] = [];
  const event = eventService({ clock: systemClock, onEvent: ({ name }) => told.push(name) });
  const restart = { quarantineFaults: 3, freeFaults: 10 };
  const supervisor = createSupervisor({ log: silentLog, services: { event }, restart });
  t.after(() => supervisor.close());
  const path = join(temporaryFiles(t), "tells.wasm");
  writeFileSync(path, await wat(TELLS_ANYTHING));
  const within = <T>(work: (ctx: RequestContext) => Promise<T>) => withContext({ timeoutMs: 30_000 }, work);
  for (const isolation of ["dedicated", "process"] as const) {
    const spec = { kind: "function", name: isolation, path, isolation, grants: { event: true } };
    await within((ctx) => supervisor.add(ctx, spec));
    const tell = (input: string, how = "tell") =>
      within(async (ctx) => {
        const driver = supervisor.set<FunctionDriver>("function").get(isolation);
        return JSON.parse(Buffer.from(await driver.call(ctx, how, Buffer.from(input))).toString()).status;
      });
    const seen = () => supervisor.list().find(({ name }) => name === isolation);
    assert.deepEqual([await tell('{"name":"disk.full"}'), seen()?.faults], ["ok", 0]);
    assert.deepEqual([await tell('{"name":"Disk"}'), seen()?.faults], ["invalid_argument", 1], "no name of an event");
    assert.deepEqual([await tell("{", "tell_twice"), seen()?.faults], ["invalid_argument", 2], "one for each call");
    await tell('{"name":3}').catch(() => {});
    assert.equal(seen()?.state, "quarantined");
    await assert.rejects(tell('{"name":"disk.full"}'), failsWith("DRIVER_UNAVAILABLE", /quarantine/));
  }
  assert.deepEqual(told, ["disk.full", "disk.full"]);
});
