// A volume manager on a real database with two able drivers, and what a host that died would leave to the next one.
import type { TestContext } from "node:test";
import { RequestContext } from "#host/context";
import { HostError } from "#host/errors";
import { silentLog } from "#host/log";
import { Journal } from "#host/operation/journal";
import { VolumeManager } from "#host/volume/manager";
import type { VolumeDriver } from "#sdk/index";
import { type AbleVolumeDriver, ableVolumeDriver } from "./able-volume-driver.ts";
import { temporaryDatabase } from "./database.ts";

export async function volumeScene(t: TestContext) {
  const database = await temporaryDatabase(t);
  const there: Record<string, AbleVolumeDriver> = { one: ableVolumeDriver("one"), two: ableVolumeDriver("two") };
  const digests: Record<string, string> = { one: "11".repeat(32), two: "22".repeat(32) };
  const places: Record<string, string> = {};
  const lacking = new Set<string>();
  const get = (name: string): VolumeDriver => {
    const driver = there[name];
    if (!driver) throw new HostError("DRIVER_UNAVAILABLE", `there is no driver ${name}`);
    return Object.fromEntries(Object.entries(driver).filter(([key]) => !lacking.has(`${name}.${key}`))) as never;
  };
  const drivers = {
    names: () => Object.keys(there),
    get,
    info: (name: string) => {
      get(name);
      const digest = digests[name] ?? "";
      const place = places[name] ?? "at home";
      return { name, path: `${name}.wasm`, digest, place, version: "1.0.0", health: "ready" } as const;
    },
    supports: (name: string, functionName: string) => functionName in get(name),
  };
  const makeJournal = (instanceId: string) => new Journal({ database, host: "here", instanceId, log: silentLog });
  const quota = { volumes: 0, bytes: 0 };
  const retry = { retryMs: 1, retryMsMax: 1 };
  const managerOn = (journal: Journal) =>
    new VolumeManager({ host: "here", domain: { database, journal, drivers, defaultDriver: "one", quota, retry } });
  const journal = makeJournal("first-run");
  const ctx = new RequestContext({ timeoutMs: 60_000 });
  t.after(() => ctx.close());
  return {
    ...{ database, journal, ctx, digests, places, lacking, there },
    one: there["one"] as AbleVolumeDriver,
    two: there["two"] as AbleVolumeDriver,
    manager: managerOn(journal),
    afterCrash: () => managerOn(makeJournal("second-run")),
  };
}

/** An accident on the way: nobody knows what the driver did. */
export async function lost(): Promise<never> {
  throw new HostError("DRIVER_TIMEOUT", "no answer in time");
}
