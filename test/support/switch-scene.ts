// A manager of networks over a simulated switch, in the test's own process: the real driver, a hub, and command lines that ask over it.
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { NetworkDriver } from "@holdfast/sdk";
import { leaveHostNote, tokenPath } from "#host/cmd/host-note";
import { httpService } from "#host/driver/host-functions/http-service";
import { secretService } from "#host/driver/host-functions/secrets";
import { createSupervisor, type Supervisor } from "#host/driver/supervisor";
import { type Log, silentLog } from "#host/log";
import { FlatDHCPManager } from "#host/network/flat-dhcp-manager";
import { FlatManager } from "#host/network/flat-manager";
import { NETWORK_METHODS } from "#host/network/methods";
import { VlanManager } from "#host/network/vlan-manager";
import { Journal } from "#host/operation/journal";
import { ADMIN_TOKEN, contextFor, joinHub, openHub, serveEndpoint } from "./bus.ts";
import type { CommandLine } from "./command-line.ts";
import { temporaryDatabase } from "./database.ts";
import { temporaryFiles } from "./files.ts";
import { committedDriver } from "./guests.ts";
import { commandLine } from "./own-command.ts";
import { ciscoDriver, type RestconfDevice } from "./restconf-device.ts";

const MANAGERS = { FlatManager, FlatDHCPManager, VlanManager } as const;
const SETTINGS = {
  vlan: { first: 100, last: 199 },
  floating: { range: "203.0.113.0/29" },
  leaseMs: 3_600_000,
  quota: { networks: 0, ports: 0 },
  waitingMax: 100,
};

export interface SwitchScene {
  /** Runs `holdfast … --json`; throws unless it ends well. */
  readonly holdfast: CommandLine;
  /** What the manager does every few seconds: finds out what is not known. */
  settle(): Promise<void>;
}

export interface SwitchOptions {
  readonly manager?: keyof typeof MANAGERS;
  /** The driver's own configuration, beside the address of the device. */
  readonly config?: Readonly<Record<string, string>>;
  /** The device's password as the driver is given it. */
  readonly token?: string;
  /** Proves with a bearer token, without a user's name. */
  readonly bearer?: boolean;
  /** Trusts the authorities of this machine alone, and not the device's. */
  readonly stranger?: boolean;
}

/** For all scenes of a file: the driver is loaded once. Close it when they are over. */
export function switchSupervisor(log: Log = silentLog): Supervisor {
  const http = httpService({ ownPorts: () => new Set() });
  return createSupervisor({ log, services: { http, secret: secretService } });
}

/** Throws what the start of a host would be refused with. */
export async function switchScene(
  t: TestContext,
  supervisor: Supervisor,
  device: RestconfDevice,
  { manager: kind = "FlatDHCPManager", ...options }: SwitchOptions,
): Promise<SwitchScene> {
  const { token = "secret-token", bearer, stranger } = options;
  const directory = temporaryFiles(t, { token: `${token}\n` });
  chmodSync(join(directory, "token"), 0o600);
  const section = ciscoDriver(device, join(directory, "token"));
  const http = section.grants.http.map(({ ca, ...rest }) => ({ ...rest, ...(ca && !stranger && { ca }) }));
  const { url, user } = section.config;
  const path = join(directory, "network-cisco.wasm");
  writeFileSync(path, committedDriver("network-cisco"));
  const ctx = contextFor(t, 60_000);
  const grants = { config: true, ...section.grants, http } as const;
  if (supervisor.list().some(({ name }) => name === "lan")) await supervisor.remove(ctx, "network", "lan");
  await supervisor.add(ctx, {
    ...{ kind: "network", name: "lan", path, grants },
    config: { url, ...(bearer ? {} : { user }), ...options.config },
  });
  const database = await temporaryDatabase(t);
  const journal = new Journal({ database, host: "edge-1", instanceId: "one", log: silentLog });
  const drivers = supervisor.set<NetworkDriver>("network");
  const retry = { retryMs: 1, retryMsMax: 1 };
  const domain = { database, journal, drivers, defaultDriver: "lan", settings: SETTINGS, retry };
  const manager = new MANAGERS[kind]({ host: "edge-1", domain });
  await manager.initHost(ctx);
  return { holdfast: await served(t, manager, directory), settle: () => manager.settleUnknowns(contextFor(t)) };
}

/** Puts the manager on a hub, and command lines beside it. */
async function served(t: TestContext, manager: object, directory: string): Promise<CommandLine> {
  const dataDir = join(directory, "data");
  mkdirSync(dataDir, { mode: 0o700 });
  const hub = await openHub(t);
  const transport = await joinHub(t, hub.url);
  const endpoint = { methods: NETWORK_METHODS, target: manager };
  const server = await serveEndpoint(transport, { topic: "network", server: "edge-1" }, endpoint);
  t.after(() => server.stop({ drainTimeoutMs: 0 }));
  leaveHostNote(dataDir, { url: hub.url, pid: process.pid, name: "edge-1", startedAt: "2026-01-01T00:00:00.000Z" });
  writeFileSync(tokenPath(dataDir), `${ADMIN_TOKEN}\n`, { mode: 0o600 });
  return async (...args) => {
    const { code, out, err } = await commandLine(["--data-dir", dataDir, ...args, "--json"]);
    if (code !== 0) throw new Error(`holdfast ${args.join(" ")} ended with ${code}: ${err || out}`);
    return JSON.parse(out);
  };
}
