// A host as far as volumes and networks go, with real drivers: a mixed workload on it, and a report of whether records and reality agree.
import { mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { NetworkDriver, VolumeDriver } from "@holdfast/sdk";
import { RequestContext } from "#host/context";
import { type Database, openDatabase } from "#host/db/connection";
import { migrateDatabase } from "#host/db/migrate";
import { listOperations } from "#host/db/operations-table";
import { lockDatabase } from "#host/db/owner-lock";
import { listVolumes } from "#host/db/volumes-table";
import { httpService } from "#host/driver/host-functions/http-service";
import { secretService } from "#host/driver/host-functions/secrets";
import { createSupervisor, type Supervisor } from "#host/driver/supervisor";
import { isDriverStatus, isHostError, messageOf } from "#host/errors";
import { silentLog } from "#host/log";
import type { DriverSet } from "#host/manager/manager";
import { Journal } from "#host/operation/journal";
import { VolumeManager } from "#host/volume/manager";
import { type Dice, rollDice } from "./dice.ts";
import { networkWork, type SwitchAccess } from "./network-work.ts";

const driverFile = (name: string) =>
  fileURLToPath(new URL(`../../../drivers-wasm/${name}/${name}.wasm`, import.meta.url));
const DRIVERS = ["one", "two"] as const;
const REFUSALS = ["BUSY", "ALREADY_EXISTS", "NOT_FOUND", "FAILED_PRECONDITION", "INVALID_PARAMS"] as const;
const WORKERS = 3;
const RETRY = { retryMs: 1, retryMsMax: 1 };

export interface MixedPlace {
  readonly directory: string;
  /** Of this run. */
  readonly instanceId: string;
  /** The switch, and the file with the password for it. */
  readonly access: SwitchAccess & { readonly token: string };
}

export interface MixedHost {
  /** How many operations the run before left open. */
  readonly leftOpen: number;
  /** What records, journal, drivers, disk and switch say differently; empty when all agree. */
  differences(): Promise<string[]>;
  /** Changes things until the process ends; `say` is told of what must not happen. */
  work(seed: number, say: (line: string) => void): Promise<void>;
}

/** Opens the database, loads the drivers, and settles what an earlier run left open. */
export async function openMixedHost(place: MixedPlace): Promise<MixedHost> {
  const { directory, instanceId, access } = place;
  const file = path.join(directory, "holdfast.db");
  lockDatabase(file);
  const database = openDatabase({ path: file });
  await migrateDatabase(database);
  const leftOpen = (await openOperations(database)).length;
  const journal = new Journal({ database, host: "edge-1", instanceId, log: silentLog });
  const ctx = new RequestContext({ timeoutMs: 600_000 });
  const http = httpService({ ownPorts: () => new Set() });
  const supervisor = createSupervisor({ log: silentLog, services: { http, secret: secretService } });
  await addDrivers(ctx, supervisor, place);
  const drivers = supervisor.set<VolumeDriver>("volume");
  const networks = networkWork({ database, journal, drivers: supervisor.set<NetworkDriver>("network"), access });
  const domain = { database, journal, drivers, defaultDriver: "one", quota: { volumes: 0, bytes: 0 }, retry: RETRY };
  const manager = new VolumeManager({ host: "edge-1", domain });
  await manager.initHost(ctx);
  await networks.manager.initHost(ctx);
  const parts = { manager, drivers, database, directory, ctx };
  return {
    leftOpen,
    differences: async () => [...(await differences(parts)), ...(await networks.differences())],
    async work(seed, say) {
      const dice = rollDice(seed);
      const volumes = (own: RequestContext) => changeVolumes(manager, own, dice);
      const switches = (own: RequestContext) => networks.change(own, dice);
      const all = Array.from({ length: WORKERS }, () => [volumes, switches]).flat();
      await Promise.all(all.map((change) => goOn(ctx, change, say)));
    },
  };
}

/** All at once. To meter their code again in each of many short lives takes longer than what the lives are for; the long form does it all the same. */
async function addDrivers(ctx: RequestContext, supervisor: Supervisor, { directory, access }: MixedPlace) {
  const metered = process.env["HOLDFAST_PROVE"] === "1";
  const files = DRIVERS.map((name) => {
    const host = path.join(directory, name);
    mkdirSync(host, { recursive: true });
    const grants = { fs: [{ guest: "/volumes", host, mode: "rw" }] } as const;
    return supervisor.add(ctx, { kind: "volume", name, path: driverFile("volume-file"), metered, grants });
  });
  const { url, authority, token } = access;
  const device = supervisor.add(ctx, {
    ...{ kind: "network", name: "switch", path: driverFile("network-cisco"), metered },
    config: { url, user: "holdfast", access_lists: "stateless", nat: "static" },
    grants: { config: true, http: [{ origin: url, ca: authority, addresses: ["127.0.0.0/8"] }], secret: { token } },
  });
  await Promise.all([...files, device]);
}

/** Goes on until the process is killed. */
async function goOn(
  ctx: RequestContext,
  change: (own: RequestContext) => Promise<unknown>,
  say: (line: string) => void,
): Promise<void> {
  for (;;) {
    const own = ctx.child({ timeoutMs: 60_000 });
    try {
      await change(own);
    } catch (error) {
      // Another worker was faster between the look and the call: the driver refuses, and nothing was done.
      if (isDriverStatus(error, "already_exists")) continue;
      if (!isHostError(error) || !REFUSALS.some((code) => code === error.code)) say(`BUG ${messageOf(error)}`);
    } finally {
      own.close();
    }
  }
}

interface VolumeParts {
  readonly manager: VolumeManager;
  readonly drivers: DriverSet<VolumeDriver>;
  readonly database: Database;
  readonly directory: string;
  readonly ctx: RequestContext;
}

async function changeVolumes(manager: VolumeManager, own: RequestContext, dice: Dice): Promise<unknown> {
  const name = `v${dice.upTo(6)}`;
  const other = `v${dice.upTo(6)}`;
  const snapshot = dice.pick(["monday", "tuesday"]);
  const sizeBytes = 4096 * (1 + dice.upTo(64));
  const changes: readonly (() => Promise<unknown>)[] = [
    () => manager.create(own, { name, sizeBytes, driver: dice.pick(DRIVERS) }),
    () => manager.create(own, { name, sizeBytes, driver: dice.pick(DRIVERS) }),
    () => manager.delete(own, { name }),
    () => manager.extend(own, { name, sizeBytes }),
    () => manager.clone(own, { name, source: other }),
    () => manager.createSnapshot(own, { name, snapshot }),
    () => manager.deleteSnapshot(own, { name, snapshot }),
    () => manager.restoreSnapshot(own, { name, snapshot }),
    () => manager.migrate(own, { name, driver: dice.pick(DRIVERS) }),
    () => manager.unmanage(own, { name }).then(() => manager.manage(own, { name, driver: dice.pick(DRIVERS) })),
  ];
  return dice.pick(changes)();
}

/** What the records, the journal, the drivers and the disk say differently; empty when all agree. What was let go is taken in first. */
async function differences(parts: VolumeParts): Promise<string[]> {
  const { manager, drivers, database, directory, ctx } = parts;
  for (const { driver, name } of (await manager.orphans(ctx)).orphans) {
    // Let go, and then made anew with the other driver.
    if ((await listVolumes(database.handle, { name })).length > 0)
      await drivers.get(driver).deleteVolume(ctx, { name });
    else await manager.manage(ctx, { driver, name });
  }
  const found: string[] = [];
  for (const { action, resource, state, waitReason } of await openOperations(database))
    found.push(`operation ${action} of ${resource} is ${state}: ${waitReason}`);
  const rows = await listVolumes(database.handle);
  for (const row of rows)
    if (row.state !== "available" || row.heldBy !== null || row.discardDriver !== null)
      found.push(`${row.name} is ${row.state}, held by ${row.heldBy}, left with ${row.discardDriver}: ${row.error}`);
  for (const driver of DRIVERS) {
    const wanted: string[] = [];
    for (const row of rows.filter((one) => one.driver === driver)) {
      const { snapshots } = await manager.get(ctx, { name: row.name });
      wanted.push(
        `${row.name} ${row.sizeBytes}`,
        ...snapshots.map((one) => `${row.name}@${one.name} ${one.sizeBytes}`),
      );
    }
    const there: string[] = [];
    for (const { name, sizeBytes } of (await drivers.get(driver).listVolumes(ctx)).volumes) {
      const { snapshots = [] } = await drivers.get(driver).inspectVolume(ctx, { name });
      there.push(`${name} ${sizeBytes}`, ...snapshots.map((one) => `${name}@${one.name} ${one.sizeBytes}`));
    }
    const names = (lines: string[]) => lines.map((line) => line.split(" ")[0]).toSorted();
    if (wanted.toSorted().join() !== there.toSorted().join()) found.push(`${driver}: ${wanted} is not ${there}`);
    const files = readdirSync(path.join(directory, driver)).toSorted();
    if (files.join() !== names(there).join()) found.push(`${driver} has the files ${files} for ${names(there)}`);
  }
  return found;
}

async function openOperations({ handle }: Database) {
  const states = ["started", "unknown"] as const;
  return (await Promise.all(states.map((state) => listOperations(handle, { state })))).flat();
}
