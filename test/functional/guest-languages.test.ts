// One driver in every language: the committed files, in the host's driver room, on both runtimes, give the same answers as the one in AssemblyScript.
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { describe, test } from "node:test";
import { conformanceCases, DRIVER_STATUSES, type VolumeDriver } from "@holdfast/sdk";
import { toolsUnder } from "../support/conformance-tools.ts";
import { withDrivers } from "../support/drivers.ts";
import {
  addFake,
  FAKE_DRIVERS,
  type FakeDriver,
  ODD_NAMES,
  type Outcome,
  outcomeOf,
  REFERENCE,
  runCalls,
} from "../support/fake-drivers.ts";

const LIMIT_MS = 60_000;
const CALLS = process.env["HOLDFAST_PROVE"] === "1" ? 4000 : 300;
const VOLUMES = process.env["HOLDFAST_PROVE"] === "1" ? 4000 : 400;

const EVERY_OUTCOME = ["already_exists", "invalid_argument", "not_found", "ok", "resource_exhausted"];

/** The outcomes of the reference, asked for once. */
let reference: Promise<Outcome[]> | undefined;

async function outcomes(fake: FakeDriver): Promise<Outcome[]> {
  const all: Outcome[] = [];
  await withDrivers(async (bench) => {
    all.push(...(await runCalls(bench, await addFake(bench, fake), CALLS)));
  });
  return all;
}

for (const fake of FAKE_DRIVERS) {
  describe(`volume-fake in ${fake.language} on ${fake.runtime}`, () => {
    test("keeps to the contract", async () => {
      await withDrivers(async (bench) => {
        const volume = await addFake(bench, fake);
        for (const one of conformanceCases("volume")) {
          if (one.needs !== undefined && volume[one.needs as keyof VolumeDriver] === undefined) continue;
          await bench.within(LIMIT_MS, (ctx) => one.run(volume, toolsUnder(ctx)));
        }
      });
    });

    test("answers the same calls with the same answers, in the same words", async () => {
      reference ??= outcomes(REFERENCE);
      const wanted = await reference;
      const seen = new Set(wanted.map((one) => ("status" in one ? one.status : "ok")));
      deepStrictEqual([...seen].sort(), EVERY_OUTCOME, "the calls show every outcome");
      deepStrictEqual(await outcomes(fake), wanted);
    });

    test("answers every status with the message that goes with it", async () => {
      const all = async (one: FakeDriver) => {
        const found: unknown[] = [];
        await withDrivers(async (bench) => {
          const volume = await addFake(bench, one);
          for (const status of [...DRIVER_STATUSES, "nonsense"]) {
            const name = `fail-${status}-1`;
            const call = bench.within(LIMIT_MS, (ctx) => outcomeOf(volume.createVolume(ctx, { name, sizeBytes: 1 })));
            found.push(await call.catch((error) => String(error).replaceAll(one.driver, "fake")));
          }
        });
        return found;
      };
      deepStrictEqual(await all(fake), await all(REFERENCE));
    });

    test("does what its configuration says", async () => {
      const config = { capacity_bytes: "8192", health: "degraded", reason: "on request: ü𝄞" };
      await withDrivers(async (bench) => {
        const volume = await addFake(bench, fake, config);
        strictEqual(bench.supervisor.set<VolumeDriver>("volume").info("fake").health, "degraded");
        const stats = await bench.within(LIMIT_MS, async (ctx) => volume.getStats?.(ctx));
        deepStrictEqual(stats, { totalBytes: 8192, freeBytes: 8192 });
        const full = await bench.within(LIMIT_MS, (ctx) =>
          outcomeOf(volume.createVolume(ctx, { name: "a", sizeBytes: 8193 })),
        );
        strictEqual((full as { status?: string }).status, "resource_exhausted");
      });
    });

    test("lists very many volumes with the longest names, each as it is", async () => {
      await withDrivers(async (bench) => {
        const volume = await addFake(bench, fake);
        const names = Array.from({ length: VOLUMES }, (_, at) =>
          `${ODD_NAMES[at % 15]}${at}`.padEnd(200, "ä").slice(0, 120),
        );
        await bench.within(LIMIT_MS, async (ctx) => {
          for (const [at, name] of names.entries()) await volume.createVolume(ctx, { name, sizeBytes: at + 1 });
          const { volumes } = await volume.listVolumes(ctx);
          const found = new Map(volumes.map((one) => [one.name, one.sizeBytes]));
          strictEqual(found.size, names.length);
          for (const [at, name] of names.entries()) strictEqual(found.get(name), at + 1, name);
        });
      });
    });
  });
}
