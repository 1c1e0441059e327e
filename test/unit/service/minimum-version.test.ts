import assert from "node:assert/strict";
import { test } from "node:test";
import { silentLog } from "#host/log";
import { checkVersions, minimumVersion, refuseTooOld } from "#host/service/minimum-version";
import { Service } from "#host/service/service";
import { serviceParts } from "../../support/service-parts.ts";

const record = (host: string, version: string, change: object = {}) => ({
  ...{ uuid: host, host, topic: "thing", version, state: "up", forcedDown: false, deleted: false, ...change },
});
const own = (version: string) => ({ host: "me", topic: "thing", version });

test("the minimum is that of the living, by number and not by text, with who holds it", () => {
  const records = [record("a", "1.10"), record("b", "1.9"), record("c", "0.1", { topic: "other" })];
  const minimum = minimumVersion(records, "thing");
  assert.equal(minimum?.version, "1.9");
  assert.deepEqual(
    minimum.holders.map(({ host }) => host),
    ["b"],
  );
  assert.equal(minimumVersion([], "thing"), undefined);
});

test("one that is older than all others is refused, with the list of those that are newer", () => {
  assert.throws(() => refuseTooOld([record("a", "2.0"), record("b", "1.4")], own("1.3")), {
    code: "FAILED_PRECONDITION",
    message: /1\.3 is too old: .*thing@a 2\.0, thing@b 1\.4/,
  });
  refuseTooOld([record("a", "2.0"), record("b", "1.3")], own("1.3"));
  refuseTooOld([record("a", "1.0")], own("3.0"));
});

test("rows of the dead, of those forced down and of one's own former run hold nobody back", () => {
  for (const change of [
    { state: "down" },
    { state: "left" },
    { state: "failed" },
    { forcedDown: true },
    { host: "me" },
  ])
    refuseTooOld([record("a", "9.0", change)], own("1.0"));
  assert.throws(() => refuseTooOld([record("a", "9.0", { state: "suspect" })], own("1.0")));
});

test("a start that is too old fails at its step and leaves no record", async (t) => {
  const parts = await serviceParts(t);
  class Newer {
    static version = "1.5";
    async reset() {
      return { changed: [] };
    }
  }
  const newer = new Service(parts.options(new Newer()));
  await newer.start();
  const old = new Service(parts.options({}, { host: "edge2" }));
  await assert.rejects(old.start(), {
    code: "START_FAILED",
    message: /step recordLookup: version 1\.0 is too old: .*thing@edge1 1\.5/,
  });
  assert.deepEqual(
    (await parts.records.list()).map(({ host }) => host),
    ["edge1"],
  );
  await newer.stop();
  await old.start();
  await old.stop();
});

const newcomer = (requires: Readonly<Record<string, string>>) => ({ ...own("1.0"), requires });

test("a service that requires versions of others is refused while older ones live, each named with what is needed", () => {
  const records = [
    record("a", "1.1", { topic: "volume" }),
    record("b", "1.2", { topic: "volume" }),
    record("c", "0.1", { topic: "network", state: "left" }),
  ];
  assert.throws(() => checkVersions(records, newcomer({ volume: "1.2", network: "1.0" })), {
    code: "FAILED_PRECONDITION",
    message: /cannot live with volume@a 1\.1 \(1\.2 is needed\); upgrade/,
  });
  checkVersions(records, newcomer({ volume: "1.1", absent: "9.0" }));
  checkVersions(records, newcomer({}));
});

test("what does not fit may start all the same where the operator allows it, with a warning for each reason", () => {
  const told: unknown[] = [];
  const log = { ...silentLog, warn: (fields: object) => void told.push(fields) };
  const records = [record("a", "2.0"), record("b", "1.0", { topic: "volume" })];
  checkVersions(records, newcomer({ volume: "1.2" }), log);
  assert.deepEqual(
    told.map((fields) => /too old|cannot live/.exec((fields as { error: string }).error)?.[0]),
    ["too old", "cannot live"],
  );
});

test("a manager's requirement fails the start at its step, and the option lets it start", async (t) => {
  const parts = await serviceParts(t);
  const old = new Service(parts.options({}, { topic: "volume" }));
  await old.start();
  const manager = { requires: { volume: "1.1" } };
  const picky = new Service(parts.options(manager));
  await assert.rejects(picky.start(), { code: "START_FAILED", message: /step recordLookup: .*volume@edge1 1\.0/ });
  const allowed = new Service(parts.options(manager, { oldVersionsAllowed: true }));
  await allowed.start();
  await Promise.all([allowed.stop(), old.stop()]);
});

test("the record shows the range of versions that a service speaks, not one number", async (t) => {
  const parts = await serviceParts(t);
  const service = new Service(parts.options({ version: "2.3" }));
  await service.start();
  const [record] = await parts.records.list();
  assert.deepEqual([record?.version, record?.apiVersions], ["2.3", { thing: "2.0-2.3" }]);
  await service.stop();
});
