// Every way we know in which a driver may try to hurt its host: each gets its own named error in time, and nobody else notices.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { EXTISM_RUNTIMES } from "#host/driver/runtime";
import type { ErrorCode } from "#host/errors";
import { isHostError } from "#host/errors";
import { type DriverBench, withDrivers } from "../support/drivers.ts";
import { guestBytes, hostileFile, hostileNames, withManifest } from "../support/guest-wat.ts";

/** Refused or failed while it is loaded and started. */
const AT_START: Readonly<Record<string, ErrorCode>> = {
  "constructors-trap": "DRIVER_START_TRAP",
  "describe-loops": "DRIVER_OUT_OF_FUEL",
  "describes-another": "DRIVER_BAD_ANSWER",
  "export-missing": "DRIVER_EXPORT_MISSING",
  "export-of-hosts-name": "DRIVER_MALFORMED",
  "export-of-wrong-type": "DRIVER_EXPORT_MISSING",
  "import-missing": "DRIVER_IMPORT_REFUSED",
  "import-of-forged-type": "DRIVER_IMPORT_REFUSED",
  "import-of-hosts-namespace": "DRIVER_IMPORT_REFUSED",
  "import-of-http": "DRIVER_IMPORT_REFUSED",
  "import-of-inherited-name": "DRIVER_IMPORT_REFUSED",
  "import-of-memory": "DRIVER_IMPORT_REFUSED",
  "import-of-ungranted-log": "DRIVER_IMPORT_REFUSED",
  "import-of-variables": "DRIVER_IMPORT_REFUSED",
  "initialize-loops": "DRIVER_OUT_OF_FUEL",
  "initialize-traps": "DRIVER_START_TRAP",
  "memories-two": "DRIVER_MALFORMED",
  "memory-of-64-bits": "DRIVER_MALFORMED",
  "memory-shared": "DRIVER_MALFORMED",
  "memory-starts-too-large": "DRIVER_MEMORY_EXCEEDED",
  "probe-traps": "DRIVER_TRAP",
  "start-exits": "DRIVER_START_TRAP",
  "start-loops": "DRIVER_OUT_OF_FUEL",
  "start-traps": "DRIVER_START_TRAP",
  "table-starts-too-large": "DRIVER_MEMORY_EXCEEDED",
};

/** Starts like any other and shows what it is in `create_volume`. */
const IN_A_CALL: Readonly<Record<string, ErrorCode>> = {
  "allocates-a-terabyte": "DRIVER_MEMORY_EXCEEDED",
  "allocates-for-ever": "DRIVER_OUT_OF_FUEL",
  "allocates-until-refused": "DRIVER_MEMORY_EXCEEDED",
  "answers-64-mib": "DRIVER_OUTPUT_TOO_LARGE",
  "answers-64-mib-and-hides-it": "DRIVER_OUTPUT_TOO_LARGE",
  "answers-binary": "DRIVER_BAD_ANSWER",
  "answers-deeply": "DRIVER_OUTPUT_TOO_LARGE",
  "answers-freed-block": "DRIVER_TRAP",
  "answers-half-a-million-objects": "DRIVER_OUTPUT_TOO_LARGE",
  "answers-half-json": "DRIVER_BAD_ANSWER",
  "answers-negative-length": "DRIVER_OUTPUT_TOO_LARGE",
  "answers-nothing": "DRIVER_BAD_ANSWER",
  "answers-outside-of-blocks": "DRIVER_TRAP",
  "answers-unknown-status": "DRIVER_BAD_ANSWER",
  "answers-wrong-shape": "DRIVER_BAD_ANSWER",
  "divides-by-zero": "DRIVER_TRAP",
  exits: "DRIVER_TRAP",
  "grows-memory": "DRIVER_MEMORY_EXCEEDED",
  "grows-tables": "DRIVER_TRAP",
  loops: "DRIVER_OUT_OF_FUEL",
  "prints-for-ever": "DRIVER_TIMEOUT",
  "reads-a-forged-handle": "DRIVER_TRAP",
  recurses: "DRIVER_TRAP",
  "sets-a-huge-error": "DRIVER_FAILED",
  traps: "DRIVER_TRAP",
  "writes-outside-of-blocks": "DRIVER_TRAP",
};

