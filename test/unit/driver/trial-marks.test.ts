// What a killed host left of a swap's trial: remembered before it is made, removed at the next start or swap, and nothing else with it.
import { deepStrictEqual, match, ok } from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { VolumeDriver } from "@holdfast/sdk";
import { withContext } from "#host/context";
import type { KvStore } from "#host/driver/host-functions/kv-service";
import { createSupervisor } from "#host/driver/supervisor";
import { silentLog } from "#host/log";
import { parseContract } from "#sdk/abi";
import { descriptorOf } from "#sdk/contract/descriptor";
import { documentWith, exportWith, shippedContracts } from "../../support/contracts.ts";
import { withDrivers } from "../../support/drivers.ts";
import { temporaryFiles } from "../../support/files.ts";
import { guestText, withManifest } from "../../support/guest-wat.ts";
import { wat } from "../../support/wat.ts";

const path = fileURLToPath(new URL("../../../../drivers-wasm/volume-file/volume-file.wasm", import.meta.url));

/** A store that forgets with the test, and what was done in it. */
function marks(onWrite: (key: string) => void = () => {}) {
  const kept = new Map<string, string>();
  const place = ({ kind, driver }: { readonly kind: string; readonly driver: string }) => `${kind} ${driver} `;
  const trials: KvStore = {
    read: async (space, key) => kept.get(place(space) + key),
    async write(space, { key, value }) {
      onWrite(key);
      kept.set(place(space) + key, value);
      return true;
    },
    delete: async (space, key) => void kept.delete(place(space) + key),
    keys: async (space) =>
      [...kept.keys()].filter((key) => key.startsWith(place(space))).map((key) => key.slice(place(space).length)),
  };
  return { kept, trials };
}

async function withVolumes(
  trials: KvStore,
  host: string,
  work: (driver: VolumeDriver, swap: (path: string) => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const supervisor = createSupervisor({ log: silentLog, trials });
  const grants = { log: true, fs: [{ guest: "/volumes", host, mode: "rw" as const }] };
  try {
    await withContext({ timeoutMs: 60_000 }, async (ctx) => {
      await supervisor.add(ctx, { kind: "volume", name: "files", path, grants });
      await work(supervisor.set<VolumeDriver>("volume").get("files"), (next) =>
        supervisor.swap(ctx, { kind: "volume", name: "files", path: next }),
      );
    });
  } finally {
    await supervisor.close();
  }
}

const within = <T>(work: (ctx: Parameters<VolumeDriver["listVolumes"]>[0]) => Promise<T>) =>
  withContext({ timeoutMs: 60_000 }, work);
const make = (driver: VolumeDriver, name: string) =>
  within((ctx) => driver.createVolume(ctx, { name, sizeBytes: 512 }));
const names = async (driver: VolumeDriver) =>
  (await within((ctx) => driver.listVolumes(ctx))).volumes.map(({ name }) => name).sort();

async function cutOff(t: TestContext) {
  const { kept, trials } = marks();
  const host = temporaryFiles(t);
  await withVolumes(trials, host, async (driver) => {
    for (const name of ["smoke-0123456789ab-3", "smoke-mine-3", "db"]) await make(driver, name);
  });
  kept.set("volume files/trials 0123456789ab", "");
  kept.set("volume other/trials 999999999999", "");
  return { kept, trials, host };
}

test("what a trial left is removed when its driver comes again, and nobody else's", async (t) => {
  const { kept, trials, host } = await cutOff(t);
  await withVolumes(trials, host, async (driver) => deepStrictEqual(await names(driver), ["db", "smoke-mine-3"]));
  deepStrictEqual([...kept.keys()], ["volume other/trials 999999999999"]);
});

test("a swap is remembered before it makes anything, and forgotten when it has left nothing", async (t) => {
  const host = temporaryFiles(t);
  const stamps: string[] = [];
  const { kept, trials } = marks((stamp) => stamps.push(stamp));
  await withVolumes(trials, host, async (driver, swap) => {
    await make(driver, "db");
    await swap(path);
    deepStrictEqual(await names(driver), ["db"]);
  });
  deepStrictEqual([stamps.length, kept.size], [1, 0]);
  match(stamps[0] ?? "", /^[0-9a-f]{12}$/);
});

test("what cannot be removed is tried again, and the driver serves meanwhile", async (t) => {
  const { kept, trials, host } = await cutOff(t);
  const unable = { ...trials, keys: () => Promise.reject(new Error("the disk is away")) };
  await withVolumes(unable, host, async (driver) => ok((await names(driver)).includes("smoke-0123456789ab-3")));
  ok(kept.has("volume files/trials 0123456789ab"));
});

test("what a trial of a kind of one's own left is removed too, by the steps that its contract names", async () => {
  const { kept, trials } = marks();
  kept.set("lamp lens/trials 0123456789ab", "");
  const step = (call: string) => ({ call, input: { name: "$fresh" } });
  const cases = { "a lamp that was put is there": { smoke: true, steps: [step("put")], finally: [step("take")] } };
  const changes = { "x-mutates": true, "x-idempotent": true, input: { $ref: "#/components/schemas/Name" } };
  const exports = { put: exportWith(changes), take: exportWith({ ...changes, "x-errors": ["not_found"] }) };
  const schemas = { Name: { description: "Which.", required: ["name"], properties: { name: { type: "string" } } } };
  const head = { "x-interface": { name: "lamp", version: "1.0" }, "x-extends": "driver", "x-cases": cases };
  const base = shippedContracts().find(({ name }) => name === "driver");
  const contract = parseContract(documentWith({ ...head, exports, components: { schemas } }), base);
  const describe = { name: "lens", version: "1.0.0", kind: "lamp", abi: "1.0" } as const;
  const bytes = await wat(
    guestText("", {
      ...{ describe: { status: "ok", result: describe }, probe: { status: "ok", result: { health: "ready" } } },
      ...{ put: { status: "ok" }, take: { status: "not_found", message: "There is none." } },
    }),
  );
  const kinds = { lamp: { ...descriptorOf(contract), contract } };
  await withDrivers(
    async ({ supervisor, file }) => {
      const path = await file("lens", withManifest(bytes, describe));
      await withContext({ timeoutMs: 60_000 }, (ctx) => supervisor.add(ctx, { kind: "lamp", name: "lens", path }));
      const [{ calls } = { calls: 0 }] = supervisor.list();
      ok(calls > 30, `${calls} calls: each name that the trial may have used was taken away`);
    },
    { trials, kinds },
  );
  deepStrictEqual([...kept.keys()], []);
});
