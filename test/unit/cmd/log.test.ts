import assert from "node:assert/strict";
import { test } from "node:test";
import { answeringHost } from "../../support/answering-host.ts";

const LEVEL = { level: "trace", configured: "info", until: "2026-01-01T00:10:00.000Z" };

test("a level is set for a time, ten minutes unless said otherwise, and shown with its end", async (t) => {
  const host = await answeringHost(t, { "host.setLogLevel": LEVEL });
  const { out } = await host.run("log", "level", "trace");
  assert.equal(out, "trace, until 2026-01-01T00:10:00.000Z; then info\n");
  assert.deepEqual(host.asked.at(-1)?.params, { level: "trace", forMs: 600_000 });
  await host.run("log", "level", "debug", "--for", "30s");
  assert.deepEqual(host.asked.at(-1)?.params, { level: "debug", forMs: 30_000 });
});

test("without a level it is shown, and restore asks for the configured one", async (t) => {
  const shown = { level: "info", configured: "info" };
  const host = await answeringHost(t, { "host.showLogLevel": shown, "host.restoreLogLevel": shown });
  assert.equal((await host.run("log", "level")).out, "info\n");
  assert.deepEqual((await host.run("log", "restore", "--json")).json, shown);
});

test("what is no level and no time is refused and nothing is changed", async (t) => {
  const host = await answeringHost(t, { "host.setLogLevel": LEVEL });
  assert.equal((await host.run("log", "level", "loud")).code, 2);
  assert.equal((await host.run("log", "level", "debug", "--for", "a while")).code, 2);
  assert.equal((await host.run("log", "level", "debug", "--for", "10 d")).code, 2);
  assert.deepEqual(host.asked, []);
});

test("lines are shown with their level and service, and asked for as they are wanted", async (t) => {
  const line = {
    at: "2026-01-01T00:00:00.000Z",
    level: "warn",
    service: "volume",
    message: "odd",
    fields: { name: "db\u001b[31m1", more: { a: 1 } },
  };
  const host = await answeringHost(t, {
    "host.readLog": async function* () {
      yield line;
    },
  });
  const shown = await host.run("log", "--service", "volume", "--level", "warn", "--last", "5", "--follow");
  assert.equal(shown.out, '2026-01-01T00:00:00.000Z  warn   volume    odd  name=db\\u{1b}[31m1  more={"a":1}\n');
  assert.deepEqual(host.asked[0]?.params, { service: "volume", level: "warn", last: 5, follow: true });
  assert.equal((await host.run("log", "--level", "loud")).code, 2);
});
