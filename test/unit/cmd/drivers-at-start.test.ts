import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { addConfiguredDrivers } from "#host/cmd/drivers-at-start";
import { loadConfig } from "#host/conf/load";
import { withContext } from "#host/context";
import type { DriverSpec } from "#host/driver/driver-types";
import type { Supervisor } from "#host/driver/supervisor";
import { HostError } from "#host/errors";
import { createLog } from "#host/log";
import { temporaryFiles } from "../../support/files.ts";

/** Adds what the configuration names to a supervisor that refuses the names given. */
async function addAll(dataDir: string, flags: readonly string[], refused: readonly string[] = []) {
  const { config } = loadConfig({ env: {}, cwd: dataDir, flags: [`dataDir=${dataDir}`, ...flags] });
  const specs = new Map<string, DriverSpec>();
  const lines: string[] = [];
  const supervisor = {
    add: async (_ctx: unknown, spec: DriverSpec) => {
      specs.set(spec.name, spec);
      if (refused.includes(spec.name)) throw new HostError("DRIVER_START_TRAP", "it trapped");
    },
    list: () => [...specs.values()],
  } as unknown as Supervisor;
  const log = createLog({ level: "warn", destination: { write: (line) => void lines.push(line) } });
  await withContext({ timeoutMs: 5000, log }, (ctx) => addConfiguredDrivers(ctx, supervisor, config));
  return { specs, lines };
}

test("embedded defaults need no file: the own drivers, and a directory for the volumes", async (t) => {
  const dataDir = temporaryFiles(t);
  const { specs } = await addAll(dataDir, []);
  const file = specs.get("file");
  assert.ok(file && "path" in file && existsSync(file.path ?? ""), "builtin: stands for a real file");
  assert.equal(statSync(join(dataDir, "volumes")).mode & 0o777, 0o700);
});

test("a granted directory outside of the data directory is not made: the grant may be a mistake", async (t) => {
  const [dataDir, outside] = [temporaryFiles(t), join(temporaryFiles(t), "absent")];
  const grant = `volume.drivers.x.grants.fs=[{guest: /volumes, host: ${outside}, mode: rw}]`;
  const { specs } = await addAll(dataDir, ["volume.drivers.x.path=/x.wasm", grant]);
  assert.deepEqual([specs.has("x"), existsSync(outside)], [true, false]);
});

test("a driver that does not load keeps no other from being added, and is told by the supervisor alone", async (t) => {
  const { specs, lines } = await addAll(temporaryFiles(t), ["volume.drivers.bad.path=/x.wasm"], ["bad"]);
  assert.ok(specs.has("bad") && specs.has("file"));
  assert.deepEqual(lines, []);
});

test("a driver whose file is not even looked for is logged with its name", async (t) => {
  const flags = ["volume.drivers.nothing.path=builtin:volume-nothing"];
  const { specs, lines } = await addAll(temporaryFiles(t), flags);
  assert.equal(specs.has("nothing"), false);
  assert.match(lines.join(""), /"driver":"nothing".*no driver named volume-nothing/);
});
