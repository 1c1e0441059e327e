// The two views of a driver: what managers see, what operators see.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type DriverEntry, infoOf, newEntry, statusOf } from "#host/driver/driver-entry";
import type { ServingDriver } from "#host/driver/serving-driver";
import { HostError } from "#host/errors";

const SPEC = { kind: "volume", name: "one", path: "/d.wasm", grants: { log: true } };
const ACCOUNT = { guestMs: 1, fuel: 2, memoryBytesPeak: 3, hostCalls: 4, bytesIn: 5, bytesOut: 6 };
const FIGURES = {
  ...{ instances: 1, busy: 0, queued: 0, asleep: false, calls: 7, restarts: 2, faults: 2 },
  isolation: "pooled" as const,
  account: ACCOUNT,
};

function servingWith(quarantined: boolean): ServingDriver {
  return {
    handle: {},
    version: "1.2.3",
    capabilities: ["get_stats"],
    supports: () => false,
    probe: async () => ({ health: "ready" }),
    record() {},
    uses: () => ({ permissions: [], uses: [] }),
    figures: () => ({ ...FIGURES, quarantined }),
    forwardTo() {},
    call: () => Promise.reject(new Error("nobody calls it")),
    onFault() {},
    closed: false,
    drain: async () => {},
    close: async () => {},
  };
}

test("a driver that could not be loaded has a reason and no figures", () => {
  const error = new HostError("DRIVER_MALFORMED", "the file is empty");
  const entry: DriverEntry = {
    ...newEntry(SPEC),
    state: "broken",
    health: { health: "unavailable", reason: error.message },
    error,
  };
  const info = infoOf(entry);
  assert.deepEqual(
    { ...info, place: info.place?.length },
    {
      name: "one",
      path: "/d.wasm",
      digest: "",
      place: 64,
      directories: [],
      version: "",
      health: "unavailable",
      reason: "the file is empty",
    },
  );
  const { state, runtime, error: shown, calls } = statusOf(entry);
  assert.deepEqual(
    { state, runtime, shown, calls },
    {
      state: "broken",
      runtime: "none",
      shown: { code: "DRIVER_MALFORMED", message: "the file is empty", retryable: false },
      calls: 0,
    },
  );
});

test("a driver that serves shows its version, grants and figures, and quarantine before all else", () => {
  const entry: DriverEntry = {
    ...newEntry(SPEC),
    state: "serving",
    health: { health: "ready" },
    serving: servingWith(false),
  };
  const status = statusOf(entry);
  assert.deepEqual([status.version, status.state, status.grants, status.calls], ["1.2.3", "serving", { log: true }, 7]);
  assert.equal("quarantined" in status, false);
  assert.equal("reason" in status, false);
  const quarantined = statusOf({ ...entry, serving: servingWith(true) });
  assert.deepEqual([quarantined.state, quarantined.health], ["quarantined", "unavailable"]);
});

test("an object has no grants: nothing confines it", () => {
  const entry: DriverEntry = {
    ...newEntry({ kind: "volume", name: "o", object: {} }),
    state: "serving",
    health: { health: "ready" },
    runtime: "object",
  };
  assert.deepEqual([statusOf(entry).grants, statusOf(entry).path, statusOf(entry).runtime], [{}, "", "object"]);
});
