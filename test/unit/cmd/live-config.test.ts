import assert from "node:assert/strict";
import { test } from "node:test";
import { LiveConfig } from "#host/cmd/live-config";
import { loadConfig } from "#host/conf/load";
import type { Config } from "#host/conf/options";
import { HostError } from "#host/errors";

const configOf = (...flags: string[]): Config => loadConfig({ env: {}, cwd: "/", flags }).config;

function makeLive() {
  const source: { next: () => Config } = { next: () => configOf() };
  const told: Config[] = [];
  const live = new LiveConfig({
    config: configOf(),
    read: () => source.next(),
    onChange: (config) => void told.push(config),
  });
  return { live, source, told };
}

test("nothing changed is nothing applied", () => {
  const { live } = makeLive();
  assert.deepEqual(live.reload(), { applied: [], needsRestart: [] });
});

test("what is read at each use is in force at once", () => {
  const { live, source, told } = makeLive();
  source.next = () =>
    configOf("log.level=debug", "volume.quota.volumes=3", "api.requestsMax=7", "operation.retentionMs=1h");
  const { applied, needsRestart } = live.reload();
  assert.deepEqual(applied.toSorted(), [
    "api.requestsMax",
    "log.level",
    "operation.retentionMs",
    "volume.quota.volumes",
  ]);
  assert.deepEqual(needsRestart, []);
  assert.equal(live.current.volume.quota.volumes, 3);
  assert.equal(told.at(-1)?.log.level, "debug");
  assert.deepEqual(live.reload().applied, [], "and only once");
});

test("what needs a restart is told at every reload until the host is restarted or it is taken back", () => {
  const { live, source } = makeLive();
  source.next = () => configOf("hub.listen=127.0.0.1:9999", "api.listen=127.0.0.1:9998");
  for (const _time of [1, 2]) assert.deepEqual(live.reload().needsRestart.toSorted(), ["api.listen", "hub.listen"]);
  source.next = () => configOf();
  assert.deepEqual(live.reload(), { applied: [], needsRestart: [] });
});

test("a configuration with errors changes nothing", () => {
  const { live, source, told } = makeLive();
  const before = live.current;
  source.next = () => configOf("log.level=loud");
  assert.throws(
    () => live.reload(),
    (error) => error instanceof HostError && error.code === "CONFIG_INVALID",
  );
  assert.deepEqual([live.current === before, told], [true, []]);
});
