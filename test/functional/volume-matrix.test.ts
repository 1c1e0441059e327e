// Every driver of volumes at the manager: what an operator may ask of each, by runs; what is not offered is refused by name.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { isDriverStatus, type VolumeDriver } from "@holdfast/sdk";
import { isHostError } from "#host/errors";
import { silentLog } from "#host/log";
import { Journal } from "#host/operation/journal";
import { VolumeManager } from "#host/volume/manager";
import { ABILITIES, type Ability } from "#host/volume/messages";
import { ableVolumeDriver } from "../support/able-volume-driver.ts";
import { contextFor } from "../support/bus.ts";
import { temporaryDatabase } from "../support/database.ts";
import { temporaryFiles } from "../support/files.ts";
import { logicalVolumes } from "../support/logical-volumes.ts";
import { commandDriver } from "../support/volume-commands.ts";

const IS_LONG = process.env["HOLDFAST_PROVE"] === "1";
const DRIVERS = join(process.cwd(), "drivers-wasm");
const FILE = join(DRIVERS, "volume-matrix.md");
const NAMES = readdirSync(DRIVERS).filter(
  (name) => name.startsWith("volume-") && existsSync(join(DRIVERS, name, "manifest.json")),
);
/** The short form takes what costs least to load and shows both answers; the others' own tests try the rest. */
const TRIED = IS_LONG ? NAMES : ["volume-fake", "volume-file"];
const MIB = 2 ** 20;
const EXTENDED = "extend";
type Column = Ability | typeof EXTENDED;
const COLUMNS: readonly Column[] = [EXTENDED, ...ABILITIES];

test("what each driver of volumes can do stands in the matrix, as the manager found it", async (t) => {
  const rows = new Map<string, string>();
  for (const name of TRIED) rows.set(name, await oneDriver(t, name));
  const committed = committedRows();
  if (IS_LONG) return write(new Map([...committed, ...rows]));
  for (const [name, row] of rows)
    assert.equal(row, committed.get(name), `${name}: write the matrix anew with npm run prove volume-matrix`);
  assert.deepEqual([...committed.keys()].toSorted(), NAMES.toSorted(), "every driver has a row");
});

async function oneDriver(t: TestContext, name: string): Promise<string> {
  const { driver, health, directory } = await loaded(t, name);
  if (health().health === "unavailable") return `refused: ${health().reason}`;
  const manager = await managerOf(t, driver, directory);
  const ctx = contextFor(t, 120_000);
  await manager.create(ctx, { name: "a", sizeBytes: 4 * MIB });
  const cells: string[] = [];
  for (const column of COLUMNS) cells.push(await outcome(() => TRIES[column](manager, ctx)));
  return cells.join(" | ");
}

type Try = (manager: VolumeManager, ctx: ReturnType<typeof contextFor>) => Promise<unknown>;

/** What an operator does with each ability, on a volume `a` with the driver `it`. */
const TRIES: Readonly<Record<Column, Try>> = {
  extend: (manager, ctx) => manager.extend(ctx, { name: "a", sizeBytes: 8 * MIB }),
  async clone(manager, ctx) {
    await manager.clone(ctx, { source: "a", name: "b" });
    await manager.delete(ctx, { name: "b" });
  },
  async snapshot(manager, ctx) {
    await manager.createSnapshot(ctx, { name: "a", snapshot: "monday" });
    await manager.restoreSnapshot(ctx, { name: "a", snapshot: "monday" });
    await manager.deleteSnapshot(ctx, { name: "a", snapshot: "monday" });
  },
  async export(manager, ctx) {
    const ways: string[] = [];
    for (const way of ["path", "nbd"] as const) {
      const made = await manager.export(ctx, { name: "a", way }).catch(unlessStatus("unsupported"));
      if (made === undefined) continue;
      await manager.unexport(ctx, { name: "a", way });
      ways.push(way);
    }
    return ways.join(", ");
  },
  async copy(manager, ctx) {
    await manager.create(ctx, { name: "moved", sizeBytes: MIB });
    const { operationId } = await manager.migrate(ctx, { name: "moved", driver: "other" });
    assert.ok(operationId);
    while ((await manager.get(ctx, { name: "moved" })).state === "migrating") await new Promise(setImmediate);
    assert.equal((await manager.get(ctx, { name: "moved" })).driver, "other");
    await manager.delete(ctx, { name: "moved" });
  },
  async stats(manager, ctx) {
    await manager.refreshStats(ctx);
    const found = (await manager.backends(ctx)).backends.find(({ name }) => name === "it");
    if (found?.freeBytes == null) throw notOffered();
  },
  async plan(manager, ctx) {
    const { plan } = await manager.extend(ctx, { name: "a", sizeBytes: 16 * MIB, dryRun: true });
    const able = (await manager.backends(ctx)).backends.find(({ name }) => name === "it")?.abilities.includes("plan");
    if (!able) throw notOffered();
    return plan?.steps.some(({ argv }) => argv) ? "with commands" : undefined;
  },
};

