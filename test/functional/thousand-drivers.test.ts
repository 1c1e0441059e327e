// A thousand drivers in one host: they fit into two threads, each costs some tens of kilobytes, and every one answers for itself.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { systemClock } from "#host/clock";
import { loadConfig } from "#host/conf/load";
import { BundleStore } from "#host/driver/replay/bundle-store";
import type { RecordingTerms } from "#host/driver/replay/driver-recordings";
import { silentLog } from "#host/log";
import { withDrivers } from "../support/drivers.ts";
import { temporaryFiles } from "../support/files.ts";
import { guestBytes, withManifest } from "../support/guest-wat.ts";

const COUNT = process.env["HOLDFAST_PROVE"] === "1" ? 1000 : 200;
// What the issue of memory is about; the small run has less to average over.
const KIB_EACH_MAX = COUNT === 1000 ? 50 : 120;
const threads = () => (process.platform === "linux" ? readdirSync("/proc/self/task").length : 0);

test("many drivers are loaded, each costs little, and all answer", { timeout: 600_000 }, async (t) => {
  await withDrivers(
    async (bench) => {
      // Files that differ in their code too, so that nothing is shared by accident.
      const numbered = (index: number) => guestBytes(`(func (export "own_number") (result i32) (i32.const ${index}))`);
      const files: Uint8Array[] = [];
      for (let index = 0; index < COUNT; index++) files.push(withManifest(await numbered(index)));
      const add = (index: number) => bench.add(`d${index}`, files[index] as Uint8Array);
      const call = (index: number) =>
        bench.within(60_000, (ctx) => bench.volume(`d${index}`).createVolume(ctx, { name: "v", sizeBytes: 1 }));
      // What the first ones cost, all of them pay once: threads, runtime, compiled code of our own.
      for (let index = 0; index < 20; index++) await add(index);
      const threadsBefore = threads();
      const before = keptKib();
      const startMs = performance.now();
      for (let index = 20; index < COUNT; index++) await add(index);
      const startedMs = performance.now() - startMs;
      const each = (keptKib() - before) / (COUNT - 20);
      const answers = await Promise.all(Array.from({ length: COUNT }, (_, index) => call(index)));
      assert.deepEqual(answers, Array(COUNT).fill({ name: "v", sizeBytes: 1 }));
      assert.equal(threads(), threadsBefore, "no thread was added");
      const listed = bench.supervisor.list();
      assert.ok(
        listed.every(
          ({ state, isolation, restarts }) => state === "serving" && isolation === "pooled" && restarts === 0,
        ),
      );
      t.diagnostic(`${COUNT} drivers: ${each.toFixed(1)} KiB each, ${(startedMs / COUNT).toFixed(1)} ms each to load`);
      assert.ok(each <= KIB_EACH_MAX, `${each.toFixed(1)} KiB each, at most ${KIB_EACH_MAX}`);
    },
    {
      limits: { callTimeoutMs: 60_000, startTimeoutMs: 60_000 },
      probeIntervalMs: 3_600_000,
      recordings: recordings(t),
    },
  );
});

/** As a host records when nobody says otherwise. */
function recordings(t: TestContext): RecordingTerms {
  const directory = temporaryFiles(t);
  const { driver } = loadConfig({ env: {}, cwd: directory }).config;
  const store = new BundleStore({ directory, bundlesMax: 1, clock: systemClock, log: silentLog });
  return { mode: driver.record, bytesMax: driver.recordBytesMax, store, host: "0.0.0" };
}

/** What is kept: without garbage, and without the room for young objects, which grows once to a size that does not depend on what is kept. */
function keptKib(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (let round = 0; round < 3; round++) collect();
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
  return (process.memoryUsage.rss() - (young?.physical_space_size ?? 0)) / 1024;
}
