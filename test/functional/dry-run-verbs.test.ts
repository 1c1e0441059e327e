// Every verb that changes something can be rehearsed: it says what would be done, and does nothing.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import type { VolumeDriver } from "@holdfast/sdk";
import { createSupervisor } from "#host/driver/supervisor";
import { silentLog } from "#host/log";
import type { RpcDeclarations } from "#host/manager/manager";
import { NETWORK_METHODS } from "#host/network/methods";
import { Journal } from "#host/operation/journal";
import { VOLUME_RPC } from "#host/volume/declarations";
import { VolumeManager } from "#host/volume/manager";
import { DriverStatusError } from "#sdk/index";
import { ableVolumeDriver } from "../support/able-volume-driver.ts";
import { contextFor } from "../support/bus.ts";
import { temporaryDatabase } from "../support/database.ts";
import { temporaryFiles } from "../support/files.ts";
import { committedDriver } from "../support/guests.ts";
import { networkScene } from "../support/network-manager.ts";

const supervisor = createSupervisor({ log: silentLog });
after(() => supervisor.close());

/** The verbs that are not only for reading. */
const mutating = (methods: RpcDeclarations) =>
  Object.entries(methods)
    .filter(([, { access }]) => access !== "read")
    .map(([name]) => name)
    .toSorted();

/** A verb, its params, and what the first step of its plan must say. */
type Row = readonly [verb: string, params: Readonly<Record<string, unknown>>, says: RegExp];
type Verbs = Readonly<Record<string, (ctx: unknown, params: unknown) => Promise<unknown>>>;
interface Planned {
  readonly plan?: { readonly steps: readonly { readonly what: string }[] };
}

/** Rehearses each row. `look` answers all that there is, to be the same before and after. */
async function rehearse(rows: readonly Row[], manager: object, ctx: unknown, look: () => Promise<unknown>) {
  const before = JSON.stringify(await look());
  for (const [verb, params, says] of rows) {
    const method = (manager as Verbs)[verb] ?? assert.fail(`there is no method ${verb}`);
    const { plan } = (await method.call(manager, ctx, { ...params, dryRun: true })) as Planned;
    assert.match(plan?.steps.map(({ what }) => what).join("\n") ?? "", says, verb);
    assert.equal(JSON.stringify(await look()), before, `${verb} changed something`);
  }
}

const refused = async () => {
  throw new DriverStatusError("busy", "it is in use");
};

test("each verb that changes volumes says in a dry run which files would be made or removed, and changes nothing", async (t) => {
  const database = await temporaryDatabase(t);
  const directory = temporaryFiles(t);
  const volumes = join(directory, "volumes");
  mkdirSync(volumes);
  const path = join(directory, "volume-file.wasm");
  writeFileSync(path, committedDriver("volume-file"));
  const ctx = contextFor(t, 60_000);
  const able = ableVolumeDriver("able");
  await supervisor.add(ctx, {
    ...{ kind: "volume", name: "file", path },
    grants: { fs: [{ guest: "/volumes", host: volumes, mode: "rw" }] },
  });
  await supervisor.add(ctx, { kind: "volume", name: "able", object: able });
  await supervisor.add(ctx, { kind: "volume", name: "gone", object: ableVolumeDriver("gone") });
  const drivers = supervisor.set<VolumeDriver>("volume");
  const journal = new Journal({ database, host: "here", instanceId: "one", log: silentLog });
  const common = { database, journal, drivers, defaultDriver: "file", quota: { volumes: 0, bytes: 0 } };
  const manager = new VolumeManager({ host: "here", domain: { ...common, retry: { retryMs: 1, retryMsMax: 1 } } });
  await manager.create(ctx, { name: "db1", sizeBytes: 8192 });
  await manager.createSnapshot(ctx, { name: "db1", snapshot: "monday" });
  await manager.create(ctx, { name: "db2", sizeBytes: 8192 });
  await manager.create(ctx, { name: "shared", sizeBytes: 8192, driver: "able" });
  await manager.export(ctx, { name: "shared", way: "path" });
  await manager.create(ctx, { name: "idle", sizeBytes: 8192, driver: "able" });
  await manager.create(ctx, { name: "lost", sizeBytes: 8192, driver: "gone" });
  await supervisor.remove(ctx, "volume", "gone");
  writeFileSync(join(volumes, "found"), "hello");
  able.before.set("createVolume", refused);
  await assert.rejects(manager.create(ctx, { name: "late", sizeBytes: 8192, driver: "able" }), /in use/);
  const operationId = (await journal.list())[0]?.id ?? "";
  const rows: readonly Row[] = [
    ["create", { name: "db3", sizeBytes: 4096 }, /^makes the sparse file \/volumes\/db3 of 4096 bytes$/],
    ["delete", { name: "db1" }, /^removes the file \/volumes\/db1\nremoves the file \/volumes\/db1@monday$/],
    ["extend", { name: "db1", sizeBytes: 9000 }, /^grows the file \/volumes\/db1 from 8192 to 9000 bytes$/],
    ["clone", { name: "db3", source: "db1" }, /^copies the file \/volumes\/db1 to \/volumes\/db3, .* 8192 bytes$/],
    ["createSnapshot", { name: "db1", snapshot: "friday" }, /^copies the file .*db1 to .*db1@friday/],
    ["deleteSnapshot", { name: "db1", snapshot: "monday" }, /^removes the file \/volumes\/db1@monday$/],
    ["restoreSnapshot", { name: "db1", snapshot: "monday" }, /^copies the file .*db1@monday to .*\nwhat .* is lost$/],
    ["export", { name: "idle", way: "path" }, /export_volume/],
    ["unexport", { name: "shared", way: "path" }, /unexport_volume/],
    ["migrate", { name: "db2", driver: "able" }, /able/],
    ["manage", { name: "found", driver: "file" }, /found/],
    ["unmanage", { name: "db1" }, /db1/],
    ["forget", { name: "lost" }, /lost/],
    ["retry", { operationId }, /create_volume/],
  ];
  assert.deepEqual(rows.map(([verb]) => verb).toSorted(), mutating(VOLUME_RPC), "a verb without a row");
  const look = async () => [readdirSync(volumes), await manager.list(ctx, {}), await journal.list(), [...able.held]];
  await rehearse(rows, manager, ctx, look);
  const again = manager.create(ctx, { name: "found", sizeBytes: 4096, dryRun: true });
  await assert.rejects(again, { code: "ALREADY_EXISTS" });
});

