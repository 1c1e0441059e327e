// Another file in a driver's place while it works: no call is lost, a bad one is not taken or is taken back, and either file can be gone back to.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { SwapRequest } from "#host/driver/supervisor";
import { isHostError } from "#host/errors";
import { type DriverBench, withDrivers } from "../support/drivers.ts";
import { failsWith } from "../support/extism-guest.ts";
import { rememberingGuest } from "../support/remembering-guest.ts";
import { until } from "../support/until.ts";

const LIMITS = { callTimeoutMs: 20_000, startTimeoutMs: 20_000, fuelMax: 200_000_000, queueLengthMax: 1000 };

const sized = (room: number, more = "") => rememberingGuest({ room, more });

/** Which file answers. */
const room = async (bench: DriverBench): Promise<number | undefined> =>
  (await bench.within(30_000, (ctx) => bench.volume("one").getStats?.(ctx) ?? Promise.resolve(undefined)))?.totalBytes;

/** Makes a volume and extends it. */
const work = (bench: DriverBench) =>
  bench.within(30_000, async (ctx) => {
    await bench.volume("one").createVolume(ctx, { name: "v", sizeBytes: 1 });
    return bench.volume("one").extendVolume(ctx, { name: "v", sizeBytes: 2 });
  });

async function swap(bench: DriverBench, bytes: Uint8Array, watchMs: number, more: Partial<SwapRequest> = {}) {
  const path = await bench.file(`next-${watchMs}-${Math.round(performance.now() * 1000)}`, bytes);
  const request = { kind: "volume", name: "one", path, watchMs, ...more };
  return bench.within(30_000, (ctx) => bench.supervisor.swap(ctx, request));
}

const status = ({ supervisor }: DriverBench) => supervisor.list()[0];

test("under load every call is answered, by the old file or the new one, and after the swap by the new one alone", async () => {
  await withDrivers(
    async (bench) => {
      await bench.add("one", await sized(1), { limits: { instances: 2 } });
      // Whoever holds the handle from before goes on with it.
      const held = bench.volume("one");
      const answers: number[] = [];
      let stop = false;
      const lanes = Array.from({ length: 8 }, async () => {
        while (!stop) {
          const stats = await bench.within(30_000, (ctx) => held.getStats?.(ctx) ?? Promise.resolve(undefined));
          answers.push(stats?.totalBytes ?? 0);
        }
      });
      await until("calls are answered", () => answers.length > 50);
      let kept = false;
      const onKept = () => {
        kept = true;
      };
      await swap(bench, await sized(2), 200, { onKept });
      const atSwap = answers.length;
      await until("calls go on, and the watch is over", () => kept && answers.length > atSwap + 200);
      stop = true;
      await Promise.all(lanes);
      assert.equal(answers[0], 1);
      assert.deepEqual(new Set(answers), new Set([1, 2]));
      assert.equal(await room(bench), 2);
      assert.deepEqual(answers.slice(-20), Array(20).fill(2));
      const now = status(bench);
      assert.deepEqual([now?.swap?.state, now?.state, now?.faults], ["kept", "serving", 0]);
    },
    { limits: LIMITS },
  );
});

test("a file that does not load, or fails when it is tried, is not taken, and nobody notices", async () => {
  const broken = {
    DRIVER_MALFORMED: new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 9]),
    DRIVER_START_TRAP: await sized(2, `(func (export "_initialize") unreachable)`),
    DRIVER_TRAP: await sized(2, `(func (export "list_volumes") (result i32) unreachable)`),
    DRIVER_OUT_OF_FUEL: await sized(2, `(func (export "list_volumes") (result i32) (loop (br 0)) (i32.const 0))`),
  };
  await withDrivers(
    async (bench) => {
      await bench.add("one", await sized(1));
      const { digest } = status(bench) ?? {};
      for (const [code, bytes] of Object.entries(broken)) {
        await assert.rejects(swap(bench, bytes, 1000), failsWith(code));
        assert.equal(await room(bench), 1);
      }
      assert.equal(status(bench)?.digest, digest);
      assert.equal(status(bench)?.swap, undefined);
    },
    { limits: LIMITS },
  );
});

test("faults during the watch take the new file back by themselves", async () => {
  await withDrivers(
    async (bench) => {
      await bench.add("one", await sized(1));
      await swap(bench, await rememberingGuest({ room: 2, extend: "unreachable" }), 600_000);
      assert.equal(status(bench)?.swap?.state, "watched");
      let failed = 0;
      await until("the former file answers again", async () => {
        try {
          await work(bench);
          return (await room(bench)) === 1;
        } catch (error) {
          assert.ok(isHostError(error, "DRIVER_TRAP"));
          failed += 1;
          return false;
        }
      });
      assert.equal(failed, 3);
      assert.equal(status(bench)?.swap?.state, "rolled-back");
      assert.match(status(bench)?.swap?.reason ?? "", /3 faults.*unreachable/);
    },
    { limits: LIMITS },
  );
});

