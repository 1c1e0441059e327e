// The runner: every case has one outcome with its reason, cases that follow from a contract catch drivers that break it, and a run can be ended.
import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { test } from "node:test";
import { BadAnswerError } from "#sdk/codec";
import { generatedCases } from "#sdk/conformance/generated-cases";
import type { ConformanceRun } from "#sdk/conformance/run";
import { type CaseResult, runConformance } from "#sdk/conformance/run";
import { DriverStatusError } from "#sdk/status";
import { shippedContracts } from "../../../support/contracts.ts";
import { plainVolumeDriver } from "../../../support/volume-driver.ts";

const volume = shippedContracts().find(({ name }) => name === "volume");
ok(volume);
const contract = volume;
const SUBJECT = {
  driver: { name: "plain", version: "1.0.0", digest: "" },
  kind: "volume",
  abi: "1.0",
  runtime: "object",
  host: "0",
  testedAt: "2026-01-31T12:00:00Z",
};

function run(driver: object, more: Partial<ConformanceRun> = {}): Promise<readonly CaseResult[]> {
  const context = () => ({ signal: new AbortController().signal, remainingMs: () => 1000 });
  const whole = { describe: async () => ({ name: "plain" }), probe: async () => ({ health: "ready" }), ...driver };
  return runConformance({ contract, driver: whole, context, monotonicMs: () => 0, ...more }, SUBJECT).then(
    (report) => report.cases,
  );
}

const outcome = (cases: readonly CaseResult[], name: string) => cases.find((one) => one.name === name);

test("a case whose function is not offered is skipped with that reason", async () => {
  const found = outcome(await run(plainVolumeDriver()), "get_stats answers within its contract");
  deepStrictEqual([found?.outcome, found?.reason], ["skipped", "the driver does not offer getStats"]);
});

test("a driver that describes itself anew each time, or answers outside of its contract, is caught", async () => {
  let count = 0;
  const cases = await run({
    ...plainVolumeDriver(),
    describe: async () => ({ name: `plain${count++}` }),
    listVolumes: async () => {
      throw new BadAnswerError("bad-shape", "result.volumes must be a list");
    },
    inspectVolume: async () => {
      throw new DriverStatusError("not_found", "there is none");
    },
  });
  strictEqual(outcome(cases, "describes itself alike each time")?.outcome, "failed");
  const listed = outcome(cases, "list_volumes answers within its contract");
  strictEqual(listed?.outcome, "failed");
  match(listed?.reason ?? "", /must be a list/);
  strictEqual(outcome(cases, "inspect_volume answers within its contract")?.outcome, "passed", "a status is an answer");
});

test("questions are asked with the largest values and characters of all planes too", async () => {
  const asked: string[] = [];
  await run(
    {
      ...plainVolumeDriver(),
      inspectVolume: async (_ctx: unknown, input: { name: string }) => {
        asked.push(input.name);
        throw new DriverStatusError("not_found", "there is none");
      },
    },
    { only: "inspect_volume" },
  );
  strictEqual(asked.length, 2);
  ok(
    asked.some((name) => Buffer.byteLength(name) === 255 && name.includes("\u{10fffd}")),
    asked.join(),
  );
});

test("each case that follows from a contract has a driver that fails it", async () => {
  for (const one of shippedContracts().filter(({ name }) => name !== "host")) {
    const cases = generatedCases(one);
    ok(cases.length >= 2, `${one.name} has ${cases.length}`);
    for (const { name, run: runOne } of cases) {
      const fn = one.functions.find(({ name: wire }) => name.startsWith(`${wire} `))?.camelName ?? "describe";
      let count = 0;
      const answers = async () => {
        if (fn !== "describe") throw new BadAnswerError("bad-shape", "nonsense");
        return { name: `plain${count++}` };
      };
      const tools = {
        context: () => ({ signal: new AbortController().signal, remainingMs: () => 1000 }),
        freshName: String,
      };
      await rejects(runOne({ [fn]: answers }, tools), `${one.name}: ${name}`);
    }
  }
});

test("a run of a part of the cases says so", async () => {
  const context = () => ({ signal: new AbortController().signal, remainingMs: () => 1000 });
  const parts = { contract, driver: plainVolumeDriver(), context, monotonicMs: () => 0 };
  strictEqual((await runConformance({ ...parts, only: "stats" }, SUBJECT)).only, "stats");
  ok(!("only" in (await runConformance(parts, SUBJECT))));
});

test("a run that is interrupted ends between two cases", async () => {
  await rejects(run(plainVolumeDriver(), { signal: AbortSignal.abort(new Error("enough")) }), /enough/);
});
