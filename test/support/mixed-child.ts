// A host's process as far as volumes and networks go, to be killed: real drivers, a mixed workload, and a report of whether records and reality agree.
import { mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { NetworkDriver, VolumeDriver } from "@holdfast/sdk";
import { RequestContext } from "#host/context";
import { openDatabase } from "#host/db/connection";
import { migrateDatabase } from "#host/db/migrate";
import { listOperations } from "#host/db/operations-table";
import { lockDatabase } from "#host/db/owner-lock";
import { listVolumes } from "#host/db/volumes-table";
import { httpService } from "#host/driver/host-functions/http-service";
import { secretService } from "#host/driver/host-functions/secrets";
import { createSupervisor } from "#host/driver/supervisor";
import { isDriverStatus, isHostError, messageOf } from "#host/errors";
import { silentLog } from "#host/log";
import { Journal } from "#host/operation/journal";
import { VolumeManager } from "#host/volume/manager";
import { rollDice } from "./dice.ts";
import { networkWork, type SwitchAccess } from "./network-work.ts";

const [directory = "", instanceId = "", seed = "1", device = "{}"] = process.argv.slice(2);
const access = JSON.parse(device) as SwitchAccess & { readonly token: string };
const driverFile = (name: string) =>
  fileURLToPath(new URL(`../../../drivers-wasm/${name}/${name}.wasm`, import.meta.url));
const DRIVERS = ["one", "two"] as const;
const REFUSALS = ["BUSY", "ALREADY_EXISTS", "NOT_FOUND", "FAILED_PRECONDITION", "INVALID_PARAMS"] as const;
const VOLUME_WORKERS = 3;
const NETWORK_WORKERS = 3;

const say = (line: string) => void process.stdout.write(`${line}\n`);
const file = path.join(directory, "holdfast.db");
lockDatabase(file);
const database = openDatabase({ path: file });
await migrateDatabase(database);
const journal = new Journal({ database, host: "edge-1", instanceId, log: silentLog });
const http = httpService({ ownPorts: () => new Set() });
const supervisor = createSupervisor({ log: silentLog, services: { http, secret: secretService } });
const ctx = new RequestContext({ timeoutMs: 600_000 });
for (const name of DRIVERS) {
  const host = path.join(directory, name);
  mkdirSync(host, { recursive: true });
  const grants = { fs: [{ guest: "/volumes", host, mode: "rw" }] } as const;
  await supervisor.add(ctx, { kind: "volume", name, path: driverFile("volume-file"), grants });
}
const { url, authority, token } = access;
await supervisor.add(ctx, {
  ...{ kind: "network", name: "switch", path: driverFile("network-cisco") },
  config: { url, user: "holdfast", access_lists: "stateless", nat: "static" },
  grants: { config: true, http: [{ origin: url, ca: authority, addresses: ["127.0.0.0/8"] }], secret: { token } },
});
const drivers = supervisor.set<VolumeDriver>("volume");
const networks = networkWork({ database, journal, drivers: supervisor.set<NetworkDriver>("network"), access });
const retry = { retryMs: 1, retryMsMax: 1 };
const quota = { volumes: 0, bytes: 0 };
const manager = new VolumeManager({
  host: "edge-1",
  domain: { database, journal, drivers, defaultDriver: "one", quota, retry },
});
await manager.initHost(ctx);
await networks.manager.initHost(ctx);
say(`settled ${JSON.stringify([...(await differences()), ...(await networks.differences())])}`);
const dice = rollDice(Number(seed));
await Promise.all([
  ...Array.from({ length: VOLUME_WORKERS }, () => work(changeVolumes)),
  ...Array.from({ length: NETWORK_WORKERS }, () => work((own) => networks.change(own, dice))),
]);

/** Goes on until the process is killed. */
async function work(change: (own: RequestContext) => Promise<unknown>): Promise<void> {
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

async function changeVolumes(own: RequestContext): Promise<unknown> {
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
async function differences(): Promise<string[]> {
  for (const { driver, name } of (await manager.orphans(ctx)).orphans) {
    // Let go, and then made anew with the other driver.
    if ((await listVolumes(database.handle, { name })).length > 0)
      await drivers.get(driver).deleteVolume(ctx, { name });
    else await manager.manage(ctx, { driver, name });
  }
  const found: string[] = [];
  for (const state of ["started", "unknown"] as const)
    for (const one of await listOperations(database.handle, { state }))
      found.push(`operation ${one.action} of ${one.resource} is ${state}: ${one.waitReason}`);
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