test("each verb that changes networks says in a dry run what the driver would be asked, and changes nothing", async (t) => {
  const { manager, driver, journal, ctx } = await networkScene(t);
  const port = { network: "lan", port: "desk" };
  const deny = { ...port, direction: "ingress", action: "deny", protocol: "any" } as const;
  const [led, free] = ["203.0.113.1", "203.0.113.2"] as const;
  await manager.create(ctx(), { name: "lan", cidr: "10.7.0.0/24" });
  await manager.create(ctx(), { name: "old", cidr: "10.8.0.0/24" });
  await manager.attachPort(ctx(), { ...port, device: "veth0" });
  await manager.attachPort(ctx(), { ...port, port: "bench", device: "veth1" });
  const { rule } = await manager.addRule(ctx(), deny);
  await manager.allocateAddress(ctx(), { network: "lan", address: "10.7.0.9" });
  for (const address of [led, free]) await manager.allocateFloating(ctx(), { address });
  await manager.associateFloating(ctx(), { ...port, address: led });
  driver.before.set("deleteNetwork", refused);
  await assert.rejects(manager.delete(ctx(), { name: "old" }), /in use/);
  const operationId = (await journal.list())[0]?.id ?? "";
  const rows: readonly Row[] = [
    ["create", { name: "new", cidr: "10.9.0.0/24" }, /ensureNetwork[\s\S]*setDhcp/],
    ["delete", { name: "old" }, /deleteNetwork/],
    ["attachPort", { ...port, port: "third", device: "veth2" }, /attachPort[\s\S]*setDhcp/],
    ["detachPort", { ...port, port: "bench" }, /detachPort[\s\S]*setDhcp/],
    ["allocateAddress", { network: "lan", address: "10.7.0.10" }, /10\.7\.0\.10/],
    ["releaseAddress", { network: "lan", address: "10.7.0.9" }, /10\.7\.0\.9/],
    ["allocateFloating", {}, /203\.0\.113\.\d/],
    ["releaseFloating", { address: free }, /203\.0\.113\.2/],
    ["associateFloating", { ...port, port: "bench", address: free }, /setFloating/],
    ["disassociateFloating", { address: led }, /clearFloating/],
    ["addRule", deny, /setRules/],
    ["removeRule", { id: rule?.id }, /setRules/],
    ["retry", { operationId }, /deleteNetwork/],
  ];
  assert.deepEqual(rows.map(([verb]) => verb).toSorted(), mutating(NETWORK_METHODS), "a verb without a row");
  const look = async () => {
    const records = [manager.list(ctx(), { limit: 9 }), manager.listPorts(ctx(), { network: "lan" })];
    const more = [manager.listAddresses(ctx(), { network: "lan" }), manager.listFloating(ctx()), journal.list()];
    return [
      [...driver.held].map(([id, one]) => [id, { ...one, ports: [...one.ports] }]),
      ...(await Promise.all([...records, ...more])),
    ];
  };
  await rehearse(rows, manager, ctx(), look);
});
