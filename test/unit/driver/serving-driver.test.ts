// A driver that serves, be it a file or a trusted object: how it feels, what it says to the log.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withDrivers } from "../../support/drivers.ts";
import { failsWith } from "../../support/extism-guest.ts";
import { guestBytes, withManifest } from "../../support/guest-wat.ts";

const UNAVAILABLE = JSON.stringify({
  status: "ok",
  result: { health: "unavailable", reason: "no 8021q in this kernel" },
});
const PROBE_UNAVAILABLE = `(data (i32.const 0) "${UNAVAILABLE.replaceAll('"', '\\"')}")
  (func (export "probe") (result i32) (call $reply (i32.const 0) (i32.const ${UNAVAILABLE.length})))`;

test("a driver that says it is unavailable is there, and says why", async () => {
  const fields = PROBE_UNAVAILABLE;
  await withDrivers(async ({ supervisor, add }) => {
    const info = await add("one", withManifest(await guestBytes(fields)));
    assert.deepEqual([info.health, info.reason], ["unavailable", "no 8021q in this kernel"]);
    assert.equal(supervisor.list()[0]?.state, "serving");
  });
});

test("a trusted object stands in for a driver, and is held to the kind's functions", async () => {
  const object = {
    version: "0.1.0",
    createVolume: async () => ({ name: "o", sizeBytes: 3 }),
    deleteVolume: async () => {},
    extendVolume: async () => ({ name: "o", sizeBytes: 3 }),
    inspectVolume: async () => ({ name: "o", sizeBytes: 3 }),
    listVolumes: async () => ({ volumes: [] }),
    probe: async () => ({ health: "degraded" as const, reason: "just an object" }),
  };
  await withDrivers(async ({ supervisor, within, volume }) => {
    const info = await within(1000, (ctx) =>
      supervisor.add(ctx, { kind: "volume", name: "o", object, path: "./o.js" }),
    );
    assert.deepEqual(info, {
      name: "o",
      path: "./o.js",
      digest: "",
      place: "",
      directories: [],
      version: "0.1.0",
      health: "degraded",
      reason: "just an object",
    });
    assert.equal((await within(1000, (ctx) => volume("o").inspectVolume(ctx, { name: "o" }))).sizeBytes, 3);
    assert.equal(supervisor.set("volume").supports("o", "getStats"), false);
    const lacking = { ...object, extendVolume: undefined };
    const adding = within(1000, (ctx) => supervisor.add(ctx, { kind: "volume", name: "p", object: lacking }));
    await assert.rejects(adding, failsWith("DRIVER_EXPORT_MISSING", /extendVolume/));
  });
});

test("what a driver says to the log is logged under its name, with the grant", async () => {
  const fields = `(import "extism:host/env" "log_warn" (func $log_warn (param i64)))
    (func $say (local $b i64) (local.set $b (call $alloc (i64.const 1))) (call $store_u8 (local.get $b) (i32.const 33)) (call $log_warn (local.get $b)))
    (func (export "list_volumes") (result i32) (call $say) (call $reply (i32.const 256) (i32.const 39)))
    (data (i32.const 256) "{\\22status\\22:\\22ok\\22,\\22result\\22:{\\22volumes\\22:[]}}")`;
  const permissions = [{ name: "log", reason: "Says what it does.", optional: true }];
  const bytes = withManifest(await guestBytes(fields), { permissions });
  for (const [grants, expected] of [
    [{ log: true }, ["one !"]],
    [{}, []],
  ] as const) {
    const lines: string[] = [];
    await withDrivers(
      async ({ add, volume, within }) => {
        await add("one", bytes, { grants });
        await within(5000, (ctx) => volume("one").listVolumes(ctx));
      },
      { log: recordingLog(lines) },
    );
    assert.deepEqual(lines, expected);
  }
});

/** A log that keeps what drivers say. */
function recordingLog(lines: string[], driver = "") {
  const keep = (fields: Readonly<Record<string, unknown>>) => {
    if (fields["line"] !== undefined) lines.push(`${driver} ${fields["line"]}`);
  };
  return {
    trace: keep,
    debug: keep,
    info: keep,
    warn: keep,
    error: keep,
    child: (bindings: Readonly<Record<string, unknown>>): never =>
      recordingLog(lines, String(bindings["driver"])) as never,
  };
}
