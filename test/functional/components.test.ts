// Components through the production path: on files, with what they are lent of WASI 0.2, and with all that one may do to its host.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { valuesInMemory } from "#host/cmd/driver-services";
import { openComponentStore } from "#host/driver/component/component-store";
import { openWasi } from "#host/driver/component/wasi-world";
import { createHostFunctions } from "#host/driver/host-functions/host-functions";
import { kvService } from "#host/driver/host-functions/kv-service";
import type { Log } from "#host/log";
import { COMPONENT_WASI } from "#sdk/index";
import { type DriverBench, withDrivers } from "../support/drivers.ts";
import { ROOT } from "../support/guests.ts";

const ON_FILES = new Uint8Array(readFileSync(join(ROOT, "test/fixtures/components/misbehaving.wasm")));
const RECIPE = new Uint8Array(readFileSync(join(ROOT, "test/fixtures/recipes/component.wasm")));
const CALL_TIMEOUT_MS = 20_000;
const folder = mkdtempSync(join(tmpdir(), "holdfast-component-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const components = openComponentStore(join(folder, "translated"));
const fs = (mode: "ro" | "rw", host = mkdtempSync(join(folder, "volumes-"))) => [{ guest: "/volumes", host, mode }];

/** The code of the error that making a volume of that name ends with. */
async function codeOf(bench: DriverBench, name: string): Promise<string> {
  try {
    await bench.within(CALL_TIMEOUT_MS, (ctx) => bench.volume("disk").createVolume(ctx, { name, sizeBytes: 8 }));
    return "none";
  } catch (error) {
    const { status, code } = error as { readonly status?: string; readonly code?: string };
    return status ?? code ?? String(error);
  }
}

test("a component keeps volumes as files in the granted directory, and nowhere else", async () => {
  const [grant] = fs("rw");
  await withDrivers(
    async (bench) => {
      await bench.add("disk", ON_FILES, { grants: { fs: [grant as NonNullable<typeof grant>] } });
      assert.equal(bench.supervisor.list()[0]?.runtime, "component");
      const volume = bench.volume("disk");
      await bench.within(CALL_TIMEOUT_MS, async (ctx) => {
        const made = await volume.createVolume(ctx, { name: "größe", sizeBytes: 2 ** 33 });
        assert.equal(made.sizeBytes, 2 ** 33);
        assert.equal((await volume.extendVolume(ctx, { name: "größe", sizeBytes: 2 ** 34 })).sizeBytes, 2 ** 34);
        await assert.rejects(volume.createVolume(ctx, { name: "größe", sizeBytes: 1 }), { status: "already_exists" });
        await volume.createVolume(ctx, { name: "../out", sizeBytes: 9 });
        const { volumes } = await volume.listVolumes(ctx);
        assert.deepEqual(volumes.map(({ name }) => name).sort(), ["../out", "größe"]);
        assert.equal(readdirSync(grant?.host as string).length, 2);
        await volume.deleteVolume(ctx, { name: "größe" });
        await assert.rejects(volume.inspectVolume(ctx, { name: "größe" }), { status: "not_found" });
      });
    },
    { components },
  );
});

test("without a grant there are no directories, and below a read-only one nothing is made", async () => {
  for (const grants of [{}, { fs: fs("ro") }]) {
    await withDrivers(
      async (bench) => {
        await bench.add("disk", ON_FILES, { grants });
        assert.equal(await codeOf(bench, "any"), "permission_denied");
      },
      { components },
    );
  }
});

test("it is lent clocks, random numbers, the log and what its grants say, and no environment", async () => {
  const lines: string[] = [];
  const note = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  const log: Log = { trace: note, debug: note, info: note, warn: note, error: note, child: () => log };
  const options = { components, log, services: { kv: kvService(valuesInMemory()) } };
  await withDrivers(async (bench) => {
    const denied = await bench.add("disk", ON_FILES, { grants: { log: true } });
    assert.match(denied.reason ?? "", /^year 20\d\d, forward 1, chance 1, args 0, kept kv_get needs the permission kv/);
    for (const words of ["standard output", "standard error"]) {
      assert.ok(
        lines.some((line) => line.includes(words)),
        lines.join("\n"),
      );
    }
    const granted = await bench.add("other", ON_FILES, { grants: { kv: true } });
    assert.match(granted.reason ?? "", /kept yes$/);
  }, options);
});

test("whatever a component does, the call ends with a named error and the next one is served", async () => {
  const expected: Readonly<Record<string, string>> = {
    loop: "DRIVER_OUT_OF_FUEL",
    trap: "DRIVER_TRAP",
    exit: "DRIVER_TRAP",
    deep: "DRIVER_TRAP",
    grow: "DRIVER_MEMORY_EXCEEDED",
    forge: "DRIVER_BAD_ANSWER",
    wrong: "DRIVER_BAD_ANSWER",
    never: "DRIVER_BAD_ANSWER",
    wide: "DRIVER_BAD_ANSWER",
    twice: "DRIVER_OUTPUT_TOO_LARGE",
  };
  await withDrivers(
    async (bench) => {
      await bench.add("disk", ON_FILES, {
        grants: { fs: fs("rw") },
        limits: { fuelMax: 20_000_000, memoryBytesMax: 16 * 2 ** 20 },
      });
      for (const [name, code] of Object.entries(expected)) assert.equal(await codeOf(bench, `!${name}`), code, name);
      assert.equal(await codeOf(bench, "honest"), "none");
      assert.equal(await codeOf(bench, "bulk that is written"), "none");
    },
    { components, restart: { freeFaults: 1000, quarantineFaults: 1000 } },
  );
});

test("a component without files shares a thread with other drivers, and runs inline and in a process of its own too", async () => {
  for (const isolation of [undefined, "inline", "process"] as const) {
    await withDrivers(
      async (bench) => {
        await bench.add("disk", RECIPE, isolation && { isolation });
        assert.equal(bench.supervisor.list()[0]?.isolation, isolation ?? "pooled");
        assert.equal(await codeOf(bench, "one"), "none");
        assert.equal(await codeOf(bench, "one"), "already_exists");
      },
      { components },
    );
  }
});

test("what the verdict offers of WASI 0.2 is what runs", () => {
  const options = {
    driver: "x",
    memoryPagesMax: 1,
    outputBytesMax: 1,
    hostBytesMax: 1,
    config: null,
    fs: [],
    log: false,
  };
  const wasi = openWasi(options, createHostFunctions(options, { log: () => {} }));
  const offered = Object.entries(COMPONENT_WASI).flatMap(([name, functions]) =>
    functions.map((one) => `${name} ${one}`),
  );
  assert.deepEqual([...wasi.functions.keys()].sort(), offered.sort());
  wasi.close();
});