test("answers that break the contract count as faults of the new file too", async () => {
  await withDrivers(
    async (bench) => {
      await bench.add("one", await sized(1));
      const extend = "(call $reply (i32.const 0) (i32.const 3))";
      await swap(bench, await rememberingGuest({ room: 2, extend }), 600_000);
      for (let count = 0; count < 3; count++) await assert.rejects(work(bench), failsWith("DRIVER_BAD_ANSWER"));
      assert.equal(await room(bench), 1);
    },
    { limits: LIMITS },
  );
});

test("the operator can go back after the watch too, without the former file, and not twice", async () => {
  await withDrivers(
    async (bench) => {
      await bench.add("one", await sized(1));
      const { digest } = status(bench) ?? {};
      let kept = false;
      const onKept = () => {
        kept = true;
      };
      await swap(bench, await sized(2), 1, { onKept });
      await until("the watch is over", () => kept);
      await bench.file("one", new Uint8Array(1));
      const back = await bench.within(5000, (ctx) => bench.supervisor.rollback(ctx, "volume", "one"));
      assert.equal(back.digest, digest);
      assert.equal(await room(bench), 1);
      const again = bench.within(5000, (ctx) => bench.supervisor.rollback(ctx, "volume", "one"));
      await assert.rejects(again, failsWith("FAILED_PRECONDITION", /nothing to go back to/));
    },
    { limits: LIMITS },
  );
});

test("two swaps at once are one swap and one that is told to wait", async () => {
  await withDrivers(
    async (bench) => {
      await bench.add("one", await sized(1));
      const next = await sized(2);
      const outcomes = await Promise.allSettled([swap(bench, next, 1000), swap(bench, next, 1000)]);
      assert.equal(outcomes.filter(({ status: state }) => state === "fulfilled").length, 1);
      const refused = outcomes.find((outcome) => outcome.status === "rejected");
      assert.ok(isHostError(refused?.reason, "BUSY"));
    },
    { limits: LIMITS },
  );
});

test("a file that loads and answers, but breaks what its kind promises, is not taken", async () => {
  await withDrivers(
    async (bench) => {
      await bench.add("one", await sized(1));
      const keepsAll = await rememberingGuest({ room: 2, remove: "" });
      const refused = failsWith("DRIVER_NOT_CONFORMING", /failed the case "a deleted volume is gone.*was not taken/);
      await assert.rejects(swap(bench, keepsAll, 1000), refused);
      assert.equal(await room(bench), 1);
      await swap(bench, await sized(3), 1000);
      assert.deepEqual(status(bench)?.swap?.smoke, { passed: 4, skipped: 0 });
    },
    { limits: LIMITS },
  );
});

test("what a file knows is handed over at a swap, and dropped with a reason where that cannot be", async () => {
  const gives = `(func (export "export_state") (result i32) (call $reply (global.get $kept) (global.get $length)))`;
  const takes = `(func (export "import_state") (result i32) (call $keep) (i32.const 0))`;
  const broken = `(func (export "export_state") (result i32) unreachable)`;
  await withDrivers(
    async (bench) => {
      await bench.add("one", await sized(1, gives));
      const made = await work(bench);
      const input = Buffer.byteLength(JSON.stringify({ name: "v", size_bytes: 1 }));
      await swap(bench, await sized(2, gives + takes), 600_000);
      assert.deepEqual(status(bench)?.swap?.stateBytes, input);
      const known = await bench.within(5000, (ctx) => bench.volume("one").inspectVolume(ctx, { name: "v" }));
      assert.deepEqual(known, made, "the new file knows the volume of the old one's instance");
      await swap(bench, await sized(3, broken), 600_000);
      assert.match(status(bench)?.swap?.stateDropped ?? "", /does not export import_state/);
      await swap(bench, await sized(4, takes), 600_000);
      assert.match(status(bench)?.swap?.stateDropped ?? "", /unreachable/);
      assert.equal(await room(bench), 4);
    },
    { limits: LIMITS },
  );
});

test("a file that cannot take the state is not taken, unless the operator drops the state", async () => {
  const gives = `(func (export "export_state") (result i32) (call $reply (i32.const 0) (i32.const 4096)))`;
  const traps = `(func (export "import_state") (result i32) unreachable)`;
  await withDrivers(
    async (bench) => {
      await bench.add("one", await sized(1, gives));
      const next = await sized(2, traps);
      await assert.rejects(swap(bench, next, 1000), failsWith("DRIVER_TRAP", /4096 bytes .* --drop-state/));
      assert.equal(await room(bench), 1);
      await swap(bench, next, 1000, { dropState: true });
      assert.equal(status(bench)?.swap?.stateDropped, "the operator wanted it");
      assert.equal(await room(bench), 2);
    },
    { limits: LIMITS },
  );
});
