// A network manager on a real database, with a plain object for its driver.
import type { TestContext } from "node:test";
import type { Clock } from "#host/clock";
import { HostError } from "#host/errors";
import { silentLog } from "#host/log";
import type { NetworkDomain, NetworkSettings } from "#host/network/domain";
import { FlatDHCPManager } from "#host/network/flat-dhcp-manager";
import type { FlatManager } from "#host/network/flat-manager";
import type { NetworkManager } from "#host/network/manager";
import type { VlanManager } from "#host/network/vlan-manager";
import { Journal } from "#host/operation/journal";
import { temporaryDatabase } from "./database.ts";
import { context } from "./journal.ts";
import { type PlainNetworkDriver, plainNetworkDriver } from "./network-driver.ts";

const SETTINGS: NetworkSettings = {
  vlan: { first: 100, last: 101 },
  floating: { range: "203.0.113.0/29" },
  leaseMs: 3_600_000,
  quota: { networks: 0, ports: 0 },
  waitingMax: 100,
};

export interface NetworkScene {
  readonly manager: NetworkManager;
  readonly driver: PlainNetworkDriver;
  readonly journal: Journal;
  readonly domain: NetworkDomain;
  /** Where the driver works, as the host says it. */
  readonly place: { now: string };
  /** A manager of the next run of the host, on the same database. */
  afterCrash(): NetworkManager;
  ctx(idempotencyKey?: string): ReturnType<typeof context>;
}

export async function networkScene(
  t: TestContext,
  options: {
    readonly manager?: typeof FlatManager | typeof FlatDHCPManager | typeof VlanManager;
    readonly settings?: Partial<NetworkSettings>;
    readonly clock?: Clock;
  } = {},
): Promise<NetworkScene> {
  const database = await temporaryDatabase(t, options.clock === undefined ? {} : { clock: options.clock });
  const driver = plainNetworkDriver();
  const known = { path: "plain.wasm", digest: "ab".repeat(32), version: "1.0.0", health: "ready" } as const;
  const place = { now: "at home" };
  const drivers = {
    names: () => ["plain"],
    get: (name: string) => {
      if (name === "plain") return driver;
      throw new HostError("DRIVER_UNAVAILABLE", `no driver ${name}; there is plain`);
    },
    info: (name: string) => ({ name, place: place.now, ...known }),
    supports: () => true,
  };
  const journalOf = (instanceId: string) => new Journal({ database, host: "here", instanceId, log: silentLog });
  const journal = journalOf("first-run");
  const settings = { ...SETTINGS, ...options.settings };
  const retry = { retryMs: 1000, retryMsMax: 1000 };
  const domain: NetworkDomain = { database, journal, drivers, defaultDriver: "plain", settings, retry };
  const Kind = options.manager ?? FlatDHCPManager;
  return {
    ...{ driver, journal, domain, place },
    manager: new Kind({ host: "here", domain }),
    afterCrash: () => new Kind({ host: "here", domain: { ...domain, journal: journalOf("second-run") } }),
    ctx: (idempotencyKey) => context(t, idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
}

/** What a driver's call looks like whose answer never came. */
export async function lostAnswer(): Promise<never> {
  throw new HostError("DRIVER_TIMEOUT", "the driver did not answer in time");
}
