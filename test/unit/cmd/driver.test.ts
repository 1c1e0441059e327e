import assert from "node:assert/strict";
import { test } from "node:test";
import { HostError } from "#host/errors";
import { answeringHost } from "../../support/answering-host.ts";

const ACCOUNT = { guestMs: 1, fuel: 2, memoryBytesPeak: 65536, hostCalls: 3, bytesIn: 4, bytesOut: 5 };
const driver = (name: string, more: object = {}) => ({
  ...{ kind: "volume", name, state: "serving", health: "ready", version: "1.0.0", runtime: "extism", calls: 2 },
  ...{ faults: 0, digest: "ab".repeat(32), source: "added", path: `/srv/${name}.wasm`, instances: 1, busy: 0 },
  ...{ queued: 0, restarts: 0, grants: { log: true, config: false, fs: [] }, isolation: "shared", account: ACCOUNT },
  ...more,
});

test("add sends an absolute path and everything that was granted, configured and limited", async (t) => {
  const host = await answeringHost(t, { "host.addDriver": driver("second") });
  const { code, err } = await host.run(
    ...["driver", "add", "second", "mine.wasm", "--grant", "log", "--grant", "fs:/volumes=srv:rw"],
    ...["--driver-config", "capacity=10=20", "--limit", "callTimeoutMs=5s", "--digest", "ab".repeat(32)],
  );
  assert.equal(code, 0, err);
  const params = host.asked[0]?.params as Record<string, Record<string, unknown>>;
  assert.equal(params["path"], "/mine.wasm");
  assert.deepEqual(params["grants"]?.["fs"], [{ guest: "/volumes", host: "/srv", mode: "rw" }]);
  assert.deepEqual(params["config"], { capacity: "10=20" });
  assert.equal(params["limits"]?.["callTimeoutMs"], 5000);
  assert.equal(params["digest"], "ab".repeat(32));
});

test("a driver of Holdfast's own keeps its name on the way to the host", async (t) => {
  const host = await answeringHost(t, { "host.addDriver": driver("own") });
  await host.run("driver", "add", "own", "builtin:volume-file");
  const params = host.asked[0]?.params as { path: string } | undefined;
  assert.equal(params?.path, "builtin:volume-file");
});

test("a refusal for want of grants says what to write on this very command line", async (t) => {
  const missingGrants = [
    { permission: "log", reason: "says", optional: false },
    { permission: "fs", reason: "keeps", optional: false, paths: [{ guest: "/volumes", mode: "rw" }] },
  ];
  const refuse = () => {
    throw new HostError("DRIVER_GRANT_MISSING", "it needs more", { data: { missingGrants } });
  };
  const host = await answeringHost(t, { "host.addDriver": refuse });
  const people = await host.run("driver", "add", "x", "/x.wasm");
  assert.deepEqual([people.code, people.out], [1, ""]);
  assert.match(people.err, /here: --grant log --grant fs:\/volumes=DIRECTORY:rw \(DRIVER_GRANT_MISSING\)/);
  const programs = await host.run("driver", "add", "x", "/x.wasm", "--json");
  assert.deepEqual(JSON.parse(programs.err).error.data.missingGrants, missingGrants);
});

test("list tells the broken from the unwell and from those that serve", async (t) => {
  const error = { code: "DRIVER_START_TRAP", message: "it trapped", retryable: false };
  const drivers = [
    driver("fine"),
    driver("broken", { state: "broken", health: "unavailable", error, digest: "", version: "" }),
    driver("unwell", { health: "degraded", reason: "the disk is full" }),
  ];
  const host = await answeringHost(t, { "host.listDrivers": { drivers } });
  const { out } = await host.run("driver", "list");
  assert.match(out, /^volume\/fine +serving +1\.0\.0 /m);
  assert.match(out, /^volume\/broken +broken \(DRIVER_START_TRAP\) +- .* - +added$/m);
  assert.match(out, /^volume\/unwell +degraded \(the disk is full\)/m);
});

test("show lists the grants, the figures and the error", async (t) => {
  const grants = { log: true, config: true, fs: [{ guest: "/volumes", host: "/srv", mode: "ro" }] };
  const error = { code: "DRIVER_TRAP", message: "unreachable", retryable: true };
  const host = await answeringHost(t, { "host.showDriver": driver("x", { grants, error }) });
  const { out } = await host.run("driver", "show", "x");
  assert.match(out, /^granted +log, config, fs \/volumes = \/srv \(ro\)$/m);
  assert.match(out, /^instances 1 \(shared\), 0 busy, 0 calls queued, 0 restarts$/m);
  assert.match(out, /^error +DRIVER_TRAP: unreachable$/m);
  assert.deepEqual(host.asked[0]?.params, { kind: "volume", name: "x" });
});

test("remove passes on whether it is forced", async (t) => {
  const host = await answeringHost(t, { "host.removeDriver": null });
  assert.deepEqual((await host.run("driver", "rm", "x", "--json")).json, { removed: "volume/x" });
  await host.run("driver", "remove", "x", "--force");
  assert.deepEqual(
    host.asked.map(({ params }) => (params as { force: boolean }).force),
    [false, true],
  );
});
