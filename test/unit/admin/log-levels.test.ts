import assert from "node:assert/strict";
import { test } from "node:test";
import { LogLevels } from "#host/admin/log-levels";
import type { LogLevel } from "#host/log";
import { createFakeClock } from "../../support/fake-clock.ts";

function levels() {
  const clock = createFakeClock();
  const set: LogLevel[] = [];
  return { clock, set, levels: new LogLevels({ configured: "info", set: (level) => void set.push(level), clock }) };
}

test("an operator's level is in force for its time, and the configured one is back by itself", async () => {
  const { clock, set, levels: of } = levels();
  const { level, configured, until } = of.override("trace", 60_000);
  assert.deepEqual([level, configured], ["trace", "info"]);
  assert.equal(Date.parse(until ?? "") - clock.wallMs(), 60_000);
  await clock.advance(59_999);
  assert.equal(of.show().level, "trace");
  await clock.advance(1);
  assert.deepEqual(of.show(), { level: "info", configured: "info" });
  assert.deepEqual(set, ["trace", "info"]);
});

test("a second word takes the place of the first, its time too", async () => {
  const { clock, levels: of } = levels();
  of.override("trace", 60_000);
  of.override("debug", 120_000);
  await clock.advance(60_000);
  assert.equal(of.show().level, "debug");
  await clock.advance(60_000);
  assert.equal(of.show().level, "info");
});

test("a reload waits for the end of the operator's level", async () => {
  const { clock, set, levels: of } = levels();
  of.override("trace", 60_000);
  of.configure("warn");
  assert.deepEqual([of.show().level, of.show().configured], ["trace", "warn"]);
  await clock.advance(60_000);
  assert.deepEqual([of.show().level, set.at(-1)], ["warn", "warn"]);
});

test("restoring ends it at once and for good", async () => {
  const { clock, set, levels: of } = levels();
  of.override("trace", 60_000);
  assert.equal(of.restore().level, "info");
  await clock.advance(60_000);
  assert.deepEqual(set, ["trace", "info"]);
});
