// Another file in a driver's place while it works: no call is lost, a bad one is not taken or is taken back, and either file can be gone back to.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isHostError } from "#host/errors";
import { type DriverBench, withDrivers } from "../support/drivers.ts";
import { failsWith } from "../support/extism-guest.ts";
import { guestBytes, withManifest } from "../support/guest-wat.ts";
import { until } from "../support/until.ts";

const LIMITS = { callTimeoutMs: 20_000, startTimeoutMs: 20_000, fuelMax: 200_000_000, queueLengthMax: 1000 };

/** A driver whose volumes have that size: which file answered is in the answer. */
async function sized(size: number, more = ""): Promise<Uint8Array> {
  const text = JSON.stringify({ status: "ok", result: { name: "v", size_bytes: size } });
  return withManifest(
    await guestBytes(`${more}(data (i32.const 0) "${text.replaceAll('"', '\\"')}")
      (func (export "create_volume") (result i32) (call $reply (i32.const 0) (i32.const ${text.length})))`),
  );
}

const create = async (bench: DriverBench): Promise<number> =>
  (await bench.within(30_000, (ctx) => bench.volume("one").createVolume(ctx, { name: "v", sizeBytes: 1 }))).sizeBytes;

async function swap(bench: DriverBench, bytes: Uint8Array, watchMs: number, onKept?: () => void) {
  const path = await bench.file(`next-${watchMs}-${Math.round(performance.now() * 1000)}`, bytes);
  const request = { kind: "volume", name: "one", path, watchMs, ...(onKept && { onKept }) };
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
          const answer = await bench.within(30_000, (ctx) => held.createVolume(ctx, { name: "v", sizeBytes: 1 }));
          answers.push(answer.sizeBytes);
        }
      });
      await until("calls are answered", () => answers.length > 50);
      let kept = false;
      await swap(bench, await sized(2), 200, () => {
        kept = true;
      });
      const atSwap = answers.length;
      await until("calls go on, and the watch is over", () => kept && answers.length > atSwap + 200);
      stop = true;
      await Promise.all(lanes);
      assert.equal(answers[0], 1);
      assert.deepEqual(new Set(answers), new Set([1, 2]));
      assert.equal(await create(bench), 2);
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
        assert.equal(await create(bench), 1);
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
      const traps = withManifest(await guestBytes(`(func (export "create_volume") (result i32) unreachable)`));
      await swap(bench, traps, 600_000);
      assert.equal(status(bench)?.swap?.state, "watched");
      let failed = 0;
      await until("the former file answers again", async () => {
        try {
          return (await create(bench)) === 1;
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
      const wrong = await guestBytes(
        `(func (export "create_volume") (result i32) (call $reply (i32.const 0) (i32.const 3)))`,
      );
      await swap(bench, withManifest(wrong), 600_000);
      for (let count = 0; count < 3; count++) await assert.rejects(create(bench), failsWith("DRIVER_BAD_ANSWER"));
      assert.equal(await create(bench), 1);
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
      await swap(bench, await sized(2), 1, () => {
        kept = true;
      });
      await until("the watch is over", () => kept);
      await bench.file("one", new Uint8Array(1));
      const back = await bench.within(5000, (ctx) => bench.supervisor.rollback(ctx, "volume", "one"));
      assert.equal(back.digest, digest);
      assert.equal(await create(bench), 1);
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
