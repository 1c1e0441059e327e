// Drivers of other versions than the host's: older ones work on, also behind an adapter after a new major; newer ones are refused before they run.
import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { test } from "node:test";
import { type KindDescriptor, VOLUME, type Volume, type VolumeDriver } from "@holdfast/sdk";
import { attachManifest, readManifest } from "#sdk/manifest";
import { withDrivers } from "../support/drivers.ts";
import { committedDriver } from "../support/guests.ts";

/** volume-fake, said to be built against a version. */
function fakeOf(abi: string): Uint8Array {
  const bytes = committedDriver("volume-fake");
  const manifest = readManifest(bytes);
  ok(manifest);
  return attachManifest(bytes, { ...manifest, abi });
}

/** What managers of a later major would hold: sizes are asked for as capacity, and what is made is answered as its name. */
interface LaterVolumeDriver {
  provisionVolume(
    ctx: unknown,
    input: { readonly name: string; readonly capacity: number },
  ): Promise<{ readonly made: string }>;
  inspectVolume(ctx: unknown, input: { readonly name: string }): Promise<Volume>;
}

const EARLIER: KindDescriptor = { ...VOLUME, version: "1.0" };
/** A host whose kind `volume` is 2.0 and that still serves 1.x. */
const LATER: KindDescriptor = {
  name: "volume",
  version: "2.0",
  functions: VOLUME.functions
    .filter((fn) => fn.wire !== "delete_volume")
    .map((fn) => (fn.wire === "create_volume" ? { ...fn, wire: "provision_volume", camel: "provisionVolume" } : fn)),
  earlier: [
    {
      kind: EARLIER,
      adapt: (driver): LaterVolumeDriver => {
        const old = driver as VolumeDriver;
        return {
          async provisionVolume(ctx, { name, capacity }) {
            const { name: made } = await old.createVolume(ctx as never, { name, sizeBytes: capacity });
            return { made };
          },
          inspectVolume: (ctx, input) => old.inspectVolume(ctx as never, input),
        };
      },
    },
  ],
};

test("a driver built against volume 1.0 works on this host, which speaks a later minor", async () => {
  ok(Number(VOLUME.version.split(".")[1]) >= 1, `the host speaks ${VOLUME.version}`);
  strictEqual(readManifest(committedDriver("volume-fake"))?.abi, "1.0");
  await withDrivers(async (bench) => {
    await bench.add("old", committedDriver("volume-fake"));
    const made = await bench.within(5000, (ctx) => bench.volume("old").createVolume(ctx, { name: "a", sizeBytes: 5 }));
    deepStrictEqual([made.name, made.sizeBytes], ["a", 5]);
  });
});

test("the same driver works on a host that speaks 2.0, through the adapter, and is held to the contract it was built against", async () => {
  await withDrivers(
    async (bench) => {
      await bench.add("old", committedDriver("volume-fake"));
      const driver = bench.supervisor.set<LaterVolumeDriver>("volume").get("old");
      deepStrictEqual(await bench.within(5000, (ctx) => driver.provisionVolume(ctx, { name: "a", capacity: 7 })), {
        made: "a",
      });
      strictEqual((await bench.within(5000, (ctx) => driver.inspectVolume(ctx, { name: "a" }))).sizeBytes, 7);
      await rejects(
        bench.within(5000, (ctx) => driver.provisionVolume(ctx, { name: "a", capacity: 7 })),
        { status: "already_exists" },
      );
      ok(!("createVolume" in driver), "managers see the interface of now and no other");
      ok(bench.supervisor.set("volume").supports("old", "provisionVolume"));
    },
    { kinds: { volume: LATER } },
  );
});

test("a driver that needs more than the host has is refused before it runs, with what it needs and what there is", async () => {
  const refused = (abi: string, kind: KindDescriptor) =>
    withDrivers(async (bench) => void (await bench.add("new", fakeOf(abi))), { kinds: { volume: kind } }).then(
      () => "loaded",
      (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
    );
  match(
    await refused("1.1", EARLIER),
    /^DRIVER_ABI_MISMATCH: .*was built against volume 1\.1, this host speaks volume 1\.0 to 1\.0: build the driver against volume 1\.0/,
  );
  match(
    await refused("1.1", LATER),
    /built against volume 1\.1, this host speaks volume 1\.0 to 1\.0 and 2\.0 to 2\.0/,
  );
  match(await refused("3.0", LATER), /built against volume 3\.0/);
});
