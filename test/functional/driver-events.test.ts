// What a driver tells, from the guest to whoever watches: through the grant, the host's list of events and the command line.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
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
});