// Fuel for a hundred milliseconds: a busy machine must not come to the deadline before it.
const LIMITS = { callTimeoutMs: 5000, startTimeoutMs: 10_000, fuelMax: 200_000_000 };
// What a machine that is busy with other things may take on top of a deadline.
const SLACK_MS = 3000;

async function mustStillServe(bench: DriverBench, name: string, why: string): Promise<void> {
  const answer = await bench.within(10_000, (ctx) => bench.volume(name).listVolumes(ctx));
  assert.deepEqual(answer, { volumes: [] }, why);
}

const named = (code: ErrorCode) => (error: unknown) => {
  if (isHostError(error) && error.code === code) return true;
  throw new Error(`expected ${code}, got ${isHostError(error) ? error.code : ""} ${error}`);
};

async function attackAtStart(bench: DriverBench, fixture: string, code: ErrorCode): Promise<void> {
  const startMs = performance.now();
  await assert.rejects(bench.add(fixture, await hostileFile(fixture)), named(code), fixture);
  assert.ok(performance.now() - startMs < LIMITS.startTimeoutMs + SLACK_MS, `${fixture} took too long to fail`);
  const listed = bench.supervisor.list().find((driver) => driver.name === fixture);
  assert.equal(listed?.state, "broken");
  assert.equal(listed?.error?.code, code);
}

async function attackInACall(bench: DriverBench, fixture: string, code: ErrorCode): Promise<void> {
  await bench.add(fixture, await hostileFile(fixture));
  const startMs = performance.now();
  const attack = bench.within(20_000, (ctx) => bench.volume(fixture).createVolume(ctx, { name: "v", sizeBytes: 1 }));
  const meanwhile = mustStillServe(bench, "neighbour", `the neighbour answers while ${fixture} is at it`);
  await assert.rejects(attack, named(code), fixture);
  assert.ok(performance.now() - startMs < LIMITS.callTimeoutMs + SLACK_MS, `${fixture} took too long to fail`);
  await meanwhile;
  await mustStillServe(bench, fixture, `${fixture} answers its next call`);
}

const threads = () => (process.platform === "linux" ? readdirSync("/proc/self/task").length : 0);
const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;

test("every hostile fixture has an expectation, and every expectation a fixture", () => {
  assert.deepEqual(hostileNames(), [...Object.keys(AT_START), ...Object.keys(IN_A_CALL)].sort());
});

for (const runtime of EXTISM_RUNTIMES) {
  test(`no hostile driver hurts its host or its neighbour on ${runtime}`, { timeout: 300_000 }, async (t) => {
    await withDrivers(
      async (bench) => {
        await bench.add("neighbour", withManifest(await guestBytes()));
        await mustStillServe(bench, "neighbour", "before anything happens");
        // As many threads as drivers ever share, and the one that stands by for those with a thread of their own.
        for (const isolation of ["pooled", "dedicated"] as const) {
          await bench.add("other", withManifest(await guestBytes()), runtime === "extism" ? {} : { isolation });
          await bench.within(5000, (ctx) => bench.supervisor.remove(ctx, "volume", "other"));
        }
        const before = { threads: threads(), timers: timers() };
        for (const [table, attack] of [
          [AT_START, attackAtStart],
          [IN_A_CALL, attackInACall],
        ] as const) {
          for (const [fixture, code] of Object.entries(table)) {
            await t.test(`${fixture} is ${code}`, async () => {
              await attack(bench, fixture, code);
              await mustStillServe(bench, "neighbour", `after ${fixture}`);
              await bench.within(5000, (ctx) => bench.supervisor.remove(ctx, "volume", fixture));
            });
          }
        }
        assert.deepEqual(
          bench.supervisor.list().map(({ name, state, faults }) => ({ name, state, faults })),
          [{ name: "neighbour", state: "serving", faults: 0 }],
        );
        assert.ok(threads() <= before.threads, `${threads()} threads are left of ${before.threads}`);
        assert.ok(timers() <= before.timers, `${timers()} timers are left of ${before.timers}`);
      },
      { limits: LIMITS, runtime },
    );
  });
}