class NotOffered extends Error {}
const notOffered = () => new NotOffered();

/** `works`, perhaps with a word on how, or `-` for what is not offered. Anything else is a failure. */
async function outcome(tried: () => Promise<unknown>): Promise<string> {
  try {
    const more = await tried();
    return typeof more === "string" && more !== "" ? `works: ${more}` : "works";
  } catch (error) {
    if (error instanceof NotOffered || isHostError(error, "UNSUPPORTED")) return "-";
    throw error;
  }
}

function unlessStatus(status: "unsupported") {
  return (error: unknown): undefined => {
    if (!isDriverStatus(error, status)) throw error;
  };
}

/** With all that its manifest asks for: its rules on directories of the test's own. */
function loaded(t: TestContext, name: string): ReturnType<typeof commandDriver> {
  const manifest = JSON.parse(readFileSync(join(DRIVERS, name, "manifest.json"), "utf8")) as {
    readonly permissions: readonly { readonly name: string; readonly rules?: readonly string[] }[];
  };
  const rules = manifest.permissions.flatMap((one) => one.rules ?? []);
  const root = name.replace("volume-", "");
  if (name !== "volume-lvm") return commandDriver(t, { name, rules, root });
  const rewrite = logicalVolumes(temporaryFiles(t), true);
  return commandDriver(t, { name, rules, root: "none", config: { group: "vg0" }, rewrite });
}

/** A manager with that driver as `it`, and a plain object as the `other` to which volumes can move. */
async function managerOf(t: TestContext, driver: VolumeDriver, directory: string): Promise<VolumeManager> {
  const database = await temporaryDatabase(t);
  const all: Readonly<Record<string, VolumeDriver>> = { it: driver, other: ableVolumeDriver("other") };
  const get = (name: string) => all[name] ?? assert.fail(`there is no driver ${name}`);
  const info = { path: "it.wasm", digest: "ab".repeat(32), version: "1.0.0", health: "ready" } as const;
  const drivers = {
    ...{ names: () => Object.keys(all), get, info: (name: string) => ({ name, ...info, directories: [directory] }) },
    supports: (name: string, fn: string) => typeof get(name)[fn as keyof VolumeDriver] === "function",
  };
  const journal = new Journal({ database, host: "here", instanceId: "one", log: silentLog });
  const quota = { volumes: 0, bytes: 0 };
  const retry = { retryMs: 1, retryMsMax: 1 };
  return new VolumeManager({ host: "here", domain: { database, journal, drivers, defaultDriver: "it", quota, retry } });
}

function committedRows(): Map<string, string> {
  const text = readFileSync(FILE, "utf8");
  return new Map([...text.matchAll(/^\| (volume-[\w-]+) \| (.*) \|$/gm)].map(([, name = "", row = ""]) => [name, row]));
}

function write(rows: ReadonlyMap<string, string>): void {
  const [head = ""] = readFileSync(FILE, "utf8").split("\n| Driver");
  const title = `| Driver | ${COLUMNS.join(" | ")} |\n|${"---|".repeat(COLUMNS.length + 1)}`;
  const lines = [...rows].toSorted().map(([name, row]) => `| ${name} | ${row} |`);
  writeFileSync(FILE, `${head.trimEnd()}\n\n${title}\n${lines.join("\n")}\n`);
}
