// Many drivers in a few threads: who loops is ended by its fuel, who cannot be ended costs its neighbours a retry at most, and nothing else.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { isHostError } from "#host/errors";
import { type DriverBench, withDrivers } from "../support/drivers.ts";
import { failsWith } from "../support/extism-guest.ts";
import { guestBytes, withManifest } from "../support/guest-wat.ts";

const LOOP = `(func (export "create_volume") (result i32) (loop (br 0)) (i32.const 0))`;
const LIMITS = { callTimeoutMs: 5000, startTimeoutMs: 10_000, fuelMax: 100_000_000 };
const threads = () => (process.platform === "linux" ? readdirSync("/proc/self/task").length : 0);
const create = (bench: DriverBench, name: string, timeoutMs = 20_000) =>
  bench.within(timeoutMs, (ctx) => bench.volume(name).createVolume(ctx, { name: "v", sizeBytes: 1 }));
const isolationOf = ({ supervisor }: DriverBench, name: string) =>
  supervisor.list().find((driver) => driver.name === name)?.isolation;

test("twenty drivers take no more threads than two and a spare one", { timeout: 60_000 }, async () => {
  const bytes = withManifest(await guestBytes());
  await withDrivers(
    async (bench) => {
      const before = threads();
      for (let index = 0; index < 20; index++) await bench.add(`d${index}`, bytes);
      assert.ok(
        threads() - before <= 3 * 8,
        "a thread of ours brings some of Node's own, twenty would bring many more",
      );
      const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => create(bench, `d${index}`)));
      assert.deepEqual(answers, Array(20).fill({ name: "v", sizeBytes: 1 }));
      assert.ok(bench.supervisor.list().every((driver) => driver.isolation === "pooled"));
    },
    { limits: LIMITS, threadsMax: 2 },
  );
});

test("a loop in a shared thread runs out of fuel, and the neighbour in it keeps its instance", {
  timeout: 60_000,
}, async () => {
  await withDrivers(
    async (bench) => {
      await bench.add("honest", withManifest(await guestBytes()));
      await bench.add("loops", withManifest(await guestBytes(LOOP)));
      await create(bench, "honest");
      await assert.rejects(create(bench, "loops"), failsWith("DRIVER_OUT_OF_FUEL", /fuelMax/));
      await create(bench, "honest");
      const [honest, loops] = bench.supervisor.list();
      assert.deepEqual([honest?.restarts, honest?.faults], [0, 0]);
      assert.deepEqual([loops?.isolation, loops?.faults], ["pooled", 1]);
    },
    { limits: LIMITS, threadsMax: 1 },
  );
});

test("a guest that fuel does not end in time costs the thread once, then has one of its own; its neighbour's call is made again", {
  timeout: 60_000,
}, async () => {
  await withDrivers(
    async (bench) => {
      await bench.add("honest", withManifest(await guestBytes()));
      // Seconds of fuel, and a caller who waits for a tenth of one.
      await bench.add("greedy", withManifest(await guestBytes(LOOP)), { limits: { fuelMax: 2_000_000_000 } });
      const greedy = create(bench, "greedy", 100);
      const honest = create(bench, "honest");
      await assert.rejects(greedy, (error) => isHostError(error));
      assert.deepEqual(await honest, { name: "v", sizeBytes: 1 }, "it had not begun, so it may be made again");
      assert.equal(isolationOf(bench, "greedy"), "dedicated");
      assert.equal(isolationOf(bench, "honest"), "pooled");
      assert.equal(bench.supervisor.list()[0]?.faults, 0, "losing a thread to a neighbour is no fault");
    },
    { limits: LIMITS, threadsMax: 1 },
  );
});

test("a driver runs where its operator says, unless that would let it hold up others for any time", async () => {
  const bytes = withManifest(await guestBytes());
  await withDrivers(
    async (bench) => {
      for (const isolation of ["inline", "pooled", "dedicated"] as const) {
        await bench.add(isolation, bytes, { isolation });
        await create(bench, isolation);
        assert.equal(isolationOf(bench, isolation), isolation);
      }
      await bench.add("plain", bytes, { metered: false });
      assert.equal(isolationOf(bench, "plain"), "dedicated");
      const adding = bench.add("refused", bytes, { metered: false, isolation: "pooled" });
      await assert.rejects(adding, failsWith("CONFIG_INVALID", /not metered.*dedicated/));
    },
    { limits: LIMITS },
  );
});

test("a loop in the host's own thread ends for lack of fuel, and the driver has a fresh instance", async () => {
  await withDrivers(
    async (bench) => {
      await bench.add("loops", withManifest(await guestBytes(LOOP)), { isolation: "inline" });
      await assert.rejects(create(bench, "loops"), failsWith("DRIVER_OUT_OF_FUEL"));
      const volumes = await bench.within(5000, (ctx) => bench.volume("loops").listVolumes(ctx));
      assert.deepEqual(volumes, { volumes: [] });
    },
    { limits: LIMITS },
  );
});

test("what a driver used is counted: time, fuel, memory, bytes both ways", async () => {
  await withDrivers(
    async (bench) => {
      await bench.add("one", withManifest(await guestBytes()));
      const before = bench.supervisor.list()[0]?.account;
      await create(bench, "one");
      const after = bench.supervisor.list()[0]?.account;
      assert.ok(before && after);
      assert.ok(after.fuel > before.fuel && after.guestMs > before.guestMs);
      assert.equal(after.memoryBytesPeak, 65_536);
      assert.equal(after.bytesIn - before.bytesIn, JSON.stringify({ name: "v", size_bytes: 1 }).length);
      assert.ok(after.bytesOut > before.bytesOut);
    },
    { limits: LIMITS },
  );
});

test("a driver that fails, or does not even load, is stood in for by the one that its operator named", async () => {
  await withDrivers(
    async (bench) => {
      await bench.add("second", withManifest(await guestBytes()));
      const traps = withManifest(await guestBytes(`(func (export "list_volumes") (result i32) unreachable)`));
      await bench.add("first", traps, { onFailure: "fallback:second" });
      const list = (name: string) => bench.within(5000, (ctx) => bench.volume(name).listVolumes(ctx));
      assert.deepEqual(await list("first"), { volumes: [] });
      await assert.rejects(bench.add("gone", new Uint8Array([1]), { onFailure: "fallback:second" }));
      assert.deepEqual(await list("gone"), { volumes: [] });
      const first = bench.supervisor.list().find(({ name }) => name === "first");
      assert.deepEqual([first?.covered, first?.faults], [1, 1]);
    },
    { limits: LIMITS },
  );
});
