import assert from "node:assert/strict";
import { test } from "node:test";
import { RecentLines } from "#host/cmd/recent-lines";
import { createLog } from "#host/log";
import { createFakeClock } from "../../support/fake-clock.ts";

test("lines about a driver are kept, by whichever logger, the last fifty; all of them are still written", () => {
  const written: string[] = [];
  const lines = new RecentLines(createFakeClock());
  const log = lines.over(createLog({ level: "info", destination: { write: (line) => written.push(line) } }));
  log.info({ kind: "volume" }, "about nobody");
  log.warn({ driver: "file", kind: "volume", reason: "the disk is slow" }, "driver's health changed");
  const own = log.child({ driver: "file" });
  own.info({ line: "hello" }, "the driver says");
  own.debug({ line: "details" }, "the driver says");
  assert.deepEqual(
    lines.of("file").map(({ level, text }) => `${level} ${text}`),
    ["warn driver's health changed reason=the disk is slow", "info the driver says line=hello"],
  );
  assert.equal(written.length, 3);
  for (let index = 0; index < 60; index++) own.error({ line: String(index) }, "the driver says");
  assert.equal(lines.of("file").length, 50);
  assert.match(lines.of("file").at(-1)?.text ?? "", /line=59/);
  own.info({ line: "x".repeat(10_000) }, "the driver says");
  assert.equal(lines.of("file").at(-1)?.text.length, 500);
});
